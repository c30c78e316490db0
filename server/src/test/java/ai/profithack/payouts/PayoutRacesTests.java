package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/// What happens between a run's question and its answer.
@PayoutServer
class PayoutRacesTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private PayeeRepository repository;
  @Autowired private Creators creators;
  @Autowired private TransactionTemplate transactions;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @Test
  void nothingIsSetAsideForADestinationThatIsBeingReplaced() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");

    meanwhile(
        () -> payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null),
        () -> runs.payNow(id, "somebody"));

    submission.submitDue();
    assertThat(sentToRetired(id)).isZero();
    assertThat(creators.available(id, "USD")).isEqualTo(5_000);
  }

  @Test
  void whatIsBeingSetAsideGoesBackWhenItsDestinationIsReplaced() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");

    meanwhile(
        () -> runs.payNow(id, "somebody"),
        () -> payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null));

    submission.submitDue();
    assertThat(sentToRetired(id)).isZero();
    assertThat(creators.available(id, "USD")).isEqualTo(5_000);
  }

  @Test
  void whoeverLosesTheRaceToPayIsToldWhoWonItAndNoEmptyRunStays() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 6_000, "USD");
    var page = "/creators/" + id + "/payouts";
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var form = Map.of("_csrf", finance.token(page), "newest", "0");
    assertThat(finance.get(page).body()).contains("name=\"newest\" value=\"0\"");
    var runsBefore = db.fetchCount(db.selectOne().from("payouts.run"));
    var answers = new ArrayList<HttpResponse<String>>();

    meanwhile(
        () -> runs.payNow(id, "somebody"), () -> answers.add(finance.post(page + "/pay", form)));

    var run =
        "/payouts/runs/"
            + db.fetchSingle("select run_id from payouts.payout where creator_id = ?", id).get(0);
    assertThat(creators.inPayout(id, "USD")).isEqualTo(6_000);
    assertThat(db.fetchCount(db.selectOne().from("payouts.run"))).isEqualTo(runsBefore + 1);
    assertThat(answers.getFirst().headers().firstValue("Location")).contains(run);
    assertThat(finance.get(run).body())
        .contains("Nobody is paid twice: meanwhile somebody had set $60.00 aside");
    assertThat(finance.get("/payouts").body())
        .as("whom the single run pays")
        .contains("single, <a href=\"" + page + "\">");
  }

  /// Whoever opened the page before somebody else paid, and pays long after, is told so too; not of
  /// what was taken back since.
  @Test
  void whoeverPaysFromAnOldPageIsToldWhoPaid() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 6_000, "USD");
    var first = (PayoutRuns.Single.Created) runs.payNow(id, "somebody", 0).getFirst();

    assertThat(runs.payNow(id, "another", 0))
        .singleElement()
        .isInstanceOfSatisfying(
            PayoutRuns.Single.PaidMeanwhile.class,
            paid -> assertThat(paid.payout().payoutId()).isEqualTo(first.payoutId()));
    assertThat(runs.payNow(id, "another", first.payoutId()))
        .containsExactly(new PayoutRuns.Single.NothingAvailable());

    payouts.cancel(first.payoutId(), "a test");
    assertThat(runs.payNow(id, "another", 0))
        .singleElement()
        .isInstanceOf(PayoutRuns.Single.Created.class);
  }

  /// What is left is the reserve: whoever comes second learns why it stays, and of the payout.
  @Test
  void whoeverLosesTheRaceLearnsWhyTheRestStays() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    keepInReserve(id, "20");
    creators.earn(id, 10_000, "USD");
    var runsBefore = db.fetchCount(db.selectOne().from("payouts.run"));
    var second = new ArrayList<PayoutRuns.Single>();

    meanwhile(
        () -> runs.payNow(id, "somebody"), () -> second.addAll(runs.payNow(id, "another", 0)));

    assertThat(creators.available(id, "USD")).isEqualTo(2_000);
    assertThat(db.fetchCount(db.selectOne().from("payouts.run"))).isEqualTo(runsBefore + 1);
    assertThat(second)
        .extracting(each -> each.getClass().getSimpleName())
        .containsExactly("PaidMeanwhile", "NotPaid");
  }

  /// An earlier version could leave such a row.
  @Test
  void whatIsSetAsideForARetiredDestinationGoesBackInsteadOfOut() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");
    db.execute("update payouts.method set retired_at = now() where creator_id = " + id);

    submission.submitDue();

    assertThat(sentToRetired(id)).isZero();
    assertThat(creators.available(id, "USD")).isEqualTo(5_000);
  }

  @Test
  void aReserveIsReckonedFromWhatIsThereWhenItsTurnComes() throws Exception {
    var friday = creators.nextFriday();
    var id = creators.payable("by-hand");
    keepInReserve(id, "20");
    creators.earn(id, 10_000, "USD");
    var run =
        db.fetchSingle(
                "insert into payouts.run (kind, period, started_by, started_at) values ('weekly', ?::date, 'a server', now()) returning run_id",
                friday.toString())
            .get(0, Long.class);

    meanwhile(
        () -> {
          db.execute("select 1 from payouts.run where run_id = " + run + " for update");
          return creators.takeBack(id, 1_500, "USD");
        },
        () -> runs.run(friday, "a server"));

    assertThat(creators.available(id, "USD")).as("20 % of 85.00").isEqualTo(1_700);
    assertThat(creators.inPayout(id, "USD")).isEqualTo(6_800);
  }

  private void keepInReserve(long id, String percent) {
    var ready = Creators.ready(id, clock.instant());
    repository.save(
        new Payee(
            id,
            ready.identityReviewedAt(),
            ready.ofAgeConfirmedAt(),
            ready.taxFormUntil(),
            null,
            null,
            null,
            new BigDecimal(percent),
            clock.instant()));
  }

  /// What is under way counts as paid: the share that stays is of all that was earned since.
  @Test
  void aReserveStaysWhereTheLastPayoutIsStillUnderWay() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    keepInReserve(id, "20");
    creators.earn(id, 10_000, "USD");
    runs.payNow(id, "somebody");
    assertThat(creators.inPayout(id, "USD")).isEqualTo(8_000);

    creators.nextFriday();
    runs.payNow(id, "somebody");
    assertThat(creators.available(id, "USD")).isEqualTo(2_000);
    creators.earn(id, 10_000, "USD");
    runs.payNow(id, "somebody");
    assertThat(creators.available(id, "USD")).as("20 % of 200.00").isEqualTo(4_000);
  }

  private int sentToRetired(long creatorId) {
    return db.fetchCount(
        db.selectOne()
            .from("payouts.payout as p join payouts.method as m on m.method_id = p.method_id")
            .where(
                "p.creator_id = ? and m.retired_at is not null and p.state not in ('cancelled', 'failed', 'returned')",
                creatorId));
  }

  /// Does the first in a transaction, begins the second before that ends, and waits for both.
  private void meanwhile(Callable<?> first, Callable<?> second) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> other =
          transactions.execute(_ -> {
            try {
              first.call();
              var begun = threads.submit(second);
              waitBriefly(begun);
              return begun;
            } catch (Exception failure) {
              throw new IllegalStateException(failure);
            }
          });
      other.get(20, TimeUnit.SECONDS);
    }
  }

  private static void waitBriefly(Future<?> other) throws InterruptedException, ExecutionException {
    try {
      other.get(700, TimeUnit.MILLISECONDS);
    } catch (TimeoutException waits) {
      // It waits for the transaction that is open.
    }
  }
}
