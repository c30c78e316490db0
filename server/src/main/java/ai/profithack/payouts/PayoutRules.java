package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Duration;
import java.util.Currency;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The operator's rules: from which amount is paid, and above which a second person has to agree.
/// Both are [AmountByCurrency].
@Component
class PayoutRules {
  /// Nothing goes to a destination that is younger than this.
  static final Duration DESTINATION_RIPENS = Duration.ofDays(5);

  private final AmountByCurrency minimum;
  private final AmountByCurrency approvalAbove;

  @Autowired
  PayoutRules(
      @Value("${PROFITHACK_PAYOUT_MINIMUM:50}") String minimum,
      @Value("${PROFITHACK_PAYOUT_APPROVAL_ABOVE:1000}") String approvalAbove) {
    this.minimum = AmountByCurrency.parse("PROFITHACK_PAYOUT_MINIMUM", minimum, 50);
    this.approvalAbove =
        AmountByCurrency.parse("PROFITHACK_PAYOUT_APPROVAL_ABOVE", approvalAbove, 50);
  }

  /// The least that is paid.
  Money minimum(Currency currency) {
    return minimum.of(currency);
  }

  /// The most that is paid without a second person.
  Money approvalAbove(Currency currency) {
    return approvalAbove.of(currency);
  }
}
