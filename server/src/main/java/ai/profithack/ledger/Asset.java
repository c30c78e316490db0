package ai.profithack.ledger;

import java.math.BigDecimal;
import java.util.Currency;

/// What an account holds: a currency by its ISO 4217 code, or something that is counted.
///
/// `exponent` is the number of decimals of its unit: JPY 0, USD 2, KWD 3. Amounts in the ledger are
/// whole numbers of the smallest unit.
public record Asset(String code, int exponent) {
  /// What a creator pays AI jobs with: whole credits.
  public static final Asset AI_CREDIT = new Asset("AI_CREDIT", 0);

  /// Errors: [IllegalArgumentException] for a currency without minor unit, like gold.
  public static Asset of(Currency currency) {
    if (currency.getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException(currency + " has no minor unit");
    }
    return new Asset(currency.getCurrencyCode(), currency.getDefaultFractionDigits());
  }

  /// An amount of it, from its smallest unit.
  public BigDecimal decimal(long minor) {
    return BigDecimal.valueOf(minor, exponent);
  }
}
