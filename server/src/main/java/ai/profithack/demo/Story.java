package ai.profithack.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// What people of the simulated platform do, beside what is counted: all of it by the services that
/// the pages use, at the time at which it happens, and under every rule.
@Component
class Story {
  private final PayoutStory payouts;
  private final SuspicionStory suspicion;
  private final RefundStory refunds;
  private final GrowthStory growth;

  Story(PayoutStory payouts, SuspicionStory suspicion, RefundStory refunds, GrowthStory growth) {
    this.payouts = payouts;
    this.suspicion = suspicion;
    this.refunds = refunds;
    this.growth = growth;
  }

  /// The scenes of the history of a simulation whose present began on `today`, in the order of
  /// time.
  List<Scene> scenes(LocalDate today) {
    return Stream.of(payouts.scenes(today), suspicion.scenes(today), refunds.scenes(today))
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Scene::at))
        .toList();
  }

  /// What people do once tiers were decided. Safe to repeat.
  void today(Simulation simulation, Instant now) {
    growth.play(simulation, LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1));
  }
}
