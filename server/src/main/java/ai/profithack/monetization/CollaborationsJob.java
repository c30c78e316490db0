package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Agreements whose day has come, and proposals that nobody answered. Bookings go by the agreed
/// time alone and wait for no run.
@Component
class CollaborationsJob implements Job {
  private final Collaborations collaborations;

  CollaborationsJob(Collaborations collaborations) {
    this.collaborations = collaborations;
  }

  @Override
  public String name() {
    return "collaborations";
  }

  @Override
  public String schedule() {
    return "0 20 * * * *";
  }

  @Override
  public String description() {
    return "Shows agreements between creators as active from the day on which they begin, and lets proposals expire that nobody answered.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return "%s began, %s expired."
        .formatted(
            Counted.of(collaborations.begin(), "agreement", "agreements"),
            Counted.of(collaborations.expire(), "proposal", "proposals"));
  }
}
