package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Verification;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// Payouts over a provider that loses, repeats, delays and forgets, from a process that dies at
/// every step, with an auditor beside the database who knows only what was earned and what the
/// provider really did.
///
/// `-Dpayouts.operations=N` sets how many operations are simulated (2,000 unless set),
/// `-Dpayouts.seed=S` the first seed. A failure names its seed and operation.
@PayoutServer
@TestPropertySource(properties = "own.world=simulation")
@DirtiesContext
class PayoutSimulationTests {
  private static final int OPERATIONS = Integer.getInteger("payouts.operations", 2_000);
  private static final long SEED = Long.getLong("payouts.seed", 20_260_306L);
  private static final int OPERATIONS_A_SEED = 500;
  private static final String USD = "USD";

  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private SimulatedRail rail;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private final Map<Long, Long> earned = new TreeMap<>();
  private final Map<String, Integer> happened = new TreeMap<>();

  @Test
  void nothingIsPaidTwiceLostOrMadeUpWhateverFails() {
    var remaining = OPERATIONS;
    for (var seed = SEED; remaining > 0; seed++, remaining -= OPERATIONS_A_SEED) {
      world(seed, Math.min(remaining, OPERATIONS_A_SEED));
    }
    System.out.printf(
        "%d operations, %d calls of the provider, %d payments there; %s%n",
        OPERATIONS, rail.calls(), rail.payments().size(), happened);
  }

  private void world(long seed, int operations) {
    var random = new Random(seed);
    rail.seed(random, 0.25);
    rail.drift(Duration.ofMinutes(random.nextInt(91) - 45L));
    var own = new ArrayList<Long>();
    for (var i = 0; i < 12; i++) {
      var id = creators.payable(SimulatedRail.NAME);
      own.add(id);
      earned.put(id, 0L);
    }
    for (var number = 1; number <= operations; number++) {
      var name = "";
      try {
        name = operation(random, own);
        audit(number % 100 == 0);
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(
            "seed %d, operation %d (%s): rerun with -Dpayouts.seed=%d -Dpayouts.operations=%d"
                .formatted(seed, number, name, seed, OPERATIONS_A_SEED),
            failure);
      }
    }
    settle(seed);
  }

  private String operation(Random random, List<Long> own) {
    var id = own.get(random.nextInt(own.size()));
    var amount = 1L + random.nextInt(20_000);
    var name =
        switch (random.nextInt(20)) {
          case 0, 1, 2 -> {
            creators.earn(id, amount, USD);
            earned.merge(id, amount, Long::sum);
            yield "earn";
          }
          case 3 -> {
            if (creators.takeBack(id, amount, USD)) {
              earned.merge(id, -amount, Long::sum);
            }
            yield "take back";
          }
          case 4, 5 -> {
            runs.payNow(id, "somebody");
            yield "pay one";
          }
          case 6 -> {
            runs.run(runs.lastDue(), "the schedule");
            yield "weekly run";
          }
          case 7, 8, 9 -> dying("submit", submission::submitDue);
          case 10, 11 -> dying("look", followUp::lookAtDue);
          case 12, 13, 14 -> {
            rail.goOn();
            yield "provider goes on";
          }
          case 15 -> dying("notice", () -> somePayout(random, followUp::look));
          case 16 -> {
            somePayout(random, payoutId -> payouts.cancel(payoutId, "simulated"));
            yield "cancel";
          }
          case 17 -> {
            clock.advance(Duration.ofMinutes(random.nextInt(10)));
            yield "minutes pass";
          }
          case 18 -> {
            clock.advance(Duration.ofHours(random.nextInt(12)));
            yield "hours pass";
          }
          default -> {
            clock.advance(Duration.ofDays(random.nextInt(3)));
            yield "days pass";
          }
        };
    happened.merge(name, 1, Integer::sum);
    return name;
  }

  /// Runs what may die at any step; whatever comes next is another process on the same database.
  private String dying(String name, Runnable work) {
    try {
      work.run();
      return name;
    } catch (SimulatedRail.Crash _) {
      return name + ", process died";
    }
  }

  private void somePayout(Random random, java.util.function.LongConsumer deed) {
    var newest =
        db.fetch("select payout_id from payouts.payout order by payout_id desc limit 40")
            .getValues(0, Long.class);
    if (!newest.isEmpty()) {
      deed.accept(newest.get(random.nextInt(newest.size())));
    }
  }

  /// What every step must leave true.
  private void audit(boolean wholeLedger) {
    assertThat(rail.doublePayments()).as("payments made twice").isZero();
    var held = new HashMap<Long, Long>();
    var gone = new HashMap<Long, Long>();
    var cleared = 0L;
    for (var payout :
        db.fetch("select p.* from payouts.payout as p").map(PayoutRepository::payout)) {
      var minor = payout.amount().minor();
      if (payout.state().held()) {
        held.merge(payout.creatorId(), minor, Long::sum);
      } else if (!payout.state().over()) {
        gone.merge(payout.creatorId(), minor, Long::sum);
        cleared += minor;
      }
      if (payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED) {
        var there = payout.key() == null ? null : rail.payments().get(payout.key());
        assertThat(there == null || !there.live()).as("%s was paid all the same", payout).isTrue();
      }
    }
    var available = byCreator("available");
    var inPayout = byCreator("in-payout");
    earned.forEach((id, minor) -> {
      assertThat(inPayout.getOrDefault(id, 0L))
          .as("in payout of %d", id)
          .isEqualTo(held.getOrDefault(id, 0L));
      assertThat(
              available.getOrDefault(id, 0L)
                  + held.getOrDefault(id, 0L)
                  + gone.getOrDefault(id, 0L))
          .as("what creator %d earned", id)
          .isEqualTo(minor);
    });
    assertThat(creators.clearing(SimulatedRail.NAME, USD)).as("clearing").isEqualTo(cleared);
    assertThat(
            db.fetchValue(
                """
                select count(*) from payouts.payout as p join public.creator_payouts as c on c.id = p.payout_id
                where c.status <> payouts.contract_status(p.state) or c.transaction_id is distinct from p.reference
                """))
        .as("rows of the contract that tell something else")
        .isEqualTo(0L);
    if (wholeLedger) {
      assertThat(verification.verify(null).problems()).isEmpty();
    }
  }

  private Map<Long, Long> byCreator(String place) {
    var all = new HashMap<Long, Long>();
    ledger
        .balances("liabilities:creators", place)
        .forEach(
            (account, minor) -> all.put(Long.parseLong(account.path().split(":", -1)[2]), -minor));
    return all;
  }

  /// Everything heals: the provider answers, and each payout ends where the provider's payment is.
  private void settle(long seed) {
    rail.faultless();
    submission.submitDue();
    for (var i = 0; i < 40; i++) {
      clock.advance(Duration.ofHours(25));
      followUp.lookAtDue();
    }
    var states = new EnumMap<PayoutState, Integer>(PayoutState.class);
    for (var payout :
        db.fetch("select p.* from payouts.payout as p").map(PayoutRepository::payout)) {
      states.merge(payout.state(), 1, Integer::sum);
      if (payout.key() == null) {
        continue;
      }
      var there = rail.payments().get(payout.key());
      if (there == null) {
        assertThat(payout.state())
            .as("seed %d: %s never reached the provider", seed, payout)
            .isEqualTo(PayoutState.UNKNOWN);
        assertThat(payouts.exceptions(10_000))
            .as("seed %d", seed)
            .anyMatch(one -> Long.valueOf(payout.payoutId()).equals(one.payoutId()));
      } else if (payout.state() != PayoutState.PAID || there.status == Report.Status.PAID) {
        assertThat(payout.state().name())
            .as("seed %d: %s", seed, payout)
            .isEqualTo(there.status.name());
      }
    }
    audit(true);
    happened.merge("ended " + states, 1, Integer::sum);
  }
}
