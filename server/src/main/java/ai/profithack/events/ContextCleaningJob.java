package ai.profithack.events;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Deletes what told devices, payment methods and addresses apart when its time is over.
@Component
class ContextCleaningJob implements Job {
  private final GiftContexts contexts;
  private final Clock clock;

  ContextCleaningJob(GiftContexts contexts, Clock clock) {
    this.contexts = contexts;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "gift-context-cleaning";
  }

  @Override
  public String schedule() {
    return "0 40 3 * * *";
  }

  @Override
  public String description() {
    return "Deletes the hashes of devices, payment methods and addresses of older gifts, and of devices long unused";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return "The contexts of %s were deleted."
        .formatted(Counted.of(contexts.forget(clock.instant()), "gift", "gifts"));
  }
}
