package ai.profithack.analytics;

import ai.profithack.jobs.DutyCycle;
import ai.profithack.jobs.Job;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Keeps today, and days that late events correct, current: a page's figures follow within a
/// minute.
///
/// Takes at most a tenth of the time: after a run it rests nine times as long as the run took.
@Component
class RefreshJob implements Job {
  private static final int REST = 9;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.US);

  private final Rollups rollups;
  private final ReportingFrame frame;
  private final DutyCycle cycle;

  RefreshJob(Rollups rollups, Clock clock, ReportingFrame frame) {
    this.rollups = rollups;
    this.frame = frame;
    this.cycle = new DutyCycle(clock, REST);
  }

  @Override
  public String name() {
    return "refresh";
  }

  @Override
  public String schedule() {
    return "*/30 * * * * *";
  }

  @Override
  public String description() {
    return "Computes today, and other days that new events belong to, again.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    if (day != null) {
      return rollups.close(DayRange.of(day)).toString();
    }
    if (cycle.rests()) {
      return "Rests until %s, because the last run took long."
          .formatted(SECONDS.format(cycle.restsUntil().atZone(frame.zone())));
    }
    return cycle.work(rollups::refresh).toString();
  }
}
