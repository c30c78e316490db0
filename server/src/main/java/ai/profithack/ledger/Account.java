package ai.profithack.ledger;

/// A place where an asset is: `liabilities:creators:42:available` in USD.
///
/// The first part of the path says what kind of account it is; a debit is positive, a credit
/// negative, so that what we owe shows as a negative balance. Accounts come into being with their
/// first posting.
public record Account(String path, Asset asset, Bound bound) {
  /// Which side of zero an account's balance must stay on. The database refuses what crosses it.
  ///
  /// A bounded account is locked by each posting to it; a free one is only appended to and never
  /// makes anybody wait.
  public enum Bound {
    /// Any balance.
    FREE(0),
    /// Never below zero: something of ours that must be there before it can be given.
    DEBIT(1),
    /// Never above zero: something of somebody else's that they cannot overdraw.
    CREDIT(-1);

    private final int sign;

    Bound(int sign) {
      this.sign = sign;
    }

    /// Errors: [IllegalArgumentException] for a sign that is none of -1, 0, 1.
    static Bound ofSign(int sign) {
      return switch (sign) {
        case 0 -> FREE;
        case 1 -> DEBIT;
        case -1 -> CREDIT;
        default -> throw new IllegalArgumentException("no bound has the sign " + sign);
      };
    }

    int sign() {
      return sign;
    }

    boolean permits(long balance) {
      return sign * Long.signum(balance) >= 0;
    }
  }

  public static Account free(String path, Asset asset) {
    return new Account(path, asset, Bound.FREE);
  }

  public static Account debit(String path, Asset asset) {
    return new Account(path, asset, Bound.DEBIT);
  }

  public static Account credit(String path, Asset asset) {
    return new Account(path, asset, Bound.CREDIT);
  }
}
