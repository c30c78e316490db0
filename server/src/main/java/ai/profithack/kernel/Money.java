package ai.profithack.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/// An exact amount of one currency, in that currency's minor units: USD 12.30 is 1230, JPY 12 is
/// 12, KWD 1.234 is 1234.
///
/// Adding never rounds, never overflows silently and never mixes currencies. Source: ISO 4217 for
/// the exponent, as the JDK's [Currency] holds it.
public record Money(long minor, Currency currency) {
  public Money {
    if (currency.getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException(
          currency + " has no minor unit: it is not a payment currency");
    }
  }

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  /// The amount written with at most the currency's decimals: `12.3` USD is 1230.
  ///
  /// Errors: [IllegalArgumentException] where it has more decimals than the currency or more than a
  /// `long` of minor units holds; nothing is rounded.
  public static Money of(BigDecimal amount, Currency currency) {
    try {
      return new Money(
          amount.movePointRight(currency.getDefaultFractionDigits()).longValueExact(), currency);
    } catch (ArithmeticException inexact) {
      throw new IllegalArgumentException(
          "%s is not an amount of %s: it has at most %d decimals and 18 digits"
              .formatted(
                  amount.toPlainString().length() > 60 ? "the number" : amount.toPlainString(),
                  currency,
                  currency.getDefaultFractionDigits()),
          inexact);
    }
  }

  /// This amount in another currency at `rate` units of it for one of ours, rounded half up once,
  /// here.
  public Money convertedAt(BigDecimal rate, Currency target) {
    var converted =
        toDecimal()
            .multiply(rate)
            .movePointRight(target.getDefaultFractionDigits())
            .setScale(0, RoundingMode.HALF_UP);
    return new Money(converted.longValueExact(), target);
  }

  public Money plus(Money other) {
    requireSameCurrency(other);
    return new Money(Math.addExact(minor, other.minor), currency);
  }

  public Money minus(Money other) {
    requireSameCurrency(other);
    return new Money(Math.subtractExact(minor, other.minor), currency);
  }

  /// In units of the currency with its number of decimals: 1230 US cents are `12.30`.
  public BigDecimal toDecimal() {
    return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits());
  }

  @Override
  public String toString() {
    return toDecimal().toPlainString() + " " + currency;
  }

  private void requireSameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot add " + other + " to " + this);
    }
  }
}
