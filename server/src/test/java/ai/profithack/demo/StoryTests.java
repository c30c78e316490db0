package ai.profithack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.People;
import ai.profithack.access.Role;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Books;
import ai.profithack.monetization.RefundException;
import ai.profithack.monetization.RefundExceptions;
import ai.profithack.payouts.PaymentResults;
import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutException;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.PayoutState;
import ai.profithack.payouts.Payouts;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

/// The people of the demo act by the product's own services: what they leave behind is what finance
/// has to look at, and the rules about two persons held.
@ServerTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Import(StoryTests.Time.class)
class StoryTests {
  private static final LocalDate TODAY = LocalDate.parse("2026-05-11");
  private static final Instant NOW = Instant.parse("2026-05-11T08:00:00Z");
  private static final Currency USD = Currency.getInstance("USD");

  @Autowired Story story;
  @Autowired StageClock stage;
  @Autowired EventLog log;
  @Autowired JobRunner jobs;
  @Autowired PayoutRuns runs;
  @Autowired Payouts payouts;
  @Autowired PaymentResults results;
  @Autowired RiskCases cases;
  @Autowired Books books;
  @Autowired RefundExceptions refunds;
  @Autowired AuditTrail audit;
  @Autowired Cast cast;
  @Autowired People people;

  @TestConfiguration(proxyBeanMethods = false)
  static class Time {
    @Bean
    @Primary
    StageClock stage() {
      return new StageClock(new SettableClock(NOW));
    }
  }

  @BeforeAll
  void play() {
    var gifts = new ArrayList<Event>();
    for (var creator = 0; creator < 45; creator++) {
      for (var giver = 0;
          giver < (creator < 4 ? 100 - 10 * creator : Math.max(5, 40 - creator));
          giver++) {
        gifts.add(
            Event.of(
                    "story-%d-%d".formatted(creator, giver),
                    EventType.GIFT,
                    Instant.parse("2026-04-01T00:00:00Z").plusSeconds(3_600L * giver))
                .user(8_000L + 100L * creator + giver)
                .creator(7_000L + creator)
                .gift(6L)
                .giftName("Crown")
                .amount(new Money(3_500, USD))
                .build());
      }
    }
    assertThat(log.accept(gifts, "test").refusals()).isEmpty();
    for (var scene : story.scenes(TODAY)) {
      stage.asOf(scene.at(), scene.deed());
      var played = state();
      // As after it was cut off at its end.
      stage.asOf(scene.at(), scene.deed());
      assertThat(state()).as("the scene of %s", scene.at()).isEqualTo(played);
    }
    jobs.run("earnings-booking", null, "test");
    jobs.run("earnings-release", null, "test");
  }

  @Test
  void aRefundOfAGiftThatNobodyKnowsWaitsForAPerson() {
    assertThat(refunds.open(null, 10))
        .singleElement()
        .satisfies(refund -> assertThat(refund.why()).isEqualTo(RefundException.Why.GIFT_UNKNOWN));
  }

  @Test
  void theFirstFridayIsPaidButForOneThatFailedAndOneThatCameBack() {
    var first = run("2026-05-01");

    assertThat(first.finishedAt()).isEqualTo(Instant.parse("2026-05-01T04:00:00Z"));
    assertThat(states(first))
        .hasSize(9)
        .contains(PayoutState.RETURNED, PayoutState.FAILED)
        .filteredOn(PayoutState.PAID::equals)
        .hasSize(7);
    assertThat(runs.payouts(first.runId(), 50, 0))
        .filteredOn(Payout::approvalNeeded)
        .singleElement()
        .satisfies(large -> {
          assertThat(large.creatorId()).isEqualTo(7_000);
          assertThat(large.approvedBy()).isEqualTo(Cast.BEN);
          assertThat(large.state()).isEqualTo(PayoutState.PAID);
        });
    assertThat(results.takenIn(null, 10))
        .hasSize(3)
        .allSatisfy(file -> assertThat(file.appliedBy()).isEqualTo(Cast.ADA));
  }

  @Test
  void theSecondFridayWaitsForSomebodyWhoNeitherNamedNorVerifiedTheDestination() {
    var waiting = payouts.waitingForApproval();

    assertThat(waiting)
        .extracting(Payout::creatorId)
        .containsExactlyInAnyOrder(7_001L, 7_002L, 7_003L);
    assertThat(waiting).allMatch(each -> each.period().equals(LocalDate.parse("2026-05-08")));
    var ada = cast.finance(Cast.ADA);
    assertThat(payouts.approve(waiting.getFirst().payoutId(), ada))
        .isInstanceOf(Payouts.Ending.NotPossible.class);
  }

  @Test
  void anExceptionHasAnOwner() {
    assertThat(payouts.exceptions(10))
        .singleElement()
        .extracting(PayoutException::kind, PayoutException::owner)
        .containsExactly("paid_after_failed", Cast.ADA);
  }

  @Test
  void theRingIsAnOpenCaseWithWhatItGaveWithheld() {
    assertThat(cases.all(RiskCase.State.OPEN, 10))
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.withheldMinor()).isPositive());
  }

  @Test
  void theFirstAdminStillComesAfterThem() {
    assertThat(people.createFirstAdmin()).isPresent();
    assertThat(people.createFirstAdmin()).isEmpty();
  }

  @Test
  void theBooksAndTheTrailAreSound() {
    assertThat(books.trialBalance().stream().mapToLong(Books.Total::minor).sum()).isZero();
    assertThat(audit.verify(null).problems()).isEmpty();
  }

  @Test
  void whoeverActsInThePastLeavesThePresentToOthers() {
    var seen = new ArrayList<Instant>();
    stage.asOf(
        Instant.parse("2026-01-01T00:00:00Z"),
        () -> {
          seen.add(stage.instant());
          var other = Thread.ofVirtual().start(() -> seen.add(stage.instant()));
          join(other);
        });

    assertThat(seen).containsExactly(Instant.parse("2026-01-01T00:00:00Z"), NOW);
    assertThat(stage.instant()).isEqualTo(NOW);
    assertThat(cast.finance(Cast.BEN).role()).isEqualTo(Role.FINANCE);
  }

  private static void join(Thread other) {
    try {
      other.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private List<Object> state() {
    return List.of(
        runs.newest(10),
        runs.newest(10).stream().map(this::states).toList(),
        payouts.exceptions(10),
        payouts.batches(10),
        results.takenIn(null, 10),
        books.trialBalance());
  }

  private PayoutRun run(String friday) {
    return runs.newest(10).stream()
        .filter(each -> each.period().equals(LocalDate.parse(friday)))
        .findFirst()
        .orElseThrow();
  }

  private List<PayoutState> states(PayoutRun run) {
    return runs.payouts(run.runId(), 50, 0).stream().map(Payout::state).toList();
  }
}
