package ai.profithack.monetization;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/// The refunds that were decided here.
@Repository
class DecidedRefundRepository {
  private final DSLContext db;

  DecidedRefundRepository(DSLContext db) {
    this.db = db;
  }

  /// A gift that is to be given back, with what is left of it now; `creatorId` is who has the
  /// largest part of it.
  record Order(
      UUID gift,
      String refundId,
      Instant at,
      String giftId,
      @Nullable Long payerId,
      @Nullable Long videoId,
      @Nullable Long creatorId,
      @Nullable Long giftType,
      long leftMinor) {}

  /// Keeps an order for each gift that has none; its event is called `prefix` and the gift's key.
  void order(Collection<UUID> gifts, String prefix, DecidedRefunds.Reason reason, Instant at) {
    db.query(
            """
            insert into monetization.decided_refund (gift_key, refund_event_id, reason, effective_at)
            select gift, ? || gift, ?, ?::timestamptz from unnest(?::uuid[]) as gift order by gift
            on conflict (gift_key) do nothing
            """,
            prefix,
            reason.name().toLowerCase(Locale.ROOT),
            at.toString(),
            gifts.toArray(UUID[]::new))
        .execute();
  }

  /// Up to `limit` orders whose gifts are booked and whose events were not reported, the earliest
  /// first.
  List<Order> open(int limit) {
    return db.resultQuery(
            """
            select d.gift_key, d.refund_event_id, d.effective_at, e.event_id, e.payer_id, e.video_id, e.gift_id,
              e.amount_minor - e.refunded_minor as left_minor,
              (select p.creator_id from monetization.earning_part as p where p.event_key = e.event_key
                order by p.earned_minor desc, p.creator_id limit 1) as creator_id
            from monetization.decided_refund as d join monetization.earning as e on e.event_key = d.gift_key
            where d.settled_at is null and e.kind = 'gift'
            order by d.effective_at, d.gift_key limit ?
            """,
            limit)
        .fetch(row ->
            new Order(
                row.get("gift_key", UUID.class),
                row.get("refund_event_id", String.class),
                row.get("effective_at", Instant.class),
                row.get("event_id", String.class),
                row.get("payer_id", Long.class),
                row.get("video_id", Long.class),
                row.get("creator_id", Long.class),
                row.get("gift_id", Long.class),
                row.get("left_minor", Long.class)));
  }

  /// Notes that the orders of these gifts were reported, or that nothing was left to give back.
  @Transactional
  public void settle(Collection<UUID> gifts, Instant at) {
    db.query(
            "update monetization.decided_refund set settled_at = ?::timestamptz where gift_key = any (?::uuid[])",
            at.toString(),
            gifts.toArray(UUID[]::new))
        .execute();
  }
}
