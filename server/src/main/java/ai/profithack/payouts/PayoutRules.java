package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The operator's rules: from which amount is paid, and above which a second person has to agree.
///
/// Both are an amount for all currencies, or one for each: `50` is 50 units of any currency, `50,
/// 5000 JPY` is 5,000 yen and 50 of everything else.
@Component
class PayoutRules {
  /// Nothing goes to a destination that is younger than this.
  static final Duration DESTINATION_RIPENS = Duration.ofDays(5);

  private final Amounts minimum;
  private final Amounts approvalAbove;

  @Autowired
  PayoutRules(
      @Value("${PROFITHACK_PAYOUT_MINIMUM:50}") String minimum,
      @Value("${PROFITHACK_PAYOUT_APPROVAL_ABOVE:1000}") String approvalAbove) {
    this.minimum = Amounts.parse("PROFITHACK_PAYOUT_MINIMUM", minimum);
    this.approvalAbove = Amounts.parse("PROFITHACK_PAYOUT_APPROVAL_ABOVE", approvalAbove);
  }

  /// The least that is paid.
  Money minimum(Currency currency) {
    return minimum.of(currency);
  }

  /// The most that is paid without a second person.
  Money approvalAbove(Currency currency) {
    return approvalAbove.of(currency);
  }

  private record Amounts(BigDecimal everyCurrency, Map<Currency, BigDecimal> exceptions) {
    /// Errors: [IllegalArgumentException] naming the setting.
    static Amounts parse(String setting, String text) {
      var every = BigDecimal.valueOf(50);
      var exceptions = new HashMap<Currency, BigDecimal>();
      for (var part : text.split(",", -1)) {
        var words = part.strip().split("\\s+", -1);
        try {
          var amount = new BigDecimal(words[0]);
          if (amount.signum() <= 0 || words.length > 2) {
            throw new IllegalArgumentException("not a positive amount");
          }
          if (words.length == 2) {
            var currency = Currency.getInstance(words[1]);
            Money.of(amount, currency);
            exceptions.put(currency, amount);
          } else {
            every = amount;
          }
        } catch (IllegalArgumentException unreadable) {
          throw new IllegalArgumentException(
              setting + " must be amounts like `50` or `50, 5000 JPY`, not `" + text + "`.",
              unreadable);
        }
      }
      return new Amounts(every, Map.copyOf(exceptions));
    }

    Money of(Currency currency) {
      var exact = exceptions.getOrDefault(currency, everyCurrency);
      return Money.of(
          exact.setScale(currency.getDefaultFractionDigits(), java.math.RoundingMode.CEILING),
          currency);
    }
  }
}
