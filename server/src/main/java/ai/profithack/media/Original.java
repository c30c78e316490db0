package ai.profithack.media;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file that was sent, known by what is in it.
///
/// - `sha256`: of its bytes, 64 lower-case hexadecimal digits.
/// - `container`: as [MediaFacts] calls it.
/// - `deletedAt`: since when its bytes are gone; null while they are held.
public record Original(
    String sha256,
    long byteCount,
    String container,
    Instant storedAt,
    @Nullable Instant deletedAt) {
  public boolean isHeld() {
    return deletedAt == null;
  }
}
