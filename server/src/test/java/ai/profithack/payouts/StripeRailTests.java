package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Ledger;
import ai.profithack.payouts.ProviderNotice.State;
import ai.profithack.payouts.StripeDouble.Fault;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/// Payouts over Stripe: two moves and the way back, whatever gets lost between us and it.
@PayoutServer
class StripeRailTests {
  @LocalServerPort private int port;
  @Autowired private StripeDouble stripe;
  @Autowired private StripeRail rail;
  @Autowired private StripeAccounts accounts;
  @Autowired private StripeBalance balance;
  @Autowired private Ledger ledger;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Notices notices;
  @Autowired private Payouts payouts;
  @Autowired private PayoutRepository repository;
  @Autowired private PayeeRepository payees;
  @Autowired private Payees changes;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private StripeDouble.Account connected = new StripeDouble.Account("");
  private long creator;
  private long payoutId;

  @BeforeEach
  void aPayoutOfAHundred() {
    db.execute("update payouts.payout set next_look_at = null where next_look_at is not null");
    creators.nextFriday();
    stripe.calm();
    stripe.topUp("usd", 1_000_000);
    connected = stripe.account();
    creator = creators.payable(StripeRail.NAME, "A B", connected.id);
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    payoutId = payoutOf(creator);
  }

  @AfterEach
  void nothingIsLeftToTry() {
    db.execute("update payouts.notice set next_try_at = null where next_try_at is not null");
    db.execute("update payouts.payout set next_look_at = null where rail = 'stripe'");
    stripe.calm();
  }

  @Test
  void goesToTheAccountAndFromThereToTheBank() {
    submission.submitDue();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(payout().reference()).startsWith("tr_");
    assertThat(stripe.payoutsOf(key()))
        .singleElement()
        .satisfies(one -> {
          assertThat(one).containsEntry("amount", 10_000L).containsEntry("currency", "usd");
        });
    assertThat(stripe.transfersOf(key()))
        .singleElement()
        .satisfies(one -> {
          assertThat(one)
              .containsEntry("destination", connected.id)
              .containsEntry("amount", 10_000L);
        });
    stripe.bank(key(), "in_transit");
    look();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    stripe.bank(key(), "paid");
    look();
    assertThat(state()).isEqualTo(PayoutState.PAID);
    assertThat(steps()).containsExactly("transfer made made", "payout made paid");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void afterAnyFaultOfTheTransferThereIsAtMostOneAndItIsKnown(Fault fault) {
    stripe.fail("POST /v1/transfers", fault);
    submission.submitDue();
    for (var i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(1));
      followUp.lookAtDue();
    }
    if (fault == Fault.FAILED_BEFORE) {
      // Stripe repeats its own error as long as it remembers the key, and nothing was done.
      assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
      assertThat(creators.inPayout(creator, "USD")).isEqualTo(10_000);
      assertThat(stripe.transfersOf(key())).isEmpty();
    } else if (fault == Fault.WRONG_KEY) {
      assertThat(state()).as("refused before anything was looked at").isEqualTo(PayoutState.FAILED);
      assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
      assertThat(stripe.transfersOf(key())).isEmpty();
    } else {
      assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
      assertThat(stripe.transfersOf(key())).hasSize(1);
      assertThat(stripe.payoutsOf(key())).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void afterAnyFaultOfThePayoutTheMoneyIsInOnePlace(Fault fault) {
    stripe.fail("POST /v1/payouts", fault);
    submission.submitDue();
    assertThat(stripe.transfersOf(key())).hasSize(1);
    for (var i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(1));
      followUp.lookAtDue();
    }
    switch (fault) {
      case FAILED_BEFORE -> {
        assertThat(state()).as("nobody guesses").isEqualTo(PayoutState.ACCEPTED);
        assertThat(connected.balance).containsEntry("usd", 10_000L);
        clock.advance(Duration.ofDays(1));
        followUp.lookAtDue();
        assertThat(exceptions("stripe_payout_unknown")).hasSize(1);
      }
      case WRONG_KEY -> {
        assertThat(state()).isEqualTo(PayoutState.FAILED);
        assertThat(connected.balance).containsEntry("usd", 0L);
        assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
      }
      default -> {
        assertThat(stripe.payoutsOf(key())).hasSize(1);
        assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
        assertThat(connected.balance).containsEntry("usd", 0L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILED_BEFORE", "WRONG_KEY"},
      mode = EnumSource.Mode.EXCLUDE)
  void afterAnyFaultOfTheReversalTheMoneyIsBackOnce(Fault fault) {
    submission.submitDue();
    stripe.bank(key(), "failed");
    stripe.fail("POST /v1/transfers/", fault);
    look();
    for (var i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(1));
      followUp.lookAtDue();
    }
    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(stripe.transfersOf(key()).getFirst()).containsEntry("amount_reversed", 10_000L);
    assertThat(connected.balance).containsEntry("usd", 0L);
  }

  @Test
  void whatFailsAfterItWasPaidComesBackAsReturnedOnce() {
    submission.submitDue();
    stripe.bank(key(), "paid");
    look();
    assertThat(state()).isEqualTo(PayoutState.PAID);
    clock.advance(Duration.ofDays(4));
    stripe.bank(key(), "failed");
    look();
    look();

    assertThat(state()).isEqualTo(PayoutState.RETURNED);
    assertThat(payout().reason()).contains("account_closed", "The bank account has been closed.");
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(stripe.transfersOf(key()).getFirst()).containsEntry("reversed", true);
    assertThat(steps())
        .containsExactly("transfer made made", "payout made failed", "reversal made reversed");
  }

  @Test
  void aReversalThatIsRefusedLeavesTheAmountBlockedUntilItIsDoneAtStripe() {
    submission.submitDue();
    stripe.bank(key(), "failed");
    connected.balance.put("usd", 0L);
    look();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(creators.available(creator, "USD")).as("not back on a guess").isZero();
    assertThat(exceptions("stripe_reversal_refused"))
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("insufficient funds"));
    assertThat(stripe.requests().stream().filter(one -> one.endsWith("/reversals"))).hasSize(1);
    look();
    assertThat(stripe.requests().stream().filter(one -> one.endsWith("/reversals")))
        .as("it is not tried again under the same key")
        .hasSize(1);

    connected.balance.put("usd", 10_000L);
    stripe.reverseByHand(key());
    look();
    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void whatFailsAfterItWasConfirmedStaysBlockedWhereItsReversalIsRefused() {
    submission.submitDue();
    stripe.bank(key(), "paid");
    look();
    balance.read();
    assertThat(state()).isEqualTo(PayoutState.CONFIRMED);

    stripe.bank(key(), "failed");
    connected.balance.put("usd", 0L);
    look();
    assertThat(state()).as("its end is not known yet").isEqualTo(PayoutState.CONFIRMED);
    assertThat(creators.available(creator, "USD")).as("not back on a guess").isZero();
    assertThat(exceptions("stripe_reversal_refused")).hasSize(1);

    connected.balance.put("usd", 10_000L);
    stripe.reverseByHand(key());
    look();
    assertThat(state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void aReversalWithoutAnswerForADayIsNotAskedForAgainAndIsSeenOnceItIsDoneAtStripe() {
    submission.submitDue();
    stripe.bank(key(), "failed");
    stripe.fail("POST /v1/transfers/", Fault.FAILED_BEFORE);
    look();
    clock.advance(Duration.ofHours(24));
    look();
    look();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(creators.available(creator, "USD")).as("not back on a guess").isZero();
    assertThat(exceptions("stripe_reversal_unknown")).hasSize(1);
    assertThat(stripe.requests().stream().filter(one -> one.endsWith("/reversals"))).hasSize(1);

    stripe.reverseByHand(key());
    look();
    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void whatThePlatformCannotCoverIsRefusedWithItsReasonAndGoesBack() {
    stripe.empty("usd");
    submission.submitDue();
    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(payout().reason()).contains("insufficient available funds");
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(payee().pausedByProvider()).as("it is not the creator's fault").isNull();
  }

  @Test
  void anAccountThatMayNotBePaidOutGivesTheMoneyBackAndIsPausedUntilItMay() {
    stripe.restrict(connected.id, "requirements.past_due");
    stripe.notices();
    submission.submitDue();
    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(stripe.transfersOf(key()).getFirst()).containsEntry("reversed", true);
    assertThat(payee().pausedByProvider())
        .isEqualTo("Stripe: payouts are not enabled (requirements.past_due).");
    clock.advance(Duration.ofDays(7));
    runs.payNow(creator, "somebody");
    submission.submitDue();
    assertThat(
            db.fetchCount(db.selectOne().from("payouts.payout").where("creator_id = " + creator)))
        .as("it is not sent to every week")
        .isEqualTo(1);

    stripe.onboarded(connected.id);
    deliver(stripe.notices());
    notices.attendToDue();
    assertThat(payee().pausedByProvider()).isNull();
    runs.payNow(creator, "somebody");
    submission.submitDue();
    assertThat(
            db.fetchValue(
                "select count(*) from payouts.payout where state = 'accepted' and creator_id = ?",
                creator))
        .isEqualTo(1L);
  }

  @Test
  void anAccountThatOwesStripeIsSentToOnceAndPausedUntilThatIsSettled() {
    connected.balance.put("usd", -20_000L);
    submission.submitDue();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(exceptions("stripe_reversal_refused")).hasSize(1);
    assertThat(payee().pausedByProvider())
        .isEqualTo("Stripe: the account's balance there is below zero.");
    creators.earn(creator, 9_000, "USD");
    clock.advance(Duration.ofDays(7));
    runs.payNow(creator, "somebody");
    accounts.lookAtPaused();
    runs.payNow(creator, "somebody");
    assertThat(
            db.fetchCount(db.selectOne().from("payouts.payout").where("creator_id = " + creator)))
        .as("it is not sent to every week")
        .isEqualTo(1);

    connected.balance.put("usd", 10_000L);
    accounts.lookAtPaused();
    assertThat(payee().pausedByProvider()).isNull();
    look();
    assertThat(stripe.requests().stream().filter(one -> one.endsWith("/reversals"))).hasSize(1);
  }

  @Test
  void anAccountThatIsNotThereIsRefusedAndPaused() {
    var stranger = creators.payable(StripeRail.NAME, "A B", "acct_1Nobody");
    creators.earn(stranger, 6_000, "USD");
    runs.payNow(stranger, "somebody");
    submission.submitDue();
    assertThat(db.fetchValue("select state from payouts.payout where creator_id = ?", stranger))
        .isEqualTo("failed");
    assertThat(
            db.fetchValue("select reason from payouts.payout where creator_id = ?", stranger)
                .toString())
        .contains("No such destination")
        .doesNotContain("acct_1Nobody");
    assertThat(creators.available(stranger, "USD")).isEqualTo(6_000);
    assertThat(payees.payees(List.of(stranger)).get(stranger))
        .satisfies(one -> assertThat(one.pausedByProvider()).startsWith("Stripe: "));
  }

  @Test
  void aWrongKeyOfThePlatformPausesNobody() {
    // What other tests left to be sent takes some of them.
    for (var i = 0; i < 5; i++) {
      stripe.fail("POST /v1/transfers", Fault.WRONG_KEY);
    }
    stripe.fail("GET /v1/accounts/" + connected.id, Fault.WRONG_KEY);
    submission.submitDue();

    assertThat(state()).isEqualTo(PayoutState.FAILED);
    assertThat(payee().pausedByProvider()).isNull();
    stripe.fail("GET /v1/accounts/" + connected.id, Fault.WRONG_KEY);
    assertThat(accounts.look(connected.id)).isInstanceOf(StripeAccounts.Standing.NotKnown.class);
    assertThat(payee().pausedByProvider()).isNull();
  }

  @Test
  void whoeverLeavesStripeLeavesItsPause() {
    stripe.restrict(connected.id, "requirements.past_due");
    accounts.look(connected.id);
    assertThat(payee().pausedByProvider()).startsWith("Stripe: ");

    changes.nameDestination(creator, "paypal", "A B", "a.b@example.com", null);

    assertThat(payee().pausedByProvider()).isNull();
    assertThat(runs.reasons(creator).getFirst().reason())
        .isEqualTo(SkipReason.DESTINATION_UNVERIFIED);
  }

  @Test
  void aKeyIsNotReliedOnAfterStripeForgotIt() {
    stripe.fail("POST /v1/transfers", Fault.LOST_REQUEST);
    submission.submitDue();
    clock.advance(Duration.ofHours(23));
    for (var day = 0; day < 9; day++) {
      followUp.lookAtDue();
      clock.advance(Duration.ofDays(1));
    }
    assertThat(state()).isEqualTo(PayoutState.UNKNOWN);
    assertThat(stripe.transfersOf(key())).isEmpty();
    assertThat(stripe.requests().stream().filter(one -> one.equals("POST /v1/transfers")))
        .hasSize(1);
    assertThat(creators.inPayout(creator, "USD")).isEqualTo(10_000);
    assertThat(exceptions("unknown_outcome")).hasSize(1);
  }

  @Test
  void twoAtOnceMakeOnePayment() throws Exception {
    var callers = new ArrayList<Thread>();
    submission.submitDue();
    for (var i = 0; i < 8; i++) {
      callers.add(
          Thread.ofVirtual().start(() -> rail.lookup(repository.orders(List.of(payoutId)))));
    }
    for (var caller : callers) {
      caller.join();
    }
    assertThat(stripe.transfersOf(key())).hasSize(1);
    assertThat(stripe.payoutsOf(key())).hasSize(1);
  }

  @Test
  void cancelsWhatTheBankDoesNotHaveYet() {
    submission.submitDue();
    var order = repository.orders(List.of(payoutId)).getFirst();
    assertThat(rail.cancel(order).status()).isEqualTo(Report.Status.CANCELLED);
    assertThat(stripe.transfersOf(key()).getFirst()).containsEntry("reversed", true);
    look();
    assertThat(state()).isEqualTo(PayoutState.CANCELLED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void financeTakesBackWhatTheBankDoesNotHaveYet() {
    submission.submitDue();
    assertThat(payouts.takeBack(payoutId))
        .isEqualTo(new Payouts.Ending.Done(PayoutState.CANCELLED));
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(payouts.takeBack(payoutId)).isInstanceOf(Payouts.Ending.NotPossible.class);
  }

  @Test
  void whatTheBankHasStaysThere() {
    submission.submitDue();
    stripe.bank(key(), "in_transit");
    assertThat(payouts.takeBack(payoutId)).isInstanceOf(Payouts.Ending.NotPossible.class);
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(creators.available(creator, "USD")).isZero();
  }

  @Test
  void aPausedAccountIsLookedAtAgainByTheClock() {
    stripe.restrict(connected.id, "requirements.past_due");
    accounts.look(connected.id);
    stripe.onboarded(connected.id);
    stripe.notices();
    assertThat(payee().pausedByProvider()).startsWith("Stripe: ");

    assertThat(accounts.lookAtPaused()).isPositive();

    assertThat(payee().pausedByProvider()).isNull();
    submission.submitDue();
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
  }

  @Test
  void whatARailCannotCarryStaysAvailable() {
    stripe.topUp("huf", 100_000_000);
    creators.earn(creator, 99_967, "HUF");
    runs.payNow(creator, "somebody");
    assertThat(creators.available(creator, "HUF")).as("67 fillér are carried on").isEqualTo(67);
    submission.submitDue();
    assertThat(
            db.fetchValue(
                "select amount_minor || ' ' || state from payouts.payout where currency = 'HUF' and creator_id = ?",
                creator))
        .isEqualTo("99900 accepted");
  }

  @Test
  void aPayoutAboveWhatOneCanBeLeavesTheRestVisibly() {
    var rich = creators.payable(StripeRail.NAME, "A B", connected.id);
    creators.earn(rich, 150_000_000, "USD");
    runs.payNow(rich, "somebody");
    assertThat(db.fetchValue("select amount_minor from payouts.payout where creator_id = ?", rich))
        .isEqualTo(99_999_999L);
    assertThat(creators.available(rich, "USD")).isEqualTo(50_000_001);
  }

  @Test
  void noticesInAnyOrderAndNumberLeaveWhatStripeSays() {
    var random = new Random(7);
    submission.submitDue();
    stripe.bank(key(), "in_transit");
    stripe.bank(key(), "paid");
    stripe.bank(key(), "failed");
    var once = stripe.notices();
    assertThat(once).hasSizeGreaterThanOrEqualTo(5);
    var all = new ArrayList<>(once);
    all.addAll(once);
    Collections.shuffle(all, random);
    deliver(all);
    notices.attendToDue();

    assertThat(state()).isIn(PayoutState.FAILED, PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(
            db.fetchValue(
                "select count(*) from payouts.notice where provider = 'stripe' and next_try_at is not null"))
        .isEqualTo(0L);
  }

  @Test
  void aNoticeOfAnotherAccountOrObjectOrModeIsNotOurs() {
    submission.submitDue();
    var payout = stripe.payoutsOf(key()).getFirst();
    stripe.notices();
    var wrongAccount = stripe.event("payout.paid", payout, "acct_1Other", false);
    var unknown =
        stripe.event(
            "payout.paid",
            Map.of("id", "po_1x", "object", "payout", "metadata", Map.of("payout_key", "PHgone")),
            connected.id,
            false);
    var foreign =
        stripe.event("payout.paid", Map.of("id", "po_2x", "object", "payout"), connected.id, false);
    var live = stripe.event("payout.paid", payout, connected.id, true);
    var weather = stripe.event("invoice.paid", Map.of("object", "invoice"), null, false);
    deliver(List.of(wrongAccount, unknown, foreign, live, weather));
    notices.attendToDue();

    assertThat(notice(wrongAccount)).isEqualTo(State.PARKED);
    assertThat(notice(unknown)).isEqualTo(State.PARKED);
    assertThat(notice(foreign)).isEqualTo(State.IGNORED);
    assertThat(notice(live)).isEqualTo(State.IGNORED);
    assertThat(notice(weather)).isEqualTo(State.IGNORED);
    assertThat(state()).isEqualTo(PayoutState.ACCEPTED);
  }

  @Test
  void onlyWhatStripeSignedLatelyIsTaken() {
    var event = stripe.event("payout.paid", Map.of("object", "payout"), connected.id, false);
    var signed = stripe.signature(event);
    assertThat(post(event, Optional.empty())).isEqualTo(400);
    assertThat(post(event, Optional.of(signed.replace("v1=", "v0=")))).isEqualTo(400);
    clock.advance(Duration.ofSeconds(301));
    assertThat(post(event, Optional.of(signed))).as("a replay").isEqualTo(400);
    clock.advance(Duration.ofSeconds(-602));
    assertThat(post(event, Optional.of(signed))).as("from the future").isEqualTo(400);
    clock.advance(Duration.ofSeconds(301));
    assertThat(post(event, Optional.of(signed))).isEqualTo(200);
    var thin =
        "{\"id\":\"evt_2\",\"object\":\"v2.core.event\",\"type\":\"v1.billing.meter.error_report_triggered\"}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(post(thin, Optional.of(stripe.signature(thin)))).isEqualTo(400);
    var old = "whsec_before";
    var rotated = stripe.event("payout.paid", Map.of("object", "payout"), connected.id, false);
    var now = clock.instant().getEpochSecond();
    assertThat(
            post(
                rotated,
                Optional.of(
                    "t=%d,v1=%s"
                        .formatted(
                            now,
                            java.util.HexFormat.of()
                                .formatHex(StripeSignature.sign(old, now, rotated))))))
        .as("the secret that is being replaced")
        .isEqualTo(200);
  }

  @Test
  void anAccountIsMadeOnceAndVerifiedWhenStripeSaysSo() {
    var newcomer = creators.stranger();
    var first = (StripeAccounts.Onboarding.Link) accounts.onboard(newcomer, "DE", "https://here/");
    var second = (StripeAccounts.Onboarding.Link) accounts.onboard(newcomer, "DE", "https://here/");
    assertThat(second.account()).isEqualTo(first.account());
    assertThat(first.url()).startsWith("https://connect.stripe.com/setup/");
    assertThat(accounts.onboard(creators.stranger(), "ZZ", "https://here/"))
        .isEqualTo(new StripeAccounts.Onboarding.NotNow("Stripe: ZZ is not currently supported."));
    var method =
        payees.insertMethod(
            newcomer, StripeRail.NAME, "A B", first.account(), null, clock.instant(), "test");
    assertThat(accounts.look(first.account()))
        .isInstanceOf(StripeAccounts.Standing.Restricted.class);
    assertThat(payees.payees(List.of(newcomer)).get(newcomer))
        .satisfies(one ->
            assertThat(one.pausedByProvider()).contains("external_account", "tos_acceptance.date"));
    stripe.onboarded(first.account());
    deliver(stripe.notices());
    notices.attendToDue();

    assertThat(db.fetchValue("select verified_by from payouts.method where method_id = ?", method))
        .isEqualTo("stripe");
    assertThat(payees.payees(List.of(newcomer)).get(newcomer))
        .satisfies(one -> assertThat(one.pausedByProvider()).isNull());
    stripe.account(first.account()).schedule = "daily";
    assertThat(accounts.look(first.account()))
        .isEqualTo(
            new StripeAccounts.Standing.Restricted(
                "the account pays out by itself; its payout schedule must be manual."));
  }

  @Test
  void stripesOwnBalanceConfirmsWhatWasPaidAndClearingReturnsToZero() {
    balance.read();
    var before = creators.clearing(StripeRail.NAME, "USD");
    var bank = assets();
    submission.submitDue();
    assertThat(creators.clearing(StripeRail.NAME, "USD")).isEqualTo(before + 10_000);
    balance.read();
    assertThat(state()).as("the bank does not have it yet").isEqualTo(PayoutState.ACCEPTED);
    stripe.bank(key(), "paid");
    look();
    stripe.charge("usd", 25);
    assertThat(balance.read().confirmed()).isEqualTo(1);
    assertThat(state()).isEqualTo(PayoutState.CONFIRMED);
    assertThat(creators.clearing(StripeRail.NAME, "USD")).isEqualTo(before);
    assertThat(assets()).as("the transfer and the fee").isEqualTo(bank - 10_025);
    assertThat(balance.read()).isEqualTo(new StripeBalance.Reading(0, 0));

    stripe.bank(key(), "failed");
    look();
    balance.read();
    assertThat(state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).isEqualTo(10_000);
    assertThat(creators.clearing(StripeRail.NAME, "USD")).isEqualTo(before);
    assertThat(assets()).isEqualTo(bank - 25);
  }

  @Test
  void whatStripesBalanceShowsOtherwiseIsShownToAPerson() {
    submission.submitDue();
    stripe.bank(key(), "paid");
    look();
    balance.read();
    assertThat(state()).isEqualTo(PayoutState.CONFIRMED);
    connected.balance.put("usd", 10_000L);
    stripe.reverseByHand(key());
    clock.advance(Duration.ofDays(2));
    balance.read();
    assertThat(payouts.exceptions(1_000)).anyMatch(one -> one.kind().equals("stripe_unknown_line"));
    assertThat(state()).as("nobody guesses").isEqualTo(PayoutState.CONFIRMED);
  }

  @Test
  void readsPageAfterPageOfStripesBalanceAndALineOnce() {
    submission.submitDue();
    for (var i = 0; i < 230; i++) {
      stripe.charge("usd", 1);
    }
    balance.read();
    assertThat(
            db.fetchValue(
                "select count(*) from payouts.stripe_balance_line where outcome = 'fee' and amount_minor = -1"))
        .isEqualTo(230L);
    assertThat(balance.read().lines()).isZero();
  }

  @Test
  void whatWasAskedOfStripeStays() {
    submission.submitDue();
    for (var change :
        List.of(
            "update payouts.stripe_move set object_id = 'tr_other' where key = '"
                + key()
                + "' and step = 'transfer'",
            "update payouts.stripe_move set state = 'asked', object_id = null where key = '"
                + key()
                + "'",
            "update payouts.stripe_move set asked_at = asked_at - interval '1 day' where key = '"
                + key()
                + "'",
            "delete from payouts.stripe_move where key = '" + key() + "'")) {
      assertThatThrownBy(() -> db.execute(change)).as(change).hasMessageContaining("ERROR");
    }
  }

  @Test
  void withoutItsSettingsItSaysWhatIsMissing() {
    assertThat(new StripeSettings("", "", "").unavailable())
        .contains("Stripe needs STRIPE_SECRET_KEY, the platform's secret key.");
    assertThat(new StripeSettings("pk_test_1", "", "").unavailable())
        .contains("STRIPE_SECRET_KEY is no secret key of Stripe; one begins with sk_.");
    assertThat(new StripeSettings("sk_test_1", "", "").unavailable()).isEmpty();
    assertThat(new StripeSettings("sk_test_1", "", "").noticesUnavailable()).isPresent();
    assertThat(new StripeSettings("sk_test_1", "a,b,c,d,e", "").noticesUnavailable()).isPresent();
    assertThat(new StripeSettings("sk_test_1", "a, b", "").secrets()).containsExactly("a", "b");
    assertThat(new StripeSettings("sk_test_1", "whsec_x", "").toString())
        .doesNotContain("sk_test_1", "whsec_x");
  }

  private long assets() {
    return ledger.balance(Account.free("assets:rails:stripe", Creators.asset("USD")));
  }

  private void look() {
    clock.advance(Duration.ofSeconds(1));
    assertThat(followUp.look(payoutId)).isTrue();
  }

  private void deliver(List<byte[]> events) {
    for (var event : events) {
      assertThat(post(event, Optional.of(stripe.signature(event)))).isEqualTo(200);
    }
  }

  private int post(byte[] event, Optional<String> signature) {
    var headers = new ArrayList<>(List.of("Content-Type", "application/json; charset=utf-8"));
    signature.ifPresent(one -> headers.addAll(List.of("Stripe-Signature", one)));
    return new Client(port)
        .send(
            "POST",
            "/api/webhooks/stripe",
            new String(event, StandardCharsets.UTF_8),
            headers.toArray(String[]::new))
        .statusCode();
  }

  private State notice(byte[] event) {
    var id = JsonMapper.shared().readTree(event).path("id").asString();
    return State.valueOf(
        db.fetchSingle("select upper(state) from payouts.notice where event_id = ?", id)
            .get(0, String.class));
  }

  private List<PayoutException> exceptions(String kind) {
    return payouts.exceptions(1_000).stream()
        .filter(one -> one.kind().equals(kind) && Long.valueOf(payoutId).equals(one.payoutId()))
        .toList();
  }

  private List<String> steps() {
    return db.fetch(
            "select step || ' ' || state || ' ' || status from payouts.stripe_move where key = ? order by asked_at, step desc",
            key())
        .getValues(0, String.class);
  }

  private long payoutOf(long whom) {
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", whom)
        .get(0, Long.class);
  }

  private Payee payee() {
    return Objects.requireNonNull(payees.payees(List.of(creator)).get(creator));
  }

  private String key() {
    return Objects.requireNonNull(payout().key());
  }

  private Payout payout() {
    return payouts.find(payoutId).orElseThrow();
  }

  private PayoutState state() {
    return payout().state();
  }
}
