package ai.profithack.payouts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The header `Stripe-Signature: t=SECONDS,v1=HEX,…`: HMAC-SHA256 under the endpoint's secret of
/// the time, a dot and the body.
///
/// Source: docs.stripe.com/webhooks, verify manually. Stripe's library refuses what is too old and
/// takes what is from the future; this refuses both.
final class StripeSignature {
  /// How far the time of a signature may be from ours, either way.
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String SCHEME = "v1=";

  private StripeSignature() {}

  /// Why the signature does not hold, in one sentence; empty where it does.
  static Optional<String> objection(
      @Nullable String header, byte[] body, List<String> secrets, Instant now) {
    if (header == null || header.isBlank()) {
      return Optional.of("The header Stripe-Signature is missing.");
    }
    Long time = null;
    var signatures = new ArrayList<byte[]>();
    for (var part : header.split(",", -1)) {
      var item = part.strip();
      if (item.matches("t=\\d{1,18}")) {
        time = Long.valueOf(item.substring(2));
      } else if (item.matches("v1=[0-9a-f]{64}")) {
        signatures.add(HexFormat.of().parseHex(item.substring(SCHEME.length())));
      }
    }
    if (time == null) {
      return Optional.of("The header Stripe-Signature has no time.");
    }
    if (signatures.isEmpty()) {
      return Optional.of("The header Stripe-Signature has no signature of the scheme v1.");
    }
    var seconds = time;
    if (secrets.stream()
        .map(secret -> sign(secret, seconds, body))
        .noneMatch(expected ->
            signatures.stream().anyMatch(one -> MessageDigest.isEqual(one, expected)))) {
      return Optional.of("The signature is not that of this endpoint's secret and body.");
    }
    if (seconds > now.plus(TOLERANCE).getEpochSecond()) {
      return Optional.of("The signature is from the future.");
    }
    return seconds < now.minus(TOLERANCE).getEpochSecond()
        ? Optional.of("The signature is older than five minutes.")
        : Optional.empty();
  }

  static byte[] sign(String secret, long seconds, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
