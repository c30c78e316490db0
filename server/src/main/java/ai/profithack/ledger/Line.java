package ai.profithack.ledger;

/// What an entry does to one account: minor units of its asset, positive a debit, negative a
/// credit.
public record Line(Account account, long minor) {
  /// The same, the other way.
  public Line mirrored() {
    return new Line(account, Math.negateExact(minor));
  }
}
