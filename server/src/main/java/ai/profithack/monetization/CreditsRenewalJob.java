package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The month's allowances. It runs every day and not only on the first: who became a creator since
/// has this month's a day later at the latest, and a first on which nothing ran is made good.
@Component
class CreditsRenewalJob implements Job {
  private final Credits credits;

  CreditsRenewalJob(Credits credits) {
    this.credits = credits;
  }

  @Override
  public String name() {
    return "credits-renewal";
  }

  @Override
  public String schedule() {
    return "0 10 0 * * *";
  }

  @Override
  public String description() {
    return "Grants the month's AI credits to every creator who has not had them, and books expired ones.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var renewal = credits.renew();
    return "%s granted, %s had expired."
        .formatted(
            Counted.of(renewal.granted(), "allowance was", "allowances were"),
            Counted.of(renewal.expired(), "credit", "credits"));
  }
}
