package ai.profithack.risk;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.events.EventLog;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Taking;
import ai.profithack.ledger.Verification;
import ai.profithack.monetization.CreatorEarnings;
import ai.profithack.monetization.CreatorEarnings.Balances;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.risk.RiskCases.Decision;
import ai.profithack.risk.RiskCases.Verdict;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// From a signal to the end of its case, with the money at each step.
@GrowthServer
class RiskDecisionsTests {
  private static final Actor FINANCE = new Actor("finance-anna", Role.FINANCE, 1L, null, false);
  private static final String REASON = "looked into by a test";

  @Autowired private EventLog log;
  @Autowired private JobRunner jobs;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private RiskCases cases;
  @Autowired private CreatorEarnings earnings;
  @Autowired private AuditTrail audit;
  @Autowired private Verification verification;

  private Gifts gifts;
  private Instant start;

  @BeforeEach
  void beginsAStretchOfTime() {
    gifts = new Gifts(log, jobs, clock, db);
    start = gifts.start;
  }

  @AfterEach
  void theBooksAreSound() {
    clock.set(GrowthServer.NIGHT);
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void whatIsFoundIsWithheldBeforeItsReleaseAndADecisionLetsItGoWithItsOwnEndOfHolding() {
    gifts.give("rel-1", 35_001, 35_001, 10, at(0));
    gifts.give("rel-2", 35_009, 35_001, 4, at(0));
    gifts.look(at(1));
    assertThat(earnings.balances(35_001)).isEqualTo(new Balances(220, 0, 0, 550, 0));
    assertThat(earnings.withheldWhy(35_001).reviewedMinor()).isEqualTo(550);
    gifts.look(at(24 * 8));
    assertThat(earnings.balances(35_001)).isEqualTo(new Balances(0, 220, 0, 550, 0));

    clock.set(at(24 * 9));
    var id = openCase(35_001);
    assertThat(decide(id, Verdict.RELEASE, REASON, FINANCE)).isInstanceOf(Decision.Done.class);
    assertThat(earnings.balances(35_001)).isEqualTo(new Balances(550, 220, 0, 0, 0));
    assertThat(earnings.parts(35_001, null, 10))
        .anyMatch(part -> part.eventId().equals("rel-1") && part.releaseAt().equals(at(24 * 7)));
    gifts.look(at(24 * 9));
    assertThat(earnings.balances(35_001)).isEqualTo(new Balances(0, 770, 0, 0, 0));
    // What was let go is not taken up again.
    gifts.give("rel-3", 35_009, 35_001, 4, at(0));
    gifts.look(at(24 * 10));
    assertThat(cases.all(RiskCase.State.OPEN, 1000)).noneMatch(one -> one.creatorId() == 35_001);
    assertThat(audit.page("risk case " + id, 0, 10))
        .anyMatch(entry -> entry.action().equals("risk.release"));
  }

  @Test
  void confirmedAsFraudIsRefundedToThePayerOnce() {
    gifts.give("con-1", 35_101, 35_101, 10, at(0));
    gifts.look(at(1));
    var id = openCase(35_101);
    assertThat(decide(id, Verdict.CONFIRM, REASON, FINANCE)).isInstanceOf(Decision.Done.class);
    // Nothing is released between the decision and the refund.
    gifts.look(at(24 * 8));
    assertThat(earnings.balances(35_101)).isEqualTo(new Balances(0, 0, 0, 550, 0));
    gifts.run("decided-refunds");
    gifts.run("decided-refunds");
    assertThat(earnings.balances(35_101)).isEqualTo(new Balances(0, 0, 0, 0, 0));
    var path = "assets:receivable:viewers:35101";
    assertThat(
            db.fetchSingle("select amount_minor from ledger.account_balance where path = ?", path)
                .get(0, Long.class))
        .isZero();
    assertThat(cases.find(id).orElseThrow().withheldMinor()).isZero();
  }

  @Test
  void nothingIsReleasedBeforeItWasLookedAt() {
    // Booked when its time of holding is long over, and due at the very first release.
    gifts.give("late-1", 35_201, 35_201, 10, at(0));
    gifts.give("late-2", 35_209, 35_201, 10, at(0));
    gifts.look(at(24 * 30));
    assertThat(gifts.state("late-1")).isEqualTo("withheld");
    assertThat(gifts.state("late-2")).isEqualTo("released");
    assertThat(
            db.fetchSingle(
                    """
                    select count(*) from monetization.earning_part as p join monetization.earning as e on e.event_key = p.event_key
                    where p.state = 'released' and e.entry_id > (select entry_id from risk.looked)
                    """)
                .get(0, Long.class))
        .isZero();
  }

  @Test
  void whatWasReleasedIsLeftAndPayoutsWait() {
    gifts.give("gate-1", 35_301, 35_391, 600, at(0));
    gifts.give("gate-only-pending", 35_309, 35_392, 1, at(24 * 8 - 1));
    gifts.look(at(24 * 8));
    assertThat(gifts.state("gate-1")).isEqualTo("released");
    assertThat(cases.holdPayouts(List.of(35_391L, 35_392L))).isEmpty();
    // What arrives late makes it too much from one account in a day.
    gifts.give("gate-2", 35_301, 35_392, 600, at(1));
    gifts.look(at(24 * 8));

    assertThat(gifts.state("gate-1")).isEqualTo("released");
    assertThat(gifts.state("gate-2")).isEqualTo("withheld");
    assertThat(cases.holdPayouts(List.of(35_391L, 35_392L))).containsExactly(35_391L);
    assertThat(cases.find(openCase(35_391)).orElseThrow().releasedMinor()).isEqualTo(33_000);
    decide(openCase(35_391), Verdict.RELEASE, REASON, FINANCE);
    assertThat(cases.holdPayouts(List.of(35_391L, 35_392L))).isEmpty();
  }

  @Test
  void ofManyWhoDecideAtOnceOneDoesAndItStays() throws Exception {
    gifts.give("race-1", 35_401, 35_401, 10, at(0));
    gifts.look(at(1));
    var id = openCase(35_401);
    var tasks = new ArrayList<Callable<Decision>>();
    for (var i = 0; i < 8; i++) {
      var verdict = i % 2 == 0 ? Verdict.RELEASE : Verdict.CONFIRM;
      var actor = new Actor("finance-" + i, Role.FINANCE, 10L + i, null, false);
      tasks.add(() -> decide(id, verdict, REASON, actor));
    }
    var endings = new ArrayList<Decision>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var ending : threads.invokeAll(tasks)) {
        endings.add(ending.get());
      }
    }
    assertThat(endings).filteredOn(Decision.Done.class::isInstance).hasSize(1);
    assertThat(endings).filteredOn(Decision.DecidedBefore.class::isInstance).hasSize(7);
    gifts.run("decided-refunds");
    var found = cases.find(id).orElseThrow();
    assertThat(earnings.balances(35_401).pendingMinor())
        .isEqualTo(found.state() == RiskCase.State.RELEASED ? 550 : 0);
    assertThat(earnings.balances(35_401).withheldMinor()).isZero();
    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            db.execute("update risk.case_file set reason = 'something else' where case_id = " + id))
        .hasMessageContaining("is kept as it was decided");
  }

  @Test
  void onlyAPersonWithAReasonDecidesAndNeverAboutTheirOwn() {
    gifts.give("who-1", 35_501, 35_501, 10, at(0));
    gifts.look(at(1));
    var id = openCase(35_501);
    var program = new Actor("key:1", Role.FINANCE, null, null, false);
    var creator = new Actor("creator-1", Role.CREATOR, 5L, 35_501L, false);
    assertThat(decide(id, Verdict.RELEASE, REASON, program)).isInstanceOf(Decision.NotYours.class);
    assertThat(decide(id, Verdict.RELEASE, REASON, creator)).isInstanceOf(Decision.NotYours.class);
    assertThat(decide(id, Verdict.RELEASE, "  too few ", FINANCE))
        .isInstanceOf(Decision.BadReason.class);
    assertThat(decide(-1, Verdict.RELEASE, REASON, FINANCE)).isInstanceOf(Decision.Unknown.class);
    assertThat(cases.take(id, null, program)).isInstanceOf(Taking.NotOpen.class);
    assertThat(cases.take(id, null, FINANCE)).isInstanceOf(Taking.Taken.class);
    assertThat(cases.take(id, null, FINANCE)).isInstanceOf(Taking.Taken.class);
    assertThat(cases.find(id).orElseThrow().owner()).isEqualTo("finance-anna");
    assertThat(cases.find(id).orElseThrow().state()).isEqualTo(RiskCase.State.OPEN);
  }

  @Test
  void aGiftThatIsDisputedTooIsLetGoWhenBothAreOver() {
    gifts.give("both-1", 35_601, 35_601, 10, at(0));
    gifts.look(at(4));
    gifts.send(List.of(dispute("both-d", ai.profithack.events.EventType.GIFT_DISPUTED, at(2))));
    gifts.run("earnings-booking");
    decide(openCase(35_601), Verdict.RELEASE, REASON, FINANCE);
    assertThat(earnings.balances(35_601).withheldMinor()).isEqualTo(550);
    gifts.send(List.of(dispute("both-w", ai.profithack.events.EventType.GIFT_DISPUTE_WON, at(3))));
    gifts.run("earnings-booking");
    assertThat(earnings.balances(35_601)).isEqualTo(new Balances(550, 0, 0, 0, 0));
  }

  @Test
  void aSignalKeepsTheLimitsUnderWhichItWasRaised() {
    gifts.give("lim-1", 35_701, 35_702, 600, at(0));
    gifts.give("lim-2", 35_701, 35_702, 600, at(1));
    gifts.look(at(2));
    var signal =
        cases.signals(openCase(35_702)).stream()
            .filter(one -> one.rule() == RiskRule.VELOCITY_ACCOUNT)
            .findAny()
            .orElseThrow();
    assertThat(signal.figures()).containsEntry("gifts", 2).containsEntry("minor", 120_000);
    assertThat(signal.limits()).containsEntry("minor", 100_000).containsEntry("seconds", 86_400);
    assertThat(cases.flows(openCase(35_702), 10))
        .singleElement()
        .satisfies(flow -> assertThat(flow.minor()).isEqualTo(120_000));
  }

  private static ai.profithack.events.Event dispute(
      String id, ai.profithack.events.EventType type, Instant at) {
    return new ai.profithack.events.Event(
        id, type, at, null, null, null, null, null, null, 1, null, null, null, "both-1", null);
  }

  /// Decides after seeing all of it.
  private Decision decide(long id, Verdict verdict, String reason, Actor actor) {
    return cases.decide(id, verdict, reason, Long.MAX_VALUE, actor);
  }

  private long openCase(long creator) {
    return cases.all(RiskCase.State.OPEN, 10_000).stream()
        .filter(one -> one.creatorId() == creator)
        .findAny()
        .orElseThrow()
        .caseId();
  }

  private Instant at(long hours) {
    return start.plus(Duration.ofHours(hours));
  }
}
