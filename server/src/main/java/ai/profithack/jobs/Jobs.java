package ai.profithack.jobs;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The jobs and their runs, to look at. Looking writes nothing.
@Component
public class Jobs {
  private static final int RUNS_OF_A_STATUS = 30;

  private final JobCatalogue catalogue;
  private final RunRepository runs;
  private final RunLockRepository locks;
  private final Clock clock;

  Jobs(JobCatalogue catalogue, RunRepository runs, RunLockRepository locks, Clock clock) {
    this.catalogue = catalogue;
    this.runs = runs;
    this.locks = locks;
    this.clock = clock;
  }

  /// Every job, in the order of their schedules.
  public List<JobStatus> all() {
    var newest = new HashMap<String, List<JobRun>>();
    var names = catalogue.all().stream().map(Job::name).toList();
    runs.newestOfEach(names, RUNS_OF_A_STATUS)
        .forEach((job, some) -> newest.put(job, asSeen(some)));
    return statuses(catalogue.all(), newest);
  }

  public Optional<JobStatus> find(String name) {
    return catalogue
        .find(name)
        .map(job ->
            statuses(List.of(job), Map.of(name, asSeen(runs.newest(name, null, RUNS_OF_A_STATUS))))
                .getFirst());
  }

  /// The newest `limit` runs of a job that are older than run `before`, newest first; null begins
  /// with the newest of all. Empty for an unknown job.
  public List<JobRun> runs(String job, @Nullable Long before, int limit) {
    return asSeen(runs.newest(job, before, limit));
  }

  private List<JobStatus> statuses(List<Job> jobs, Map<String, List<JobRun>> newest) {
    var planned = runs.plannedTimes();
    var now = clock.instant();
    return jobs.stream()
        .map(job ->
            new JobStatus(
                job.name(),
                job.description(),
                job.schedule(),
                ScheduleInWords.of(job.schedule()),
                planned.getOrDefault(job.name(), catalogue.nextTime(job, now)),
                newest.getOrDefault(job.name(), List.of())))
        .toList();
  }

  /// The runs as they are: one that stands as running although nobody holds its lock was cut off,
  /// and so was every running one before the newest of its job.
  private List<JobRun> asSeen(List<JobRun> some) {
    var running = some.stream().filter(run -> run.state() == JobRun.State.RUNNING).toList();
    if (running.isEmpty()) {
      return some;
    }
    var alive = locks.held(running.stream().map(JobRun::job).toList());
    return some.stream().map(run -> asSeen(run, alive)).toList();
  }

  private JobRun asSeen(JobRun run, Set<String> alive) {
    if (run.state() != JobRun.State.RUNNING || alive.contains(run.job())) {
      return run;
    }
    return runs.find(run.id())
        .filter(again -> again.state() != JobRun.State.RUNNING)
        .orElseGet(() -> run.abandonedAt(clock.instant()));
  }
}
