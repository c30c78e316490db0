package ai.profithack.monetization;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Every refund that was heard, and the gift that it takes back.
@Repository
class RefundRepository {
  private final DSLContext db;

  RefundRepository(DSLContext db) {
    this.db = db;
  }

  boolean isKnown(UUID key) {
    return db.resultQuery(
            "select exists (select 1 from monetization.refund where event_key = ?)", key)
        .fetchSingle(0, Boolean.class);
  }

  /// What of `restMinor`, for which nothing is left of the gift, the same refund took back under
  /// another id: one decided here and one that the platform reports are the same, in either order.
  long repeatedOf(Refund refund, UUID gift, long restMinor) {
    return db.resultQuery(
            """
            select case
              when exists (select 1 from monetization.decided_refund where refund_event_id = ? and gift_key = ?) then ?::bigint
              else least(?::bigint, coalesce((
                select sum(case when d.gift_key is null then -r.repeated_minor
                  else r.amount_minor - r.unmatched_minor - r.repeated_minor end)
                from monetization.refund as r
                left join monetization.decided_refund as d on d.refund_event_id = r.event_id
                where r.refunds = ?), 0))::bigint end
            """,
            refund.eventId(),
            gift,
            restMinor,
            restMinor,
            gift)
        .fetchSingle(0, Long.class);
  }

  void insert(Refund refund, @Nullable UUID gift, long unmatchedMinor, long repeatedMinor) {
    db.query(
            """
            insert into monetization.refund (event_key, event_id, refunds, named_gift, payer_id, creator_id, gift_id, amount_minor,
              unmatched_minor, repeated_minor, occurred_at)
            values (?, ?, ?::uuid, ?::uuid, ?, ?, ?, ?, ?, ?, ?::timestamptz)
            """,
            refund.key(),
            refund.eventId(),
            gift,
            refund.named(),
            refund.payerId(),
            refund.creatorId(),
            refund.giftType(),
            refund.amountMinor(),
            unmatchedMinor,
            repeatedMinor,
            refund.at().toString())
        .execute();
  }

  /// The refunds that name one of these gifts or may be of one of them, were booked before it was,
  /// and were not decided on; the earliest in event time first, each for its next booking.
  List<Refund> waitingFor(Collection<UUID> gifts) {
    if (gifts.isEmpty()) {
      return List.of();
    }
    var keys = gifts.toArray(UUID[]::new);
    return db.resultQuery(
            // From the gifts to the refunds: however many wait, those of other viewers are not
            // read.
            """
            with gift as (
              select payer_id, occurred_at from monetization.earning where event_key = any (?::uuid[]) and kind = 'gift'
            ),
            fitting as (
              select event_key from monetization.refund
              where refunds is null and decided_minor = 0 and named_gift = any (?::uuid[])
              union
              select r.event_key from gift as g join monetization.refund as r on r.payer_id = g.payer_id and r.occurred_at >= g.occurred_at
              where r.refunds is null and r.named_gift is null and r.decided_minor = 0
              union
              select r.event_key from monetization.refund as r
              where r.payer_id is null and r.refunds is null and r.named_gift is null and r.decided_minor = 0
                and r.occurred_at >= (select min(g.occurred_at) from gift as g where g.payer_id is null)
            )
            select event_key, event_id, occurred_at, payer_id, creator_id, gift_id, amount_minor, named_gift, revision + 1 as revision
            from monetization.refund where event_key in (select event_key from fitting)
            order by occurred_at, event_key for update
            """,
            keys,
            keys)
        .fetch(RefundRepository::refund);
  }

  /// The refunds that took something of this gift, by themselves or by a decision, each as the
  /// amount that it took; the earliest in event time first.
  List<Refund> takenFrom(UUID gift) {
    return db.resultQuery(
            """
            with taken as (
              select event_key, amount_minor - unmatched_minor - repeated_minor as minor from monetization.refund where refunds = ?
              union all
              select event_key, amount_minor from monetization.refund_decision where gift_key = ?
            )
            select r.event_key, r.event_id, r.occurred_at, r.payer_id, r.creator_id, r.gift_id, t.amount_minor, r.named_gift, r.revision
            from (select event_key, sum(minor)::bigint as amount_minor from taken where minor > 0 group by event_key) as t
            join monetization.refund as r on r.event_key = t.event_key
            order by r.occurred_at, r.event_key
            """,
            gift,
            gift)
        .fetch(RefundRepository::refund);
  }

  static Refund refund(Record row) {
    return new Refund(
        row.get("event_key", UUID.class),
        row.get("event_id", String.class),
        row.get("occurred_at", Instant.class),
        row.get("payer_id", Long.class),
        row.get("creator_id", Long.class),
        row.get("gift_id", Long.class),
        row.get("amount_minor", Long.class),
        row.get("named_gift", UUID.class),
        row.get("revision", Integer.class));
  }

  /// Notes that a refund that waited was booked again, along its gift.
  void match(Refund refund, UUID gift, long unmatchedMinor) {
    db.query(
            """
            update monetization.refund set refunds = ?, unmatched_minor = ?, revision = ?
            where event_key = ? and refunds is null
            """,
            gift,
            unmatchedMinor,
            refund.revision(),
            refund.key())
        .execute();
  }
}
