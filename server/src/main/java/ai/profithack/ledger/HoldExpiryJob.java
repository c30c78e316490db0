package ai.profithack.ledger;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives back what was held for a time that is over.
@Component
class HoldExpiryJob implements Job {
  private static final int AT_A_TIME = 500;

  private final Holds holds;

  HoldExpiryJob(Holds holds) {
    this.holds = holds;
  }

  @Override
  public String name() {
    return "hold-expiry";
  }

  @Override
  public String schedule() {
    return "40 * * * * *";
  }

  @Override
  public String description() {
    return "Gives back amounts that were set aside for a time that is over.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var expired = 0;
    int last;
    do {
      last = holds.expire(AT_A_TIME);
      expired += last;
    } while (last == AT_A_TIME);
    return Counted.of(expired, "hold", "holds") + " expired.";
  }
}
