package ai.profithack.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// What an event is told apart by: the first 128 bits of SHA-256 over its id in UTF-8, ordered as
/// PostgreSQL orders `uuid`.
record EventId(long high, long low) implements Comparable<EventId> {
  static EventId of(String id) {
    return new Hasher().hash(id);
  }

  UUID toUuid() {
    return new UUID(high, low);
  }

  @Override
  public int compareTo(EventId other) {
    var byHigh = Long.compareUnsigned(high, other.high);
    return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
  }

  /// Computes many, one after another.
  static final class Hasher {
    private final MessageDigest sha256;
    private final byte[] digest = new byte[32];

    Hasher() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every JDK has SHA-256", impossible);
      }
    }

    EventId hash(String text) {
      try {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
        sha256.digest(digest, 0, digest.length);
      } catch (java.security.DigestException impossible) {
        throw new IllegalStateException("SHA-256 has 32 bytes", impossible);
      }
      var bytes = ByteBuffer.wrap(digest);
      return new EventId(bytes.getLong(), bytes.getLong());
    }
  }
}
