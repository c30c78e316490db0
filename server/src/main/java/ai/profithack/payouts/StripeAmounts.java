package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/// Amounts as Stripe writes them: whole numbers of a unit that is not always ISO 4217's minor unit.
///
/// Source: docs.stripe.com/currencies, zero-decimal currencies and special cases.
final class StripeAmounts {
  /// Written in whole units. Malagasy ariary has two decimals in ISO 4217.
  private static final Set<String> WHOLE_UNITS =
      Set.of(
          "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
          "XOF", "XPF");

  /// Written with two decimals although they have none; the decimals are always 00.
  private static final Set<String> TWO_DECIMALS_THOUGH_NONE = Set.of("ISK", "UGX");

  /// Have decimals, and are paid out in whole units only.
  private static final Set<String> PAID_OUT_WHOLE = Set.of("HUF", "TWD");

  /// The most that one payout may be, in Stripe's units: eight digits.
  private static final long MOST = 99_999_999;

  private StripeAmounts() {}

  /// Whether Stripe and ISO 4217 agree so far that an amount can be written for both.
  static boolean knows(Currency currency) {
    var digits = currency.getDefaultFractionDigits();
    return digits >= 0
        && digits <= 2
        && (digits > 0
            || WHOLE_UNITS.contains(code(currency))
            || isTwoDecimalsThoughNone(currency));
  }

  /// What one payout can carry.
  static Rail.Limits limits(Currency currency) {
    var step =
        WHOLE_UNITS.contains(code(currency)) || PAID_OUT_WHOLE.contains(code(currency))
            ? minorsInAUnit(currency)
            : 1;
    var most =
        isTwoDecimalsThoughNone(currency)
            ? MOST / 100
            : WHOLE_UNITS.contains(code(currency)) ? MOST * minorsInAUnit(currency) : MOST;
    return new Rail.Limits(step, step, most / step * step);
  }

  /// The amount in Stripe's units.
  ///
  /// Errors: [IllegalArgumentException] for an amount that cannot be written so.
  static long units(Money amount) {
    var currency = amount.currency();
    if (isTwoDecimalsThoughNone(currency)) {
      return Math.multiplyExact(amount.minor(), 100L);
    }
    var step = limits(currency).stepMinor();
    if (amount.minor() % step != 0) {
      throw new IllegalArgumentException("Stripe cannot carry " + amount);
    }
    return WHOLE_UNITS.contains(code(currency))
        ? amount.minor() / minorsInAUnit(currency)
        : amount.minor();
  }

  /// The amount that Stripe's units stand for.
  ///
  /// Errors: [IllegalArgumentException] for a currency that is not known, or a part of a minor
  /// unit.
  static Money money(long units, String currencyCode) {
    var currency = Currency.getInstance(currencyCode.toUpperCase(Locale.ROOT));
    if (isTwoDecimalsThoughNone(currency)) {
      if (units % 100 != 0) {
        throw new IllegalArgumentException(units + " " + currencyCode + " is no whole amount");
      }
      return new Money(units / 100, currency);
    }
    return new Money(
        WHOLE_UNITS.contains(code(currency))
            ? Math.multiplyExact(units, minorsInAUnit(currency))
            : units,
        currency);
  }

  /// As Stripe writes currencies.
  static String code(Money amount) {
    return code(amount.currency()).toLowerCase(Locale.ROOT);
  }

  private static String code(Currency currency) {
    return currency.getCurrencyCode();
  }

  private static boolean isTwoDecimalsThoughNone(Currency currency) {
    return TWO_DECIMALS_THOUGH_NONE.contains(code(currency));
  }

  private static long minorsInAUnit(Currency currency) {
    return switch (currency.getDefaultFractionDigits()) {
      case 0 -> 1;
      case 1 -> 10;
      case 2 -> 100;
      default -> throw new IllegalArgumentException(currency + " has more than two decimals");
    };
  }
}
