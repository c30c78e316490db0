package ai.profithack.media;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How S3 checks who asks: AWS Signature Version 4 in the header, over the whole body.
///
/// Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)" of
/// the S3 API reference.
record S3Signature(String accessKey, String secret, String region) {
  private static final Pattern HEADER =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofMinutes(15);

  void check(HttpExchange call, byte[] body) throws S3Refusal {
    var header = call.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      throw new S3Refusal(403, "AccessDenied", "Access Denied");
    }
    var parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new S3Refusal(400, "AuthorizationHeaderMalformed", "It is malformed: " + header);
    }
    if (!parts.group(1).equals(accessKey)) {
      throw new S3Refusal(403, "InvalidAccessKeyId", "The key does not exist.");
    }
    if (!parts.group(3).equals(region)) {
      throw new S3Refusal(
          400, "AuthorizationHeaderMalformed", "The region is wrong; expecting '" + region + "'");
    }
    var time = one(call, "x-amz-date");
    var at = Instant.from(TIME.parse(time));
    if (Duration.between(at, Instant.now()).abs().compareTo(SKEW) > 0) {
      throw new S3Refusal(403, "RequestTimeTooSkewed", "The difference is too large.");
    }
    var claimed = one(call, "x-amz-content-sha256");
    if (claimed.startsWith("STREAMING-")) {
      throw new S3Refusal(501, "NotImplemented", "Bodies are signed as a whole here.");
    }
    var signed = List.of(parts.group(4).split(";"));
    for (var name : call.getRequestHeaders().keySet()) {
      var lower = name.toLowerCase(Locale.ROOT);
      if ((lower.equals("host") || lower.startsWith("x-amz-")) && !signed.contains(lower)) {
        throw new S3Refusal(403, "AccessDenied", "There are headers that are not signed: " + lower);
      }
    }
    var canonical =
        String.join(
            "\n",
            call.getRequestMethod(),
            call.getRequestURI().getRawPath(),
            query(call.getRequestURI().getRawQuery()),
            signed.stream()
                .map(name -> name + ":" + one(call, name).strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining()),
            parts.group(4),
            claimed);
    var scope = "%s/%s/s3/aws4_request".formatted(parts.group(2), region);
    var toSign =
        "AWS4-HMAC-SHA256\n%s\n%s\n%s".formatted(time, scope, hex(sha256(utf8(canonical))));
    var key = hmac(utf8("AWS4" + secret), parts.group(2));
    for (var step : List.of(region, "s3", "aws4_request")) {
      key = hmac(key, step);
    }
    if (!hex(hmac(key, toSign)).equals(parts.group(5))) {
      throw new S3Refusal(403, "SignatureDoesNotMatch", "The signature does not match.");
    }
    if (!claimed.equals("UNSIGNED-PAYLOAD") && !claimed.equals(hex(sha256(body)))) {
      throw new S3Refusal(400, "XAmzContentSHA256Mismatch", "The body is not the signed one.");
    }
  }

  private static String query(String raw) {
    return raw == null
        ? ""
        : Arrays.stream(raw.split("&"))
            .map(pair -> pair.contains("=") ? pair : pair + "=")
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private static String one(HttpExchange call, String header) {
    return Objects.requireNonNullElse(call.getRequestHeaders().getFirst(header), "");
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
