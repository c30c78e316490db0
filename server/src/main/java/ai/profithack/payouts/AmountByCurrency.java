package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;

/// An amount for all currencies, or one for each, as operators write it: `50` is 50 units of any
/// currency, `50, 5000 JPY` is 5,000 yen and 50 of everything else.
record AmountByCurrency(BigDecimal everyCurrency, Map<Currency, BigDecimal> exceptions) {
  /// Where `text` names exceptions only, everything else is `otherwise`.
  ///
  /// Errors: [IllegalArgumentException] naming the setting.
  static AmountByCurrency parse(String setting, String text, long otherwise) {
    var every = BigDecimal.valueOf(otherwise);
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
    return new AmountByCurrency(every, Map.copyOf(exceptions));
  }

  /// The amount in this currency, rounded up to its smallest unit.
  Money of(Currency currency) {
    var exact = exceptions.getOrDefault(currency, everyCurrency);
    return Money.of(
        exact.setScale(currency.getDefaultFractionDigits(), RoundingMode.CEILING), currency);
  }
}
