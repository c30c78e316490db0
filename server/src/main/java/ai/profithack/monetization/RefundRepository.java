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

  /// Whether this is the refund that was decided here of that gift.
  boolean isDecided(Refund refund, UUID gift) {
    return db.resultQuery(
            "select exists (select 1 from monetization.decided_refund where refund_event_id = ? and gift_key = ?)",
            refund.eventId(),
            gift)
        .fetchSingle(0, Boolean.class);
  }

  /// What of a gift was given back by a decision made here, less what refunds repeated of that: it
  /// may be told of once more.
  Amount toBeRepeated(UUID gift) {
    return db.resultQuery(
            """
            with gift as (
              select event_key, amount_minor, original_currency, coalesce(original_minor, amount_minor) as original
              from monetization.earning where event_key = ?
            ),
            told as (
              select g.original_currency, case when d.gift_key is not null then r.taken_minor
                  when r.original_currency = g.original_currency then -div(r.repeated_original_minor::numeric * g.amount_minor, g.original)
                  else -r.repeated_minor end as minor,
                case when d.gift_key is not null then coalesce(r.taken_original_minor, r.taken_minor)
                  when r.original_currency = g.original_currency then -r.repeated_original_minor
                  else -div(r.repeated_minor::numeric * g.original, g.amount_minor) end as original_minor
              from gift as g join monetization.refund as r on r.refunds = g.event_key
              left join monetization.decided_refund as d on d.refund_event_id = r.event_id
            )
            select greatest(0, coalesce(sum(minor), 0))::bigint as minor,
              case when g.original_currency is not null then greatest(0, coalesce(sum(original_minor), 0))::bigint end as original_minor,
              g.original_currency
            from gift as g left join told on true group by g.original_currency
            """,
            gift)
        .fetchSingle(row -> EarningRepository.amount(row, "minor", "original_minor"));
  }

  /// Keeps a refund, with what it took of which gift.
  void insert(Refund refund, @Nullable UUID gift, Amount taken, Amount unmatched, Amount repeated) {
    var amount = refund.amount();
    db.query(
            """
            insert into monetization.refund (event_key, event_id, refunds, named_gift, payer_id, creator_id, gift_id, amount_minor,
              unmatched_minor, repeated_minor, original_minor, original_currency, unmatched_original_minor, repeated_original_minor,
              decided_original_minor, taken_minor, taken_original_minor, occurred_at)
            values (?, ?, ?::uuid, ?::uuid, ?, ?, ?, ?, ?, ?, ?::bigint, ?::text, ?::bigint, ?::bigint, ?::bigint, ?, ?::bigint, ?::timestamptz)
            """,
            refund.key(),
            refund.eventId(),
            gift,
            refund.named(),
            refund.payerId(),
            refund.creatorId(),
            refund.giftType(),
            amount.minor(),
            unmatched.minor(),
            repeated.minor(),
            amount.keptOriginal(),
            amount.currency(),
            unmatched.keptOriginal(),
            repeated.keptOriginal(),
            amount.currency() == null ? null : 0L,
            taken.minor(),
            taken.keptOriginal(),
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
            select event_key, event_id, occurred_at, payer_id, creator_id, gift_id, amount_minor, original_minor, original_currency, named_gift,
              revision + 1 as revision
            from monetization.refund where event_key in (select event_key from fitting)
            order by occurred_at, event_key for update
            """,
            keys,
            keys)
        .fetch(RefundRepository::refund);
  }

  /// The refunds that took something of this gift, by themselves or by a decision, each as the
  /// amount of the gift that it took; the earliest in event time first.
  List<Refund> takenFrom(UUID gift) {
    return db.resultQuery(
            """
            with taken as (
              select event_key, taken_minor as minor, taken_original_minor as original from monetization.refund where refunds = ?
              union all
              select event_key, taken_minor, taken_original_minor from monetization.refund_decision where gift_key = ?
            )
            select r.event_key, r.event_id, r.occurred_at, r.payer_id, r.creator_id, r.gift_id, t.amount_minor, t.original_minor,
              g.original_currency, r.named_gift, r.revision
            from (select event_key, sum(minor)::bigint as amount_minor, sum(original)::bigint as original_minor
              from taken where minor > 0 or original > 0 group by event_key) as t
            join monetization.refund as r on r.event_key = t.event_key
            cross join (select original_currency from monetization.earning where event_key = ?) as g
            order by r.occurred_at, r.event_key
            """,
            gift,
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
        EarningRepository.amount(row, "amount_minor", "original_minor"),
        row.get("named_gift", UUID.class),
        row.get("revision", Integer.class));
  }

  /// Notes that a refund that waited was booked again, along its gift.
  void match(Refund refund, UUID gift, Amount taken, Amount unmatched) {
    db.query(
            """
            update monetization.refund
            set refunds = ?, taken_minor = ?, taken_original_minor = ?::bigint, unmatched_minor = ?, unmatched_original_minor = ?::bigint,
              revision = ?
            where event_key = ? and refunds is null
            """,
            gift,
            taken.minor(),
            taken.keptOriginal(),
            unmatched.minor(),
            unmatched.keptOriginal(),
            refund.revision(),
            refund.key())
        .execute();
  }
}
