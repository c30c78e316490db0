package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One payment as a rail gets it. `key` names it for ever, at the rail and on statements: up to 35
/// letters and digits. `sealed` opens what it is paid to: whoever only asks what became of it does
/// not need that.
record Order(
    String key,
    long payoutId,
    long creatorId,
    Money amount,
    String holder,
    Supplier<String> sealed,
    @Nullable String bic) {

  Order(
      String key,
      long payoutId,
      long creatorId,
      Money amount,
      String holder,
      String account,
      @Nullable String bic) {
    this(key, payoutId, creatorId, amount, holder, () -> account, bic);
  }

  /// What it is paid to.
  ///
  /// Errors: [ClosedDestination] where that cannot be opened.
  String account() {
    return sealed.get();
  }

  /// The same, empty where it cannot be opened.
  Optional<String> opened() {
    return PayoutMethod.opened(sealed);
  }

  /// Without the account and the name: this may stand in a log.
  @Override
  public String toString() {
    return "Order[%s, payout %d, %s]".formatted(key, payoutId, amount);
  }
}
