package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.jobs.Job;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Verification;
import ai.profithack.monetization.CreatorAccounts;
import ai.profithack.testing.SettableClock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Money that comes back to a creator who owes something: it repays that first, at once.
@PayoutServer
class DebtRecoveryTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Submission submission;
  @Autowired private Settlement settlement;
  @Autowired private CreatorStatements statements;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private List<Job> jobs;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @ParameterizedTest
  @CsvSource({
    "cancelled, 10000, 100, 9900, 0",
    "failed,    10000, 100, 9900, 0",
    "returned,  10000, 100, 9900, 0",
    "cancelled, 10000, 10000, 0, 0",
    "failed,    10000, 12000, 0, 2000",
    "returned,  10000, 12000, 0, 2000",
    "returned,  10000, 0, 10000, 0"
  })
  void whatComesBackRepaysWhatIsOwed(
      String state, long paid, long owed, long available, long stillOwed) {
    var id = setAside(paid);
    var payout = only(id);
    if (owed > 0) {
      creators.owe(id, owed, "USD");
    }

    comesBack(payout.payoutId(), state);

    assertThat(only(id).state().text()).isEqualTo(state);
    assertThat(creators.available(id, "USD")).isEqualTo(available);
    assertThat(debt(id)).isEqualTo(stillOwed);
    assertThat(entries(id))
        .isEqualTo(
            owed == 0
                ? List.of()
                : List.of(
                    "debt_recovered %d of payout %d"
                        .formatted(Math.min(paid, owed), payout.payoutId())));
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void theRestIsPaidByTheNextRun() {
    var id = setAside(9_000);
    creators.owe(id, 100, "USD");

    payouts.cancel(only(id).payoutId(), "A test.");
    runs.payNow(id, "somebody");

    assertThat(runs.reasons(id)).isEmpty();
    assertThat(creators.inPayout(id, "USD")).isEqualTo(8_900);
    assertThat(creators.available(id, "USD")).isZero();
    assertThat(debt(id)).isZero();
  }

  /// A recovery moves what is owed to and fro, and changes nothing of what is owed in all.
  @Test
  void theStatementAddsUpWithIt() {
    var id = setAside(9_000);
    creators.owe(id, 100, "USD");

    payouts.cancel(only(id).payoutId(), "A test.");

    var month = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    var statement = statements.of(id, month, Currency.getInstance("USD"));
    assertThat(statement.closing().minor()).isEqualTo(8_900);
    assertThat(statement.sums()).doesNotContainKey("Debt recovered");
  }

  /// What an earlier version left side by side.
  @Test
  void whatStandsSideBySideIsNamedAndMendedByTheNextRelease() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 9_000, "USD");
    creators.owe(id, 100, "USD");
    creators.earn(id, 70, "KWD");
    creators.owe(id, 100, "KWD");
    assertThat(verification.verify(null).problems())
        .containsExactlyInAnyOrder(
            "Creator %d has 90.00 USD available and owes 1.00 USD: the one repays the other."
                .formatted(id),
            "Creator %d has 0.070 KWD available and owes 0.100 KWD: the one repays the other."
                .formatted(id));

    release();
    release();

    assertThat(creators.available(id, "USD")).isEqualTo(8_900);
    assertThat(debt(id)).isZero();
    assertThat(creators.available(id, "KWD")).isZero();
    assertThat(entries(id)).containsExactlyInAnyOrder("debt_recovered 100", "debt_recovered 70");
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  /// Two payouts come back while releases look for the same: one entry each at most, nothing twice.
  @Test
  void whoeverComesFirstRecoversOnce() throws Exception {
    var ids = IntStream.range(0, 4).mapToObj(_ -> setAside(10_000)).toList();
    ids.forEach(id -> creators.owe(id, 3_000, "USD"));
    var deeds = new java.util.ArrayList<Callable<Void>>();
    for (var id : ids) {
      deeds.add(() -> {
        settlement.cancelReserved(only(id).payoutId(), "a test", "A test.");
        return null;
      });
      deeds.add(() -> {
        release();
        return null;
      });
    }
    try (var callers = Executors.newFixedThreadPool(8)) {
      for (var ending : callers.invokeAll(deeds)) {
        ending.get();
      }
    }

    for (var id : ids) {
      assertThat(creators.available(id, "USD")).isEqualTo(7_000);
      assertThat(debt(id)).isZero();
      assertThat(entries(id)).hasSize(1);
    }
  }

  private void comesBack(long payoutId, String state) {
    switch (state) {
      case "cancelled" -> payouts.cancel(payoutId, "A test.");
      case "failed" -> {
        sent(payoutId);
        settlement.apply(payoutId, Report.of(Report.Status.FAILED), "a test");
      }
      default -> {
        sent(payoutId);
        settlement.apply(payoutId, Report.of(Report.Status.PAID), "a test");
        settlement.apply(payoutId, Report.of(Report.Status.RETURNED), "a test");
      }
    }
  }

  /// As it is where the debt was made after it was sent.
  private void sent(long payoutId) {
    var creator =
        db.fetchValue("select creator_id from payouts.payout where payout_id = " + payoutId);
    var owed = debt((Long) creator);
    if (owed > 0) {
      creators.owe((Long) creator, -owed, "USD");
    }
    submission.submitDue();
    creators.handOver(payoutId);
    if (owed > 0) {
      creators.owe((Long) creator, owed, "USD");
    }
  }

  private long setAside(long minor) {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, minor, "USD");
    runs.payNow(id, "somebody");
    return id;
  }

  private void release() {
    jobs.stream()
        .filter(job -> job.name().equals("earnings-release"))
        .findFirst()
        .orElseThrow()
        .run(null);
  }

  private Payout only(long creatorId) {
    return payouts
        .find(
            (Long)
                db.fetchValue(
                    "select payout_id from payouts.payout where creator_id = " + creatorId))
        .orElseThrow();
  }

  private long debt(long creatorId) {
    return ledger.balance(new CreatorAccounts(creatorId, Creators.asset("USD")).debt());
  }

  private List<String> entries(long creatorId) {
    return db.fetch(
            """
            select e.kind || ' ' || -p.amount_minor || coalesce(' of payout ' || (e.explanation ->> 'payout'), '')
            from ledger.entry as e join ledger.posting as p on p.entry_id = e.entry_id
            join ledger.account as a on a.account_id = p.account_id
            where e.kind = 'debt_recovered' and a.path = 'assets:creators:%d:debt' order by e.entry_id
            """
                .formatted(creatorId))
        .map(row -> row.get(0, String.class));
  }
}
