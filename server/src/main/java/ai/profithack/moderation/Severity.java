package ai.profithack.moderation;

import java.util.Locale;

/// How bad something is, and how soon somebody has to look at it.
public enum Severity {
  LOW(5),
  MEDIUM(3),
  HIGH(2),
  CRITICAL(1);

  private final int priority;

  Severity(int priority) {
    this.priority = priority;
  }

  /// In the queue; 1 comes first.
  public int priority() {
    return priority;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Severity of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
