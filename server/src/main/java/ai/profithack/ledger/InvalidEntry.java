package ai.profithack.ledger;

/// An entry that no ledger can take, whatever its balances are: the caller's mistake.
public final class InvalidEntry extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// What is wrong with it.
  public enum Reason {
    TOO_FEW_LINES,
    ZERO_AMOUNT,
    SAME_ACCOUNT_TWICE,
    OFF_BALANCE,
    OVERFLOW,
    UNUSABLE_KEY
  }

  InvalidEntry(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
