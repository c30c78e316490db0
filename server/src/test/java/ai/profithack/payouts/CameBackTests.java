package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A payment that came back is not sent to the same destination every week for ever: somebody
/// confirms that it is right, or another one is named.
@PayoutServer
class CameBackTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Settlement settlement;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private SimulatedRail rail;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private long creator;

  @BeforeEach
  void aPaymentThatCameBack() {
    creators.nextFriday();
    rail.seed(new Random(1), 0);
    rail.faultless();
    creator = creators.payable(SimulatedRail.NAME);
    creators.earn(creator, 10_000, "USD");
    pay();
    Objects.requireNonNull(rail.payments().get(newest().key())).status = Report.Status.RETURNED;
    followUp.look(newest().payoutId());
    assertThat(newest().state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    creators.nextFriday();
  }

  @Test
  void nothingGoesToTheSameDestinationUntilASecondPersonConfirmsIt() {
    var method = payees.method(creator).orElseThrow();
    assertThat(notPaid().reason()).isEqualTo(SkipReason.PAYMENT_CAME_BACK);
    assertThat(notPaid().detail())
        .isEqualTo(
            "It came back on 2026-%s."
                .formatted(payees.cameBack(method).orElseThrow().toString().substring(5, 10)));
    assertThat(payees.verifyDestination(creator, method.methodId(), Creators.person("test")))
        .isEqualTo(
            new Payees.Verifying.NotPossible(
                "Somebody else has to verify the destination you named."));

    assertThat(payees.verifyDestination(creator, method.methodId(), Creators.person("finance")))
        .isEqualTo(new Payees.Verifying.Verified());

    assertThat(payees.cameBack(method(method.methodId()))).isEmpty();
    pay();
    assertThat(newest().state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(payees.verifyDestination(creator, method.methodId(), Creators.person("finance")))
        .as("there is nothing to confirm")
        .isInstanceOf(Payees.Verifying.NotPossible.class);
  }

  @Test
  void anotherDestinationIsPaidToAsEver() {
    payees.nameDestination(creator, "by-hand", "A B", "Main Street 1", null);
    var named = payees.method(creator).orElseThrow();
    assertThat(notPaid().reason()).isEqualTo(SkipReason.DESTINATION_UNVERIFIED);
    payees.verifyDestination(creator, named.methodId(), Creators.person("finance"));
    clock.advance(Duration.ofDays(6));

    pay();

    assertThat(newest().rail()).isEqualTo("by-hand");
    assertThat(newest().state()).isEqualTo(PayoutState.SUBMITTING);
  }

  /// News come late: that an earlier payment arrived says nothing of the account by now.
  @Test
  void thatAnEarlierPaymentArrivedDoesNotLiftIt() {
    var method = payees.method(creator).orElseThrow().methodId();
    payees.verifyDestination(creator, method, Creators.person("finance"));
    pay();
    var earlier = newest();
    creators.earn(creator, 7_000, "USD");
    creators.nextFriday();
    pay();
    clock.advance(Duration.ofDays(2));
    settlement.apply(newest().payoutId(), Report.of(Report.Status.RETURNED), "a test");
    clock.advance(Duration.ofDays(2));

    settlement.apply(earlier.payoutId(), Report.of(Report.Status.PAID), "a test");

    assertThat(payouts.find(earlier.payoutId()).orElseThrow().state()).isEqualTo(PayoutState.PAID);
    creators.nextFriday();
    assertThat(notPaid().reason()).isEqualTo(SkipReason.PAYMENT_CAME_BACK);
  }

  /// Confirmed once, it is asked about again where a payment comes back again.
  @Test
  void whatComesBackAgainIsAskedAboutAgain() {
    var method = payees.method(creator).orElseThrow().methodId();
    payees.verifyDestination(creator, method, Creators.person("finance"));
    pay();
    clock.advance(Duration.ofDays(2));
    Objects.requireNonNull(rail.payments().get(newest().key())).status = Report.Status.RETURNED;
    followUp.look(newest().payoutId());
    creators.nextFriday();

    assertThat(notPaid().reason()).isEqualTo(SkipReason.PAYMENT_CAME_BACK);
  }

  private void pay() {
    runs.payNow(creator, "somebody");
    submission.submitDue();
    clock.advance(Duration.ofHours(1));
  }

  private Skipped notPaid() {
    var ending = runs.payNow(creator, "somebody");
    assertThat(ending).singleElement().isInstanceOf(PayoutRuns.Single.NotPaid.class);
    return ((PayoutRuns.Single.NotPaid) ending.getFirst()).skipped();
  }

  private PayoutMethod method(long methodId) {
    return payees.destination(methodId).orElseThrow();
  }

  private Payout newest() {
    var id =
        db.resultQuery("select max(payout_id) from payouts.payout where creator_id = ?", creator)
            .fetchSingle(0, Long.class);
    return payouts.find(Objects.requireNonNull(id)).orElseThrow();
  }
}
