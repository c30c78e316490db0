package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Ledger;
import ai.profithack.payouts.PayPalDouble.Fault;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/// Payouts over PayPal, against a PayPal that keeps its rules and fails in all its ways.
@PayoutServer
@ExtendWith(OutputCaptureExtension.class)
class PayPalRailTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final List<Fault> QUICK_FAULTS =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.SLOW)));
  private static final String POSTED = "POST /v1/payments/payouts";
  private static final String TOKEN = "POST /v1/oauth2/token";

  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private PayPalRail rail;
  @Autowired private PayPalDouble payPal;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @BeforeEach
  void aFriday() {
    creators.nextFriday();
    submission.submitDue();
    payPal.behave();
  }

  @AfterEach
  void leaveItWorking() {
    payPal.behave();
  }

  @Test
  void aPaymentIsTakenPaidAndItsFeeIsTheOperators() {
    var fees = balance("expenses:payout-fees:paypal");
    var clearing = creators.clearing(PayPalRail.NAME, "USD");
    var payout = aPayout("ana@example.com");
    submission.submitDue();

    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
    assertThat(find(payout).reference()).isEqualTo(item(payout).id);
    payPal.process();
    look(payout);
    look(payout);

    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    assertThat(creators.clearing(PayPalRail.NAME, "USD") - clearing).isEqualTo(10_000);
    assertThat(balance("expenses:payout-fees:paypal") - fees).as("once").isEqualTo(25);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isZero();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void afterEachFaultThereIsExactlyOnePayment(Fault fault) {
    var payout = aPayout("ana@example.com");
    payPal.next(fault);
    submission.submitDue();
    assertThat(creators.available(find(payout).creatorId(), "USD"))
        .as("nothing comes back on a guess")
        .isZero();
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();
    followUp.lookAtDue();

    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
    assertThat(payPal.items(key(payout))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultOfALookLeavesAllAsItIs(Fault fault) {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    payPal.process();
    payPal.next(fault, fault);
    look(payout);
    assertThat(state(payout)).isIn(PayoutState.ACCEPTED, PayoutState.PAID);
    payPal.behave();
    look(payout);

    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
  }

  @Test
  void ofTwentyOneIsRefusedAndNineteenArePaid() {
    var all = new ArrayList<Long>();
    for (var each = 1; each <= 20; each++) {
      all.add(aPayout(each == 7 ? "seventh@nowhere.example" : "c%d@example.com".formatted(each)));
    }
    submission.submitDue();
    payPal.process();
    all.forEach(this::look);

    var seventh = all.remove(6);
    assertThat(all).allMatch(id -> state(id) == PayoutState.PAID);
    assertThat(state(seventh)).isEqualTo(PayoutState.FAILED);
    assertThat(find(seventh).reason()).contains("Receiver is invalid");
    assertThat(creators.available(find(seventh).creatorId(), "USD")).isEqualTo(10_000);
    assertThat(payPal.calls().stream().filter(POSTED::equals)).hasSize(2);
  }

  @Test
  void whatIsRefusedInASecondCallIsGivenBackOnceTheRestIsTaken() {
    var good = aPayout("ana@example.com");
    var bad = aPayout("bea@nowhere.example");
    payPal.next(Fault.LOST_REQUEST);
    submission.submitDue();
    assertThat(state(bad)).isEqualTo(PayoutState.UNKNOWN);
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();

    assertThat(state(good)).isEqualTo(PayoutState.ACCEPTED);
    assertThat(state(bad)).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(find(bad).creatorId(), "USD")).isEqualTo(10_000);
  }

  @Test
  void aRefusalOfASecondCallProvesNothing() {
    var payout = aPayout("ana@example.com");
    payPal.balance(new BigDecimal("100.00"));
    payPal.next(Fault.LOST_ANSWER);
    submission.submitDue();
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();
    assertThat(state(payout))
        .as("the first call took the balance, so the second is refused")
        .isEqualTo(PayoutState.UNKNOWN);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isZero();
    payPal.balance(null);
    clock.advance(Duration.ofHours(2));
    followUp.lookAtDue();

    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
    assertThat(payPal.items(key(payout))).hasSize(1);
  }

  @Test
  void whereThereIsTooLittleToPayFromTheMoneyComesBackAndAPersonIsTold() {
    var payout = aPayout("ana@example.com");
    payPal.balance(new BigDecimal("99.99"));
    submission.submitDue();

    assertThat(state(payout)).isEqualTo(PayoutState.FAILED);
    assertThat(find(payout).reason()).startsWith("INSUFFICIENT_FUNDS");
    assertThat(creators.available(find(payout).creatorId(), "USD")).isEqualTo(10_000);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("paypal_refused") && one.sentence().contains("INSUFFICIENT_FUNDS"));
  }

  @Test
  void afterThirtyDaysNothingIsSentAgainUnderItsName() {
    var payout = aPayout("ana@example.com");
    payPal.next(Fault.LOST_ANSWER);
    submission.submitDue();
    clock.advance(Duration.ofDays(29).plusMinutes(1));
    payPal.behave();
    for (var day = 0; day < 5; day++) {
      followUp.look(payout);
      clock.advance(Duration.ofDays(1));
    }

    assertThat(state(payout)).isEqualTo(PayoutState.UNKNOWN);
    assertThat(payPal.calls()).doesNotContain(POSTED);
    assertThat(payPal.items(key(payout))).hasSize(1);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("unknown_outcome") && Long.valueOf(payout).equals(one.payoutId()));
  }

  @Test
  void whatAFinishedBatchDoesNotHaveWasNeverPaid() {
    var one = aPayout("ana@example.com");
    var other = aPayout("bea@example.com");
    payPal.next(Fault.LOST_REQUEST);
    submission.submitDue();
    clock.advance(Duration.ofMinutes(6));
    followUp.look(one);
    assertThat(state(one)).isEqualTo(PayoutState.ACCEPTED);
    followUp.look(other);
    assertThat(state(other)).as("the batch is not finished").isEqualTo(PayoutState.UNKNOWN);
    payPal.process();
    followUp.look(other);

    assertThat(state(other)).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(find(other).creatorId(), "USD")).isEqualTo(10_000);
    assertThat(payPal.items(key(other))).isEmpty();
  }

  @Test
  void aBatchOfManyPagesIsReadToItsEnd() {
    var all = new ArrayList<Long>();
    for (var each = 0; each < 15; each++) {
      all.add(aPayout("c%d@example.com".formatted(each)));
    }
    submission.submitDue();
    payPal.process();
    payPal.pageLimit(4);
    clock.advance(Duration.ofHours(2));
    followUp.lookAtDue();

    assertThat(all).allMatch(id -> state(id) == PayoutState.PAID);
    assertThat(
            payPal.calls().stream()
                .filter(call -> call.endsWith(payPal.batchOf(key(all.getFirst())).id)))
        .as("one batch is asked for once, not once a payout")
        .hasSize(5);
  }

  @Test
  void aBatchThatIsDeniedIsRefusedAsAWhole() {
    payPal.listsItems(false);
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    assertThat(find(payout).reference()).isEqualTo(payPal.batchOf(key(payout)).id);
    payPal.batchOf(key(payout)).status = "DENIED";
    look(payout);

    assertThat(state(payout)).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isEqualTo(10_000);
  }

  @Test
  void whatNobodyClaimsComesBackAfterThirtyDays() {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    payPal.process();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    assertThat(state(payout)).isEqualTo(PayoutState.UNCLAIMED);
    assertThat(find(payout).reason()).startsWith("RECEIVER_UNREGISTERED");
    clock.advance(Duration.ofDays(30));
    followUp.lookAtDue();

    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isEqualTo(10_000);
  }

  @Test
  void whatNobodyClaimedYetCanBeTakenBack() {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    assertThat(payouts.takeBack(payout)).isInstanceOf(Payouts.Ending.NotPossible.class);
    payPal.process();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    payPal.next(Fault.LOST_ANSWER, Fault.LOST_ANSWER);
    assertThat(payouts.takeBack(payout)).isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(state(payout)).isEqualTo(PayoutState.UNCLAIMED);
    payPal.behave();

    assertThat(payouts.takeBack(payout)).isEqualTo(new Payouts.Ending.Done(PayoutState.RETURNED));
    assertThat(creators.available(find(payout).creatorId(), "USD")).isEqualTo(10_000);
  }

  @Test
  void whatWasClaimedMeanwhileIsPaidAndNotTakenBack() {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    payPal.process();
    payPal.says(key(payout), "UNCLAIMED", "RECEIVER_UNREGISTERED");
    look(payout);
    payPal.says(key(payout), "SUCCESS", null);

    assertThat(payouts.takeBack(payout)).isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
    assertThat(creators.available(find(payout).creatorId(), "USD")).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverGoesWrongThereIsOnePaymentOrNone(long seed) {
    var random = new Random(seed);
    var all = new ArrayList<Long>();
    for (var step = 0; step < 120; step++) {
      if (random.nextInt(2) == 0) {
        payPal.next(QUICK_FAULTS.get(random.nextInt(QUICK_FAULTS.size())));
      }
      payPal.balance(random.nextInt(6) == 0 ? BigDecimal.ZERO : null);
      switch (random.nextInt(6)) {
        case 0 -> all.add(aPayout(random.nextInt(5) == 0 ? "x@nowhere.example" : "x@example.com"));
        case 1 -> submission.submitDue();
        case 2 -> followUp.lookAtDue();
        case 3 -> clock.advance(Duration.ofMinutes(random.nextInt(300)));
        case 4 -> all.forEach(id -> goesOn(id, random));
        default -> payPal.expireTokens();
      }
      assertThat(all).as("seed %d, step %d", seed, step).allMatch(this::paidAtMostOnce);
    }
    payPal.behave();
    submission.submitDue();
    for (var day = 0; day < 3; day++) {
      payPal.process();
      clock.advance(Duration.ofDays(1));
      followUp.lookAtDue();
    }

    assertThat(all).allMatch(this::paidAtMostOnce).allSatisfy(this::agreesWithPayPal);
  }

  private void goesOn(long payout, Random random) {
    var key = find(payout).key();
    if (key == null || payPal.items(key).isEmpty() || random.nextInt(3) > 0) {
      return;
    }
    var next =
        switch (item(key).status) {
          case "PENDING" -> List.of("SUCCESS", "FAILED", "UNCLAIMED", "ONHOLD");
          case "ONHOLD" -> List.of("SUCCESS", "FAILED", "ONHOLD");
          case "UNCLAIMED" -> List.of("SUCCESS", "RETURNED", "UNCLAIMED");
          case "SUCCESS" -> List.of("SUCCESS", "SUCCESS", "SUCCESS", "REFUNDED", "REVERSED");
          default -> List.of(item(key).status);
        };
    payPal.says(key, next.get(random.nextInt(next.size())), null);
  }

  /// Nothing is at PayPal twice, and what the receiver has is not with the creator as well.
  private boolean paidAtMostOnce(long payout) {
    var key = find(payout).key();
    var items = key == null ? List.<PayPalDouble.Item>of() : payPal.items(key);
    var back = creators.available(find(payout).creatorId(), "USD") > 0;
    return items.size() <= 1 && !(back && items.stream().anyMatch(PayPalDouble.Item::live));
  }

  private void agreesWithPayPal(long payout) {
    var items = payPal.items(key(payout));
    if (items.isEmpty() && state(payout) == PayoutState.UNKNOWN) {
      // All of its batch is refused, but only since a call whose answer was lost.
      assertThat(creators.available(find(payout).creatorId(), "USD")).isZero();
      return;
    }
    var expected =
        items.isEmpty()
            ? PayoutState.FAILED
            : switch (items.getFirst().status) {
              case "SUCCESS" -> PayoutState.PAID;
              case "UNCLAIMED" -> PayoutState.UNCLAIMED;
              case "ONHOLD" -> PayoutState.ON_HOLD;
              case "FAILED" -> PayoutState.FAILED;
              default -> PayoutState.RETURNED;
            };
    assertThat(state(payout)).isEqualTo(expected);
    assertThat(creators.available(find(payout).creatorId(), "USD"))
        .isEqualTo(expected.over() ? 10_000 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, PAID",
    "PENDING, ACCEPTED",
    "UNCLAIMED, UNCLAIMED",
    "ONHOLD, ON_HOLD",
    "FAILED, FAILED",
    "DENIED, FAILED",
    "BLOCKED, ON_HOLD",
    "RETURNED, RETURNED",
    "REFUNDED, RETURNED",
    "REVERSED, RETURNED",
    "SOMETHING_NEW, NO_ANSWER"
  })
  void eachStateOfAnItemIsOneOfOurs(String theirs, Report.Status ours) {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    payPal.batchOf(key(payout)).status = "SUCCESS";
    payPal.says(key(payout), theirs, null);

    assertThat(reportOf(payout).status()).isEqualTo(ours);
  }

  @Test
  void whatIsBlockedBeforeAnyMoneyMovedIsRefused() {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    payPal.says(key(payout), "BLOCKED", "COUNTRY_RESTRICTED");
    item(payout).transacted = false;

    assertThat(reportOf(payout).status()).isEqualTo(Report.Status.FAILED);
  }

  @Test
  void anotherAmountUnderOurKeyIsNoAnswer() {
    var payout = aPayout("ana@example.com");
    submission.submitDue();
    var orders = orders(payout);
    var first = orders.getFirst();
    var other =
        new Order(
            first.key(),
            first.payoutId(),
            first.creatorId(),
            new Money(9_999, USD),
            first.holder(),
            first.account(),
            null);

    assertThat(Objects.requireNonNull(rail.lookup(List.of(other)).get(first.key())).status())
        .isEqualTo(Report.Status.NO_ANSWER);
  }

  @Test
  void aTokenIsAskedForOnceAndAgainWhenItEnds() {
    aPayout("ana@example.com");
    submission.submitDue();
    var payout = aPayout("bea@example.com");
    payPal.behave();
    submission.submitDue();
    look(payout);
    assertThat(payPal.calls()).doesNotContain(TOKEN);
    payPal.expireTokens();
    look(payout);
    assertThat(payPal.calls().stream().filter(TOKEN::equals)).hasSize(1);
    clock.advance(Duration.ofHours(9).minusMinutes(1));
    look(payout);

    assertThat(payPal.calls().stream().filter(TOKEN::equals)).as("before its end").hasSize(2);
    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
  }

  @Test
  void wrongCredentialsSendNothingAndReleaseNothing() {
    var environment =
        new PayPalSettings(PayPalDouble.CLIENT_ID, "wrong", "", "sandbox", payPal.url());
    var client = new PayPalClient(environment, JsonMapper.builder().build(), clock);

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> client.get("/v1/payments/payouts/X"))
        .isInstanceOf(PayPalClient.NoAnswer.class)
        .hasMessageContaining("401");
  }

  @Test
  void whoDoesNotAnswerInTimeHasNotAnswered() {
    var client =
        new PayPalClient(
            new PayPalSettings(
                PayPalDouble.CLIENT_ID, PayPalDouble.CLIENT_SECRET, "", "sandbox", payPal.url()),
            JsonMapper.builder().build(),
            clock,
            Duration.ofMillis(200));
    payPal.next(Fault.SLOW);

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> client.get("/v1/payments/payouts/X"))
        .isInstanceOf(PayPalClient.NoAnswer.class);
  }

  @Test
  void forintsAndTaiwanDollarsGoWholeAndTheRestStays() {
    var creator = creators.payable(PayPalRail.NAME, "Ana", "ana@example.com");
    creators.earn(creator, 6_099, "HUF");
    creators.earn(creator, 7_001, "TWD");
    creators.earn(creator, 501, "JPY");
    creators.earn(creator, 5_099, "EUR");
    runs.payNow(creator, "somebody");
    submission.submitDue();

    assertThat(creators.available(creator, "HUF")).isEqualTo(99);
    assertThat(creators.available(creator, "TWD")).isEqualTo(1);
    assertThat(creators.available(creator, "JPY")).isZero();
    assertThat(creators.available(creator, "EUR")).isZero();
    assertThat(
            db.fetch("select attempt_key from payouts.payout where creator_id = ?", creator)
                .map(row -> item(row.get(0, String.class)).amount.path("value").asString()))
        .containsExactlyInAnyOrder("60", "70", "501", "50.99");
  }

  /// PayPal takes 20,000 USD in one payment; more is not refused every Friday but follows.
  @Test
  void aPayoutAboveWhatOneCanBeLeavesTheRestVisibly() {
    var creator = creators.payable(PayPalRail.NAME, "Ana", "ana@example.com");
    creators.earn(creator, 2_500_001, "USD");
    creators.earn(creator, 1_500_001, "EUR");
    runs.payNow(creator, "somebody");
    payouts
        .waitingForApproval()
        .forEach(each -> payouts.approve(each.payoutId(), Creators.person("a second person")));
    submission.submitDue();

    assertThat(
            db.fetch("select state, amount_minor from payouts.payout where creator_id = ?", creator)
                .map(row -> row.get(0) + " " + row.get(1)))
        .containsExactlyInAnyOrder("accepted 2000000", "accepted 1500000");
    assertThat(creators.available(creator, "USD")).isEqualTo(500_001);
    assertThat(creators.available(creator, "EUR")).isEqualTo(1);
  }

  @Test
  void whatPayPalDoesNotCarryWaitsWithAReason() {
    var creator = creators.payable(PayPalRail.NAME, "Ana", "ana@example.com");
    creators.earn(creator, 10_000, "BRL");

    assertThat(runs.payNow(creator, "somebody"))
        .singleElement()
        .isInstanceOfSatisfying(
            PayoutRuns.Single.NotPaid.class,
            not -> assertThat(not.skipped().reason()).isEqualTo(SkipReason.RAIL_UNAVAILABLE));
    assertThat(creators.available(creator, "BRL")).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "ana@example.com, true",
    "QXY7ZA1B2C3D4, true",
    "ana@example, false",
    "qxy7za1b2c3d4, false",
    "ana at example.com, false",
    "'ana@example.com,bea@example.com', false"
  })
  void paysToAnAddressOrAnAccountsId(String account, boolean payable) {
    assertThat(rail.refuses("Ana", account, null).isEmpty()).isEqualTo(payable);
  }

  @Test
  void withoutCredentialsItSaysWhatIsMissing() {
    assertThat(new PayPalSettings("", "", "", "sandbox", "").unavailable().orElseThrow())
        .contains("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET");
    assertThat(new PayPalSettings("a", "b", "", "production", "").unavailable().orElseThrow())
        .contains("PAYPAL_ENVIRONMENT");
    assertThat(new PayPalSettings("a", "b", "", "live", "").noNotices().orElseThrow())
        .contains("PAYPAL_WEBHOOK_ID");
    assertThat(new PayPalSettings("a", "b", "", "live", "").baseUrl().getHost())
        .isEqualTo("api-m.paypal.com");
    assertThat(new PayPalSettings("a", "b", "", "sandbox", "").baseUrl().getHost())
        .isEqualTo("api-m.sandbox.paypal.com");
  }

  @Test
  void noSecretIsInTheLog(CapturedOutput output) {
    for (var fault : Fault.values()) {
      aPayout("ana@example.com");
      payPal.next(fault);
      submission.submitDue();
    }
    payPal.expireTokens();
    clock.advance(Duration.ofMinutes(6));
    followUp.lookAtDue();

    assertThat(output.getAll())
        .contains("The call of paypal")
        .doesNotContain(PayPalDouble.CLIENT_SECRET, "a_token", "ana@example.com");
  }

  private long aPayout(String account) {
    var creator = creators.payable(PayPalRail.NAME, "Ana", account);
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
        .get(0, Long.class);
  }

  private Report reportOf(long payout) {
    return Objects.requireNonNull(rail.lookup(orders(payout)).get(key(payout)));
  }

  private List<Order> orders(long payout) {
    var found = find(payout);
    return List.of(
        new Order(
            key(payout),
            payout,
            found.creatorId(),
            found.amount(),
            "Ana",
            "ana@example.com",
            null));
  }

  private void look(long payout) {
    followUp.look(payout);
  }

  private long balance(String path) {
    return ledger.balance(Account.free(path, Creators.asset("USD")));
  }

  private PayPalDouble.Item item(long payout) {
    return item(key(payout));
  }

  private PayPalDouble.Item item(String key) {
    return payPal.items(key).getFirst();
  }

  private String key(long payout) {
    return Objects.requireNonNull(find(payout).key());
  }

  private Payout find(long payout) {
    return payouts.find(payout).orElseThrow();
  }

  private PayoutState state(long payout) {
    return find(payout).state();
  }
}
