package ai.profithack.monetization;

import ai.profithack.events.MoneyEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What outside of the ledger an entry goes back to: the gift, subscription or advertisement that
/// was paid.
@Component
@Transactional(readOnly = true)
public class Causes {
  private final DSLContext db;

  Causes(DSLContext db) {
    this.db = db;
  }

  /// What was paid, by whom, for what; `refundedMinor` of it was given back.
  public record Paid(
      String eventId,
      String kind,
      Instant occurredAt,
      @Nullable Long payerId,
      @Nullable Long videoId,
      @Nullable Long giftId,
      long amountMinor,
      long refundedMinor,
      long entryId,
      List<Long> creatorIds) {}

  /// What was paid by this event; empty where it is none that somebody earned from.
  public Optional<Paid> of(String eventId) {
    return paid("e.event_key = ?", MoneyEvent.keyOf(eventId), 1).stream().findFirst();
  }

  /// What an entry made available, newest first.
  public List<Paid> releasedBy(long entryId, int limit) {
    return paid(
        "e.event_key in (select p.event_key from monetization.earning_part as p where p.release_entry_id = ?)",
        entryId,
        limit);
  }

  private List<Paid> paid(String condition, Object value, int limit) {
    return db.resultQuery(
            """
            select e.event_id, e.kind, e.occurred_at, e.payer_id, e.video_id, e.gift_id, e.amount_minor, e.refunded_minor, e.entry_id,
              array(select p.creator_id from monetization.earning_part as p where p.event_key = e.event_key order by 1) as creators
            from monetization.earning as e
            where %s
            order by e.occurred_at desc, e.entry_id desc limit ?
            """
                .formatted(condition),
            value,
            limit)
        .fetch(row ->
            new Paid(
                row.get("event_id", String.class),
                row.get("kind", String.class),
                row.get("occurred_at", Instant.class),
                row.get("payer_id", Long.class),
                row.get("video_id", Long.class),
                row.get("gift_id", Long.class),
                row.get("amount_minor", Long.class),
                row.get("refunded_minor", Long.class),
                row.get("entry_id", Long.class),
                List.of(row.get("creators", Long[].class))));
  }
}
