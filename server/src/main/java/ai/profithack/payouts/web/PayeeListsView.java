package ai.profithack.payouts.web;

import ai.profithack.payouts.PayeeList;
import ai.profithack.payouts.PayeeLists.Change;
import ai.profithack.payouts.PayeeLists.Problem;
import ai.profithack.payouts.Rails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists of payees: those that wait for a second person, the others, and what came of the one that
/// was just sent. `later` says that there are newer ones than these, `olderThan` that there are
/// older ones; `error` is about the file.
public record PayeeListsView(
    List<PayeeList> waiting,
    List<PayeeList> settled,
    boolean later,
    @Nullable Long olderThan,
    @Nullable String error,
    @Nullable Sent sent,
    Rails rails,
    CreatorNames names) {

  /// What came of a list that was looked at, or that was not taken in: what it would change, what
  /// is wrong with it by line, or that it is no list at all. `sha256` is its own, by which the same
  /// list is taken in afterwards.
  public record Sent(
      String name,
      String sha256,
      boolean dryRun,
      int lines,
      List<Change> changes,
      List<Problem> problems,
      @Nullable String unreadable) {

    /// How many are shown.
    public static final int MOST = 500;

    public long wrongLines() {
      return problems.stream().map(Problem::line).distinct().count();
    }

    public long destinations() {
      return changes.stream().filter(each -> each.named() != null).count();
    }

    public long replaced() {
      return changes.stream()
          .map(Change::named)
          .filter(named -> named != null && named.replaces())
          .count();
    }
  }

  /// What stands of a list, for its badge.
  public static String words(PayeeList list) {
    if (list.waiting() > 0) {
      return "waits for a second person";
    }
    if (list.declinedBy() != null) {
      return "declined";
    }
    if (list.destinations() == 0) {
      return "nothing to confirm";
    }
    return list.verified() == list.destinations() ? "confirmed" : "settled";
  }

  public static String tone(PayeeList list) {
    return switch (words(list)) {
      case "waits for a second person" -> "warn";
      case "declined" -> "bad";
      case "confirmed" -> "good";
      default -> "neutral";
    };
  }
}
