package ai.profithack.payouts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// How Stripe is reached, and what its notices are signed with.
@Component
final class StripeSettings {
  /// Two endpoints, one for our own account and one for connected ones, each with two while one
  /// takes the other's place.
  private static final int MOST_SECRETS = 4;

  private final String key;
  private final List<String> secrets;
  private final String base;

  StripeSettings(
      @Value("${STRIPE_SECRET_KEY:}") String key,
      @Value("${STRIPE_WEBHOOK_SECRET:}") String secrets,
      @Value("${STRIPE_BASE_URL:}") String base) {
    this.key = key.strip();
    this.secrets =
        Arrays.stream(secrets.split(",", -1))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .toList();
    this.base = base.isBlank() ? "https://api.stripe.com" : base.strip();
  }

  String key() {
    return key;
  }

  /// Any of them may have signed.
  List<String> secrets() {
    return secrets;
  }

  String base() {
    return base;
  }

  /// Whether real money moves with this key.
  boolean live() {
    return key.startsWith("sk_live_") || key.startsWith("rk_live_");
  }

  Optional<String> unavailable() {
    if (key.isEmpty()) {
      return Optional.of("Stripe needs STRIPE_SECRET_KEY, the platform's secret key.");
    }
    return key.matches("(sk|rk)_(test|live)_\\w+")
        ? Optional.empty()
        : Optional.of("STRIPE_SECRET_KEY is no secret key of Stripe; one begins with sk_.");
  }

  Optional<String> noticesUnavailable() {
    if (secrets.isEmpty()) {
      return Optional.of(
          "Stripe's notices need STRIPE_WEBHOOK_SECRET, the signing secret of the endpoint.");
    }
    return secrets.size() <= MOST_SECRETS
        ? unavailable()
        : Optional.of("STRIPE_WEBHOOK_SECRET has up to four secrets, with commas between them.");
  }

  /// Without key and secrets.
  @Override
  public String toString() {
    return "StripeSettings[" + base + "]";
  }
}
