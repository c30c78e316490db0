package ai.profithack.media;

import java.util.Locale;

/// What it means to be found in a bank.
public enum BankKind {
  /// Material that lists of others call illegal or harmful.
  KNOWN_BAD,
  /// What was blocked here by a decision.
  BLOCKED,
  /// Works whose owners claim them.
  PROTECTED,
  /// What must never count: title cards, test pictures, a platform's own end screen.
  NEGATIVE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BankKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
