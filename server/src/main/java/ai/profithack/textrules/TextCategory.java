package ai.profithack.textrules;

import java.util.Locale;

/// What a rule is about.
public enum TextCategory {
  VIOLENCE,
  SEXUAL,
  HATE,
  MISINFORMATION,
  COPYRIGHT,
  SPAM,
  CHILD_SAFETY,
  HARASSMENT;

  /// As it is written in rules and answers.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
