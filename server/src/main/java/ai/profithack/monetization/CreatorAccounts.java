package ai.profithack.monetization;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;

/// Where a creator's money can be, as accounts of the ledger.
///
///     pending ──► available ──► in payout ──► (paid: a rail's clearing account)
///        │ ▲          ▲
///        ▼ │          │ what is left after a debt is repaid
///      withheld     debt
///
/// What a payout brings back is available again, and repays a debt at once ([Debts]): nobody has
/// something in both.
///
/// What we owe the creator is a credit (negative) balance; `debt`, what the creator owes us after a
/// refund of money already paid out, is a debit (positive) one.
public record CreatorAccounts(long creatorId, Asset asset) {
  /// Those to which `account` belongs, which is one of a creator's.
  public static CreatorAccounts of(Account account) {
    return new CreatorAccounts(Long.parseLong(account.path().split(":", -1)[2]), account.asset());
  }

  /// Earned, but still within the time in which it may be taken back. Only collects; see ADR 8.
  public Account pending() {
    return Account.free(path("pending"), asset);
  }

  /// Earned for good, to be paid out. Never overdrawn.
  public Account available() {
    return Account.credit(path("available"), asset);
  }

  /// Reserved for a payout that is on its way.
  public Account inPayout() {
    return Account.credit(path("in-payout"), asset);
  }

  /// Kept back while a person looks into how it was earned. Never confiscated by a program.
  public Account withheld() {
    return Account.credit(path("withheld"), asset);
  }

  /// What was paid out and then taken back by its payer: recovered from later earnings, and from
  /// what comes back of payouts.
  public Account debt() {
    return Account.debit("assets:creators:" + creatorId + ":debt", asset);
  }

  private String path(String place) {
    return "liabilities:creators:" + creatorId + ":" + place;
  }
}
