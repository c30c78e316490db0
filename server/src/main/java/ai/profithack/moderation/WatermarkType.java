package ai.profithack.moderation;

import java.util.Locale;
import java.util.Optional;

/// The two kinds of watermarks.
public enum WatermarkType {
  /// A line of text that is drawn into the picture.
  VISIBLE,
  /// A payload that nobody sees and that says whose video a copy is of.
  INVISIBLE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Empty for any other word.
  public static Optional<WatermarkType> of(String word) {
    for (var each : values()) {
      if (each.word().equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
