package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.StripeDouble.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Connected accounts: made, verified, paused and paid again by Stripe's own word.
class StripeAccountsTests extends StripePayout {
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
}
