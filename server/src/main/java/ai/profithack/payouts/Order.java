package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import org.jspecify.annotations.Nullable;

/// One payment as a rail gets it. `key` names it for ever, at the rail and on statements: up to 35
/// letters and digits. `sealed` is what it is paid to: whoever only asks what became of it does not
/// open that.
record Order(
    String key,
    long payoutId,
    long creatorId,
    Money amount,
    String holder,
    SealedAccount sealed,
    @Nullable String bic) {

  Order(
      String key,
      long payoutId,
      long creatorId,
      Money amount,
      String holder,
      String account,
      @Nullable String bic) {
    this(key, payoutId, creatorId, amount, holder, SealedAccount.of(account), bic);
  }

  /// What it is paid to.
  ///
  /// Errors: [IllegalStateException] where that cannot be opened.
  String account() {
    return sealed.account();
  }

  /// The same, or why it cannot be opened.
  Opened opened() {
    return sealed.opened();
  }

  /// Without the account and the name: this may stand in a log.
  @Override
  public String toString() {
    return "Order[%s, payout %d, %s]".formatted(key, payoutId, amount);
  }
}
