package ai.profithack.analytics;

import static ai.profithack.analytics.DailyQueries.startOf;
import static ai.profithack.analytics.DailyQueries.within;
import static ai.profithack.analytics.schema.RevenueForecasts.REVENUE_FORECASTS;
import static org.jooq.impl.DSL.max;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.LocalDate;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/// The forecasts as they were issued.
@Repository
class ForecastQueries {
  private final DSLContext db;
  private final ReportingFrame frame;

  ForecastQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Of the forecasts for days from `first` on those of the newest issue, first day first.
  List<ForecastRow> newest(LocalDate first) {
    var all = REVENUE_FORECASTS.as("every_issue");
    return db.selectFrom(REVENUE_FORECASTS)
        .where(
            REVENUE_FORECASTS.ISSUED_ON.eq(
                db.select(max(all.ISSUED_ON))
                    .from(all)
                    .where(all.FORECAST_DATE.ge(first.atStartOfDay()))
                    .and(DSL.not(all.SUPERSEDED))))
        .and(REVENUE_FORECASTS.FORECAST_DATE.ge(first.atStartOfDay()))
        .and(DSL.not(REVENUE_FORECASTS.SUPERSEDED))
        .orderBy(REVENUE_FORECASTS.FORECAST_DATE)
        .fetch(this::forecastRow);
  }

  /// For each day of the range whose revenue is known, the last forecast that knew nothing of it:
  /// issued on the day at the latest, for a forecast is made from the days before it is issued;
  /// newest day first.
  List<ForecastRow> settled(DayRange range) {
    var day = REVENUE_FORECASTS.FORECAST_DATE.cast(LocalDate.class);
    return db.select(REVENUE_FORECASTS.asterisk())
        .distinctOn(day)
        .from(REVENUE_FORECASTS)
        .where(within(REVENUE_FORECASTS.FORECAST_DATE, range))
        .and(REVENUE_FORECASTS.ACTUAL_REVENUE.isNotNull())
        .and(REVENUE_FORECASTS.ISSUED_ON.le(day))
        .and(DSL.not(REVENUE_FORECASTS.SUPERSEDED))
        .orderBy(day.desc(), REVENUE_FORECASTS.ISSUED_ON.desc())
        .fetch(this::forecastRow);
  }

  private ForecastRow forecastRow(Record row) {
    return new ForecastRow(
        row.get(REVENUE_FORECASTS.ID),
        startOf(row.get(REVENUE_FORECASTS.FORECAST_DATE), frame),
        row.get(REVENUE_FORECASTS.PROJECTED_REVENUE),
        row.get(REVENUE_FORECASTS.CONFIDENCE),
        row.get(REVENUE_FORECASTS.METHOD),
        row.get(REVENUE_FORECASTS.ACTUAL_REVENUE),
        row.get(REVENUE_FORECASTS.ACCURACY),
        row.get(REVENUE_FORECASTS.CREATED_AT),
        row.get(REVENUE_FORECASTS.ISSUED_ON),
        row.get(REVENUE_FORECASTS.LO80),
        row.get(REVENUE_FORECASTS.HI80),
        row.get(REVENUE_FORECASTS.LO95),
        row.get(REVENUE_FORECASTS.HI95));
  }
}
