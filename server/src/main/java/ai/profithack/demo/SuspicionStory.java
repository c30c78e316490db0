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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/// What looks like fraud on the simulated platform: three creators who send each other gifts in a
/// ring. The product's own rules notice it with the next look at new gifts.
@Component
class SuspicionStory {
  private static final int MEMBERS = 3;
  private static final int ROUNDS = 2;
  private static final Duration BETWEEN_GIFTS = Duration.ofMinutes(50);

  /// By rank of what they have: neither the best known nor those who have nothing.
  private static final int FIRST_RANK = 20;

  private final EventLog log;
  private final PayoutRuns runs;
  private final ReportingFrame frame;

  SuspicionStory(EventLog log, PayoutRuns runs, ReportingFrame frame) {
    this.log = log;
    this.runs = runs;
    this.frame = frame;
  }

  /// The scenes of a simulation whose present began on `today`, in the order of time.
  List<Scene> scenes(LocalDate today) {
    var at = today.atStartOfDay(ZoneOffset.UTC).toInstant().minus(Duration.ofHours(4));
    return List.of(new Scene(at, () -> ring(at)));
  }

  private void ring(Instant until) {
    var members =
        runs.preview().skipped().stream()
            .sorted(
                Comparator.comparingLong((Skipped one) -> -one.amount().minor())
                    .thenComparing(Skipped::creatorId))
            .map(Skipped::creatorId)
            .distinct()
            .skip(FIRST_RANK)
            .limit(MEMBERS)
            .toList();
    if (members.size() < MEMBERS) {
      return;
    }
    var gifts = new ArrayList<Event>();
    for (var i = 0; i < ROUNDS * MEMBERS; i++) {
      gifts.add(
          Event.of(
                  "sim-ring-" + i,
                  EventType.GIFT,
                  until.minus(BETWEEN_GIFTS.multipliedBy(ROUNDS * MEMBERS - i)))
              .user(members.get(i % MEMBERS))
              .creator(members.get((i + 1) % MEMBERS))
              .gift(Fashion.ROCKET.id())
              .giftName(Fashion.ROCKET.name())
              .amount(new Money(Fashion.ROCKET.priceMinor(), frame.currency()))
              .build());
    }
    var refusals = log.accept(gifts, "demo").refusals();
    if (!refusals.isEmpty()) {
      throw new IllegalStateException("a gift of the ring: " + refusals.getFirst().reason());
    }
  }
}
