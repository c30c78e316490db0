package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.SimulatedRail.Fault;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/// One payout over a provider, and each thing that can go wrong on the way.
@PayoutServer
class RemoteRailTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private Settlement settlement;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private SimulatedRail rail;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private long creator;
  private long payoutId;

  @BeforeEach
  void aPayoutOfAHundred() {
    creators.nextFriday();
    rail.seed(new Random(1), 0);
    rail.faultless();
    creator = creators.payable(SimulatedRail.NAME);
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    payoutId =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
            .get(0, Long.class);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void afterEachFaultThereIsExactlyOnePayment(Fault fault) {
    rail.next(fault);
    try {
      submission.submitDue();
    } catch (SimulatedRail.Crash _) {
      assertThat(state()).as("the key was saved before").isEqualTo(PayoutState.SUBMITTING);
    }
    assertThat(creators.available(creator, "USD")).as("nothing comes back on a guess").isZero();
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();
    followUp.lookAtDue();

    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(rail.payments().keySet()).contains(payout().key());
    assertThat(rail.doublePayments()).isZero();
    assertThat(payout().reference()).startsWith("sim_");
    assertThat(creators.inPayout(creator, "USD")).isZero();
  }

  @Test
  void whatTheProviderDoesNotKnowIsNeverSentAgainOnceItForgotTheKey() {
    rail.next(Fault.LOST_REQUEST);
    submission.submitDue();
    clock.advance(Duration.ofHours(23));
    for (var day = 0; day < 10; day++) {
      followUp.lookAtDue();
      clock.advance(Duration.ofDays(1));
    }

    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
    assertThat(rail.payments()).doesNotContainKey(payout().key());
    assertThat(creators.inPayout(creator, "USD")).as("the reservation stays").isEqualTo(10_000);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("unknown_outcome") && Long.valueOf(payoutId).equals(one.payoutId()));
  }

  @Test
  void theSameKeyIsUsedForTheSameOrderWithinItsLife() {
    rail.next(Fault.LOST_ANSWER);
    submission.submitDue();
    var key = payout().key();
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();

    assertThat(payout().key()).isEqualTo(key);
    assertThat(db.fetchValue("select count(*) from payouts.attempt where payout_id = ?", payoutId))
        .isEqualTo(1L);
  }

  @Test
  void aRefusalGivesTheMoneyBackAndTheNextPayoutHasAKeyOfItsOwn() {
    submission.submitDue();
    providerSays(Report.Status.FAILED);
    followUp.look(payoutId);
    followUp.look(payoutId);

    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    runs.payNow(creator, "somebody");
    submission.submitDue();
    var second =
        db.fetchSingle(
            "select max(attempt_key) filter (where payout_id <> ?), count(*) from payouts.payout where creator_id = ?",
            payoutId,
            creator);
    assertThat(second.get(1)).isEqualTo(2L);
    assertThat(second.get(0)).isNotNull().isNotEqualTo(payout().key());
    assertThat(creators.available(creator, "USD")).as("the second is a debit of its own").isZero();
  }

  @Test
  void whatWasPaidComesBackOnceWhetherItFailsOrIsReturnedWeeksLater() {
    submission.submitDue();
    providerSays(Report.Status.PAID);
    followUp.look(payoutId);
    assertThat(state()).isEqualTo(PayoutState.PAID);
    clock.advance(Duration.ofDays(20));
    providerSays(Report.Status.RETURNED);
    followUp.lookAtDue();
    followUp.look(payoutId);

    assertThat(state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(settlement.apply(payoutId, Report.of(Report.Status.PAID), "a late notice"))
        .isEqualTo(PayoutState.RETURNED);
    assertThat(settlement.apply(payoutId, Report.of(Report.Status.FAILED), "a late notice"))
        .isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void unclaimedMoneyComesBackAfterItsTime() {
    submission.submitDue();
    providerSays(Report.Status.UNCLAIMED);
    followUp.look(payoutId);
    assertThat(state()).isEqualTo(PayoutState.UNCLAIMED);
    assertThat(creators.available(creator, "USD")).isZero();
    clock.advance(Duration.ofDays(30));
    providerSays(Report.Status.RETURNED);
    followUp.lookAtDue();

    assertThat(state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void noticesInAnyOrderAndNumberLeaveOneTruth() {
    submission.submitDue();
    settlement.apply(payoutId, new Report(Report.Status.PAID, "tr_1", null), "notice");
    settlement.apply(payoutId, new Report(Report.Status.ACCEPTED, "tr_1", null), "notice");
    settlement.apply(payoutId, new Report(Report.Status.PAID, "tr_1", null), "notice");
    settlement.apply(payoutId, new Report(Report.Status.ON_HOLD, "tr_1", null), "notice");

    assertThat(state()).isEqualTo(PayoutState.PAID);
    assertThat(payouts.steps(payoutId).stream().filter(step -> step.to() == PayoutState.PAID))
        .hasSize(1);
  }

  @Test
  void aPaymentThatTurnsUpAfterItFailedIsShownToAPerson() {
    rail.next(Fault.LOST_REQUEST);
    submission.submitDue();
    settlement.apply(payoutId, new Report(Report.Status.FAILED, null, "refused"), "a person");
    settlement.apply(payoutId, new Report(Report.Status.PAID, "tr_9", null), "notice");

    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("paid_after_failed")
                && Long.valueOf(payoutId).equals(one.payoutId()));
  }

  @Test
  void everyStepThatTheRulesTakeIsPermittedByTheDatabase() {
    for (var from : PayoutState.values()) {
      for (var status : Report.Status.values()) {
        var state = from;
        for (var next : from.stepsTo(status)) {
          var permitted =
              db.fetchValue("select pg_get_functiondef('payouts.payout_moves_on'::regproc)")
                  .toString();
          assertThat(permitted)
              .as("%s, told %s", from, status)
              .contains("('" + state.text() + "', '" + next.text() + "')");
          state = next;
        }
      }
    }
  }

  private void providerSays(Report.Status status) {
    Objects.requireNonNull(rail.payments().get(payout().key())).status = status;
  }

  private Payout payout() {
    return payouts.find(payoutId).orElseThrow();
  }

  private PayoutState state() {
    return payout().state();
  }
}
