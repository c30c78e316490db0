package ai.profithack.moderation;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Makes the marked files that are asked for, one at a time on each server: one alone keeps two
/// encoders and a processor busy.
@Component
class MarkingWorkers extends LeasedWorkers<Marking> {
  private final MarkingRepository markings;
  private final MarkingRunner runner;

  MarkingWorkers(
      MarkingRepository markings,
      MarkingRunner runner,
      Clock clock,
      @Value("${profithack.serving:false}") boolean serving) {
    super("marking", 1, markings.leases(), clock, serving);
    this.markings = markings;
    this.runner = runner;
  }

  @Override
  Optional<Marking> claim(String worker, Instant now, Instant leaseUntil) {
    return markings.claim(worker, now, leaseUntil, ATTEMPTS_MAX);
  }

  @Override
  long id(Marking claimed) {
    return claimed.markingId();
  }

  @Override
  void run(Marking claimed, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException {
    runner.run(claimed, worker, progress);
  }

  @Override
  void fail(Marking claimed, String worker, Failure failure) {
    runner.fail(claimed, worker, failure);
  }
}
