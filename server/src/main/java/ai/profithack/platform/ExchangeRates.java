package ai.profithack.platform;

import static ai.profithack.platform.schema.ExchangeRate.EXCHANGE_RATE;

import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What one unit of another currency is in the reporting currency, day by day, as the operator
/// loaded it.
///
/// An amount is converted once, when its event is accepted, by the rate of the event's day. A rate
/// that changes later changes no event that was accepted.
@Component
public class ExchangeRates {
  private final DSLContext db;
  private final ReportingFrame frame;
  private final AuditTrail audit;

  ExchangeRates(DSLContext db, ReportingFrame frame, AuditTrail audit) {
    this.db = db;
    this.frame = frame;
    this.audit = audit;
  }

  /// A currency on a day.
  public record Quote(LocalDate day, Currency currency) {}

  /// One unit of `currency` is `rate` units of the reporting currency on `day`.
  public record Rate(LocalDate day, Currency currency, BigDecimal rate) {}

  /// A currency that has rates: from when to when, on how many days, and the newest.
  public record Span(
      Currency currency, LocalDate from, LocalDate to, long days, BigDecimal newest) {}

  /// What came of loading rates, in rates.
  public record Loaded(long added, long changed, long unchanged) {}

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

  /// Keeps rates, in place of those that are there; at most one a currency and day. Recorded in the
  /// audit trail. Safe to repeat.
  @Transactional
  public Loaded load(List<Rate> rates) {
    var loaded =
        db.resultQuery(
                """
                with given as (
                  select g.day, g.currency::char(3) as currency, g.rate, e.rate as before
                  from unnest(?::date[], ?::text[], ?::numeric[]) as g (day, currency, rate)
                  left join platform.exchange_rate as e on e.day = g.day and e.currency = g.currency::char(3)
                ),
                written as (
                  insert into platform.exchange_rate (day, currency, rate)
                  select day, currency, rate from given where before is distinct from rate
                  order by day, currency
                  on conflict (day, currency) do update set rate = excluded.rate
                )
                select count(*) filter (where before is null), count(*) filter (where before <> rate),
                  count(*) filter (where before = rate)
                from given
                """,
                rates.stream().map(rate -> rate.day().toString()).toArray(String[]::new),
                rates.stream()
                    .map(rate -> rate.currency().getCurrencyCode())
                    .toArray(String[]::new),
                rates.stream().map(Rate::rate).toArray(BigDecimal[]::new))
            .fetchSingle(row ->
                new Loaded(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class)));
    if (loaded.added() + loaded.changed() > 0) {
      audit.record(
          "rates.load",
          "exchange rates",
          Map.of("added", loaded.added(), "changed", loaded.changed()));
    }
    return loaded;
  }

  /// Each currency that has rates, by its code.
  public List<Span> currencies() {
    return db.resultQuery(
            """
            select currency, min(day), max(day), count(*), (array_agg(rate order by day desc))[1]
            from platform.exchange_rate group by currency order by currency
            """)
        .fetch(row ->
            new Span(
                Currency.getInstance(row.get(0, String.class)),
                row.get(1, LocalDate.class),
                row.get(2, LocalDate.class),
                row.get(3, Long.class),
                row.get(4, BigDecimal.class)));
  }

  /// The rates of a currency, newest day first: at most `limit` of them, from before `before` on
  /// (null: from the newest).
  public List<Rate> of(Currency currency, @Nullable LocalDate before, int limit) {
    return db.selectFrom(EXCHANGE_RATE)
        .where(EXCHANGE_RATE.CURRENCY.eq(currency.getCurrencyCode()))
        .and(before == null ? DSL.trueCondition() : EXCHANGE_RATE.DAY.lt(before))
        .orderBy(EXCHANGE_RATE.DAY.desc())
        .limit(limit)
        .fetch(ExchangeRates::rate);
  }

  private static Rate rate(Record row) {
    return new Rate(
        row.get(EXCHANGE_RATE.DAY),
        Currency.getInstance(row.get(EXCHANGE_RATE.CURRENCY)),
        row.get(EXCHANGE_RATE.RATE));
  }
}
