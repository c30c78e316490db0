package ai.profithack.analytics;

import ai.profithack.jobs.Job;
import ai.profithack.jobs.JobProgress;
import ai.profithack.kernel.DayRange;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The previous day, and every day that was missed or corrected, into every daily table.
@Component
class DailyAnalyticsJob implements Job {
  private final Rollups rollups;

  DailyAnalyticsJob(Rollups rollups) {
    this.rollups = rollups;
  }

  @Override
  public String name() {
    return "daily-analytics";
  }

  @Override
  public String schedule() {
    return "0 5 0 * * *";
  }

  @Override
  public String description() {
    return "Computes every day that is over and not computed yet, or that was corrected, into all daily tables.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return run(day, JobProgress.silent());
  }

  @Override
  public String run(@Nullable LocalDate day, JobProgress progress) {
    return (day == null ? rollups.catchUp(progress) : rollups.close(DayRange.of(day))).toString();
  }
}
