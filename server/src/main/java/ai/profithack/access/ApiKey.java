package ai.profithack.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A program's key, without its secret.
public record ApiKey(
    String id,
    String label,
    Role role,
    @Nullable Long creatorId,
    Instant createdAt,
    String createdBy,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {
  public boolean isRevoked() {
    return revokedAt != null;
  }
}
