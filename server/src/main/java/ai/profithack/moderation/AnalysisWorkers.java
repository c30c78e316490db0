package ai.profithack.moderation;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Works off the analyses that wait, as many at once as the machine has processors.
@Component
class AnalysisWorkers extends LeasedWorkers<Analysis> {
  private final AnalysisRepository analyses;
  private final AnalysisRunner runner;

  AnalysisWorkers(
      AnalysisRepository analyses,
      AnalysisRunner runner,
      Clock clock,
      @Value("${profithack.serving:false}") boolean serving) {
    super(
        "analysis", Runtime.getRuntime().availableProcessors(), analyses.leases(), clock, serving);
    this.analyses = analyses;
    this.runner = runner;
  }

  @Override
  Optional<Analysis> claim(String worker, Instant now, Instant leaseUntil) {
    return analyses.claim(worker, now, leaseUntil, ATTEMPTS_MAX);
  }

  @Override
  long id(Analysis claimed) {
    return claimed.analysisId();
  }

  @Override
  void run(Analysis claimed, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException {
    runner.run(claimed, worker, progress);
  }

  @Override
  void fail(Analysis claimed, String worker, Failure failure) {
    runner.fail(claimed, worker, failure);
  }
}
