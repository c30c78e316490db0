package ai.profithack.monetization;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.DecidedRefundRepository.Order;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

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

  private final DecidedRefundRepository repository;
  private final EventLog log;
  private final ReportingFrame frame;
  private final Clock clock;

  DecidedRefunds(
      DecidedRefundRepository repository, EventLog log, ReportingFrame frame, Clock clock) {
    this.repository = repository;
    this.log = log;
    this.frame = frame;
    this.clock = clock;
  }

  /// What the refund of this gift is called.
  static String idOf(UUID gift) {
    return PREFIX + gift;
  }

  /// Why a gift is given back.
  public enum Reason {
    DISPUTE_LOST,
    FRAUD_CONFIRMED
  }

  /// Orders that all that is left of these gifts is given back, as of `at`. A gift is ordered once.
  @Transactional(propagation = Propagation.MANDATORY)
  public void order(Collection<UUID> gifts, Reason reason, Instant at) {
    repository.order(gifts, PREFIX, reason, at);
  }

  /// Reports the refunds that are ordered and whose gifts are booked; returns how many. Safe to
  /// repeat: an event that was accepted before is a duplicate.
  ///
  /// Errors: [IllegalStateException] where the log refuses one; the others are reported.
  long report() {
    var reported = 0L;
    List<Order> orders;
    do {
      orders = repository.open(AT_A_TIME);
      var left = orders.stream().filter(order -> order.leftMinor() > 0).toList();
      var receipt = log.accept(left.stream().map(this::event).toList(), "decisions");
      var refused = receipt.refusals().stream().map(refusal -> refusal.index()).toList();
      var settled = new ArrayList<>(orders);
      refused.forEach(index -> settled.remove(left.get(index)));
      repository.settle(settled.stream().map(Order::gift).toList(), clock.instant());
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
}
