package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.MoneyOut.Known;
import ai.profithack.payouts.StatedOutcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The provider without a network, which loses and repeats whole calls and forgets keys.
final class MoneyAtOurProvider implements MoneyProvider {
  private final MoneyStage stage;
  private final SimulatedRail rail;

  /// The payouts, by their keys, of which people may have said what became of them.
  private final Set<String> said = new HashSet<>();

  MoneyAtOurProvider(MoneyStage stage, SimulatedRail rail) {
    this.stage = stage;
    this.rail = rail;
    rail.seed(stage.random, 0.25);
    trouble();
  }

  @Override
  public String rail() {
    return SimulatedRail.NAME;
  }

  @Override
  public long join(Creators people) {
    return people.payable(SimulatedRail.NAME);
  }

  @Override
  public void trouble() {
    rail.drift(Duration.ofMinutes(stage.random.nextInt(91) - 45L));
  }

  @Override
  public void goOn(Collection<Known> payouts) {
    rail.goOn();
  }

  @Override
  public List<Notice> notices(Collection<Known> payouts) {
    return stage
        .some(payouts)
        .<List<Notice>>map(payout -> List.of(notice(String.valueOf(payout.key()))))
        .orElse(List.of());
  }

  private Notice notice(String key) {
    var body =
        "{\"id\":\"%s-%d\",\"type\":\"payment\",\"at\":\"%s\",\"key\":\"%s\"}"
            .formatted(stage.name, ++stage.number, stage.now(), key)
            .getBytes(StandardCharsets.UTF_8);
    return new Sent(Map.of("x-simulated", "genuine"), body);
  }

  @Override
  public Notice forged(Notice genuine) {
    return new Sent(Map.of("x-simulated", "forged"), genuine.body());
  }

  @Override
  public Notice foreign() {
    return notice("nobody's");
  }

  @Override
  public void agrees(Known payout) {
    assertThat(rail.doublePayments()).as("payments made twice").isZero();
    var there = rail.payments().get(String.valueOf(payout.key()));
    if (payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED) {
      assertThat(there == null || !there.live()).as("%s was paid", payout).isTrue();
    }
    if (there != null) {
      assertThat(there.minor).as("amount at the provider").isEqualTo(payout.minor());
    }
  }

  /// What its own page says became of a payout; null where that can still change.
  @Nullable Outcome page(Known payout) {
    var key = String.valueOf(payout.key());
    var there = rail.payments().get(key);
    if (there == null) {
      said.add(key);
      return Outcome.NEVER_EXECUTED;
    }
    if (there.status == Report.Status.PAID) {
      said.add(key);
      return Outcome.PAID;
    }
    return null;
  }

  /// Whether people said that a payout was paid, and it came back.
  boolean cameBackAfterItWasSaid(Known payout) {
    var key = String.valueOf(payout.key());
    var there = rail.payments().get(key);
    return said.contains(key) && there != null && !there.live() && !payout.state().over();
  }

  @Override
  public void faultless() {
    rail.faultless();
  }

  @Override
  public void agreesInTheEnd(Known payout) {
    var there = rail.payments().get(String.valueOf(payout.key()));
    if (there == null) {
      assertThat(payout.state())
          .as("never reached the provider")
          .isIn(
              said.contains(String.valueOf(payout.key()))
                  ? List.of(PayoutState.UNKNOWN, PayoutState.FAILED)
                  : List.of(PayoutState.UNKNOWN));
    } else if (there.live()) {
      assertThat(payout.state())
          .as("%s, at the provider %s", payout, there.status)
          .isIn(
              PayoutState.of(there.status.name().toLowerCase(Locale.ROOT)), PayoutState.CONFIRMED);
    } else {
      assertThat(payout.state().over()).as("%s is not live there", payout).isTrue();
    }
  }
}
