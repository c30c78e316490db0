package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Ledger;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// What PayPal's own report of the operator's balance proves, against a PayPal that keeps its
/// rules: three hours late, 31 days at a time, in pages.
@PayoutServer
class PayPalReportTests {
  private static final Duration LATE = Duration.ofHours(3).plusMinutes(1);
  private static final String SEARCH = "GET /v1/reporting/transactions";

  @Autowired private PayPalReport report;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private PayPalDouble payPal;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private long clearing;
  private long assets;
  private long fees;

  @BeforeEach
  void aFriday() {
    db.execute("update payouts.payout set next_look_at = null where next_look_at is not null");
    creators.nextFriday();
    submission.submitDue();
    payPal.behave();
    payPal.process();
    clock.advance(LATE);
    report.read();
    clearing = creators.clearing(PayPalRail.NAME, "USD");
    assets = balance("assets:rails:paypal");
    fees = balance("expenses:payout-fees:paypal");
  }

  @AfterEach
  void leaveItWorking() {
    payPal.behave();
  }

  @Test
  void whatPayPalShowsThreeHoursLaterIsConfirmedAndClearingReturnsToZero() {
    var payout = paid();
    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    assertThat(report.read().confirmed()).as("not on the report yet").isZero();
    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    assertThat(creators.clearing(PayPalRail.NAME, "USD") - clearing).isEqualTo(10_000);

    clock.advance(LATE);
    assertThat(report.read()).isEqualTo(new PayPalReport.Reading(1, 1));
    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
    assertMoved(0, -10_025, 25);
    assertThat(report.read()).as("a transaction counts once").isEqualTo(nothing());
    assertMoved(0, -10_025, 25);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatComesBackWeeksLaterIsAvailableAgainAndItsFeeIsWhatPayPalKept(boolean feesComeBack) {
    payPal.feesComeBack(feesComeBack);
    var payout = paid();
    clock.advance(Duration.ofDays(40));
    report.read();
    payPal.says(key(payout), "REVERSED", null);
    clock.advance(LATE);
    report.read();

    assertThat(state(payout)).as("by the report alone").isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isEqualTo(10_000);
    assertMoved(0, feesComeBack ? 0 : -25, feesComeBack ? 0 : 25);
    assertThat(payouts.exceptions(1_000))
        .noneMatch(one -> Long.valueOf(payout).equals(one.payoutId()));
  }

  @Test
  void whatNobodyClaimsIsNeverConfirmedAndLeavesNothingBehind() {
    var payout = sent();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    clock.advance(LATE);
    assertThat(report.read()).as("it is pending there too").isEqualTo(nothing());
    assertThat(state(payout)).isEqualTo(PayoutState.UNCLAIMED);

    clock.advance(Duration.ofDays(30));
    look(payout);
    clock.advance(LATE);
    report.read();
    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    assertMoved(0, 0, 0);
  }

  @Test
  void whatNobodyClaimsForDaysLeavesNothingBehindWhereOthersArePaidMeanwhile() {
    // What other tests left unproved would have everything read from its time on.
    db.execute(
        """
        insert into payouts.paypal_line (transaction_id, event_code, currency, amount_minor, fee_minor, occurred_at, read_at,
          outcome, payout_id, entry_id)
        select 'left ' || payout_id, 'T0001', currency, -amount_minor, 0, created_at, created_at, 'settles', payout_id, 0
        from payouts.payout as p where rail = 'paypal' and not exists (
          select from payouts.paypal_line as l where l.payout_id = p.payout_id and l.outcome = 'settles')
        """);
    var payout = sent();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    clock.advance(Duration.ofDays(12));
    var other = paid();
    clock.advance(LATE);
    report.read();
    assertThat(state(other)).isEqualTo(PayoutState.CONFIRMED);
    var third = sent();
    payPal.says(key(payout), "RETURNED", "RECEIVER_UNREGISTERED");
    look(payout);
    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    clock.advance(LATE);
    report.read();

    assertThat(state(third)).isEqualTo(PayoutState.ACCEPTED);
    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    assertMoved(10_000, -10_025, 25);
  }

  @Test
  void aPaymentThatPayPalDoesNotNameYetIsNotTakenForSomebodyElses() {
    payPal.listsItems(false);
    var payout = sent();
    payPal.says(key(payout), "SUCCESS", null);
    clock.advance(LATE);
    assertThat(report.read()).as("it may be ours").isEqualTo(nothing());

    payPal.listsItems(true);
    assertThat(report.read()).isEqualTo(new PayPalReport.Reading(1, 1));
    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
    assertMoved(0, -10_025, 25);
  }

  @Test
  void aPaymentThatCameBackBeforePayPalNamedItIsNotTakenForSomebodyElses() {
    payPal.listsItems(false);
    var payout = sent();
    payPal.says(key(payout), "SUCCESS", null);
    payPal.says(key(payout), "REVERSED", null);
    clock.advance(LATE);
    assertThat(report.read()).as("both may be ours").isEqualTo(nothing());

    payPal.listsItems(true);
    assertThat(report.read().lines()).isEqualTo(2);
    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    assertMoved(0, 0, 0);
  }

  @Test
  void whatIsClaimedLateIsConfirmedThenAndItsFeeBookedOnce() {
    var payout = sent();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    clock.advance(Duration.ofDays(12));
    report.read();
    payPal.says(key(payout), "SUCCESS", null);
    report.read();
    assertThat(state(payout))
        .as("money moved, PayPal was not asked yet")
        .isEqualTo(PayoutState.UNCLAIMED);
    look(payout);
    report.read();

    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
    assertMoved(0, -10_025, 25);
  }

  @Test
  void aFeeForTheWholeBatchTakesThePlaceOfTheFeesOfItsItems() {
    payPal.feesByBatch(true);
    var payout = paid();
    assertThat(balance("expenses:payout-fees:paypal") - fees).as("as the item says").isEqualTo(25);
    clock.advance(LATE);
    report.read();

    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
    assertMoved(0, -10_025, 25);
  }

  @Test
  void anAmountThatIsOffByOneCentIsShownToAPersonAndStaysInClearing() {
    payPal.reportedBeside(new BigDecimal("0.01"));
    var payout = paid();
    clock.advance(LATE);
    report.read();

    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    assertThat(creators.clearing(PayPalRail.NAME, "USD") - clearing).isEqualTo(10_000);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("paypal_amount_mismatch")
                && Long.valueOf(payout).equals(one.payoutId()));
  }

  @Test
  void aLongPauseIsReadInWindowsOfAMonthAndInPages() {
    var ids = new ArrayList<Long>();
    for (var i = 0; i < 7; i++) {
      ids.add(paid());
      clock.advance(Duration.ofHours(1));
    }
    clock.advance(Duration.ofDays(80));
    payPal.pageLimit(2);
    payPal.reportLimit(5);
    payPal.report("T0006", "12.00");
    clock.advance(LATE);

    assertThat(report.read().confirmed()).isEqualTo(7);
    assertThat(ids.stream().map(this::state)).containsOnly(PayoutState.CONFIRMED);
    assertThat(payPal.calls().stream().filter(SEARCH::equals).count())
        .as("three windows, one of them halved as it is too large")
        .isGreaterThan(4);
    assertMoved(0, -7 * 10_025, 7 * 25);
  }

  /// PayPal refuses to be asked from a time that its report has not reached: neither the last of
  /// several months is, nor the second half of one that holds too much.
  @ParameterizedTest
  @CsvSource({"80, 31", "25, 20"})
  void aReportThatEndsBeforeTheLastWindowBeginsIsReadUpToThere(int pause, int late) {
    var ids = new ArrayList<Long>();
    for (var i = 0; i < 7; i++) {
      ids.add(paid());
      clock.advance(Duration.ofHours(1));
    }
    clock.advance(Duration.ofDays(pause));
    payPal.reportLimit(5);
    payPal.reportsLater(Duration.ofDays(late));

    assertThat(report.read().confirmed()).isEqualTo(7);
    assertThat(ids.stream().map(this::state)).containsOnly(PayoutState.CONFIRMED);
    assertMoved(0, -7 * 10_025, 7 * 25);
  }

  @Test
  void readersAtOnceBookATransactionOnce() throws Exception {
    var payout = paid();
    clock.advance(LATE);
    var calls = new ArrayList<Callable<PayPalReport.Reading>>();
    for (var i = 0; i < 4; i++) {
      calls.add(report::read);
    }
    var lines = 0;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : pool.invokeAll(calls)) {
        lines += Objects.requireNonNull(each.get()).lines();
      }
    }

    assertThat(lines).isEqualTo(1);
    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
    assertMoved(0, -10_025, 25);
  }

  @Test
  void withoutThePermissionItSaysWhereToGiveIt() {
    var payout = paid();
    clock.advance(LATE);
    payPal.reports(false);

    assertThatThrownBy(() -> report.read())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("turn on “Transaction search”");
    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    payPal.reports(true);
    report.read();
    assertThat(state(payout)).isEqualTo(PayoutState.CONFIRMED);
  }

  @Test
  void aPaymentThatMayBeAPayoutOfUnknownOutcomeIsShownToAPerson() {
    var payout = aPayout();
    payPal.away(true);
    submission.submitDue();
    payPal.away(false);
    payPal.report("T0001", "-100.00");
    clock.advance(LATE);
    report.read();

    assertThat(state(payout)).as("nobody guesses").isEqualTo(PayoutState.UNKNOWN);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("paypal_unknown_line")
                && Long.valueOf(payout).equals(one.payoutId()));
    look(payout);
    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
  }

  /// A finished batch did not have it, so that it failed at once; the report is heard all the same.
  @Test
  void aPaymentThatMayBeAPayoutThatFailedIsShownToAPerson() {
    var one = aPayout();
    var other = aPayout();
    payPal.next(PayPalDouble.Fault.LOST_REQUEST);
    submission.submitDue();
    clock.advance(Duration.ofMinutes(6));
    followUp.look(one);
    payPal.process();
    followUp.look(other);
    assertThat(state(other)).isEqualTo(PayoutState.FAILED);

    payPal.report("T0001", "-100.00");
    clock.advance(LATE);
    report.read();
    assertThat(payouts.exceptions(1_000))
        .anyMatch(shown ->
            shown.kind().equals("paypal_unknown_line")
                && Long.valueOf(other).equals(shown.payoutId()));
    assertThat(state(other)).as("nobody guesses").isEqualTo(PayoutState.FAILED);
  }

  private void assertMoved(long inClearing, long inAssets, long inFees) {
    assertThat(creators.clearing(PayPalRail.NAME, "USD") - clearing)
        .as("clearing")
        .isEqualTo(inClearing);
    assertThat(balance("assets:rails:paypal") - assets).as("at PayPal").isEqualTo(inAssets);
    assertThat(balance("expenses:payout-fees:paypal") - fees).as("fees").isEqualTo(inFees);
  }

  private static PayPalReport.Reading nothing() {
    return new PayPalReport.Reading(0, 0);
  }

  private long aPayout() {
    var creator = creators.payable(PayPalRail.NAME, "A B", "ana@example.com");
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
        .get(0, Long.class);
  }

  private long sent() {
    var payout = aPayout();
    submission.submitDue();
    return payout;
  }

  private long paid() {
    var payout = sent();
    payPal.process();
    look(payout);
    return payout;
  }

  private void look(long payout) {
    clock.advance(Duration.ofSeconds(1));
    followUp.look(payout);
  }

  private Payout find(long payout) {
    return payouts.find(payout).orElseThrow();
  }

  private PayoutState state(long payout) {
    return find(payout).state();
  }

  private String key(long payout) {
    return Objects.requireNonNull(find(payout).key());
  }

  private long balance(String path) {
    return ledger.balance(Account.free(path, Creators.asset("USD")));
  }
}
