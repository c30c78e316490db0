package ai.profithack.jobs;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A piece of work that runs by the clock. Modules offer theirs as beans.
///
/// Safe to run twice and at any time; the runner sees to it that one runs at a time among all
/// servers.
public interface Job {
  /// The name it is run by: `daily-analytics`.
  String name();

  /// When it runs, as a cron expression with seconds, in UTC: `0 5 0 * * *`.
  String schedule();

  /// What it does, in one line, for the page of jobs.
  String description();

  /// Does the work that is due, or, where `day` is given, that day's work again.
  ///
  /// Returns one sentence saying what was done. Errors: whatever it throws is kept as the run's
  /// failure.
  String run(@Nullable LocalDate day);

  /// The same, telling on the way how far it is. For jobs that can take long.
  default String run(@Nullable LocalDate day, JobProgress progress) {
    return run(day);
  }

  /// The same, knowing who asked: a login, or a text with a space for the schedule and the command
  /// line. For jobs whose work is somebody's deed.
  default String run(@Nullable LocalDate day, JobProgress progress, String triggeredBy) {
    return run(day, progress);
  }
}
