package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.StripeDouble.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Payouts over Stripe: two moves and the way back, whatever gets lost between us and it.
class StripeRailTests extends StripePayout {
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

  /// Our minimum is 50 won, Stripe's payout to Korea 40,000.
  @ParameterizedTest
  @CsvSource({"KRW, 39999, 40000", "CLP, 22999, 23000", "COP, 13999999, 14000000"})
  void whatIsBelowWhatStripeCarriesWaitsAndSaysSo(String currency, long tooLittle, long enough) {
    var creator = creators.payable(StripeRail.NAME, "A B", connected.id);
    creators.earn(creator, tooLittle, currency);
    var skipped = runs.reasons(creator);
    assertThat(skipped).hasSize(1);
    assertThat(skipped.getFirst().reason()).isEqualTo(SkipReason.BELOW_MINIMUM);
    var least = new Money(enough, Currency.getInstance(currency));
    assertThat(skipped.getFirst().detail())
        .isEqualTo("This way of payment carries %s at the least.".formatted(least));

    creators.earn(creator, enough - tooLittle, currency);

    assertThat(runs.reasons(creator)).isEmpty();
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
}
