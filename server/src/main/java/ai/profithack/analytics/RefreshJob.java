package ai.profithack.analytics;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  private final Clock clock;
  private final ReportingFrame frame;
  private volatile Instant restsUntil = Instant.MIN;

  RefreshJob(Rollups rollups, Clock clock, ReportingFrame frame) {
    this.rollups = rollups;
    this.clock = clock;
    this.frame = frame;
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
    var started = clock.instant();
    if (started.isBefore(restsUntil)) {
      return "Rests until %s, because the last run took long."
          .formatted(SECONDS.format(restsUntil.atZone(frame.zone())));
    }
    var closing = rollups.refresh();
    var finished = clock.instant();
    restsUntil = finished.plus(Duration.between(started, finished).multipliedBy(REST));
    return closing.toString();
  }
}
