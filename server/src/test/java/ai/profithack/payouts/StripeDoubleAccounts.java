package ai.profithack.payouts;

import ai.profithack.payouts.StripeDouble.Account;
import ai.profithack.testing.SettableClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The connected accounts of the double. Called with the double locked.
final class StripeDoubleAccounts {
  private final StripeDouble stripe;
  private final SettableClock clock;
  private final Map<String, Account> accounts = new LinkedHashMap<>();

  StripeDoubleAccounts(StripeDouble stripe, SettableClock clock) {
    this.stripe = stripe;
    this.clock = clock;
  }

  /// An account that can be paid out.
  Account add() {
    var account = new Account("acct_1Double" + stripe.next());
    accounts.put(account.id, account);
    return account;
  }

  boolean knows(String id) {
    return accounts.containsKey(id);
  }

  @Nullable Account find(String id) {
    return accounts.get(id);
  }

  Account get(String id) {
    return Objects.requireNonNull(accounts.get(id));
  }

  Map<String, Object> show(String id) {
    if (!knows(id)) {
      throw new StripeRefusal(
          403,
          "invalid_request_error",
          "account_invalid",
          null,
          "The provided key does not have access to account '%s'.".formatted(id),
          false);
    }
    return describe(get(id));
  }

  Map<String, Object> create(StripeRequest request) {
    request.allow(
        "type",
        "country",
        "email",
        "capabilities",
        "settings",
        "metadata",
        "business_type",
        "controller",
        "expand");
    var country = request.params().get("country");
    if (country != null && !country.matches("[A-Z]{2}")) {
      throw StripeRefusal.invalid("parameter_invalid", "country", "Invalid country: " + country);
    }
    if (country != null && country.equals("ZZ")) {
      throw StripeRefusal.invalid(
          "country_unsupported", "country", "ZZ is not currently supported.");
    }
    var account = add();
    account.payoutsEnabled = false;
    account.transfersActive = false;
    account.disabledReason = "requirements.past_due";
    account.due = List.of("external_account", "tos_acceptance.date");
    account.schedule =
        request.params().getOrDefault("settings[payouts][schedule][interval]", "daily");
    account.metadata = request.metadata();
    return describe(account);
  }

  private static Map<String, Object> describe(Account account) {
    var requirements = new LinkedHashMap<String, Object>();
    requirements.put("currently_due", account.due);
    requirements.put("past_due", List.of());
    requirements.put("eventually_due", account.due);
    requirements.put("pending_verification", List.of());
    requirements.put("disabled_reason", account.disabledReason);
    var object = new LinkedHashMap<String, Object>();
    object.put("id", account.id);
    object.put("object", "account");
    object.put(
        "capabilities", Map.of("transfers", account.transfersActive ? "active" : "inactive"));
    object.put("charges_enabled", false);
    object.put("country", "US");
    object.put("default_currency", "usd");
    object.put("details_submitted", account.due.isEmpty());
    object.put("metadata", account.metadata);
    object.put("payouts_enabled", account.payoutsEnabled);
    object.put("requirements", requirements);
    object.put(
        "settings",
        Map.of(
            "payouts",
            Map.of(
                "debit_negative_balances",
                false,
                "schedule",
                Map.of("delay_days", 2, "interval", account.schedule))));
    object.put("type", "express");
    return object;
  }

  Map<String, Object> createLink(StripeRequest request) {
    request.allow(
        "account", "type", "refresh_url", "return_url", "collect", "collection_options", "expand");
    var id = request.required("account");
    request.required("type");
    request.required("refresh_url");
    request.required("return_url");
    if (!knows(id)) {
      throw StripeRefusal.invalid("resource_missing", "account", "No such account: '" + id + "'");
    }
    var now = clock.instant().getEpochSecond();
    return Map.of(
        "object",
        "account_link",
        "created",
        now,
        "expires_at",
        now + 300,
        "url",
        "https://connect.stripe.com/setup/e/" + id + "/once");
  }

  /// Its owner told Stripe everything that it asked for.
  void onboarded(String id) {
    var account = get(id);
    account.payoutsEnabled = true;
    account.transfersActive = true;
    account.disabledReason = null;
    account.due = List.of();
    stripe.tell("account.updated", describe(account), id);
  }

  /// Stripe stops an account.
  void restrict(String id, String reason) {
    var account = get(id);
    account.payoutsEnabled = false;
    account.disabledReason = reason;
    stripe.tell("account.updated", describe(account), id);
  }
}
