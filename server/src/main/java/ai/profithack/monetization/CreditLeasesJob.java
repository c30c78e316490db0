package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Credits whose job is not alive any more.
@Component
class CreditLeasesJob implements Job {
  private final Credits credits;

  CreditLeasesJob(Credits credits) {
    this.credits = credits;
  }

  @Override
  public String name() {
    return "credit-leases";
  }

  @Override
  public String schedule() {
    return "30 * * * * *";
  }

  @Override
  public String description() {
    return "Gives back the AI credits of jobs whose worker is gone.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return Counted.of(credits.expireLeases(), "job gave its", "jobs gave their") + " credits back.";
  }
}
