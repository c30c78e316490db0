package ai.profithack.analytics;

import static ai.profithack.analytics.schema.ComputedDay.COMPUTED_DAY;
import static ai.profithack.analytics.schema.DailyAnalytics.DAILY_ANALYTICS;
import static ai.profithack.analytics.schema.RevenueBreakdown.REVENUE_BREAKDOWN;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.sum;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/// The platform's figures by day. Rows that a newer row of the same day replaced are never read.
@Repository
class DailyQueries {
  private final DSLContext db;
  private final ReportingFrame frame;

  DailyQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Newest day first.
  List<DailyRow> days(DayRange range) {
    return db.selectFrom(DAILY_ANALYTICS)
        .where(within(DAILY_ANALYTICS.DATE, range))
        .and(DSL.not(DAILY_ANALYTICS.SUPERSEDED))
        .orderBy(DAILY_ANALYTICS.DATE.desc())
        .fetch(this::dailyRow);
  }

  /// What the days of the range that have figures add up to; zeros where none has.
  RangeTotals totals(DayRange range) {
    return db.select(
            count(),
            zeroIfNone(sum(DAILY_ANALYTICS.TOTAL_REVENUE)),
            zeroIfNone(sum(DAILY_ANALYTICS.CREATOR_EARNINGS)),
            zeroIfNone(sum(DAILY_ANALYTICS.PLATFORM_EARNINGS)),
            zeroIfNone(sum(DAILY_ANALYTICS.TOTAL_GIFTS_SENT)),
            zeroIfNone(sum(DAILY_ANALYTICS.NEW_USERS)),
            zeroIfNone(avg(DAILY_ANALYTICS.ACTIVE_USERS)),
            zeroIfNone(avg(DAILY_ANALYTICS.TOTAL_REVENUE)),
            zeroIfNone(avg(DAILY_ANALYTICS.ENGAGEMENT_RATE)))
        .from(DAILY_ANALYTICS)
        .where(within(DAILY_ANALYTICS.DATE, range))
        .and(DSL.not(DAILY_ANALYTICS.SUPERSEDED))
        .fetchSingle(row ->
            new RangeTotals(
                row.value1(),
                cents(row.value2()),
                cents(row.value3()),
                cents(row.value4()),
                row.value5().longValueExact(),
                row.value6().longValueExact(),
                row.value7().setScale(0, RoundingMode.HALF_UP).longValueExact(),
                cents(row.value8()),
                cents(row.value9())));
  }

  /// Newest day first.
  List<RevenueRow> revenue(DayRange range) {
    return db.selectFrom(REVENUE_BREAKDOWN)
        .where(within(REVENUE_BREAKDOWN.DATE, range))
        .and(DSL.not(REVENUE_BREAKDOWN.SUPERSEDED))
        .orderBy(REVENUE_BREAKDOWN.DATE.desc())
        .fetch(row ->
            new RevenueRow(
                row.get(REVENUE_BREAKDOWN.ID),
                startOf(row.get(REVENUE_BREAKDOWN.DATE), frame),
                row.get(REVENUE_BREAKDOWN.SUBSCRIPTION_REVENUE),
                row.get(REVENUE_BREAKDOWN.GIFT_REVENUE),
                row.get(REVENUE_BREAKDOWN.AD_REVENUE),
                row.get(REVENUE_BREAKDOWN.CREATOR_PAYOUTS),
                row.get(REVENUE_BREAKDOWN.PLATFORM_EARNINGS),
                row.get(REVENUE_BREAKDOWN.CREATED_AT)));
  }

  /// The first day that has figures.
  Optional<LocalDate> firstDay() {
    return db.select(min(DAILY_ANALYTICS.DATE))
        .from(DAILY_ANALYTICS)
        .where(DSL.not(DAILY_ANALYTICS.SUPERSEDED))
        .fetchOptional(row -> row.value1())
        .map(LocalDateTime::toLocalDate);
  }

  /// When the figures of the range were last computed; empty where none of its days were.
  Optional<Instant> computedAt(DayRange range) {
    return db.select(max(COMPUTED_DAY.COMPUTED_AT))
        .from(COMPUTED_DAY)
        .where(COMPUTED_DAY.DAY.ge(range.from()))
        .and(COMPUTED_DAY.DAY.lt(range.until()))
        .fetchOptional(row -> row.value1());
  }

  /// The days from the first instant of a range's first day up to, not including, its end.
  static Condition within(TableField<Record, LocalDateTime> column, DayRange range) {
    return column.ge(range.from().atStartOfDay()).and(column.lt(range.until().atStartOfDay()));
  }

  /// The first instant of the day that a contract's day column names.
  static OffsetDateTime startOf(LocalDateTime column, ReportingFrame frame) {
    return column.toLocalDate().atStartOfDay(frame.zone()).toOffsetDateTime();
  }

  static Field<BigDecimal> zeroIfNone(Field<BigDecimal> aggregate) {
    return DSL.coalesce(aggregate, DSL.inline(BigDecimal.ZERO));
  }

  /// Rounds half up to the two decimals of the contract's columns; a sum of them stays as it is.
  static BigDecimal cents(BigDecimal value) {
    return value.setScale(2, RoundingMode.HALF_UP);
  }

  private DailyRow dailyRow(Record row) {
    return new DailyRow(
        row.get(DAILY_ANALYTICS.ID),
        startOf(row.get(DAILY_ANALYTICS.DATE), frame),
        row.get(DAILY_ANALYTICS.TOTAL_USERS),
        row.get(DAILY_ANALYTICS.ACTIVE_USERS),
        row.get(DAILY_ANALYTICS.NEW_USERS),
        row.get(DAILY_ANALYTICS.TOTAL_GIFTS_SENT),
        row.get(DAILY_ANALYTICS.TOTAL_REVENUE),
        row.get(DAILY_ANALYTICS.CREATOR_EARNINGS),
        row.get(DAILY_ANALYTICS.PLATFORM_EARNINGS),
        row.get(DAILY_ANALYTICS.AVERAGE_GIFT_VALUE),
        row.get(DAILY_ANALYTICS.TOP_SPARK_ID),
        row.get(DAILY_ANALYTICS.ENGAGEMENT_RATE),
        row.get(DAILY_ANALYTICS.CREATED_AT));
  }
}
