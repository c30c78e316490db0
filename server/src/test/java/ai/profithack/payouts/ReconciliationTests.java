package ai.profithack.payouts;

import static ai.profithack.payouts.PayoutState.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Verification;
import ai.profithack.payouts.Reconciliation.Reading;
import ai.profithack.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// What a bank's statement proves, and what it makes doubtful.
@PayoutServer
@TestPropertySource(properties = "own.world=reconciliation")
@DirtiesContext
class ReconciliationTests {
  private static int number;

  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private Submission submission;
  @Autowired private Reconciliation reconciliation;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private PlatformTransactionManager transactions;

  private String account = "";
  private LocalDate paidOn = LocalDate.EPOCH;
  private long clearingBefore;
  private long bankBefore;

  @BeforeEach
  void anAccountOfItsOwn() {
    account = "DE8937040044053201%04d".formatted(++number);
    creators.nextFriday();
    clearingBefore = creators.clearing("bank-file", "EUR");
    bankBefore = bank();
  }

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void aLineWithOurKeyProvesAPayoutAndClearingReturnsToZero() {
    var ids = handedOver(10_000, 20_000);

    var reading =
        read(
            "S1",
            paidOn,
            100_000,
            70_000,
            debit(key(ids.get(0)), 10_000),
            debit(key(ids.get(1)), 20_000));

    assertThat(reading).isEqualTo(new Reading.Read(1, 2, 0, 0, 0, 0));
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
    assertThat(bank() - bankBefore).isEqualTo(-30_000);
  }

  @Test
  void aStatementCountsOnce() {
    var ids = handedOver(10_000);
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    assertThat(read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000)))
        .isEqualTo(new Reading.ReadBefore());
    assertThat(bank() - bankBefore).isEqualTo(-10_000);
  }

  @Test
  void aMovementThatTwoStatementsShowCountsOnceAndTheOverlapIsShown() {
    var ids = handedOver(10_000);
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    var again = read("S2", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    assertThat(again).isEqualTo(new Reading.Read(1, 0, 0, 0, 0, 1));
    assertThat(kinds()).contains("statement_overlap");
    assertThat(bank() - bankBefore).isEqualTo(-10_000);
  }

  /// One bank lists its lines by amount, another by name: neither order is that of the payouts.
  @Test
  void statementsReadAtOnceNeverWaitForEachOtherInACircle() throws Exception {
    var ids = handedOver(10_000, 20_000);
    var first = debit(key(ids.get(0)), 10_000);
    var second = debit(key(ids.get(1)), 20_000);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var readings =
          new TransactionTemplate(transactions)
              .execute(_ -> {
                // What both need is kept back until they are on their way.
                db.fetch("select 1 from payouts.payout where payout_id = ? for update", ids.get(1));
                var backwards =
                    threads.submit(
                        () -> read("S2", paidOn.plusDays(1), -30_000, -60_000, second, first));
                awaitWaiting(1);
                var forwards = threads.submit(() -> read("S1", paidOn, 0, -30_000, first, second));
                awaitWaiting(2);
                return List.of(backwards, forwards);
              });
      for (var reading : readings) {
        assertThat(reading.get(30, TimeUnit.SECONDS)).isInstanceOf(Reading.Read.class);
      }
    }
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
    assertThat(bank() - bankBefore).isEqualTo(-30_000);
  }

  private void awaitWaiting(int sessions) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (db.fetchSingle("select count(distinct pid) from pg_locks where not granted")
            .get(0, Long.class)
        < sessions) {
      assertThat(System.nanoTime()).as("both wait in time").isLessThan(deadline);
    }
  }

  @Test
  void aGapBetweenStatementsIsShown() {
    read("S1", paidOn, 0, 0);
    read("S2", paidOn.plusDays(1), 5, 5);

    assertThat(kinds()).contains("statement_gap");
  }

  /// A bank need not say which days its statement covers: those of its balances place it.
  @Test
  void aStatementWithoutDaysIsPlacedByThoseOfItsBalances() {
    readUndated("S1", paidOn.minusDays(1), 0, paidOn, 0);
    assertThat(kinds()).isEmpty();
    readUndated("S2", paidOn, 0, paidOn.plusDays(1), 7);
    assertThat(kinds()).as("it does not add up, and fits").containsExactly("statement_sum");

    readUndated("S3", paidOn.plusDays(2), 5, paidOn.plusDays(3), 5);
    assertThat(kinds()).containsOnlyOnce("statement_gap");
    readUndated("S4", paidOn.plusDays(1), 7, paidOn.plusDays(3), 7);
    assertThat(kinds()).containsOnlyOnce("statement_overlap").containsOnlyOnce("statement_gap");
    assertThat(readUndated("S4", paidOn.plusDays(1), 7, paidOn.plusDays(3), 7))
        .isEqualTo(new Reading.ReadBefore());

    // One that says its days is placed among those that do not, and the other way round.
    read("S5", paidOn.plusDays(4), 7, 7);
    readUndated("S6", paidOn.plusDays(4), 7, paidOn.plusDays(5), 7);
    assertThat(kinds()).containsOnlyOnce("statement_gap");
    read("S7", paidOn.plusDays(6), 6, 6);
    assertThat(kinds()).filteredOn("statement_gap"::equals).hasSize(2);
    readUndated("S8", paidOn.plusDays(6), 9, paidOn.plusDays(7), 9);
    assertThat(kinds()).filteredOn("statement_gap"::equals).hasSize(3);
    assertThat(kinds()).doesNotContain("statement_unplaced");
  }

  @Test
  void aStatementThatCannotBePlacedIsShown() {
    assertThat(readUndated("S1", null, 0, paidOn, 0)).isEqualTo(new Reading.Read(1, 0, 0, 0, 0, 1));
    assertThat(kinds()).containsExactly("statement_unplaced");
    readUndated("S2", paidOn, 0, null, 0);
    var ids = handedOver(10_000);
    assertThat(readUndated("S3", null, 0, null, -10_000, debit(key(ids.getFirst()), 10_000)))
        .as("what its lines prove, they prove")
        .isEqualTo(new Reading.Read(1, 1, 0, 0, 0, 1));
    assertThat(kinds())
        .containsExactly("statement_unplaced", "statement_unplaced", "statement_unplaced");
    assertThat(payouts.exceptions(10_000).stream().map(PayoutException::sentence))
        .contains(
            "Statement S1 says neither which days it covers nor the days of both its balances: whether one before it is missing, or another covers the same days, cannot be told.");
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
  }

  /// It was read before its days were taken from its balances.
  @Test
  void aStatementThatWasKeptWithoutItsDaysCountsOnceToo() {
    readUndated("S1", null, 0, null, -500, fee(500));
    var before = bank();

    assertThat(readUndated("S1", paidOn.minusDays(1), 0, paidOn, -500, fee(500)))
        .isEqualTo(new Reading.ReadBefore());
    assertThat(bank()).isEqualTo(before);
    assertThat(readUndated("S1", paidOn, -500, paidOn.plusDays(1), -1_000, fee(500)))
        .as("the name used again")
        .isEqualTo(new Reading.Read(1, 0, 0, 1, 0, 0));
  }

  /// An account that is swept to zero each day: every statement of it opens and closes with
  /// nothing, and has as many lines as the one before.
  @Test
  void anotherStatementOfTheNameIsReadAlthoughOneWithoutDaysHasItsBalances() {
    readUndated("1", null, 0, null, 0, line("DBIT", 8_000, "", "OUT", "", ""), sweep(8_000));
    var ids = handedOver(8_000);
    var key = key(ids.getFirst());

    assertThat(readUndated("1", paidOn.minusDays(1), 0, paidOn, 0, debit(key, 8_000), sweep(8_000)))
        .isEqualTo(new Reading.Read(1, 1, 0, 0, 1, 0));
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
  }

  /// A statement that says its days and comes again with other lines is no repetition.
  @Test
  void theSameStatementWithOtherLinesIsShown() {
    var ids = handedOver(8_000);
    read("1", paidOn, 0, 0, line("DBIT", 7_000, "", "OUT", "", ""), sweep(7_000));

    assertThat(read("1", paidOn, 0, 0, debit(key(ids.getFirst()), 8_000), sweep(8_000)))
        .isEqualTo(new Reading.Read(0, 0, 0, 0, 0, 1));
    assertThat(kinds()).containsExactly("statement_differs");
    assertThat(states(ids)).containsOnly(PayoutState.ACCEPTED);
  }

  private String sweep(long minor) {
    return line("CRDT", minor, "", "SWEEP", "", "");
  }

  /// Without a reference of the bank's by which its line could be told from another's.
  private String fee(long minor) {
    return line(
            "DBIT",
            minor,
            "",
            "",
            "",
            "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>")
        .replace("<AcctSvcrRef></AcctSvcrRef>", "");
  }

  @Test
  void aStatementThatDoesNotAddUpIsShown() {
    read(
        "S1",
        paidOn,
        0,
        -9_999,
        line("DBIT", 10_000, "", "REF-1", "<RmtInf><Ustrd>rent</Ustrd></RmtInf>", ""));

    assertThat(kinds()).contains("statement_sum");
  }

  @Test
  void whatComesBackIsAvailableAgainAndClearingReturnsToZero() {
    var ids = handedOver(10_000);
    var key = key(ids.getFirst());
    read("S1", paidOn, 0, -10_000, debit(key, 10_000));

    var reading =
        read(
            "S2",
            paidOn.plusDays(3),
            -10_000,
            0,
            line(
                "CRDT",
                10_000,
                key,
                "BACK-1",
                "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>",
                "<RvslInd>true</RvslInd>"));

    assertThat(reading).isEqualTo(new Reading.Read(1, 0, 1, 0, 0, 0));
    assertThat(states(ids)).containsOnly(PayoutState.RETURNED);
    assertThat(payouts.find(ids.getFirst()).orElseThrow().reason()).isEqualTo("AC04");
    assertThat(creators.available(payouts.find(ids.getFirst()).orElseThrow().creatorId(), "EUR"))
        .isEqualTo(10_000);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
    assertThat(bank()).isEqualTo(bankBefore);
  }

  @Test
  void aReturnThatIsKnownBeforeItsStatementsEndsTheSame() {
    var ids = handedOver(10_000);
    var key = key(ids.getFirst());
    payouts.say(ids.getFirst(), Payouts.Word.PAID, null, null);
    payouts.say(ids.getFirst(), Payouts.Word.RETURNED, null, "AC04");

    read("S1", paidOn, 0, 0, debit(key, 10_000), line("CRDT", 10_000, key, "BACK", "", ""));

    assertThat(states(ids)).containsOnly(PayoutState.RETURNED);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
    assertThat(creators.available(payouts.find(ids.getFirst()).orElseThrow().creatorId(), "EUR"))
        .isEqualTo(10_000);
  }

  @Test
  void oneLineForAWholeFileProvesAllOfIt() {
    var ids = handedOver(10_000, 20_000, 30_000);
    var message = payouts.batches(1).getFirst().messageId();

    var reading =
        read(
            "S1",
            paidOn,
            0,
            -60_000,
            "<Ntry><Amt Ccy=\"EUR\">600.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><NtryDtls><Btch><PmtInfId>%s</PmtInfId><NbOfTxs>3</NbOfTxs></Btch></NtryDtls></Ntry>"
                .formatted(paidOn, message));

    assertThat(reading).isEqualTo(new Reading.Read(1, 3, 0, 0, 0, 0));
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
  }

  @Test
  void withoutAKeyAmountAndDayDecideOnlyWhereOnePayoutWaitsForThem() {
    var alone = handedOver(12_345);
    var twins = handedOver(23_456, 23_456);

    read("S1", paidOn, 0, -12_345, line("DBIT", 12_345, "", "A", "", ""));
    read("S2", paidOn.plusDays(1), -12_345, -35_801, line("DBIT", 23_456, "", "B", "", ""));
    read("S3", paidOn.plusDays(20), -35_801, -59_257, line("DBIT", 23_456, "", "C", "", ""));

    assertThat(states(alone)).containsOnly(PayoutState.CONFIRMED);
    assertThat(states(twins)).containsOnly(PayoutState.ACCEPTED);
  }

  @Test
  void withoutAKeyTheDayDecidesToo() {
    var ids = handedOver(34_567);
    var executed = paidOn;

    paidOn = executed.minusDays(1);
    read("S1", paidOn, 0, -34_567, line("DBIT", 34_567, "", "EARLY", "", ""));
    assertThat(states(ids)).as("the day before it is carried out").containsOnly(ACCEPTED);
    paidOn = executed.plusDays(6);
    read("S2", paidOn, -34_567, -69_134, line("DBIT", 34_567, "", "LATE", "", ""));
    assertThat(states(ids)).as("the sixth day after").containsOnly(ACCEPTED);
    paidOn = executed.plusDays(5);
    read("S3", paidOn, -69_134, -103_701, line("DBIT", 34_567, "", "INTIME", "", ""));
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
  }

  @Test
  void whatIsPaidByHandAtOnceIsRecognisedByAmountAndDay() {
    var ids = handedOver("by-hand", true, 45_671);
    paidOn = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);

    read("S1", paidOn, 0, -45_671, line("DBIT", 45_671, "", "ATONCE", "", ""));

    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
  }

  @Test
  void aLineWithoutAKeyTakesNoPayoutFromALineThatNamesIt() {
    var ids = handedOver(56_712);
    var key = key(ids.getFirst());

    var reading =
        read(
            "S1",
            paidOn,
            0,
            -113_424,
            line("DBIT", 56_712, "", "RENT", "", ""),
            debit(key, 56_712));

    assertThat(provedBy(ids.getFirst())).isEqualTo("REF" + key);
    assertThat(kinds()).isEmpty();
    assertThat(reading).isEqualTo(new Reading.Read(1, 1, 0, 0, 1, 0));
  }

  @Test
  void aFileThatIsDebitedTwiceIsShown() {
    handedOver(10_000, 20_000);
    var message = payouts.batches(1).getFirst().messageId();
    read("S1", paidOn, 0, -30_000, wholeFile(message, "300.00", "FIRST"));

    var again =
        read("S2", paidOn.plusDays(1), -30_000, -60_000, wholeFile(message, "300.00", "SECOND"));

    assertThat(kinds()).containsExactly("paid_twice");
    assertThat(again).isEqualTo(new Reading.Read(1, 0, 0, 0, 0, 1));
    assertThat(bank() - bankBefore).isEqualTo(-30_000);
  }

  private String wholeFile(String message, String amount, String reference) {
    return "<Ntry><Amt Ccy=\"EUR\">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef><NtryDtls><Btch><PmtInfId>%s</PmtInfId></Btch></NtryDtls></Ntry>"
        .formatted(amount, paidOn, reference, message);
  }

  @Test
  void whatComesBackAfterTheDestinationWasReplacedIsPaidToTheNewOne() {
    var ids = handedOver(10_000);
    var payout = payouts.find(ids.getFirst()).orElseThrow();
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));
    payees.nameDestination(payout.creatorId(), "by-hand", "A B", "Main Street 1", null);

    read(
        "S2",
        paidOn.plusDays(3),
        -10_000,
        0,
        line("CRDT", 10_000, key(ids.getFirst()), "BACK", "", "<RvslInd>true</RvslInd>"));

    var returned = payouts.find(ids.getFirst()).orElseThrow();
    assertThat(returned.state()).isEqualTo(PayoutState.RETURNED);
    assertThat(returned.methodId()).as("it names where it went").isEqualTo(payout.methodId());
    assertThat(creators.available(payout.creatorId(), "EUR")).isEqualTo(10_000);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
    assertThat(runs.reasons(payout.creatorId()).getFirst().reason())
        .isEqualTo(SkipReason.DESTINATION_UNVERIFIED);
    clock.advance(Duration.ofDays(6));
    db.execute(
        "update payouts.method set verified_at = now(), verified_by = 'another' where retired_at is null and creator_id = "
            + payout.creatorId());
    assertThat(runs.payNow(payout.creatorId(), "somebody"))
        .singleElement()
        .isInstanceOf(PayoutRuns.Single.Created.class);
    assertThat(
            db.fetchValue(
                "select rail from payouts.payout where state = 'reserved' and creator_id = ?",
                payout.creatorId()))
        .isEqualTo("by-hand");
    submission.submitDue();
  }

  @Test
  void aNotificationIsNoStatement() {
    read("S1", paidOn, 0, 0);
    var notice =
        file(
            "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "S2", paidOn.plusDays(1), "", "");
    assertThat(reconciliation.read(notice)).isInstanceOf(Reading.Read.class);

    assertThat(read("S2", paidOn.plusDays(1), 0, 0))
        .as("a statement of the same name and day")
        .isEqualTo(new Reading.Read(1, 0, 0, 0, 0, 0));
    notice =
        file(
            "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "N3", paidOn.plusDays(2), "", "");
    reconciliation.read(notice);
    read("S3", paidOn.plusDays(3), 5, 5);
    assertThat(kinds()).containsExactly("statement_gap");
  }

  @Test
  void aNameThatTheBankUsesAgainIsAnotherStatement() {
    var first = handedOver(10_000);
    read("1", paidOn, 0, -10_000, debit(key(first.getFirst()), 10_000));
    creators.nextFriday();
    var second = handedOver(20_000);

    assertThat(read("1", paidOn, -10_000, -30_000, debit(key(second.getFirst()), 20_000)))
        .isEqualTo(new Reading.Read(1, 1, 0, 0, 0, 0));
    assertThat(states(second)).containsOnly(PayoutState.CONFIRMED);
    assertThat(read("1", paidOn, -10_000, -30_001, debit(key(second.getFirst()), 20_000)))
        .as("the same days, another balance")
        .isEqualTo(new Reading.Read(0, 0, 0, 0, 0, 1));
    assertThat(kinds()).containsExactly("statement_differs");
  }

  @Test
  void anAmountThatIsOffByOneCentIsAMismatch() {
    var ids = handedOver(10_000);

    var reading = read("S1", paidOn, 0, -9_999, debit(key(ids.getFirst()), 9_999));

    assertThat(reading).isEqualTo(new Reading.Read(1, 0, 0, 0, 0, 1));
    assertThat(states(ids)).containsOnly(PayoutState.ACCEPTED);
    assertThat(kinds()).contains("amount_mismatch");
    assertThat(bank()).isEqualTo(bankBefore);
  }

  @Test
  void aFeeIsBookedAsAFee() {
    var fees = ledger.balance(Account.free("expenses:bank-fees", Creators.asset("EUR")));

    var reading =
        read(
            "S1",
            paidOn,
            0,
            -250,
            line(
                "DBIT",
                250,
                "",
                "FEE",
                "",
                "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>"));

    assertThat(reading).isEqualTo(new Reading.Read(1, 0, 0, 1, 0, 0));
    assertThat(ledger.balance(Account.free("expenses:bank-fees", Creators.asset("EUR"))) - fees)
        .isEqualTo(250);
    assertThat(bank() - bankBefore).isEqualTo(-250);
  }

  @Test
  void aSecondPaymentByTheBankIsShown() {
    var ids = handedOver(10_000);
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    read(
        "S2",
        paidOn.plusDays(1),
        -10_000,
        -20_000,
        line("DBIT", 10_000, key(ids.getFirst()), "SECOND", "", ""));

    assertThat(kinds()).contains("paid_twice");
  }

  @Test
  void aPaymentOfWhatHadFailedIsShownAndStaysInClearing() {
    var ids = handedOver(10_000);
    payouts.say(ids.getFirst(), Payouts.Word.REJECTED, null, "AC04");

    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    assertThat(states(ids)).containsOnly(PayoutState.FAILED);
    assertThat(kinds(ids.getFirst())).contains("paid_after_failed");
    assertThat(creators.clearing("bank-file", "EUR") - clearingBefore).isEqualTo(-10_000);
  }

  @Test
  void aLineProvesAlsoWhatHadNoAnswer() {
    var ids = handedOver(false, 10_000);

    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));

    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
    assertThat(creators.clearing("bank-file", "EUR")).isEqualTo(clearingBefore);
  }

  @Test
  void whatNoStatementShowsIsListedWithItsAge() {
    var ids = handedOver(10_000);
    assertThat(reconciliation.unproved(1_000)).noneMatch(one -> one.payoutId() == ids.getFirst());
    clock.advance(Duration.ofDays(8));

    assertThat(reconciliation.unproved(1_000)).anyMatch(one -> one.payoutId() == ids.getFirst());
    reconciliation.tellAged();
    reconciliation.tellAged();
    var batch = payouts.batches(1).getFirst().batchId();
    var sentence =
        "One payout of batch %d, EUR 100.00, is with the bank or provider for more than a week, and no statement shows it."
            .formatted(batch);
    assertThat(
            payouts.exceptions(10_000).stream()
                .map(PayoutException::sentence)
                .filter(sentence::equals))
        .hasSize(1);
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));
    reconciliation.tellAged();
    assertThat(payouts.exceptions(10_000).stream().map(PayoutException::sentence))
        .doesNotContain(sentence);
  }

  @Test
  void aNotificationSaysWhatHappenedAndTheStatementBooksIt() {
    var ids = handedOver(10_000);
    var notice =
        file(
            "camt.054.001.08",
            "BkToCstmrDbtCdtNtfctn",
            "Ntfctn",
            "N1",
            paidOn,
            "",
            debit(key(ids.getFirst()), 10_000));

    assertThat(reconciliation.read(notice)).isEqualTo(new Reading.Read(1, 1, 0, 0, 0, 0));
    assertThat(states(ids)).containsOnly(PayoutState.PAID);
    assertThat(bank()).isEqualTo(bankBefore);
    read("S1", paidOn, 0, -10_000, debit(key(ids.getFirst()), 10_000));
    assertThat(states(ids)).containsOnly(PayoutState.CONFIRMED);
    assertThat(bank() - bankBefore).isEqualTo(-10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<a/>",
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt/></Document>",
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><Stmt><Id>1</Id></Stmt></BkToCstmrStmt></Document>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>&b;</Document>",
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>DE1</IBAN></Id><Ccy>JPY</Ccy></Acct><Ntry><Amt Ccy='JPY'>10.55</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-09</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"
      })
  void whatCannotBeReadIsRefusedWithAReasonAndChangesNothing(String text) {
    var before = db.fetchValue("select count(*) from payouts.statement");

    assertThat(reconciliation.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Reading.Unreadable.class);
    assertThat(db.fetchValue("select count(*) from payouts.statement")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"camt053.v2.minimal", "camt053.v2.multi.statement", "camt053.v8", "camt054.v8"})
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void readsOfRealFilesWhatAnotherLibraryReads(String name) throws Exception {
    var folder =
        Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "finance/iso20022");
    // What that library keeps of a file is its last statement.
    var entries =
        JsonMapper.shared()
            .readTree(Files.readString(folder.resolve(name + ".json")))
            .path("getEntries");
    var told = entries.path(0).path("getRecord");

    var read = CamtReader.read(Files.readAllBytes(folder.resolve(name + ".xml"))).getLast();

    assertThat(read.bankId()).isEqualTo(told.path("getId").asString());
    var amounts = new ArrayList<Long>();
    var days = new ArrayList<LocalDate>();
    entries.forEach(entry -> {
      amounts.addAll(amounts(entry));
      amounts(entry).forEach(_ -> days.add(day(entry.path("getBookingDate"))));
      assertThat(currency(entry.path("getAmount"))).isEqualTo(read.currency().getCurrencyCode());
    });
    assertThat(amounts).isNotEmpty();
    assertThat(read.lines()).extracting(BankStatement.Line::minor).isEqualTo(amounts);
    assertThat(read.lines()).extracting(BankStatement.Line::bookedOn).isEqualTo(days);
    var opening = balance(told, "opening");
    var closing = balance(told, "closing");
    assertThat(read.openingMinor()).isEqualTo(minorIn(read, opening));
    assertThat(read.closingMinor()).isEqualTo(minorIn(read, closing));
    var from = told.path("getFromDate");
    var to = told.path("getToDate");
    assertThat(read.fromDay()).isEqualTo(day(from.isObject() ? from : opening.path("getDate")));
    assertThat(read.toDay()).isEqualTo(day(to.isObject() ? to : closing.path("getDate")));
  }

  /// An entry is its details where these add up to it, else itself.
  private static List<Long> amounts(JsonNode entry) {
    var whole = minor(entry.path("getAmount"));
    var details = new ArrayList<Long>();
    entry
        .path("getTransactionDetails")
        .forEach(detail -> {
          // The first one is a repetition of what stands beside the list.
          var one = detail.isObject() ? detail : entry.path("getTransactionDetail");
          details.add(one.path("getAmount").isObject() ? minor(one.path("getAmount")) : 0L);
        });
    var addsUp = details.stream().mapToLong(Long::longValue).sum() == whole;
    return addsUp && !details.contains(0L) ? details : List.of(whole);
  }

  private static JsonNode balance(JsonNode statement, String type) {
    for (var balance : statement.path("getBalances")) {
      if (balance.path("getType").asString().equals(type)) {
        return balance;
      }
    }
    return MissingNode.getInstance();
  }

  /// Null for a balance in another currency than the account's, as in one of the files.
  private static @Nullable Long minorIn(BankStatement statement, JsonNode balance) {
    var amount = balance.path("getAmount");
    return amount.isObject() && currency(amount).equals(statement.currency().getCurrencyCode())
        ? Long.valueOf(minor(amount))
        : null;
  }

  private static long minor(JsonNode amount) {
    return Long.parseLong(amount.path("getAmount").asString());
  }

  private static String currency(JsonNode amount) {
    return amount.path("getCurrency").path("getCode").asString();
  }

  private static LocalDate day(JsonNode time) {
    return LocalDate.parse(time.path("0").asString().substring(0, 10));
  }

  private List<Long> handedOver(long... amounts) {
    return handedOver(true, amounts);
  }

  private List<Long> handedOver(boolean said, long... amounts) {
    return handedOver("bank-file", said, amounts);
  }

  private List<Long> handedOver(String rail, boolean said, long... amounts) {
    var ids = new ArrayList<Long>();
    for (var amount : amounts) {
      var creator = creators.payable(rail);
      creators.earn(creator, amount, "EUR");
      runs.payNow(creator, "somebody");
      ids.add(
          db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
              .get(0, Long.class));
    }
    submission.submitDue();
    var batch = payouts.batches(1).getFirst();
    paidOn = batch.executionDate();
    if (said) {
      payouts.handOver(batch.batchId(), "", true);
    }
    return ids;
  }

  private String key(long payoutId) {
    return String.valueOf(payouts.find(payoutId).orElseThrow().key());
  }

  private List<PayoutState> states(List<Long> ids) {
    return ids.stream().map(id -> payouts.find(id).orElseThrow().state()).toList();
  }

  /// What is to be looked at because of this test's account.
  private List<String> kinds() {
    return db.fetch(
            "select kind from payouts.exception where explained_at is null and subject like '% ' || ? || ' %'",
            account)
        .getValues(0, String.class);
  }

  private List<String> kinds(long payoutId) {
    return db.fetch(
            "select kind from payouts.exception where explained_at is null and payout_id = ?",
            payoutId)
        .getValues(0, String.class);
  }

  /// What the bank calls the line that proves a payout.
  private Object provedBy(long payoutId) {
    return db.fetchSingle(
            "select l.bank_reference from payouts.matched as m join payouts.statement_line as l on l.line_id = m.line_id where m.payout_id = ? and m.role = 'settles'",
            payoutId)
        .get(0);
  }

  private long bank() {
    return ledger.balance(Account.free("assets:bank", Creators.asset("EUR")));
  }

  private String debit(String key, long minor) {
    return line("DBIT", minor, key, "REF" + key, "", "");
  }

  private String line(
      String sign, long minor, String key, String reference, String details, String entryExtra) {
    var amount = java.math.BigDecimal.valueOf(minor, 2).toPlainString();
    var end = key.isEmpty() ? "" : "<Refs><EndToEndId>" + key + "</EndToEndId></Refs>";
    var code = entryExtra.contains("BkTxCd") ? entryExtra : "";
    var before = entryExtra.contains("BkTxCd") ? "" : entryExtra;
    return """
    <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd>%s<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>
    <AcctSvcrRef>%s</AcctSvcrRef>%s<NtryDtls><TxDtls>%s%s</TxDtls></NtryDtls></Ntry>
    """
        .formatted(amount, sign, before, paidOn, reference, code, end, details);
  }

  private Reading read(
      String bankId, LocalDate day, long opening, long closing, String... entries) {
    var balances = balance("OPBD", opening) + balance("CLBD", closing);
    return reconciliation.read(
        file("camt.053.001.08", "BkToCstmrStmt", "Stmt", bankId, day, balances, entries));
  }

  /// A statement that does not say which days it covers, with balances of these days.
  private Reading readUndated(
      String bankId,
      @Nullable LocalDate opened,
      long opening,
      @Nullable LocalDate closed,
      long closing,
      String... entries) {
    var balances = balance("OPBD", opening, opened) + balance("CLBD", closing, closed);
    var dated = file("camt.053.001.08", "BkToCstmrStmt", "Stmt", bankId, paidOn, balances, entries);
    return reconciliation.read(
        new String(dated, StandardCharsets.UTF_8)
            .replaceFirst("<FrToDt>.*</FrToDt>", "")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String balance(String code, long minor) {
    return balance(code, minor, null);
  }

  private static String balance(String code, long minor, @Nullable LocalDate day) {
    return "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">%s</Amt><CdtDbtInd>%s</CdtDbtInd>%s</Bal>"
        .formatted(
            code,
            java.math.BigDecimal.valueOf(Math.abs(minor), 2).toPlainString(),
            minor < 0 ? "DBIT" : "CRDT",
            day == null ? "" : "<Dt><Dt>" + day + "</Dt></Dt>");
  }

  private byte[] file(
      String version,
      String message,
      String part,
      String bankId,
      LocalDate day,
      String balances,
      String... entries) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s"><%s><GrpHdr><MsgId>M</MsgId></GrpHdr><%s><Id>%s</Id>
    <FrToDt><FrDtTm>%sT00:00:00</FrDtTm><ToDtTm>%sT23:59:59</ToDtTm></FrToDt>
    <Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>%s%s</%s></%s></Document>
    """
        .formatted(
            version,
            message,
            part,
            bankId,
            day,
            day,
            account,
            balances,
            String.join("", entries),
            part,
            message)
        .strip()
        .getBytes(StandardCharsets.UTF_8);
  }
}
