package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.SettableClock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.ListableBeanFactory;

/// The banks of a world, one for each currency, and the statements that they send.
final class MoneyInBank {
  private final MoneyStage stage;
  private final Random random;
  private final Reckoning reckoning;
  private final SettableClock clock;
  private final Reconciliation reconciliation;
  private final SimulatedRail rail;
  private final MoneyOut out;
  private final Map<String, SimulatedBank> banks = new TreeMap<>();
  private final Set<String> shownLeaving = new HashSet<>();
  private final Set<String> shownBack = new HashSet<>();

  MoneyInBank(MoneyStage stage, long seed, MoneyOut out, ListableBeanFactory server) {
    this.stage = stage;
    this.random = stage.random;
    this.reckoning = stage.reckoning;
    this.clock = stage.clock;
    this.out = out;
    this.reconciliation = server.getBean(Reconciliation.class);
    this.rail = server.getBean(SimulatedRail.class);
    for (var code : MoneyStage.CURRENCIES) {
      banks.put(
          code,
          new SimulatedBank(
              "DE%s%016d".formatted(10 + MoneyStage.CURRENCIES.indexOf(code), seed),
              Currency.getInstance(code)));
    }
  }

  void statement() {
    var code = MoneyStage.CURRENCIES.get(random.nextInt(3));
    var bank = Objects.requireNonNull(banks.get(code));
    var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var inBank = code + " assets:bank";
    var clearing = code + " liabilities:clearing:" + SimulatedRail.NAME;
    if (random.nextInt(8) == 0 && bank.again().length > 0) {
      assertThat(reconciliation.read(bank.again()))
          .isEqualTo(new Reconciliation.Reading.ReadBefore());
      return;
    }
    for (var payout : out.known()) {
      var key = payout.key();
      var there = key == null ? null : rail.payments().get(key);
      if (key == null || there == null || !payout.currency().equals(code)) {
        continue;
      }
      if (there.status == Report.Status.PAID
          && random.nextInt(3) == 0
          && !shownLeaving.contains(key)) {
        if (random.nextInt(8) == 0) {
          // One unit off: a mismatch, of which nothing is booked.
          bank.leaves(key, payout.minor() + 1, day);
          continue;
        }
        shownLeaving.add(key);
        bank.leaves(key, payout.minor(), day);
        reckoning.move(inBank, -payout.minor());
        reckoning.move(clearing, payout.minor());
      } else if (!there.live() && shownLeaving.contains(key) && shownBack.add(key)) {
        bank.comesBack(key, payout.minor(), day);
        reckoning.move(inBank, payout.minor());
        reckoning.move(clearing, -payout.minor());
      }
    }
    if (random.nextBoolean()) {
      var fee = 1 + random.nextInt(300);
      bank.fee(fee, day);
      reckoning.move(inBank, -fee);
      reckoning.move(code + " expenses:bank-fees", fee);
    }
    bank.somethingElse(1 + random.nextInt(900), day);
    var file = bank.statement(day);
    var reading = stage.surviving(() -> reconciliation.read(file));
    assertThat(reading)
        .isInstanceOfAny(
            Reconciliation.Reading.Read.class,
            stage.died
                ? Reconciliation.Reading.ReadBefore.class
                : Reconciliation.Reading.Read.class);
    out.takeInPayouts();
  }
}
