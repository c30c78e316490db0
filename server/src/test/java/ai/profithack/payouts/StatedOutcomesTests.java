package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.payouts.SimulatedRail.Fault;
import ai.profithack.payouts.StatedOutcome.Outcome;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// A payout over a provider that never says what became of it, and the two people who do.
@PayoutServer
class StatedOutcomesTests {
  private static final Actor ANA = new Actor("ana", Role.FINANCE, 1L, null, false);
  private static final Actor BEN = new Actor("ben", Role.FINANCE, 2L, null, false);
  private static final Actor ADMIN = new Actor("root", Role.ADMIN, 3L, null, false);
  private static final String WHY = "The provider's API has never known it.";
  private static final String SEEN = "Support case 4711, answered 17 March: no such payment.";

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private StatedOutcomes outcomes;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private SimulatedRail rail;
  @Autowired private PayPalDouble payPal;
  @Autowired private StripeDouble stripe;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private long creator;
  private long payoutId;

  @BeforeEach
  void nothingElseIsDue() {
    db.execute("update payouts.payout set next_look_at = null where next_look_at is not null");
    creators.nextFriday();
    submission.submitDue();
    rail.seed(new Random(1), 0);
    rail.faultless();
    payPal.behave();
    stripe.calm();
  }

  @Test
  void onePersonSaysItWasPaidAndOnlyASecondOneMakesItSo() {
    unknownFor(Duration.ofDays(8));
    assertThat(exception().owner()).isNull();

    assertThat(say(Outcome.PAID, "pay_77", ANA)).isInstanceOf(Ending.Done.class);
    assertThat(state()).as("one person alone changes nothing").isEqualTo(PayoutState.UNKNOWN);
    assertThat(exception().owner()).isEqualTo("ana");
    assertThat(outcomes.confirm(payoutId, waiting(), ANA))
        .isEqualTo(new Ending.NotPossible("Somebody else has to confirm what you said."));
    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);

    assertThat(outcomes.confirm(payoutId, waiting(), BEN))
        .isEqualTo(new Ending.Done(PayoutState.PAID));
    assertThat(payouts.find(payoutId).orElseThrow().reference()).isEqualTo("pay_77");
    assertThat(creators.inPayout(creator, "USD")).isZero();
    assertThat(creators.available(creator, "USD")).isZero();
    assertThat(payouts.exceptions(1_000))
        .noneMatch(one -> Long.valueOf(payoutId).equals(one.payoutId()));
    assertThat(
            db.fetch(
                    "select action, detail::text from access.audit_entry where subject = ? order by 1",
                    "payout " + payoutId)
                .getValues(0, String.class))
        .contains("payout.outcome_confirmed", "payout.outcome_stated");
    assertThat(payouts.steps(payoutId).getLast().source()).isEqualTo("ana and ben");
  }

  @Test
  void whatWasNeverExecutedIsAvailableAgainOnce() {
    unknownFor(Duration.ofDays(8));
    say(Outcome.NEVER_EXECUTED, null, ANA);
    var id = waiting();

    assertThat(outcomes.confirm(payoutId, id, ADMIN))
        .isEqualTo(new Ending.Done(PayoutState.FAILED));
    assertThat(outcomes.confirm(payoutId, id, BEN)).isInstanceOf(Ending.NotPossible.class);
    assertThat(say(Outcome.PAID, "pay_1", BEN)).isInstanceOf(Ending.NotPossible.class);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);

    followUp.look(payoutId);
    assertThat(payouts.exceptions(1_000))
        .as("a notice about it afterwards is shown to a person")
        .anyMatch(one ->
            one.kind().equals("said_after_statement")
                && Long.valueOf(payoutId).equals(one.payoutId()));
    assertThat(state()).isEqualTo(PayoutState.FAILED);
  }

  @Test
  void ofManyWhoConfirmAtOnceOneDoes() throws Exception {
    unknownFor(Duration.ofDays(8));
    say(Outcome.NEVER_EXECUTED, null, ANA);
    var id = waiting();
    var calls = new ArrayList<Callable<Ending>>();
    for (var i = 0; i < 8; i++) {
      var actor = new Actor("person " + i, Role.FINANCE, 10L + i, null, false);
      calls.add(() -> outcomes.confirm(payoutId, id, actor));
    }
    var done = 0;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var ending : pool.invokeAll(calls)) {
        done += ending.get() instanceof Ending.Done ? 1 : 0;
      }
    }

    assertThat(done).isEqualTo(1);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void nobodyIsHeardWhileTheProviderCanStillBeAsked() {
    unknownFor(Duration.ofDays(6));

    assertThat(say(Outcome.NEVER_EXECUTED, null, ANA))
        .isInstanceOfSatisfying(
            Ending.NotPossible.class, no -> assertThat(no.sentence()).contains("is still asked"));
    assertThat(outcomes.of(payoutId).open()).isFalse();
    clock.advance(Duration.ofDays(1));
    assertThat(outcomes.of(payoutId).open()).isTrue();
    assertThat(say(Outcome.NEVER_EXECUTED, null, ANA)).isInstanceOf(Ending.Done.class);
  }

  @Test
  void whatTheProviderSaysAtTheLastMomentHoldsInsteadOfWhatWasSaid() {
    unknownFor(Duration.ofDays(8));
    say(Outcome.NEVER_EXECUTED, null, ANA);
    rail.payments().put(key(), new SimulatedRail.Payment(key(), 10_000, clock.instant()));

    assertThat(outcomes.confirm(payoutId, waiting(), BEN)).isInstanceOf(Ending.NotPossible.class);
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(creators.available(creator, "USD")).isZero();
  }

  @Test
  void onlyAPersonOfFinanceSaysItAndOneAtATime() {
    unknownFor(Duration.ofDays(8));
    var key = new Actor("key:ab", Role.FINANCE, null, null, false);

    assertThat(say(Outcome.PAID, "x", ADMIN)).isInstanceOf(Ending.NotPossible.class);
    assertThat(say(Outcome.PAID, "x", key)).isInstanceOf(Ending.NotPossible.class);
    assertThat(say(Outcome.PAID, "x", ANA)).isInstanceOf(Ending.Done.class);
    assertThat(say(Outcome.NEVER_EXECUTED, null, BEN)).isInstanceOf(Ending.NotPossible.class);
    assertThat(outcomes.confirm(payoutId, waiting(), key)).isInstanceOf(Ending.NotPossible.class);
    assertThat(outcomes.withdraw(payoutId, waiting(), BEN)).isInstanceOf(Ending.Done.class);
    assertThat(say(Outcome.NEVER_EXECUTED, null, BEN)).isInstanceOf(Ending.Done.class);
    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
  }

  @Test
  void theDatabaseHoldsThatTheyAreTwoAndWhatTheySaid() {
    unknownFor(Duration.ofDays(8));
    say(Outcome.PAID, "pay_9", ANA);
    var id = waiting();

    assertThatThrownBy(() ->
            db.execute(
                "update payouts.stated_outcome set state = 'confirmed', decided_by = 'ana', decided_at = now() where statement_id = ?",
                id))
        .hasMessageContaining("confirmed_by_a_second_person");
    assertThatThrownBy(() ->
            db.execute(
                "update payouts.stated_outcome set evidence = 'something else entirely' where statement_id = ?",
                id))
        .hasMessageContaining("stays as it was stated");
  }

  @Test
  void whatTwoPeopleCalledPaidCanComeBackByTheWordOfTwo() {
    unknownFor(Duration.ofDays(8));
    say(Outcome.PAID, "pay_5", ANA);
    outcomes.confirm(payoutId, waiting(), BEN);
    assertThat(say(Outcome.NEVER_EXECUTED, null, ANA)).isInstanceOf(Ending.NotPossible.class);
    assertThat(say(Outcome.RETURNED, null, BEN)).isInstanceOf(Ending.Done.class);
    assertThat(outcomes.confirm(payoutId, waiting(), ANA))
        .isEqualTo(new Ending.Done(PayoutState.RETURNED));
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  /// The same over the real rails, whose keys live for less and for more than a week.
  @ParameterizedTest
  @ValueSource(strings = {StripeRail.NAME, PayPalRail.NAME})
  void overStripeAndPayPalToo(String name) {
    stripe.topUp("usd", 1_000_000);
    creator =
        name.equals(StripeRail.NAME)
            ? creators.payable(name, "A B", stripe.account().id)
            : creators.payable(name, "A B", "ana@example.com");
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    payoutId = payout(creator);
    stripe.fail("POST /v1/transfers", StripeDouble.Fault.LOST_REQUEST);
    payPal.next(PayPalDouble.Fault.LOST_REQUEST);
    submission.submitDue();
    var days = name.equals(StripeRail.NAME) ? 8 : 29;
    clock.advance(Duration.ofDays(days).minusHours(2));
    followUp.look(payoutId);
    if (name.equals(PayPalRail.NAME)) {
      // PayPal knows the name for 29 days yet, and took the batch that was handed over again.
      assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
      return;
    }
    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
    clock.advance(Duration.ofHours(3));
    say(Outcome.NEVER_EXECUTED, null, ANA);
    outcomes.confirm(payoutId, waiting(), BEN);

    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(stripe.transfersOf(key())).isEmpty();
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void overPayPalNobodyIsHeardForTwentyNineDays() {
    creator = creators.payable(PayPalRail.NAME, "A B", "bea@example.com");
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    payoutId = payout(creator);
    payPal.away(true);
    submission.submitDue();
    clock.advance(Duration.ofDays(28));
    followUp.look(payoutId);
    assertThat(exception().sentence()).contains("does not know payout");
    assertThat(say(Outcome.NEVER_EXECUTED, null, ANA)).isInstanceOf(Ending.NotPossible.class);

    clock.advance(Duration.ofDays(1));
    assertThat(say(Outcome.NEVER_EXECUTED, null, ANA)).isInstanceOf(Ending.Done.class);
    assertThat(outcomes.confirm(payoutId, waiting(), BEN))
        .isEqualTo(new Ending.Done(PayoutState.FAILED));
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void thePageLeadsTwoPeopleThroughIt() {
    unknownFor(Duration.ofDays(8));
    var path = "/payouts/" + payoutId;
    var first = client(Role.FINANCE);
    var second = client(Role.ADMIN);
    assertThat(second.get(path).body())
        .contains("What became of it", "Somebody with the role finance can say");
    assertThat(
            second
                .submit(path, path + "/outcome", Map.of("outcome", "never_executed"))
                .statusCode())
        .isEqualTo(403);
    var tooLong = "z".repeat(4_001);
    var refused =
        first.submit(
            path, path + "/outcome", Map.of("outcome", "paid", "reason", WHY, "evidence", tooLong));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .as("what was typed stays, with what is wrong beside it")
        .contains("Something is missing, too short or too long; nothing changed.")
        .contains("id=\"error-reference\"", "id=\"error-evidence\"", WHY, tooLong)
        .contains("<option value=\"PAID\" selected>")
        .doesNotContain("id=\"error-reason\"");
    first.submit(
        path,
        path + "/outcome",
        Map.of("outcome", "never_executed", "reason", WHY, "evidence", SEEN));
    assertThat(first.get(path).body())
        .contains("Waits for a second person", "never executed", SEEN)
        .doesNotContain("Confirm: never executed");
    var late =
        first.submit(
            path, path + "/outcome", Map.of("outcome", "paid", "reason", WHY, "evidence", ""));
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body())
        .as("a sentence, though the form is there no more")
        .contains("Something is missing, too short or too long; nothing changed.")
        .doesNotContain("id=\"error-evidence\"");
    looks(path);
    assertThat(second.get(path).body()).contains("Confirm: never executed");
    second.submit(path, path + "/outcome/" + waiting() + "/confirm", Map.of());

    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(second.get(path).body()).contains("Confirmed by");
  }

  private void looks(String path) {
    var login = Accounts.person(server, Role.FINANCE, null);
    for (var phone : new boolean[] {false, true}) {
      try (var browser = Browser.open(port, phone ? Browser.PHONE : Browser.DESK, phone)) {
        browser.logIn(login, Accounts.PASSWORD);
        browser.go(path);
        browser.screenshot("payout-outcome-" + (phone ? "phone" : "desk"));
      }
    }
  }

  private Client client(Role role) {
    var client = new Client(port);
    client.logIn(Accounts.person(server, role, null), Accounts.PASSWORD);
    return client;
  }

  private void unknownFor(Duration time) {
    creator = creators.payable(SimulatedRail.NAME);
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    payoutId = payout(creator);
    rail.next(Fault.LOST_REQUEST);
    submission.submitDue();
    clock.advance(time);
    followUp.look(payoutId);
    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
  }

  private Ending say(Outcome outcome, @Nullable String reference, Actor actor) {
    return outcomes.state(payoutId, outcome, reference, WHY, SEEN, actor);
  }

  private long waiting() {
    return outcomes.of(payoutId).waiting().orElseThrow().statementId();
  }

  private PayoutException exception() {
    return payouts.exceptions(1_000).stream()
        .filter(one ->
            one.kind().equals("unknown_outcome") && Long.valueOf(payoutId).equals(one.payoutId()))
        .findFirst()
        .orElseThrow();
  }

  private long payout(long of) {
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", of)
        .get(0, Long.class);
  }

  private String key() {
    return String.valueOf(payouts.find(payoutId).orElseThrow().key());
  }

  private PayoutState state() {
    return payouts.find(payoutId).orElseThrow().state();
  }
}
