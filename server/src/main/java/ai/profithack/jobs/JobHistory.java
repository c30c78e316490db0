package ai.profithack.jobs;

import ai.profithack.kernel.Counted;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Forgets the runs of jobs that nobody looks at any more.
@Component
class JobHistory implements Job {
  static final Duration KEPT = Duration.ofDays(90);

  /// The last day of a job that runs every minute; four hours of one that runs every ten seconds.
  static final int MOST_OF_A_JOB = 1_500;

  private final RunRepository runs;
  private final Clock clock;

  JobHistory(RunRepository runs, Clock clock) {
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "job-history";
  }

  @Override
  public String schedule() {
    return "0 30 5 * * *";
  }

  @Override
  public String description() {
    return "Forgets job runs older than %d days, and all but the last %,d of a job."
        .formatted(KEPT.toDays(), MOST_OF_A_JOB);
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return "Forgot %s."
        .formatted(
            Counted.of(
                runs.prune(clock.instant().minus(KEPT), MOST_OF_A_JOB), "old run", "old runs"));
  }
}
