package ai.profithack.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refused event as it is kept. `sent` is what was sent, as JSON where it was that; `context` the
/// hashes of from where it came.
public record RefusedEvent(
    long id,
    Instant refusedAt,
    Instant lastRefusedAt,
    int times,
    String source,
    String code,
    String reason,
    @Nullable String eventId,
    @Nullable String sent,
    @Nullable GiftContext context,
    State state,
    @Nullable Instant settledAt,
    @Nullable String settledBy) {
  /// ```
  /// refused ──replay──► replayed      (the log took it, or had it already)
  ///    │
  ///    └────discard──► discarded
  /// ```
  public enum State {
    REFUSED,
    REPLAYED,
    DISCARDED
  }
}
