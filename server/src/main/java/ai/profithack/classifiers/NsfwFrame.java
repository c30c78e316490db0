package ai.profithack.classifiers;

import org.jspecify.annotations.Nullable;

/// What two models say about one moment; `seconds` from the first picture.
///
/// `mid`: null where the small model gives explicit classes less than [NsfwEvidence#AGREED]. The
/// mid one counts only together with it, so there it is not asked.
public record NsfwFrame(double seconds, NsfwScores small, @Nullable NsfwScores mid) {
  /// Whether both models give explicit classes [NsfwEvidence#AGREED] or more.
  boolean agreed() {
    return mid != null && Math.min(small.explicit(), mid.explicit()) >= NsfwEvidence.AGREED;
  }
}
