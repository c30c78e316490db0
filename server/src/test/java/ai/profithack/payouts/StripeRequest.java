package ai.profithack.payouts;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A call of Stripe's API, with what its parameters must be. `account` is the connected account
/// that it is made for; null for the platform itself.
record StripeRequest(
    String method, String path, Map<String, String> params, @Nullable String account) {
  /// The parts of a path: `/v1/payouts/po_1/cancel` has five.
  String[] parts() {
    return path.split("/", -1);
  }

  String canonical() {
    return method + " " + path + " " + new TreeMap<>(params);
  }

  /// The fields of a form or of a query.
  static Map<String, String> form(String text) {
    var fields = new LinkedHashMap<String, String>();
    for (var part : text.split("&", -1)) {
      if (!part.isEmpty()) {
        var at = part.indexOf('=');
        fields.put(decode(part.substring(0, at)), decode(part.substring(at + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// Errors: [StripeRefusal] for a parameter that Stripe does not know.
  void allow(String... names) {
    var allowed = Set.of(names);
    for (var name : params.keySet()) {
      var root = name.indexOf('[') < 0 ? name : name.substring(0, name.indexOf('['));
      if (!allowed.contains(root)) {
        throw StripeRefusal.invalid(
            "parameter_unknown", name, "Received unknown parameter: " + name);
      }
    }
  }

  String required(String name) {
    var value = params.get(name);
    if (value == null || value.isEmpty()) {
      throw StripeRefusal.invalid(
          "parameter_missing", name, "Missing required param: " + name + ".");
    }
    return value;
  }

  long amount() {
    var text = required("amount");
    if (!text.matches("\\d+")) {
      throw StripeRefusal.invalid(
          "parameter_invalid_integer", "amount", "Invalid integer: " + text);
    }
    var amount = Long.parseLong(text);
    if (amount < 1) {
      throw StripeRefusal.invalid(
          "parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.");
    }
    if (amount > 99_999_999) {
      throw StripeRefusal.invalid(
          "amount_too_large", "amount", "Amount must be no more than 999999.99");
    }
    return amount;
  }

  String currency() {
    var currency = required("currency");
    if (!currency.matches("[a-z]{3}")) {
      throw StripeRefusal.invalid(null, "currency", "Invalid currency: " + currency);
    }
    return currency;
  }

  Map<String, String> metadata() {
    var metadata = new LinkedHashMap<String, String>();
    params.forEach((name, value) -> {
      if (name.startsWith("metadata[")) {
        metadata.put(name.substring(9, name.length() - 1), value);
      }
    });
    return metadata;
  }
}
