package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import org.jspecify.annotations.Nullable;

/// One payment as a rail gets it. `key` names it for ever, at the rail and on statements: up to 35
/// letters and digits.
record Order(
    String key,
    long payoutId,
    long creatorId,
    Money amount,
    String holder,
    String account,
    @Nullable String bic) {

  /// Without the account and the name: this may stand in a log.
  @Override
  public String toString() {
    return "Order[%s, payout %d, %s]".formatted(key, payoutId, amount);
  }
}
