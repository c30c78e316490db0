package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Ledger;
import ai.profithack.payouts.ProviderNotice.State;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/// A payout of a hundred over Stripe that waits to be sent, and what there is to see of it on both
/// sides.
@PayoutServer
abstract class StripePayout {
  @LocalServerPort int port;
  @Autowired StripeDouble stripe;
  @Autowired StripeRail rail;
  @Autowired StripeAccounts accounts;
  @Autowired StripeBalance balance;
  @Autowired Ledger ledger;
  @Autowired PayoutRuns runs;
  @Autowired Submission submission;
  @Autowired FollowUp followUp;
  @Autowired Notices notices;
  @Autowired Payouts payouts;
  @Autowired PayoutRepository repository;
  @Autowired PayeeRepository payees;
  @Autowired Payees changes;
  @Autowired Creators creators;
  @Autowired SettableClock clock;
  @Autowired DSLContext db;

  StripeDouble.Account connected = new StripeDouble.Account("");
  long creator;
  long payoutId;

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

  long assets() {
    return ledger.balance(Account.free("assets:rails:stripe", Creators.asset("USD")));
  }

  void look() {
    clock.advance(Duration.ofSeconds(1));
    assertThat(followUp.look(payoutId)).isTrue();
  }

  void deliver(List<byte[]> events) {
    for (var event : events) {
      assertThat(post(event, Optional.of(stripe.signature(event)))).isEqualTo(200);
    }
  }

  int post(byte[] event, Optional<String> signature) {
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

  State notice(byte[] event) {
    var id = JsonMapper.shared().readTree(event).path("id").asString();
    return State.valueOf(
        db.fetchSingle("select upper(state) from payouts.notice where event_id = ?", id)
            .get(0, String.class));
  }

  List<PayoutException> exceptions(String kind) {
    return payouts.exceptions(1_000).stream()
        .filter(one -> one.kind().equals(kind) && Long.valueOf(payoutId).equals(one.payoutId()))
        .toList();
  }

  List<String> steps() {
    return db.fetch(
            "select step || ' ' || state || ' ' || status from payouts.stripe_move where key = ? order by asked_at, step desc",
            key())
        .getValues(0, String.class);
  }

  long payoutOf(long whom) {
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", whom)
        .get(0, Long.class);
  }

  Payee payee() {
    return Objects.requireNonNull(payees.payees(List.of(creator)).get(creator));
  }

  String key() {
    return Objects.requireNonNull(payout().key());
  }

  Payout payout() {
    return payouts.find(payoutId).orElseThrow();
  }

  PayoutState state() {
    return payout().state();
  }
}
