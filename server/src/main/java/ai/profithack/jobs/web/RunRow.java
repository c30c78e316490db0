package ai.profithack.jobs.web;

import ai.profithack.jobs.JobRun;
import ai.profithack.web.Formats;
import java.time.Instant;
import java.util.Locale;

/// A run as a page shows it at a moment.
public record RunRow(JobRun run, Instant now) {
  public String outcome() {
    return run.state().name().toLowerCase(Locale.ROOT);
  }

  /// The colour of a badge or bar.
  public String tone() {
    return switch (run.state()) {
      case RUNNING -> "info";
      case SUCCEEDED -> "good";
      case FAILED -> "bad";
      case ABANDONED -> "warn";
    };
  }

  public String startedAt(Formats formats) {
    return formats.moment(run.startedAt());
  }

  public String duration(Formats formats) {
    return formats.duration(run.duration(now));
  }

  /// The day that was asked for, or that it was whatever was due.
  public String day(Formats formats) {
    return run.day() == null ? "what is due" : formats.day(run.day());
  }
}
