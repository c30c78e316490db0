package ai.profithack.moderation;

import java.util.Locale;
import java.util.Optional;

/// What whoever sent a video says about how it was made.
public enum Origin {
  UNSAID,
  /// With a camera, of what happened.
  RECORDED,
  /// By a machine, or changed by one.
  GENERATED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Empty for any other word.
  public static Optional<Origin> of(String word) {
    for (var each : values()) {
      if (each.word().equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
