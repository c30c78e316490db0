package ai.profithack.analytics;

import static ai.profithack.analytics.schema.DailyAnalytics.DAILY_ANALYTICS;
import static ai.profithack.analytics.schema.RevenueForecasts.REVENUE_FORECASTS;

import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// The revenue that forecasts are made from, and the forecasts.
@Repository
class ForecastRepository {
  private final DSLContext db;
  private final ReportingFrame frame;
  private final Clock clock;

  ForecastRepository(DSLContext db, ReportingFrame frame, Clock clock) {
    this.db = db;
    this.frame = frame;
    this.clock = clock;
  }

  /// Revenue in minor units of the days that are over, of the last `days` before `today`, oldest
  /// first.
  List<Point> revenueBefore(LocalDate today, int days) {
    var digits = frame.currency().getDefaultFractionDigits();
    return db.select(DAILY_ANALYTICS.DATE, DAILY_ANALYTICS.TOTAL_REVENUE)
        .from(DAILY_ANALYTICS)
        .where(DAILY_ANALYTICS.DATE.ge(today.minusDays(days).atStartOfDay()))
        .and(DAILY_ANALYTICS.DATE.lt(today.atStartOfDay()))
        .and(DAILY_ANALYTICS.SUPERSEDED.isFalse())
        .orderBy(DAILY_ANALYTICS.DATE)
        .fetch(row ->
            new Point(
                row.value1().toLocalDate().toEpochDay(),
                row.value2().movePointRight(digits).doubleValue()));
  }

  /// Writes the forecast issued on `issued` in the place of what was issued that day.
  void replace(LocalDate issued, String method, List<Forecasts.Row> rows) {
    // Two at once: the second waits here, and then replaces what the first wrote.
    db.execute("lock table public.revenue_forecasts in share row exclusive mode");
    var table = REVENUE_FORECASTS;
    db.deleteFrom(table)
        .where(table.ISSUED_ON.eq(issued))
        .and(table.SUPERSEDED.isFalse())
        .execute();
    var insert =
        db.insertInto(
            table,
            table.FORECAST_DATE,
            table.PROJECTED_REVENUE,
            table.CONFIDENCE,
            table.METHOD,
            table.ISSUED_ON,
            table.LO80,
            table.HI80,
            table.LO95,
            table.HI95,
            table.CREATED_AT);
    for (var row : rows) {
      insert =
          insert.values(
              row.day().atStartOfDay(),
              row.projected(),
              row.confidence(),
              method,
              issued,
              row.lo80(),
              row.hi80(),
              row.lo95(),
              row.hi95(),
              clock.instant());
    }
    insert.execute();
  }
}
