package ai.profithack.events;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes one note of the many that a busy day collects until it is computed.
@Component
class TouchedDaysJob implements Job {
  private final EventRepository repository;
  private final Clock clock;

  TouchedDaysJob(EventRepository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "touched-days";
  }

  @Override
  public String schedule() {
    return "40 */10 * * * *";
  }

  @Override
  public String description() {
    return "Keeps the list of days that must be computed again short";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return Counted.of(repository.mergeTouches(clock.instant()), "note was", "notes were")
        + " merged.";
  }
}
