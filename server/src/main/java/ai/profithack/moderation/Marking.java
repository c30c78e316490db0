package ai.profithack.moderation;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A watermark that somebody asked for, how far it is, and the file that it became.
///
/// - `markingId`: the id of its row in `content_watermarks` too, which is there once it is done.
/// - `sha256`: of the original.
/// - `settings`: of an invisible one `payload`; of a visible one `text`, `place`, `fromSeconds`
///   and, where it does not last to the end, `toSeconds`.
/// - `progress`: per cent.
/// - `fault`, `failure`: where it failed: whose fault that is, and one sentence for people.
/// - `madeSha256`, `madeType`: of the marked file, and its media type.
/// - `data`, `url`: as `content_watermarks` has them; the url is null where no file is held.
public record Marking(
    long markingId,
    long videoId,
    @Nullable Long creatorId,
    String sha256,
    WatermarkType type,
    Map<String, Object> settings,
    State state,
    String stage,
    int progress,
    Instant requestedAt,
    String requestedBy,
    @Nullable Instant finishedAt,
    @Nullable Fault fault,
    @Nullable String failure,
    @Nullable String madeSha256,
    @Nullable String madeType,
    @Nullable Map<String, Object> data,
    @Nullable String url) {
  /// Where it is.
  ///
  ///     queued ──▶ running ──▶ done ──▶ erased
  ///       ▲           │  └───▶ failed
  ///       └───────────┘ its server is gone
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    /// Its file was deleted together with the original.
    ERASED
  }

  public boolean isUnderWay() {
    return state == State.QUEUED || state == State.RUNNING;
  }
}
