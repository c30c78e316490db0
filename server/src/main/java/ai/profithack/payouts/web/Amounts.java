package ai.profithack.payouts.web;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/// How an amount of any currency is written: `€1,234.50`, `¥1,234`.
public final class Amounts {
  private Amounts() {}

  public static String of(Money money) {
    return of(money.toDecimal(), money.currency());
  }

  public static String of(BigDecimal amount, Currency currency) {
    var format = NumberFormat.getCurrencyInstance(Locale.US);
    format.setCurrency(currency);
    format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
    format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
    return format.format(amount).replace('-', '−');
  }
}
