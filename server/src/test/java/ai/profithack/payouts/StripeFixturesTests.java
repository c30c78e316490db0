package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.SettableClock;
import com.stripe.model.Account;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Transfer;
import com.stripe.net.ApiResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Stripe's own examples of its objects, against what is read of them and what the double makes.
@EnabledIfEnvironmentVariable(
    named = "PROFITHACK_SAMPLE_DATA",
    matches = ".+",
    disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
class StripeFixturesTests {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JsonNode examples =
      JSON.readTree(
              Path.of(
                  String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")),
                  "finance/stripe_fixtures.json"))
          .path("resources");

  @Test
  void theLibraryReadsWhatIsReadOfThem() {
    var transfer = ApiResource.GSON.fromJson(text("transfer"), Transfer.class);
    assertThat(transfer.getReversed()).isFalse();
    assertThat(transfer.getReversals().getData()).isEmpty();
    assertThat(transfer.getAmountReversed()).isZero();
    var payout = ApiResource.GSON.fromJson(text("payout"), com.stripe.model.Payout.class);
    assertThat(payout.getStatus()).isEqualTo("in_transit");
    assertThat(payout.getMetadata()).isEmpty();
    var account = ApiResource.GSON.fromJson(text("account"), Account.class);
    assertThat(account.getCapabilities().getTransfers()).isEqualTo("active");
    assertThat(account.getRequirements().getDisabledReason()).isEqualTo("requirements.past_due");
    assertThat(account.getSettings().getPayouts().getSchedule().getInterval()).isNotBlank();
    var line = ApiResource.GSON.fromJson(text("balance_transaction"), BalanceTransaction.class);
    assertThat(line.getFee()).isZero();
    assertThat(line.getSource()).startsWith("ch_");
  }

  @Test
  void theDoubleMakesNothingThatStripeDoesNot() throws Exception {
    try (var stripe = new StripeDouble(new SettableClock(Instant.parse("2026-03-05T12:00:00Z")))) {
      stripe.topUp("usd", 10_000);
      var account = stripe.account();
      var transfer =
          call(stripe, "transfers", "amount=5000&currency=usd&destination=" + account.id, null);
      var payout = call(stripe, "payouts", "amount=4000&currency=usd", account.id);
      var reversal =
          call(
              stripe,
              "transfers/" + transfer.path("id").asString() + "/reversals",
              "amount=1000",
              null);
      var link =
          call(
              stripe,
              "account_links",
              "account=%s&type=account_onboarding&refresh_url=https://a/&return_url=https://a/"
                  .formatted(account.id),
              null);
      assertOnlyFieldsOf("transfer", transfer);
      assertOnlyFieldsOf("payout", payout);
      assertOnlyFieldsOf("transfer_reversal", reversal);
      assertOnlyFieldsOf("account_link", link);
      assertOnlyFieldsOf("account", call(stripe, "accounts", "type=express&country=DE", null));
      for (var event : stripe.notices()) {
        assertOnlyFieldsOf("event", JSON.readTree(event));
      }
    }
  }

  @Test
  void theDoubleRefusesWhatStripeRefuses() throws Exception {
    try (var stripe = new StripeDouble(new SettableClock(Instant.parse("2026-03-05T12:00:00Z")))) {
      stripe.topUp("usd", 10_000);
      var to = "&currency=usd&destination=" + stripe.account().id;
      for (var wrong :
          List.of(
              "amount=5000&colour=red" + to,
              "amount=50.00" + to,
              "amount=0" + to,
              "amount=5000&currency=usd&destination=acct_nobody",
              "amount=5000",
              "amount=10001" + to)) {
        var error = call(stripe, "transfers", wrong, null).path("error");
        assertThat(error.path("type").asString()).as(wrong).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).as(wrong).isNotBlank();
      }
    }
  }

  private String text(String name) {
    return examples.path(name).toString();
  }

  /// What an event is about in the examples belongs to another type; the events of connected
  /// accounts also name the account.
  private void assertOnlyFieldsOf(String name, JsonNode object) {
    var known = new ArrayList<String>(examples.path(name).propertyNames());
    if (name.equals("event")) {
      known.add("account");
    } else if (name.equals("account")) {
      known.add("type");
    }
    assertThat(known).as(name).containsAll(object.propertyNames());
  }

  private static JsonNode call(
      StripeDouble stripe, String path, String form, @Nullable String account) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(stripe.base() + "/v1/" + path))
            .header("Authorization", "Bearer " + StripeDouble.KEY)
            .header("Stripe-Version", "2026-07-29.dahlia")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (account != null) {
      request.header("Stripe-Account", account);
    }
    try (var http = HttpClient.newHttpClient()) {
      return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }
  }
}
