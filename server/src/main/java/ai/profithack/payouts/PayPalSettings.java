package ai.profithack.payouts;

import java.net.URI;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The operator's account at PayPal, as it is configured. The secret is shown nowhere.
@Component
class PayPalSettings {
  private static final URI SANDBOX = URI.create("https://api-m.sandbox.paypal.com");
  private static final URI LIVE = URI.create("https://api-m.paypal.com");

  private final String clientId;
  private final String clientSecret;
  private final String webhookId;
  private final String environment;
  private final String baseUrl;

  PayPalSettings(
      @Value("${PAYPAL_CLIENT_ID:}") String clientId,
      @Value("${PAYPAL_CLIENT_SECRET:}") String clientSecret,
      @Value("${PAYPAL_WEBHOOK_ID:}") String webhookId,
      @Value("${PAYPAL_ENVIRONMENT:sandbox}") String environment,
      @Value("${PAYPAL_BASE_URL:}") String baseUrl) {
    this.clientId = clientId.strip();
    this.clientSecret = clientSecret.strip();
    this.webhookId = webhookId.strip();
    this.environment = environment.strip();
    this.baseUrl = baseUrl.strip();
  }

  /// Why nothing can be paid over PayPal, in one sentence; empty where it can.
  Optional<String> unavailable() {
    if (clientId.isEmpty() || clientSecret.isEmpty()) {
      return Optional.of(
          "PayPal needs PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET, the credentials of an app with payouts.");
    }
    return environment.equals("sandbox") || environment.equals("live")
        ? Optional.empty()
        : Optional.of("PAYPAL_ENVIRONMENT is sandbox or live.");
  }

  /// Why PayPal's notices cannot be taken, in one sentence; empty where they can.
  Optional<String> noNotices() {
    return unavailable()
        .or(() ->
            webhookId.matches("[A-Za-z0-9]+")
                ? Optional.empty()
                : Optional.of(
                    "PayPal's notices need PAYPAL_WEBHOOK_ID, the id of the webhook as PayPal shows it."));
  }

  /// Whether the money is none: the sandbox, where PayPal plays.
  boolean isSandbox() {
    return environment.equals("sandbox");
  }

  URI baseUrl() {
    if (!baseUrl.isEmpty()) {
      return URI.create(baseUrl);
    }
    return isSandbox() ? SANDBOX : LIVE;
  }

  String clientId() {
    return clientId;
  }

  String clientSecret() {
    return clientSecret;
  }

  String webhookId() {
    return webhookId;
  }
}
