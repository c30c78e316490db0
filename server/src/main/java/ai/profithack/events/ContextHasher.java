package ai.profithack.events;

import ai.profithack.kernel.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Turns what identifies people into what only tells them apart: the first 128 bits of an
/// HMAC-SHA-256 under a key of this installation.
///
/// The key is `PROFITHACK_CONTEXT_KEY`, else the file `context.key` in the data folder, made at the
/// first use and readable by its owner only. Another key gives other hashes: gifts from before and
/// after do not meet. Of an IPv6 address the first 64 bits count, which is what one customer has.
///
/// Source: RFC 2104 (HMAC); RFC 6177 (what an IPv6 customer is given).
@Component
class ContextHasher {
  private static final int NETWORK_BYTES = 8;

  private final String configured;
  private final Path file;
  private volatile @Nullable SecretKeySpec key;

  ContextHasher(
      @Value("${PROFITHACK_CONTEXT_KEY:}") String configured,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.configured = configured.strip();
    this.file = home.resolve("context.key");
  }

  @Nullable UUID device(GiftContext context) {
    return context.hashed() ? kept(context.deviceId()) : hash("device", context.deviceId());
  }

  @Nullable UUID method(GiftContext context) {
    return context.hashed()
        ? kept(context.paymentMethodId())
        : hash("method", context.paymentMethodId());
  }

  @Nullable UUID address(GiftContext context) {
    var text = context.ipAddress();
    if (text == null || context.hashed()) {
      return kept(text);
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException none) {
      // Of an event that is refused for it.
      return null;
    }
    var bytes = address.getAddress();
    return hash(
        "address",
        HexFormat.of()
            .formatHex(
                address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes));
  }

  private static @Nullable UUID kept(@Nullable String hash) {
    return hash == null ? null : UUID.fromString(hash);
  }

  private @Nullable UUID hash(String kind, @Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key());
      var digest =
          ByteBuffer.wrap(mac.doFinal((kind + ":" + value).getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private SecretKeySpec key() {
    var known = key;
    if (known == null) {
      synchronized (this) {
        known = key == null ? load() : key;
        key = known;
      }
    }
    return known;
  }

  private SecretKeySpec load() {
    try {
      var secret =
          configured.isEmpty()
              ? HexFormat.of().parseHex(SecretFile.read(file))
              : configured.getBytes(StandardCharsets.UTF_8);
      return new SecretKeySpec(secret, "HmacSHA256");
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The key of gift contexts cannot be kept in " + file + ".", failure);
    }
  }
}
