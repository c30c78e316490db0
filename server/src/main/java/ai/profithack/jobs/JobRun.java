package ai.profithack.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One run of a job, under way or over.
///
/// `day` is the day that was asked for, null where it was "whatever is due". `message` says in one
/// sentence what was done, or why it failed; the full story of a failure is in the server's log.
public record JobRun(
    long id,
    String job,
    @Nullable LocalDate day,
    String triggeredBy,
    String instance,
    Instant startedAt,
    @Nullable Instant finishedAt,
    State state,
    String message) {

  /// ```
  ///            ┌──► SUCCEEDED
  /// RUNNING ───┼──► FAILED         it threw
  ///            └──► ABANDONED      its process, or its connection to the database, ended first
  /// ```
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    ABANDONED
  }

  /// How long it took, or has taken so far at `now`. For an abandoned run: until that was noticed.
  public Duration duration(Instant now) {
    var until = finishedAt == null ? now : finishedAt;
    return until.isBefore(startedAt) ? Duration.ZERO : Duration.between(startedAt, until);
  }

  /// This run as it stands when its process is found gone at `now`.
  JobRun abandonedAt(Instant now) {
    return new JobRun(
        id,
        job,
        day,
        triggeredBy,
        instance,
        startedAt,
        now,
        State.ABANDONED,
        "The process that ran it, %s, ended before it did.".formatted(instance));
  }
}
