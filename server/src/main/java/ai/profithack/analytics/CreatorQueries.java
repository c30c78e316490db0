package ai.profithack.analytics;

import static ai.profithack.analytics.DailyQueries.cents;
import static ai.profithack.analytics.DailyQueries.startOf;
import static ai.profithack.analytics.DailyQueries.within;
import static ai.profithack.analytics.schema.CreatorMetrics.CREATOR_METRICS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The figures of creators by day. A day on which nothing happened to a creator has no row.
@Repository
class CreatorQueries {
  /// The expression of the unique index on a creator's days.
  private static final Field<LocalDate> DAY = CREATOR_METRICS.DATE.cast(LocalDate.class);

  private static final Field<Long> CREATOR = field(name("creator"), Long.class);
  private static final Field<BigDecimal> VIEWS = field(name("views"), BigDecimal.class);
  private static final Field<BigDecimal> LIKES = field(name("likes"), BigDecimal.class);
  private static final Field<BigDecimal> COMMENTS = field(name("comments"), BigDecimal.class);
  private static final Field<BigDecimal> SHARES = field(name("shares"), BigDecimal.class);
  private static final Field<BigDecimal> GIFTS = field(name("gifts"), BigDecimal.class);
  private static final Field<BigDecimal> REVENUE = field(name("revenue"), BigDecimal.class);
  private static final Field<BigDecimal> GAINED = field(name("gained"), BigDecimal.class);

  private final DSLContext db;
  private final ReportingFrame frame;

  CreatorQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Newest day first.
  List<CreatorDailyRow> days(long creatorId, DayRange range) {
    return db.selectFrom(CREATOR_METRICS)
        .where(ofCreator(creatorId, range))
        .orderBy(DAY.desc())
        .fetch(row ->
            new CreatorDailyRow(
                row.get(CREATOR_METRICS.ID),
                row.get(CREATOR_METRICS.CREATOR_ID),
                startOf(row.get(CREATOR_METRICS.DATE), frame),
                row.get(CREATOR_METRICS.VIDEO_VIEWS),
                row.get(CREATOR_METRICS.VIDEO_LIKES),
                row.get(CREATOR_METRICS.VIDEO_COMMENTS),
                row.get(CREATOR_METRICS.VIDEO_SHARES),
                row.get(CREATOR_METRICS.GIFTS_RECEIVED),
                row.get(CREATOR_METRICS.GIFT_REVENUE),
                row.get(CREATOR_METRICS.FOLLOWERS),
                row.get(CREATOR_METRICS.FOLLOWERS_GAINED),
                row.get(CREATOR_METRICS.ENGAGEMENT_RATE),
                row.get(CREATOR_METRICS.CREATED_AT)));
  }

  /// Whether there is any figure of this creator at all.
  boolean hasFigures(long creatorId) {
    return db.fetchExists(CREATOR_METRICS, CREATOR_METRICS.CREATOR_ID.eq(creatorId));
  }

  /// The first day on which something happened to a creator.
  Optional<LocalDate> firstDay(long creatorId) {
    return db.select(DAY)
        .from(CREATOR_METRICS)
        .where(CREATOR_METRICS.CREATOR_ID.eq(creatorId))
        .and(DSL.not(CREATOR_METRICS.SUPERSEDED))
        .orderBy(DAY)
        .limit(1)
        .fetchOptional(DAY);
  }

  /// A place in the ranking, to go on from: the last creator that was listed and its value.
  record Place(BigDecimal value, long creatorId) {}

  /// The creators to whom something happened in the range, highest `order` first and lowest id
  /// first among equals; after `after` where it is given.
  List<CreatorTotals> ranking(
      DayRange range, CreatorOrder order, @Nullable Place after, int limit) {
    return totals(within(CREATOR_METRICS.DATE, range), range, order, after, limit);
  }

  /// The sums of these creators over the range; those to whom nothing happened are left out.
  List<CreatorTotals> totals(Collection<Long> creatorIds, DayRange range, CreatorOrder order) {
    return totals(
        CREATOR_METRICS
            .CREATOR_ID
            .in(creatorIds)
            .and(DAY.ge(range.from()))
            .and(DAY.lt(range.until())),
        range,
        order,
        null,
        Integer.MAX_VALUE);
  }

  /// Followers of a creator at the end of the range.
  long followers(long creatorId, DayRange range) {
    return db.select(followersAtEnd(DSL.val(creatorId), range)).fetchSingle().value1();
  }

  private List<CreatorTotals> totals(
      Condition rows, DayRange range, CreatorOrder order, @Nullable Place after, int limit) {
    var sums =
        db.select(
                CREATOR_METRICS.CREATOR_ID.as(CREATOR),
                sum(CREATOR_METRICS.VIDEO_VIEWS).as(VIEWS),
                sum(CREATOR_METRICS.VIDEO_LIKES).as(LIKES),
                sum(CREATOR_METRICS.VIDEO_COMMENTS).as(COMMENTS),
                sum(CREATOR_METRICS.VIDEO_SHARES).as(SHARES),
                sum(CREATOR_METRICS.GIFTS_RECEIVED).as(GIFTS),
                sum(CREATOR_METRICS.GIFT_REVENUE).as(REVENUE),
                sum(CREATOR_METRICS.FOLLOWERS_GAINED).as(GAINED))
            .from(CREATOR_METRICS)
            .where(rows)
            .and(DSL.not(CREATOR_METRICS.SUPERSEDED))
            .groupBy(CREATOR_METRICS.CREATOR_ID)
            .asTable("sums");
    var followers = followersAtEnd(CREATOR, range);
    Field<BigDecimal> ranked =
        switch (order) {
          case REVENUE -> REVENUE;
          case VIEWS -> VIEWS;
          case FOLLOWERS -> followers.cast(BigDecimal.class);
        };
    var beyond =
        after == null
            ? DSL.noCondition()
            : ranked
                .lt(after.value())
                .or(ranked.eq(after.value()).and(CREATOR.gt(after.creatorId())));
    return db.select(
            CREATOR,
            VIEWS,
            LIKES,
            COMMENTS,
            SHARES,
            GIFTS,
            REVENUE,
            GAINED,
            followers.as("followers"))
        .from(sums)
        .where(beyond)
        .orderBy(ranked.desc(), CREATOR)
        .limit(limit)
        .fetch(row ->
            new CreatorTotals(
                row.value1(),
                row.value2().longValueExact(),
                row.value3().longValueExact(),
                row.value4().longValueExact(),
                row.value5().longValueExact(),
                row.value6().longValueExact(),
                cents(row.value7()),
                row.value9(),
                row.value8().longValueExact()));
  }

  /// The followers of the newest row before the end of the range; 0 where there is none.
  private Field<Long> followersAtEnd(Field<Long> creator, DayRange range) {
    var newest = CREATOR_METRICS.as("newest");
    var day = newest.DATE.cast(LocalDate.class);
    return coalesce(
        DSL.field(
            db.select(newest.FOLLOWERS)
                .from(newest)
                .where(newest.CREATOR_ID.eq(creator))
                .and(day.lt(range.until()))
                .and(DSL.not(newest.SUPERSEDED))
                .orderBy(day.desc())
                .limit(1)),
        inline(0L));
  }

  private static Condition ofCreator(long creatorId, DayRange range) {
    return CREATOR_METRICS
        .CREATOR_ID
        .eq(creatorId)
        .and(DAY.ge(range.from()))
        .and(DAY.lt(range.until()))
        .and(DSL.not(CREATOR_METRICS.SUPERSEDED));
  }
}
