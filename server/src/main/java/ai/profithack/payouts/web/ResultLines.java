package ai.profithack.payouts.web;

import ai.profithack.payouts.PaymentResults.Line;
import ai.profithack.payouts.PaymentResults.Verdict;
import java.util.Comparator;
import java.util.List;

/// The lines of a file of results, what is wrong first; up to `most` of them are shown.
public record ResultLines(List<Line> all, int most) {
  /// Those that are shown.
  public List<Line> shown() {
    return all.stream().sorted(Comparator.comparingInt(ResultLines::rank)).limit(most).toList();
  }

  public long wrong() {
    return all.stream().filter(line -> line.verdict() instanceof Verdict.Wrong).count();
  }

  /// How many payouts would move on.
  public long changes() {
    return all.stream().filter(line -> line.verdict() instanceof Verdict.Becomes).count();
  }

  /// In words.
  public static String words(Line line) {
    return switch (line.verdict()) {
      case Verdict.Becomes(var state, var reason) ->
          "becomes " + state.words() + (reason == null ? "" : ": " + reason);
      case Verdict.NothingNew(var sentence) -> sentence;
      case Verdict.Contradicts(var sentence) -> sentence + " Somebody has to look at it.";
      case Verdict.Wrong(var sentence) -> sentence;
    };
  }

  /// A word for the badge.
  public static String badge(Line line) {
    return switch (line.verdict()) {
      case Verdict.Becomes _ -> "changes";
      case Verdict.NothingNew _ -> "nothing new";
      case Verdict.Contradicts _ -> "contradicts";
      case Verdict.Wrong _ -> "wrong";
    };
  }

  public static String tone(Line line) {
    return switch (line.verdict()) {
      case Verdict.Becomes _ -> "good";
      case Verdict.NothingNew _ -> "neutral";
      case Verdict.Contradicts _ -> "warn";
      case Verdict.Wrong _ -> "bad";
    };
  }

  private static int rank(Line line) {
    return switch (line.verdict()) {
      case Verdict.Wrong _ -> 0;
      case Verdict.Contradicts _ -> 1;
      case Verdict.Becomes _ -> 2;
      case Verdict.NothingNew _ -> 3;
    };
  }
}
