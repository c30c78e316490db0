package ai.profithack.analytics;

import static ai.profithack.analytics.DailyQueries.cents;
import static ai.profithack.analytics.DailyQueries.startOf;
import static ai.profithack.analytics.DailyQueries.within;
import static ai.profithack.analytics.schema.GiftAnalytics.GIFT_ANALYTICS;
import static org.jooq.impl.DSL.sum;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/// The figures of gift types ("sparks") by day.
@Repository
class SparkQueries {
  private final DSLContext db;
  private final ReportingFrame frame;

  SparkQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Newest day first, within a day the highest revenue first.
  List<GiftDailyRow> days(DayRange range) {
    return db.selectFrom(GIFT_ANALYTICS)
        .where(within(GIFT_ANALYTICS.DATE, range))
        .and(DSL.not(GIFT_ANALYTICS.SUPERSEDED))
        .orderBy(GIFT_ANALYTICS.DATE.desc(), GIFT_ANALYTICS.REVENUE.desc(), GIFT_ANALYTICS.GIFT_ID)
        .fetch(row ->
            new GiftDailyRow(
                row.get(GIFT_ANALYTICS.ID),
                startOf(row.get(GIFT_ANALYTICS.DATE), frame),
                row.get(GIFT_ANALYTICS.GIFT_ID),
                row.get(GIFT_ANALYTICS.GIFT_NAME),
                row.get(GIFT_ANALYTICS.SENT_COUNT),
                row.get(GIFT_ANALYTICS.REVENUE),
                row.get(GIFT_ANALYTICS.CREATOR_EARNINGS),
                row.get(GIFT_ANALYTICS.POPULARITY),
                row.get(GIFT_ANALYTICS.CREATED_AT)));
  }

  /// What each gift type adds up to over the range, highest revenue first, under the name of its
  /// newest day.
  List<SparkTotals> totals(DayRange range) {
    var newestName =
        DSL.arrayGet(DSL.arrayAgg(GIFT_ANALYTICS.GIFT_NAME).orderBy(GIFT_ANALYTICS.DATE.desc()), 1);
    var sent = sum(GIFT_ANALYTICS.SENT_COUNT);
    var revenue = sum(GIFT_ANALYTICS.REVENUE);
    return db.select(
            GIFT_ANALYTICS.GIFT_ID, newestName, sent, revenue, sum(GIFT_ANALYTICS.CREATOR_EARNINGS))
        .from(GIFT_ANALYTICS)
        .where(within(GIFT_ANALYTICS.DATE, range))
        .and(DSL.not(GIFT_ANALYTICS.SUPERSEDED))
        .groupBy(GIFT_ANALYTICS.GIFT_ID)
        .orderBy(revenue.desc(), GIFT_ANALYTICS.GIFT_ID)
        .fetch(row ->
            new SparkTotals(
                row.value1(),
                row.value2(),
                row.value3().longValueExact(),
                cents(row.value4()),
                cents(row.value5())));
  }
}
