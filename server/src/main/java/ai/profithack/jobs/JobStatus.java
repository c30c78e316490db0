package ai.profithack.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a job stands: what it is, when it runs next, and its newest runs, newest first.
public record JobStatus(
    String name,
    String description,
    String schedule,
    String scheduleInWords,
    Instant nextAt,
    List<JobRun> newestRuns) {

  public boolean running() {
    return lastRun().filter(run -> run.state() == JobRun.State.RUNNING).isPresent();
  }

  public Optional<JobRun> lastRun() {
    return newestRuns.stream().findFirst();
  }
}
