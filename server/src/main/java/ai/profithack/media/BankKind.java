package ai.profithack.media;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

  /// `known_bad` and so on.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BankKind of(String word) {
    return find(word).orElseThrow(() -> new IllegalArgumentException("no kind " + word));
  }

  /// By its [#word].
  public static Optional<BankKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
