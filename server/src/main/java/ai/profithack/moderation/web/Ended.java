package ai.profithack.moderation.web;

import static java.util.Objects.requireNonNull;

import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Fault;
import ai.profithack.moderation.Marking;
import ai.profithack.web.Refused;
import java.util.function.Function;

/// How a program is told that nothing came of what it asked for: whose fault it is decides, so that
/// no file is blamed for what is wrong here.
final class Ended {
  private Ended() {}

  /// Of an analysis that failed. `ofFile`: the refusal where its file is at fault.
  static Refused refused(Analysis analysis, Function<String, Refused> ofFile) {
    return refused(requireNonNull(analysis.fault()), requireNonNull(analysis.failure()), ofFile);
  }

  /// Of a marking that failed. Its file came with an earlier request: 409.
  static Refused refused(Marking marking) {
    return refused(
        requireNonNull(marking.fault()), requireNonNull(marking.failure()), Refused::conflict);
  }

  private static Refused refused(Fault fault, String sentence, Function<String, Refused> ofFile) {
    return switch (fault) {
      case FILE -> ofFile.apply(sentence);
      case SERVER -> Refused.failed(sentence);
      case UNAVAILABLE -> Refused.unavailable(sentence);
    };
  }
}
