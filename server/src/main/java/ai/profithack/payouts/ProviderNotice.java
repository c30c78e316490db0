package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A provider's notice, without its content. `occurredAt` is the provider's time, `receivedAt`
/// ours; `nextTryAt` is null where nothing more is tried by itself.
public record ProviderNotice(
    long noticeId,
    String provider,
    String eventId,
    String kind,
    Instant occurredAt,
    Instant receivedAt,
    State state,
    @Nullable String reason,
    int tries,
    @Nullable Instant nextTryAt) {

  /// What became of a notice.
  public enum State {
    /// It is genuine, and nothing was done about it yet.
    RECEIVED,
    /// What it is about is up to date.
    APPLIED,
    /// What it is about is not known here.
    PARKED,
    /// It is nothing to us.
    IGNORED;

    /// Whether something may still come of it.
    public boolean open() {
      return switch (this) {
        case RECEIVED, PARKED -> true;
        case APPLIED, IGNORED -> false;
      };
    }
  }
}
