package ai.profithack.jobs;

import java.time.LocalDate;
import java.util.List;

/// How asking for a run of a job can end.
public sealed interface JobEnding {
  /// It did its work; the run's message says what.
  record Succeeded(JobRun run) implements JobEnding {}

  /// It threw; the run's message is the reason.
  record Failed(JobRun run) implements JobEnding {}

  /// It was started and goes on by itself.
  record Started(JobRun run) implements JobEnding {}

  /// It runs already, here or in another process; nothing was started.
  record AlreadyRunning(String job) implements JobEnding {}

  /// No job has that name; these resemble it.
  record UnknownJob(String name, List<String> suggestions) implements JobEnding {}

  /// The day has not begun, so there is nothing to do for it.
  record NotYet(LocalDate day) implements JobEnding {}
}
