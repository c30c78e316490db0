package ai.profithack.demo;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.Skipped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.stereotype.Component;

/// What the simulated platform gives back for a gift of which it never told: it waits for a person.
@Component
class RefundStory {
  private final EventLog log;
  private final PayoutRuns runs;
  private final ReportingFrame frame;

  RefundStory(EventLog log, PayoutRuns runs, ReportingFrame frame) {
    this.log = log;
    this.runs = runs;
    this.frame = frame;
  }

  /// The scenes of a simulation whose present began on `today`, in the order of time.
  List<Scene> scenes(LocalDate today) {
    var at = today.atStartOfDay(ZoneOffset.UTC).toInstant().minus(Duration.ofHours(2));
    return List.of(new Scene(at, () -> giveBack(at)));
  }

  private void giveBack(Instant at) {
    var creators =
        runs.preview().skipped().stream().map(Skipped::creatorId).sorted().limit(2).toList();
    if (creators.size() < 2) {
      return;
    }
    var refund =
        Event.of("sim-refund-of-nothing", EventType.GIFT_REFUNDED, at)
            .user(creators.getLast())
            .creator(creators.getFirst())
            .gift(Fashion.ROCKET.id())
            .giftName(Fashion.ROCKET.name())
            .refundOf("sim-gift-of-which-nobody-told")
            .amount(new Money(Fashion.ROCKET.priceMinor(), frame.currency()))
            .build();
    var refusals = log.accept(List.of(refund), "demo").refusals();
    if (!refusals.isEmpty()) {
      throw new IllegalStateException("a refund: " + refusals.getFirst().reason());
    }
  }
}
