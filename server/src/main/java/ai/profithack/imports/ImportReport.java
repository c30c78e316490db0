package ai.profithack.imports;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a file: `read = kept + duplicates + refused`, in records, over all attempts of
/// the run together.
///
/// A record is kept when it told something new; a duplicate told only what was known. `events` are
/// those that the event log did not have before, on `days` days from `firstDay` to `lastDay`.
public record ImportReport(
    long runId,
    String fileName,
    long byteCount,
    String mapping,
    State state,
    String message,
    Instant startedAt,
    @Nullable Instant finishedAt,
    long read,
    long kept,
    long duplicates,
    long refused,
    long events,
    long days,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    List<Refusals> refusals) {
  public enum State {
    /// Under way, in whatever process.
    RUNNING,
    /// Stopped on the way: the same file imported again goes on there. Stored as running; that
    /// nobody holds its lock tells the difference.
    INTERRUPTED,
    FINISHED,
    /// The file cannot be read to its end. What was read before is kept.
    FAILED
  }

  /// Records refused for one reason, with the first of them as an example.
  public record Refusals(String code, long count, long firstLine, String example) {}
}
