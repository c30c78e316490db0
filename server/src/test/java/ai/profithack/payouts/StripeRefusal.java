package ai.profithack.payouts;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A refusal in Stripe's form. `saved` is whether it is remembered under an idempotency key.
final class StripeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final int status;
  final String type;
  final @Nullable String code;
  final @Nullable String param;
  final boolean saved;

  StripeRefusal(
      int status,
      String type,
      @Nullable String code,
      @Nullable String param,
      String message,
      boolean saved) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.saved = saved;
  }

  static StripeRefusal invalid(@Nullable String code, @Nullable String param, String message) {
    return new StripeRefusal(400, "invalid_request_error", code, param, message, false);
  }

  static StripeRefusal done(String code, String message) {
    return new StripeRefusal(400, "invalid_request_error", code, null, message, true);
  }

  static StripeRefusal missing(String kind, String id) {
    return new StripeRefusal(
        404,
        "invalid_request_error",
        "resource_missing",
        kind,
        "No such %s: '%s'".formatted(kind, id),
        false);
  }

  /// The body of the answer.
  String json() {
    var error = new LinkedHashMap<String, Object>();
    if (code != null) {
      error.put("code", code);
      error.put("doc_url", "https://stripe.com/docs/error-codes/" + code);
    }
    error.put("message", String.valueOf(getMessage()));
    if (param != null) {
      error.put("param", param);
    }
    error.put("type", type);
    return JsonMapper.shared().writeValueAsString(Map.of("error", error));
  }
}
