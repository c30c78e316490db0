package ai.profithack.monetization;

import ai.profithack.monetization.CreatorEarnings.HeldBecause;
import ai.profithack.monetization.CreatorEarnings.PartRow;
import ai.profithack.monetization.CreatorEarnings.ReleaseDay;
import ai.profithack.monetization.CreatorEarnings.WithheldWhy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Reads of earnings for pages.
@Repository
class EarningQueries {
  private final DSLContext db;

  EarningQueries(DSLContext db) {
    this.db = db;
  }

  List<ReleaseDay> releases(long creatorId, ZoneId zone) {
    return db.resultQuery(
            """
            select (release_at at time zone ?)::date as day, sum(earned_minor - taken_back_minor)::bigint as minor, count(*) as earnings
            from monetization.earning_part
            where creator_id = ? and state = 'pending' and earned_minor > taken_back_minor
            group by 1 order by 1
            """,
            zone.getId(),
            creatorId)
        .fetch(row ->
            new ReleaseDay(
                row.get(0, LocalDate.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  List<PartRow> parts(long creatorId, @Nullable Long before, int limit) {
    return db.resultQuery(
            """
            with page as (
              select e.event_key, e.entry_id, e.event_id, e.kind, e.occurred_at, e.gift_id, e.amount_minor, p.tier,
                p.share_percent::integer as percent, p.earned_minor, p.earned_minor - p.taken_back_minor as left_minor, p.state,
                p.release_at
              from monetization.earning_part as p join monetization.earning as e on e.event_key = p.event_key
              where p.creator_id = ? and (?::bigint is null or (e.occurred_at, e.entry_id) < (
                select b.occurred_at, b.entry_id from monetization.earning as b where b.entry_id = ?))
              order by e.occurred_at desc, e.entry_id desc limit ?
            ), withheld as (
              select w.event_key,
                array_agg(distinct case when d.gift_key is not null then 'TO_BE_REFUNDED' when w.cause = 'dispute' then 'DISPUTED' else 'UNDER_REVIEW' end)
                  as reasons
              from page join monetization.withholding as w on w.event_key = page.event_key and w.lifted_at is null
              left join monetization.decided_refund as d on d.gift_key = page.event_key and d.settled_at is null
              where page.state = 'withheld'
              group by w.event_key
            )
            select page.*,
              case page.state when 'pending' then array['HOLDING_TIME'] else coalesce(withheld.reasons, '{}') end as held_because
            from page left join withheld on withheld.event_key = page.event_key
            order by page.occurred_at desc, page.entry_id desc
            """,
            creatorId,
            before,
            before,
            limit)
        .fetch(row ->
            new PartRow(
                row.get("entry_id", Long.class),
                row.get("event_id", String.class),
                row.get("kind", String.class),
                row.get("occurred_at", Instant.class),
                row.get("gift_id", Long.class),
                row.get("amount_minor", Long.class),
                row.get("tier", String.class),
                row.get("percent", Integer.class),
                row.get("earned_minor", Long.class),
                row.get("left_minor", Long.class),
                row.get("state", String.class),
                Stream.of(row.get("held_because", String[].class))
                    .map(HeldBecause::valueOf)
                    .toList(),
                row.get("release_at", Instant.class)));
  }

  WithheldWhy withheldWhy(long creatorId) {
    return db.resultQuery(
            """
            select coalesce(sum(left_minor) filter (where disputed), 0)::bigint, coalesce(sum(left_minor) filter (where not disputed), 0)::bigint
            from (
              select p.earned_minor - p.taken_back_minor as left_minor, exists (
                select 1 from monetization.withholding as w
                where w.event_key = p.event_key and w.cause = 'dispute' and w.lifted_at is null) as disputed
              from monetization.earning_part as p
              where p.creator_id = ? and p.state = 'withheld'
            ) as part
            """,
            creatorId)
        .fetchSingle(row -> new WithheldWhy(row.get(0, Long.class), row.get(1, Long.class)));
  }
}
