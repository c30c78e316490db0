package ai.profithack.platform.web;

import ai.profithack.platform.ExchangeRates;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the page of exchange rates shows: the currencies, one of them day by day where `chosen`,
/// and the form, for whoever loads rates. `next` is the day before which older rates are.
public record RateView(
    Currency reporting,
    List<ExchangeRates.Span> currencies,
    @Nullable Currency chosen,
    List<ExchangeRates.Rate> rates,
    @Nullable LocalDate next,
    String text,
    @Nullable String problem) {
  /// A rate without the zeros that its column adds.
  public static String text(BigDecimal rate) {
    return rate.stripTrailingZeros().toPlainString();
  }

  public String path(Currency currency) {
    return RatePages.PATH + "?currency=" + currency;
  }
}
