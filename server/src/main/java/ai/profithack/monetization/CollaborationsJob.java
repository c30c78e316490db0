package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Agreements whose day has come. Bookings go by the agreed time alone and wait for no run.
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
    return "Shows agreements between creators as active from the day on which they begin.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return "%,d agreements began.".formatted(collaborations.begin());
  }
}
