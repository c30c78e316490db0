package ai.profithack.risk;

import ai.profithack.monetization.Clearance;
import ai.profithack.monetization.Withholding;
import java.time.Instant;
import org.springframework.stereotype.Component;

/// Looks at gifts before any of them is released: what a rule finds is withheld, and put into a
/// case for a person.
///
/// A gift counts as new once; those around it are looked at with it. A rule names a gift once, so
/// that looking again raises nothing again, and what a person has let go is not taken up again by
/// the same rule.
@Component
class RiskReview implements Clearance {
  private final RiskRepository repository;
  private final SignalQueries signals;
  private final RiskLimits limits;
  private final Withholding withholding;

  RiskReview(
      RiskRepository repository,
      SignalQueries signals,
      RiskLimits limits,
      Withholding withholding) {
    this.repository = repository;
    this.signals = signals;
    this.limits = limits;
    this.withholding = withholding;
  }

  @Override
  public long look(Instant now) {
    var until = repository.takeNew();
    if (repository.stageFresh(until) > 0) {
      var version = repository.version(limits.json(), now);
      for (var rule : RiskRule.values()) {
        var raised = repository.raise(rule, version, signals.find(rule, limits.of(rule), now), now);
        withholding.withhold(raised, now);
      }
    }
    repository.looked(until, now);
    return until;
  }
}
