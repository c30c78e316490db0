package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.StripeDouble.Fault;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Weeks of payouts over a Stripe on which everything goes wrong, by seed: where the money is there
/// and where it is here agree in the end, for every payout.
@PayoutServer
class StripeSimulationTests {
  private static final int CREATORS = 14;
  private static final long EACH = 7_000;

  @Autowired private StripeDouble stripe;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Notices notices;
  @Autowired private StripeBalance balance;
  @Autowired private Payouts payouts;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @AfterEach
  void nothingIsLeftToDo() {
    db.execute("update payouts.notice set next_try_at = null where next_try_at is not null");
    db.execute("update payouts.payout set next_look_at = null where rail = 'stripe'");
    stripe.calm();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyPayoutIsWhereStripeHasItsMoney(long seed) {
    var random = new Random(seed);
    db.execute("update payouts.payout set next_look_at = null where next_look_at is not null");
    creators.nextFriday();
    stripe.calm();
    stripe.topUp("usd", CREATORS * EACH);
    var ids = new ArrayList<Long>();
    for (var i = 0; i < CREATORS; i++) {
      var id = creators.payable(StripeRail.NAME, "A B", stripe.account().id);
      creators.earn(id, EACH, "USD");
      runs.payNow(id, "simulation");
      ids.add(id);
    }
    var late = new ArrayList<byte[]>();
    for (var round = 0; round < 12; round++) {
      plan(random);
      submission.submitDue();
      goOn(random, ids);
      late.addAll(stripe.notices());
      Collections.shuffle(late, random);
      deliver(late.subList(0, late.size() / 2), random);
      notices.attendToDue();
      followUp.lookAtDue();
      clock.advance(Duration.ofMinutes(20 + random.nextInt(60)));
    }
    stripe.calm();
    for (var i = 0; i < 4; i++) {
      clock.advance(Duration.ofHours(2));
      followUp.lookAtDue();
      creatorsPayouts(ids).forEach(one -> followUp.look(one.payoutId()));
    }
    balance.read();

    for (var payout : creatorsPayouts(ids)) {
      assertAgrees(payout, seed);
    }
  }

  /// Faults for some of the calls to come.
  private void plan(Random random) {
    var faults = List.of(Fault.values());
    for (var i = 0; i < 6; i++) {
      var call =
          List.of("POST /v1/transfers", "POST /v1/payouts", "GET /v1/transfers", "GET /v1/payouts")
              .get(random.nextInt(4));
      stripe.fail(call, faults.get(random.nextInt(faults.size())));
    }
  }

  /// Banks do what banks do.
  private void goOn(Random random, List<Long> ids) {
    for (var payout : creatorsPayouts(ids)) {
      var key = payout.key();
      if (key == null || stripe.payoutsOf(key).isEmpty()) {
        continue;
      }
      var status = String.valueOf(stripe.payoutsOf(key).getFirst().get("status"));
      var next =
          switch (status) {
            case "pending" -> random.nextInt(6) == 0 ? "canceled" : "in_transit";
            case "in_transit" -> random.nextInt(5) == 0 ? "failed" : "paid";
            case "paid" -> random.nextInt(12) == 0 ? "failed" : "paid";
            default -> status;
          };
      if (!next.equals(status) && random.nextBoolean()) {
        stripe.bank(key, next);
      }
    }
  }

  private void deliver(List<byte[]> events, Random random) {
    for (var event : new ArrayList<>(events)) {
      for (var times = random.nextInt(3); times >= 0; times--) {
        var signature = Map.of("stripe-signature", stripe.signature(event));
        assertThat(notices.receive("stripe", signature, event))
            .isInstanceOf(Notices.Reception.Kept.class);
      }
    }
  }

  private void assertAgrees(Payout payout, long seed) {
    var what = "seed %d, %s".formatted(seed, payout);
    var key = String.valueOf(payout.key());
    var transfers = stripe.transfersOf(key);
    var live =
        stripe.payoutsOf(key).stream()
            .filter(
                one -> !List.of("failed", "canceled").contains(String.valueOf(one.get("status"))))
            .toList();
    assertThat(transfers).as(what).hasSizeLessThanOrEqualTo(1);
    assertThat(stripe.payoutsOf(key)).as(what).hasSizeLessThanOrEqualTo(1);
    var back = transfers.isEmpty() || Boolean.TRUE.equals(transfers.getFirst().get("reversed"));
    var available = creators.available(payout.creatorId(), "USD");
    switch (payout.state()) {
      case FAILED, CANCELLED, RETURNED -> {
        assertThat(back).as(what).isTrue();
        assertThat(live).as(what).isEmpty();
        assertThat(available).as(what).isEqualTo(EACH);
      }
      case PAID, CONFIRMED -> {
        assertThat(live)
            .as(what)
            .singleElement()
            .satisfies(one -> assertThat(one.get("status")).isEqualTo("paid"));
        assertThat(available).as(what).isZero();
      }
      case ACCEPTED, UNKNOWN -> assertThat(available).as(what).isZero();
      case RESERVED, SUBMITTING, UNCLAIMED, ON_HOLD ->
          throw new AssertionError(what + " went nowhere");
    }
  }

  private List<Payout> creatorsPayouts(List<Long> ids) {
    return db
        .fetch(
            "select payout_id from payouts.payout where creator_id = any (?::bigint[])",
            (Object) ids.toArray(Long[]::new))
        .getValues(0, Long.class)
        .stream()
        .map(id -> payouts.find(id).orElseThrow())
        .toList();
  }
}
