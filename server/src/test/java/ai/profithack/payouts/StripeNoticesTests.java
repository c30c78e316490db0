package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.ProviderNotice.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Stripe's notices: a reason to look, whoever sends them in whatever order.
class StripeNoticesTests extends StripePayout {
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
}
