package ai.profithack.jobs;

/// Hears how far a job is. What it throws ends the run, which failed then.
@FunctionalInterface
public interface JobProgress {
  /// `done` of `all` are behind us; `unit` says what they are, in the plural: `days`.
  void done(long done, long all, String unit);

  /// For callers that do not listen.
  static JobProgress silent() {
    return (_, _, _) -> {};
  }
}
