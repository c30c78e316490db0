package ai.profithack.ledger;

/// An entry or a hold that no ledger can take, whatever its balances are: the caller's mistake.
/// Programs tell the reasons apart by [#reason], people by the sentence.
public final class InvalidEntry extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// What is wrong with it.
  public enum Reason {
    TOO_FEW_LINES,
    ZERO_AMOUNT,
    /// Nothing, or less, is to be set aside or moved on.
    NOT_POSITIVE,
    /// An account to itself, above all.
    SAME_ACCOUNT_TWICE,
    /// More of one asset comes in than goes out.
    OFF_BALANCE,
    /// One asset comes in and another goes out.
    ASSETS_DIFFER,
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
