package ai.profithack.analytics;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The previous day per creator. A day's tables are computed together, so this finds work only
/// where `daily-analytics` did not run or a day was corrected since.
@Component
class CreatorMetricsJob implements Job {
  private final Rollups rollups;
  private final RollupRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;

  CreatorMetricsJob(
      Rollups rollups, RollupRepository repository, ReportingFrame frame, Clock clock) {
    this.rollups = rollups;
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "creator-metrics";
  }

  @Override
  public String schedule() {
    return "0 15 0 * * *";
  }

  @Override
  public String description() {
    return "Sees to it that the previous day is computed for each creator.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var wanted = day == null ? frame.dayOf(clock.instant()).minusDays(1) : day;
    var closing = day == null ? rollups.catchUp() : rollups.close(DayRange.of(day));
    return "%s The figures of %s are of %s."
        .formatted(
            closing, wanted, Counted.of(repository.creatorsOf(wanted), "creator", "creators"));
  }
}
