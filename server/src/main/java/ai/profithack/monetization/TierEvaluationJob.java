package ai.profithack.monetization;

import ai.profithack.analytics.Rollups;
import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Every creator's tier, from closed days, with what follows from it: allowances and profiles.
@Component
class TierEvaluationJob implements Job {
  private final Rollups rollups;
  private final TierEvaluation evaluation;
  private final Credits credits;
  private final Profiles profiles;

  TierEvaluationJob(
      Rollups rollups, TierEvaluation evaluation, Credits credits, Profiles profiles) {
    this.rollups = rollups;
    this.evaluation = evaluation;
    this.credits = credits;
    this.profiles = profiles;
  }

  @Override
  public String name() {
    return "tier-evaluation";
  }

  @Override
  public String schedule() {
    return "0 0 2 * * *";
  }

  @Override
  public String description() {
    return "Decides every creator's tier from the last 30 closed days, and brings profiles up to date.";
  }

  /// A day that was decided stays as it was decided, also where it is asked for again.
  @Override
  public String run(@Nullable LocalDate day) {
    rollups.catchUp();
    var decided = evaluation.catchUp();
    var renewed = credits.renew();
    var written = profiles.refresh();
    var what =
        decided.isEmpty()
            ? "Today was decided already."
            : decided.stream()
                .map(each ->
                    "Decided %s for %s: %,d up, %,d down."
                        .formatted(
                            each.day(),
                            Counted.of(each.creators(), "creator", "creators"),
                            each.promoted(),
                            each.demoted()))
                .collect(Collectors.joining(" "));
    return "%s %s granted, %s changed."
        .formatted(
            what,
            Counted.of(renewed.granted(), "allowance", "allowances"),
            Counted.of(written, "profile", "profiles"));
  }
}
