package ai.profithack.analytics;

import static ai.profithack.analytics.DailyQueries.cents;
import static ai.profithack.analytics.DailyQueries.startOf;
import static ai.profithack.analytics.DailyQueries.within;
import static ai.profithack.analytics.DailyQueries.zeroIfNone;
import static ai.profithack.analytics.schema.CreatorMetrics.CREATOR_METRICS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
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
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.SelectJoinStep;
import org.jooq.Table;
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
  private static final Field<Long> FOLLOWERS = field(name("followers_at_end"), Long.class);

  /// What creators are ranked by.
  private static final Field<BigDecimal> RANK = field(name("rank_value"), BigDecimal.class);

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
  ///
  /// All of them are ranked by one column alone; the others are added up for the listed ones only.
  List<CreatorTotals> ranking(
      DayRange range, CreatorOrder order, @Nullable Place after, int limit) {
    var ranked = ranked(range, order).asTable("ranked");
    var beyond =
        after == null
            ? DSL.noCondition()
            : RANK.lt(after.value()).or(RANK.eq(after.value()).and(CREATOR.gt(after.creatorId())));
    var listed =
        db.select(CREATOR, RANK)
            .from(ranked)
            .where(beyond)
            .orderBy(RANK.desc(), CREATOR)
            .limit(limit)
            .asTable("listed");
    return totals(listed, range).orderBy(RANK.desc(), CREATOR).fetch(CreatorQueries::totals);
  }

  /// The sums of each of these creators over the range, in no order; zeros where nothing happened.
  List<CreatorTotals> totals(Collection<Long> creatorIds, DayRange range) {
    var listed = DSL.unnest(creatorIds.toArray(Long[]::new)).as("listed", CREATOR.getName());
    return totals(listed, range).fetch(CreatorQueries::totals);
  }

  /// What each creator of the range is ranked by. The newest row of a creator within the range is
  /// its newest before the end of the range: it has one there.
  private Select<Record2<Long, BigDecimal>> ranked(DayRange range, CreatorOrder order) {
    var inRange = within(CREATOR_METRICS.DATE, range).and(DSL.not(CREATOR_METRICS.SUPERSEDED));
    var creator = CREATOR_METRICS.CREATOR_ID;
    return switch (order) {
      case REVENUE -> summed(CREATOR_METRICS.GIFT_REVENUE, inRange);
      case VIEWS -> summed(CREATOR_METRICS.VIDEO_VIEWS, inRange);
      case FOLLOWERS ->
          db.select(creator.as(CREATOR), CREATOR_METRICS.FOLLOWERS.cast(BigDecimal.class).as(RANK))
              .distinctOn(creator)
              .from(CREATOR_METRICS)
              .where(inRange)
              .orderBy(creator, CREATOR_METRICS.DATE.desc());
    };
  }

  private Select<Record2<Long, BigDecimal>> summed(
      Field<? extends Number> column, Condition inRange) {
    return db.select(CREATOR_METRICS.CREATOR_ID.as(CREATOR), sum(column).as(RANK))
        .from(CREATOR_METRICS)
        .where(inRange)
        .groupBy(CREATOR_METRICS.CREATOR_ID);
  }

  /// The sums of the creators in `listed`, a table with a column `creator`.
  private SelectJoinStep<? extends Record> totals(Table<?> listed, DayRange range) {
    var days =
        db.select(
                sumOrZero(CREATOR_METRICS.VIDEO_VIEWS).as(VIEWS),
                sumOrZero(CREATOR_METRICS.VIDEO_LIKES).as(LIKES),
                sumOrZero(CREATOR_METRICS.VIDEO_COMMENTS).as(COMMENTS),
                sumOrZero(CREATOR_METRICS.VIDEO_SHARES).as(SHARES),
                sumOrZero(CREATOR_METRICS.GIFTS_RECEIVED).as(GIFTS),
                sumOrZero(CREATOR_METRICS.GIFT_REVENUE).as(REVENUE),
                sumOrZero(CREATOR_METRICS.FOLLOWERS_GAINED).as(GAINED))
            .from(CREATOR_METRICS)
            .where(CREATOR_METRICS.CREATOR_ID.eq(CREATOR))
            .and(DAY.ge(range.from()))
            .and(DAY.lt(range.until()))
            .and(DSL.not(CREATOR_METRICS.SUPERSEDED))
            .asTable("days");
    var newest =
        db.select(CREATOR_METRICS.FOLLOWERS)
            .from(CREATOR_METRICS)
            .where(CREATOR_METRICS.CREATOR_ID.eq(CREATOR))
            .and(DAY.lt(range.until()))
            .and(DSL.not(CREATOR_METRICS.SUPERSEDED))
            .orderBy(DAY.desc())
            .limit(1);
    return db.select(
            CREATOR,
            VIEWS,
            LIKES,
            COMMENTS,
            SHARES,
            GIFTS,
            REVENUE,
            coalesce(DSL.field(newest), inline(0L)).as(FOLLOWERS),
            GAINED)
        .from(listed)
        .crossJoin(lateral(days));
  }

  private static Field<BigDecimal> sumOrZero(Field<? extends Number> column) {
    return zeroIfNone(sum(column));
  }

  private static CreatorTotals totals(Record row) {
    return new CreatorTotals(
        row.get(CREATOR),
        row.get(VIEWS).longValueExact(),
        row.get(LIKES).longValueExact(),
        row.get(COMMENTS).longValueExact(),
        row.get(SHARES).longValueExact(),
        row.get(GIFTS).longValueExact(),
        cents(row.get(REVENUE)),
        row.get(FOLLOWERS),
        row.get(GAINED).longValueExact());
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
