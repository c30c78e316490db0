package ai.profithack.moderation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One look at a video: what was asked, how far it is, how it ended.
///
/// - `sha256`: of the file that is looked at; null while it is still to be fetched.
/// - `sourceUrl`: where it comes from, without what follows a question mark once it was fetched.
/// - `progress`: per cent.
/// - `declared`: what it goes by of what its sender says.
/// - `fault`, `failure`: where it failed: whose fault that is, and one sentence for people.
/// - `verdict`, `deepfake`, `facts`: where it is done.
public record Analysis(
    long analysisId,
    long videoId,
    @Nullable String sha256,
    @Nullable String sourceUrl,
    Origin declared,
    String policyVersion,
    State state,
    String stage,
    int progress,
    Instant requestedAt,
    String requestedBy,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int attempts,
    @Nullable Fault fault,
    @Nullable String failure,
    @Nullable Facts facts,
    @Nullable Verdict verdict,
    @Nullable Deepfake deepfake) {
  /// Where it is.
  ///
  ///     queued ──▶ running ──▶ done
  ///       ▲           │  └───▶ failed
  ///       └───────────┘ its server is gone
  ///
  /// One that turned out to look at what another one looks at is not seen: that other one stands for
  /// it.
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED
  }

  /// What the file says about itself; see [ai.profithack.media.MediaFacts].
  public record Facts(
      String container,
      String videoCodec,
      String audioCodec,
      int width,
      int height,
      @Nullable Long lengthMillis,
      String ffmpeg) {}

  public boolean isUnderWay() {
    return state == State.QUEUED || state == State.RUNNING;
  }
}
