package ai.profithack.analytics;

import static ai.profithack.analytics.DailyQueries.startOf;
import static ai.profithack.analytics.DailyQueries.within;
import static ai.profithack.analytics.schema.RetentionCohorts.RETENTION_COHORTS;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Retention by day of registration. An age without a count of users is one that is not reached
/// yet, whatever its rate column holds.
@Repository
class CohortQueries {
  private static final List<TableField<Record, Long>> RETAINED =
      List.of(
          RETENTION_COHORTS.RETAINED_0,
          RETENTION_COHORTS.RETAINED_7,
          RETENTION_COHORTS.RETAINED_14,
          RETENTION_COHORTS.RETAINED_30,
          RETENTION_COHORTS.RETAINED_60,
          RETENTION_COHORTS.RETAINED_90);

  private final DSLContext db;
  private final ReportingFrame frame;

  CohortQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Newest cohort first.
  List<CohortRow> cohorts(DayRange registered, int limit) {
    return db.selectFrom(RETENTION_COHORTS)
        .where(within(RETENTION_COHORTS.COHORT_DATE, registered))
        .and(DSL.not(RETENTION_COHORTS.SUPERSEDED))
        .orderBy(RETENTION_COHORTS.COHORT_DATE.desc())
        .limit(limit)
        .fetch(row ->
            new CohortRow(
                row.get(RETENTION_COHORTS.ID),
                startOf(row.get(RETENTION_COHORTS.COHORT_DATE), frame),
                row.get(RETENTION_COHORTS.COHORT_SIZE),
                rate(row, RETENTION_COHORTS.RETAINED_0, RETENTION_COHORTS.DAY_0),
                rate(row, RETENTION_COHORTS.RETAINED_7, RETENTION_COHORTS.DAY_7),
                rate(row, RETENTION_COHORTS.RETAINED_14, RETENTION_COHORTS.DAY_14),
                rate(row, RETENTION_COHORTS.RETAINED_30, RETENTION_COHORTS.DAY_30),
                rate(row, RETENTION_COHORTS.RETAINED_60, RETENTION_COHORTS.DAY_60),
                rate(row, RETENTION_COHORTS.RETAINED_90, RETENTION_COHORTS.DAY_90),
                row.get(RETENTION_COHORTS.CREATED_AT)));
  }

  /// By week of registration, newest week first: the exact counts of its days, divided once.
  List<WeeklyRetention> weeks(DayRange registered) {
    var week = DSL.trunc(RETENTION_COHORTS.COHORT_DATE, DatePart.WEEK);
    var size = DSL.sum(RETENTION_COHORTS.COHORT_SIZE);
    var retained = RETAINED.stream().map(CohortQueries::ifAllKnown).toList();
    return db.select(week, size)
        .select(retained)
        .from(RETENTION_COHORTS)
        .where(within(RETENTION_COHORTS.COHORT_DATE, registered))
        .and(DSL.not(RETENTION_COHORTS.SUPERSEDED))
        .groupBy(week)
        .orderBy(week.desc())
        .fetch(row ->
            new WeeklyRetention(
                row.get(week).toLocalDate(),
                row.get(size).longValueExact(),
                retained.stream().map(each -> share(row.get(each), row.get(size))).toList()));
  }

  private static Field<BigDecimal> ifAllKnown(TableField<Record, Long> retained) {
    return DSL.when(DSL.count(retained).eq(DSL.count()), DSL.sum(retained));
  }

  private static @Nullable BigDecimal share(@Nullable BigDecimal part, BigDecimal whole) {
    if (part == null) {
      return null;
    }
    return whole.signum() == 0
        ? BigDecimal.ZERO.setScale(2)
        : part.movePointRight(2).divide(whole, 2, RoundingMode.HALF_UP);
  }

  private static @Nullable BigDecimal rate(
      Record row, TableField<Record, Long> retained, TableField<Record, BigDecimal> rate) {
    return row.get(retained) == null ? null : row.get(rate);
  }
}
