package ai.profithack.jobs;

/// Keeps how far a run is where its page shows it, at most once a second, and passes it on.
final class NotedProgress implements JobProgress {
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final RunRepository runs;
  private final long runId;
  private final JobProgress listener;
  private long noted = System.nanoTime();

  NotedProgress(RunRepository runs, long runId, JobProgress listener) {
    this.runs = runs;
    this.runId = runId;
    this.listener = listener;
  }

  @Override
  public void done(long done, long all, String unit) {
    var now = System.nanoTime();
    if (now - noted >= INTERVAL_NANOS) {
      noted = now;
      runs.note(runId, "%,d of %,d %s so far.".formatted(done, all, unit));
    }
    listener.done(done, all, unit);
  }
}
