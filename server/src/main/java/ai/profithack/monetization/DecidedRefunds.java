package ai.profithack.monetization;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Gifts that are given back to their payers by what was decided here: a lost dispute, a confirmed
/// fraud.
///
/// The order is written with the decision. From it follows, once, an event `gift_refunded` of what
/// is left of the gift then, with an id that names the gift: it is booked along the gift's own
/// entries and counted in the figures of its day like any refund. When the platform reports the
/// same refund later, that one takes nothing a second time.
@Component
public class DecidedRefunds {
  private static final String PREFIX = "refund-of:";
  private static final int AT_A_TIME = 1_000;

  private final DSLContext db;
  private final EventLog log;
  private final ReportingFrame frame;
  private final Clock clock;
  private final TransactionTemplate transactions;

  DecidedRefunds(
      DSLContext db,
      EventLog log,
      ReportingFrame frame,
      Clock clock,
      TransactionTemplate transactions) {
    this.db = db;
    this.log = log;
    this.frame = frame;
    this.clock = clock;
    this.transactions = transactions;
  }

  /// Why a gift is given back.
  public enum Reason {
    DISPUTE_LOST,
    FRAUD_CONFIRMED
  }

  /// Orders that all that is left of these gifts is given back, as of `at`. A gift is ordered once.
  @Transactional(propagation = Propagation.MANDATORY)
  public void order(Collection<UUID> gifts, Reason reason, Instant at) {
    db.query(
            """
            insert into monetization.decided_refund (gift_key, refund_event_id, reason, effective_at)
            select gift, ? || gift, ?, ?::timestamptz from unnest(?::uuid[]) as gift order by gift
            on conflict (gift_key) do nothing
            """,
            PREFIX,
            reason.name().toLowerCase(Locale.ROOT),
            at.toString(),
            gifts.toArray(UUID[]::new))
        .execute();
  }

  private record Order(
      UUID gift,
      String refundId,
      Instant at,
      String giftId,
      @Nullable Long payerId,
      @Nullable Long videoId,
      @Nullable Long creatorId,
      @Nullable Long giftType,
      long leftMinor) {}

  /// Reports the refunds that are ordered and whose gifts are booked; returns how many. Safe to
  /// repeat: an event that was accepted before is a duplicate.
  ///
  /// Errors: [IllegalStateException] where the log refuses one; the others are reported.
  long report() {
    var reported = 0L;
    List<Order> orders;
    do {
      orders = open();
      var left = orders.stream().filter(order -> order.leftMinor() > 0).toList();
      var receipt = log.accept(left.stream().map(this::event).toList(), "decisions");
      var refused = receipt.refusals().stream().map(refusal -> refusal.index()).toList();
      var settled = new ArrayList<>(orders);
      refused.forEach(index -> settled.remove(left.get(index)));
      settle(settled);
      reported += left.size() - refused.size();
      if (!refused.isEmpty()) {
        var first = receipt.refusals().getFirst();
        throw new IllegalStateException(
            "%d decided refunds were refused; the first, %s: %s"
                .formatted(refused.size(), first.id(), first.reason()));
      }
    } while (orders.size() == AT_A_TIME);
    return reported;
  }

  private List<Order> open() {
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
            AT_A_TIME)
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

  /// The video says whose the gift was, where there is one: of several who share it, its owner.
  private Event event(Order order) {
    return Event.of(order.refundId(), EventType.GIFT_REFUNDED, order.at())
        .user(order.payerId())
        .video(order.videoId())
        .creator(order.videoId() == null ? order.creatorId() : null)
        .gift(order.giftType())
        .amount(new Money(order.leftMinor(), frame.currency()))
        .refundOf(order.giftId())
        .build();
  }

  private void settle(List<Order> orders) {
    transactions.executeWithoutResult(_ ->
        db.query(
                "update monetization.decided_refund set settled_at = ?::timestamptz where gift_key = any (?::uuid[])",
                clock.instant().toString(),
                orders.stream().map(Order::gift).toArray(UUID[]::new))
            .execute());
  }
}
