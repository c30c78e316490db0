package ai.profithack.platform;

import static ai.profithack.platform.schema.ExchangeRate.EXCHANGE_RATE;

import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/// What one unit of another currency is in the reporting currency, day by day, as the operator
/// loaded it.
@Component
public class ExchangeRates {
  private final DSLContext db;
  private final ReportingFrame frame;

  ExchangeRates(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// A currency on a day.
  public record Quote(LocalDate day, Currency currency) {}

  /// The rates of those days, where there are any; the reporting currency's own is 1.
  public Map<Quote, BigDecimal> of(Collection<Quote> quotes) {
    var rates = new HashMap<Quote, BigDecimal>();
    var days = quotes.stream().map(Quote::day).distinct().toList();
    if (!days.isEmpty()) {
      db.selectFrom(EXCHANGE_RATE)
          .where(EXCHANGE_RATE.DAY.in(days))
          .forEach(row ->
              rates.put(
                  new Quote(
                      row.get(EXCHANGE_RATE.DAY),
                      Currency.getInstance(row.get(EXCHANGE_RATE.CURRENCY))),
                  row.get(EXCHANGE_RATE.RATE)));
    }
    quotes.stream()
        .filter(quote -> quote.currency().equals(frame.currency()))
        .forEach(quote -> rates.put(quote, BigDecimal.ONE));
    return rates;
  }

  /// Keeps the rate of a currency on a day, in place of the one that was there.
  public void put(Quote quote, BigDecimal rate) {
    db.insertInto(EXCHANGE_RATE)
        .set(EXCHANGE_RATE.DAY, quote.day())
        .set(EXCHANGE_RATE.CURRENCY, quote.currency().getCurrencyCode())
        .set(EXCHANGE_RATE.RATE, rate)
        .onConflict(EXCHANGE_RATE.DAY, EXCHANGE_RATE.CURRENCY)
        .doUpdate()
        .set(EXCHANGE_RATE.RATE, rate)
        .execute();
  }
}
