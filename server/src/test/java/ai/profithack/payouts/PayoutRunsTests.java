package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Verification;
import ai.profithack.testing.InParallel;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The weekly run, single payouts, approval, cancelling, files: what the database holds afterwards.
@PayoutServer
class PayoutRunsTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private PayoutsJob job;
  @Autowired private Submission submission;
  @Autowired private Payees payees;
  @Autowired private PayeeRepository repository;
  @Autowired private Reconciliation reconciliation;
  @Autowired private Creators creators;
  @Autowired private Verification verification;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private PlatformTransactionManager transactions;

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void setsAsideWhatIsDueAndSaysWhyTheRestIsNot() {
    var friday = creators.nextFriday();
    var due = creators.payable("by-hand");
    creators.earn(due, 7_550, "USD");
    var little = creators.payable("by-hand");
    creators.earn(little, 4_999, "USD");
    var stranger = creators.stranger();
    creators.earn(stranger, 90_000, "USD");

    var run = runs.run(friday, "the schedule");

    var payout = only(due);
    assertThat(payout.amount()).isEqualTo(usd(7_550));
    assertThat(payout.state()).isEqualTo(PayoutState.RESERVED);
    assertThat(creators.available(due, "USD")).isZero();
    assertThat(creators.inPayout(due, "USD")).isEqualTo(7_550);
    assertThat(runs.skipped(run.runId(), null, 1_000, 0))
        .contains(
            new Skipped(little, SkipReason.BELOW_MINIMUM, usd(4_999), "The minimum is 50.00 USD."),
            new Skipped(
                stranger, SkipReason.NOT_REVIEWED, usd(90_000), SkipReason.NOT_REVIEWED.next()));
    assertThat(contractRow(payout.payoutId()))
        .containsEntry("creator_id", due)
        .containsEntry("amount", new BigDecimal("75.50"))
        .containsEntry("payout_method", "by-hand")
        .containsEntry("status", "pending")
        .containsEntry("currency", "USD")
        .containsEntry("transaction_id", null);
  }

  /// Yen have no smaller unit and dinars a thousandth of one: both are paid as they are booked.
  @Test
  void currenciesWithoutAndWithThreeDecimalsArePaidToTheirSmallestUnit() {
    var friday = creators.nextFriday();
    var inDinars = creators.payable("by-hand");
    creators.earn(inDinars, 90_001, "KWD");
    var inYen = creators.payable("by-hand");
    creators.earn(inYen, 987, "JPY");
    var noWay = creators.payable("bank-file");
    creators.earn(noWay, 90_001, "KWD");

    var run = runs.run(friday, "the schedule");
    submission.submitDue();

    assertThat(only(inDinars).amount()).isEqualTo(new Money(90_001, Currency.getInstance("KWD")));
    assertThat(only(inYen).amount()).isEqualTo(new Money(987, Currency.getInstance("JPY")));
    assertThat(runs.skipped(run.runId(), null, 1_000, 0))
        .contains(
            new Skipped(
                noWay,
                SkipReason.RAIL_UNAVAILABLE,
                new Money(90_001, Currency.getInstance("KWD")),
                "Bank transfer (SEPA) does not carry KWD."));
    assertThat(listOf("KWD")).contains("\"90.001\",\"KWD\"");
    assertThat(listOf("JPY")).contains("\"987\",\"JPY\"");
    assertThat(contractRow(only(inDinars).payoutId()))
        .containsEntry("amount", new BigDecimal("90.001"));
    assertThat(contractRow(only(inYen).payoutId())).containsEntry("amount", new BigDecimal("987"));

    creators.handOver(only(inDinars).payoutId());
    payouts.say(only(inDinars).payoutId(), Payouts.Word.PAID, "WIRE-3", null);
    assertThat(creators.clearing("by-hand", "KWD")).isEqualTo(90_001);
    payouts.say(only(inDinars).payoutId(), Payouts.Word.RETURNED, null, null);
    assertThat(creators.available(inDinars, "KWD")).isEqualTo(90_001);
  }

  /// The list of the one batch in this currency.
  private String listOf(String currency) {
    var batch =
        payouts.batches(100).stream()
            .filter(one -> one.total().currency().getCurrencyCode().equals(currency))
            .findFirst()
            .orElseThrow();
    return new String(creators.file(batch.batchId()), StandardCharsets.UTF_8);
  }

  @Test
  void aFridayIsRunOnceHoweverOftenAndByHoweverManyServers() throws Exception {
    var friday = creators.nextFriday();
    var all = new ArrayList<Long>();
    for (var i = 0; i < 250; i++) {
      var id = creators.payable("by-hand");
      creators.earn(id, 5_000 + i, "USD");
      all.add(id);
    }

    var endings = new ArrayList<>(InParallel.call(2, _ -> () -> runs.run(friday, "the schedule")));
    endings.add(runs.run(friday, "the schedule"));
    var repeated = job.run(null);

    assertThat(endings.stream().map(PayoutRun::runId).distinct()).hasSize(1);
    assertThat(repeated).startsWith(friday + ": ");
    for (var i = 0; i < all.size(); i++) {
      assertThat(only(all.get(i)).amount()).isEqualTo(usd(5_000 + i));
      assertThat(creators.available(all.get(i), "USD")).isZero();
    }
    creators.earn(all.getFirst(), 6_000, "USD");
    runs.run(friday, "the schedule");
    assertThat(creators.available(all.getFirst(), "USD")).isEqualTo(6_000);
  }

  @Test
  void aMissedFridayIsCaughtUpAndNoFutureOneIsRun() {
    var friday = creators.nextFriday();
    clock.set(friday.plusDays(5).atTime(9, 0).toInstant(java.time.ZoneOffset.UTC));
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");

    job.run(null);

    assertThat(only(id).period()).isEqualTo(friday);
    assertThatThrownBy(() -> runs.run(friday.plusWeeks(1), "x")).hasMessageContaining("is due");
    assertThatThrownBy(() -> runs.run(friday.minusDays(1), "x")).hasMessageContaining("no Friday");
    clock.set(friday.plusWeeks(1).atTime(3, 59).toInstant(java.time.ZoneOffset.UTC));
    assertThat(runs.lastDue()).isEqualTo(friday);
    clock.set(friday.plusWeeks(1).atTime(4, 0).toInstant(java.time.ZoneOffset.UTC));
    assertThat(runs.lastDue()).isEqualTo(creators.nextFriday());
  }

  @Test
  void aFridayWhoseRunPaidNobodyCanBeRunAgain() {
    var friday = creators.nextFriday();
    db.execute(
        "update payouts.payee set paused_by_platform = coalesce(paused_by_platform, 'for a test')");
    assertThat(runs.week()).isEqualTo(PayoutRuns.Week.NOT_RUN);
    var empty = runs.run(friday, "the schedule");
    assertThat(empty.payouts()).isZero();
    assertThat(runs.week()).isEqualTo(PayoutRuns.Week.PAID_NOBODY);
    db.execute(
        "update payouts.payee set paused_by_platform = null where paused_by_platform = 'for a test'");
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");

    var second = runs.run(friday, "somebody");

    assertThat(second.runId()).isNotEqualTo(empty.runId());
    assertThat(only(id).runId()).isEqualTo(second.runId());
    assertThat(only(id).createdBy()).isEqualTo("somebody");
    assertThat(runs.week()).isEqualTo(PayoutRuns.Week.DONE);
    assertThat(runs.run(friday, "somebody").runId()).isEqualTo(second.runId());
  }

  @Test
  void aFileStaysOnTheListUntilItIsHandedOverHoweverMuchGoesOutAfterIt() {
    var batch = aBatchToTheBank();
    new TransactionTemplate(transactions)
        .executeWithoutResult(newer -> {
          // Without payments, which no transaction may leave behind.
          newer.setRollbackOnly();
          db.execute(
              """
              insert into payouts.batch (rail, currency, message_id, created_at, execution_date)
              select 'stripe', 'USD', 'PHM' || substr(md5(random()::text), 1, 30), now(), current_date from generate_series(1, 30)
              """);
          assertThat(payouts.toCarry(1_000)).anyMatch(each -> each.batchId() == batch);
          clock.advance(Duration.ofDays(8));
          reconciliation.tellAged();
          assertThat(exceptions("not_handed_over")).contains("batch " + batch);
        });
    payouts.handOver(batch, "", true);
    reconciliation.tellAged();
    assertThat(payouts.toCarry(1_000)).noneMatch(each -> each.batchId() == batch);
    assertThat(exceptions("not_handed_over")).doesNotContain("batch " + batch);
  }

  private List<String> exceptions(String kind) {
    return db.fetch(
            "select subject from payouts.exception where kind = ? and explained_at is null", kind)
        .getValues(0, String.class);
  }

  @Test
  void aRunThatWasCutOffGoesOnWhereItStopped() {
    var friday = creators.nextFriday();
    var before = creators.payable("by-hand");
    var after = creators.payable("by-hand");
    creators.earn(before, 5_000, "USD");
    creators.earn(after, 5_000, "USD");
    db.execute(
        "insert into payouts.run (kind, period, started_by, started_at, decided_until) values ('weekly', '%s', 'a server', now(), %d)"
            .formatted(friday, before));

    var run = runs.run(friday, "another server");

    assertThat(run.startedBy()).isEqualTo("a server");
    assertThat(run.finishedAt()).isNotNull();
    assertThat(ofCreator(before)).isEmpty();
    assertThat(only(after).amount()).isEqualTo(usd(5_000));
  }

  @Test
  void aPreviewChangesNothing() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 123_456, "USD");
    var before = rows();

    var preview = runs.preview();

    assertThat(preview.planned())
        .contains(new PayoutRuns.Planned(id, usd(123_456), "by-hand", true));
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void aSecondPersonApprovesAndOnlyThenItIsSent() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 100_001, "USD");
    runs.payNow(id, "system");
    var payoutId = only(id).payoutId();

    assertThat(payouts.approve(payoutId, Creators.person("system")))
        .isInstanceOf(Payouts.Ending.NotPossible.class);
    submission.submitDue();
    assertThat(only(id).state()).isEqualTo(PayoutState.RESERVED);
    assertThatThrownBy(() ->
            db.execute(
                "update payouts.payout set approved_by = 'system' where payout_id = " + payoutId))
        .hasMessageContaining("approved_by_a_second_person");
    assertThatThrownBy(() ->
            db.execute(
                "update payouts.payout set state = 'submitting' where payout_id = " + payoutId))
        .hasMessageContaining("approved_before_sent");

    db.execute(
        "update payouts.payout set approved_by = 'somebody else', approved_at = now() where payout_id = "
            + payoutId);
    submission.submitDue();
    assertThat(only(id).state()).isEqualTo(PayoutState.SUBMITTING);
    assertThat(only(id).key()).matches("PH[0-9a-f]{32}");
  }

  @Test
  void whatWasNotSentCanBeCancelledAndPaidAnew() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");
    var payoutId = only(id).payoutId();
    assertThat(runs.payNow(id, "somebody"))
        .containsExactly(new PayoutRuns.Single.NothingAvailable());

    assertThat(payouts.cancel(payoutId, "not now")).isInstanceOf(Payouts.Ending.Done.class);

    assertThat(creators.available(id, "USD")).isEqualTo(5_000);
    assertThat(contractRow(payoutId)).containsEntry("status", "cancelled");
    assertThat(payouts.cancel(payoutId, "again")).isInstanceOf(Payouts.Ending.NotPossible.class);
    runs.payNow(id, "somebody");
    submission.submitDue();
    var second = ofCreator(id).getLast();
    assertThat(second.payoutId()).isNotEqualTo(payoutId);
    assertThat(payouts.cancel(second.payoutId(), "too late"))
        .isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(creators.inPayout(id, "USD")).isEqualTo(5_000);
  }

  /// A file that was carried cannot be told from one that was not: another one under the same name
  /// would be paid twice, or refused by the bank.
  @Test
  void anotherFileUnderTheSameNameIsNeverGivenOut() {
    var batch = aBatchToTheBank();
    var first = creators.file(batch);
    moveBy(1, batch);

    assertThat(payouts.file(batch, false))
        .isInstanceOfSatisfying(
            Payouts.Making.NotPossible.class,
            refused ->
                assertThat(refused.sentence())
                    .startsWith("The file of batch %d would not be".formatted(batch)));

    moveBy(-1, batch);
    assertThat(creators.file(batch)).isEqualTo(first);
  }

  /// Of one payment of 100.00 EUR.
  private long aBatchToTheBank() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 10_000, "EUR");
    runs.payNow(id, "somebody");
    submission.submitDue();
    return db.fetchSingle(
            "select a.batch_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id where p.creator_id = ?",
            id)
        .get(0, Long.class);
  }

  /// As another version, or another setting, would write it: the database lets nobody change a
  /// batch.
  private void moveBy(int days, long batchId) {
    db.transaction(within -> {
      within.dsl().execute("set local session_replication_role = replica");
      within
          .dsl()
          .execute(
              "update payouts.batch set execution_date = execution_date + ? where batch_id = ?",
              days,
              batchId);
    });
  }

  @Test
  void aFileIsCarriedHandedOverAndAnswered() {
    creators.nextFriday();
    var before = creators.clearing("bank-file", "EUR");
    var ids = new ArrayList<Long>();
    for (var i = 0; i < 20; i++) {
      var id = creators.payable("bank-file");
      creators.earn(id, 10_000, "EUR");
      runs.payNow(id, "somebody");
      ids.add(id);
    }
    submission.submitDue();
    var batch =
        payouts.batches(10).stream()
            .filter(one -> one.rail().equals("bank-file"))
            .findFirst()
            .orElseThrow();
    assertThat(batch.payouts()).isEqualTo(20);
    assertThat(batch.total()).isEqualTo(new Money(200_000, Currency.getInstance("EUR")));
    assertThat(contractRow(only(ids.getFirst()).payoutId())).containsEntry("status", "processing");

    var first = creators.file(batch.batchId());
    clock.advance(Duration.ofDays(2));
    assertThat(creators.file(batch.batchId())).isEqualTo(first);
    assertThat(payouts.handOver(batch.batchId(), "BANK-77", true))
        .isInstanceOf(Payouts.Ending.Done.class);
    assertThat(payouts.handOver(batch.batchId(), "BANK-78", true))
        .isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(creators.clearing("bank-file", "EUR") - before).isEqualTo(200_000);

    for (var i = 0; i < ids.size(); i++) {
      var payoutId = only(ids.get(i)).payoutId();
      var word = i == 6 ? Payouts.Word.REJECTED : Payouts.Word.PAID;
      assertThat(payouts.say(payoutId, word, null, i == 6 ? "AC04 closed account" : null))
          .isInstanceOf(Payouts.Ending.Done.class);
      assertThat(payouts.say(payoutId, word, null, null))
          .isInstanceOf(Payouts.Ending.NotPossible.class);
    }
    assertThat(creators.available(ids.get(6), "EUR")).isEqualTo(10_000);
    assertThat(creators.clearing("bank-file", "EUR") - before).isEqualTo(190_000);
    assertThat(contractRow(only(ids.get(6)).payoutId())).containsEntry("status", "failed");
    assertThat(contractRow(only(ids.get(7)).payoutId()))
        .containsEntry("status", "paid")
        .containsEntry("transaction_id", "BANK-77");

    var returned = only(ids.get(7)).payoutId();
    assertThat(payouts.say(returned, Payouts.Word.RETURNED, null, "MD07"))
        .isInstanceOf(Payouts.Ending.Done.class);
    assertThat(payouts.say(returned, Payouts.Word.RETURNED, null, "MD07"))
        .isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(creators.available(ids.get(7), "EUR")).isEqualTo(10_000);
    assertThat(contractRow(returned)).containsEntry("status", "returned");
    assertThat(creators.clearing("bank-file", "EUR") - before).isEqualTo(180_000);
    assertThat(payouts.steps(returned).stream().map(Payouts.Step::to))
        .containsExactly(
            PayoutState.RESERVED,
            PayoutState.SUBMITTING,
            PayoutState.ACCEPTED,
            PayoutState.PAID,
            PayoutState.RETURNED);
  }

  @Test
  void aNewDestinationTakesBackWhatWasSetAsideForTheOldOne() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");

    var naming =
        payees.nameDestination(id, "bank-file", "Jörg", "DE89 3704 0044 0532 0130 01", null);
    assertThat(naming).isInstanceOf(Payees.Naming.NotPayable.class);
    assertThat(creators.inPayout(id, "USD")).isEqualTo(5_000);
    assertThat(payees.nameDestination(id, "by-hand", "Jörg", "Cheque to Main Street 1", null))
        .isInstanceOf(Payees.Naming.Named.class);

    assertThat(creators.available(id, "USD")).isEqualTo(5_000);
    assertThat(runs.reasons(id).getFirst().reason()).isEqualTo(SkipReason.DESTINATION_UNVERIFIED);
    assertThatThrownBy(
            () -> db.execute("update payouts.method set account = 'mine' where creator_id = " + id))
        .hasMessageContaining("replaced, never edited");
    assertThat(String.valueOf(payees.method(id).orElseThrow())).doesNotContain("Main Street");
  }

  @Test
  void whatTheDatabaseRefusesNamesNoAccount() {
    var id = creators.stranger();

    assertThat(payees.nameDestination(id, "by-hand", "A B", "SECRET 1", "no bic"))
        .isInstanceOfSatisfying(
            Payees.Naming.NotPayable.class, why -> assertThat(why.field()).isEqualTo("bic"));
    assertThatThrownBy(() ->
            repository.insertMethod(
                id, "by-hand", "A B", "SECRET 1", "no bic", clock.instant(), "test"))
        .hasMessageContaining("method_bic_check")
        .satisfies(failure -> {
          var log = new java.io.StringWriter();
          failure.printStackTrace(new java.io.PrintWriter(log));
          assertThat(log.toString()).doesNotContain("SECRET");
        });
  }

  @Test
  void whoIsPausedAfterTheRunIsNotSent() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");
    var ready = Creators.ready(id, Instant.parse("2026-01-01T00:00:00Z"));
    payees.change(
        id,
        _ ->
            new Payee(
                id,
                ready.identityReviewedAt(),
                ready.ofAgeConfirmedAt(),
                ready.taxFormUntil(),
                null,
                "looked into",
                null,
                BigDecimal.ZERO,
                null));

    submission.submitDue();
    assertThat(only(id).state()).isEqualTo(PayoutState.RESERVED);
    payees.change(id, _ -> ready);
    submission.submitDue();
    assertThat(only(id).state()).isEqualTo(PayoutState.SUBMITTING);
  }

  @Test
  void aDebtIsRecoveredFirst() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 9_000, "USD");
    runs.payNow(id, "somebody");
    creators.owe(id, 100, "USD");
    payouts.cancel(only(id).payoutId(), "A test.");
    assertThat(runs.reasons(id)).isEmpty();

    var run = runs.run(creators.nextFriday(), "the schedule");

    assertThat(runs.payouts(run.runId(), 10_000, 0))
        .filteredOn(payout -> payout.creatorId() == id)
        .singleElement()
        .satisfies(payout -> assertThat(payout.amount()).isEqualTo(usd(8_900)));
    assertThat(creators.available(id, "USD")).isZero();
  }

  /// It may be with the rail already, and the rail has not named it.
  @Test
  void whatIsBeingSentIsProcessingAndCannotBeCancelled() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");
    var payoutId = only(id).payoutId();
    assertThat(contractRow(payoutId))
        .containsEntry("status", "pending")
        .containsEntry("transaction_id", null);

    submission.submitDue();

    assertThat(only(id).state()).isEqualTo(PayoutState.SUBMITTING);
    assertThat(contractRow(payoutId))
        .containsEntry("status", "processing")
        .containsEntry("transaction_id", null);
    assertThat(only(id).state().contractStatus()).isEqualTo("processing");
    assertThat(payouts.cancel(payoutId, "too late")).isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(creators.available(id, "USD")).isZero();
  }

  @Test
  void theDatabaseKeepsWhatAPayoutIs() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 5_000, "USD");
    runs.payNow(id, "somebody");
    var where = " where payout_id = " + only(id).payoutId();

    assertRefused(
        "update payouts.payout set amount_minor = 1" + where, "stays what it was made as");
    assertRefused(
        "update payouts.payout set state = 'paid', reference = 'x', attempt_key = null" + where,
        "cannot go from reserved to paid");
    assertRefused(
        "update payouts.payout set state = 'submitting'" + where, "key_saved_before_sent");
    assertRefused("delete from payouts.payout" + where, "keeps every payout");
    submission.submitDue();
    assertThat(only(id).state()).isEqualTo(PayoutState.SUBMITTING);
    assertRefused(
        "update payouts.payout set state = 'accepted'" + where, "processed_with_a_reference");
    assertRefused("update payouts.event set detail = 'x'" + where, "append-only");
    assertRefused(
        "insert into payouts.batch (rail, currency, message_id, created_at, execution_date) values ('by-hand', 'USD', 'PHM', now(), current_date)",
        "has no payment");
  }

  private void assertRefused(String sql, String why) {
    assertThatThrownBy(() -> db.execute(sql)).as(sql).hasMessageContaining(why);
  }

  @Test
  void noBankingDayIsAWeekendOrAHolidayOfT2() {
    assertThat(BankingDays.easter(2026)).isEqualTo(LocalDate.of(2026, 4, 5));
    assertThat(BankingDays.easter(2038)).isEqualTo(LocalDate.of(2038, 4, 25));
    assertThat(BankingDays.after(LocalDate.of(2026, 4, 2))).isEqualTo(LocalDate.of(2026, 4, 7));
    assertThat(BankingDays.after(LocalDate.of(2026, 12, 24))).isEqualTo(LocalDate.of(2026, 12, 28));
    assertThat(BankingDays.after(LocalDate.of(2026, 3, 6))).isEqualTo(LocalDate.of(2026, 3, 9));
  }

  private List<Payout> ofCreator(long creatorId) {
    return db.fetch(
            "select p.* from payouts.payout as p where p.creator_id = ? order by p.payout_id",
            creatorId)
        .map(PayoutRepository::payout);
  }

  private Payout only(long creatorId) {
    var all = ofCreator(creatorId);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Map<String, Object> contractRow(long payoutId) {
    return db.fetchSingle("select * from public.creator_payouts where id = ?", payoutId).intoMap();
  }

  private String rows() {
    return db.fetchSingle(
            "select (select count(*) from ledger.entry), (select count(*) from payouts.payout), (select count(*) from payouts.run), (select count(*) from payouts.skipped), (select count(*) from ledger.burnt_key)")
        .toString();
  }

  private static Money usd(long minor) {
    return new Money(minor, Currency.getInstance("USD"));
  }
}
