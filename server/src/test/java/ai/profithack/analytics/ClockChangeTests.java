package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.TestPostgres;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Objects;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reading days in a zone whose clocks change: a day of 23 or 25 hours is one day.
class ClockChangeTests {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    // The last second before, and the first of, the day after the change, there.
    "2026-03-29, 2026-03-29T21:59:59Z, 2026-03-29T22:00:00Z, 2026-03-29T00:00+01:00, 2026-03-30T00:00+02:00",
    "2026-10-25, 2026-10-25T22:59:59Z, 2026-10-25T23:00:00Z, 2026-10-25T00:00+02:00, 2026-10-26T00:00+01:00"
  })
  void theDayOfTheChangeIsOneDay(
      LocalDate changed, Instant last, Instant next, String start, String startOfNext) {
    var database = new PGSimpleDataSource();
    database.setURL(TestPostgres.migratedDatabase());
    var rows = new FigureRows(JdbcClient.create(database));
    for (var day = changed.minusDays(40);
        !day.isAfter(changed.plusDays(1));
        day = day.plusDays(1)) {
      rows.day(day, "1.00", "0.55", "2.00");
    }
    var frame = new ReportingFrame(BERLIN, Currency.getInstance("EUR"));
    var db = DSL.using(database, SQLDialect.POSTGRES);
    var daily = new DailyQueries(db, frame);

    var before = dashboard(daily, db, frame, last).overview();
    assertThat(Objects.requireNonNull(before.today()).date()).hasToString(start);
    assertThat(before.last30Days()).hasSize(30);
    assertThat(before.last30Days().getLast().day()).isEqualTo(changed.minusDays(29));
    assertThat(before.metrics().totalRevenue()).isEqualTo("30.00");

    var after = dashboard(daily, db, frame, next).overview();
    assertThat(Objects.requireNonNull(after.today()).date()).hasToString(startOfNext);
    assertThat(after.last30Days().get(1).date()).hasToString(start);

    assertThat(daily.days(DayRange.of(changed))).extracting(DailyRow::day).containsExactly(changed);
    assertThat(daily.totals(DayRange.endingWith(changed, 2)).totalRevenue()).isEqualTo("2.00");
  }

  private static Dashboard dashboard(
      DailyQueries daily, org.jooq.DSLContext db, ReportingFrame frame, Instant now) {
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    var forecasts = new RevenueForecasts(new ForecastQueries(db, frame), clock, frame);
    return new Dashboard(daily, forecasts, clock, frame);
  }
}
