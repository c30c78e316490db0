package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import ai.profithack.jobs.JobProgress;
import ai.profithack.kernel.Counted;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The weekly run.
@Component
class PayoutsJob implements Job {
  private static final String SCHEDULE = "the schedule";

  private final PayoutRuns runs;
  private final Submission submission;

  PayoutsJob(PayoutRuns runs, Submission submission) {
    this.runs = runs;
    this.submission = submission;
  }

  @Override
  public String name() {
    return "payouts";
  }

  @Override
  public String schedule() {
    return "0 0 4 * * FRI";
  }

  @Override
  public String description() {
    return "Sets aside what is due to creators and gives it to the rails; a Friday is run once.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return run(day, JobProgress.silent(), SCHEDULE);
  }

  /// `day` stands for the Friday on it or before it. The run is that of whoever asked for it: what
  /// they start, somebody else approves.
  @Override
  public String run(@Nullable LocalDate day, JobProgress progress, String triggeredBy) {
    if (triggeredBy.startsWith("key:")) {
      throw new IllegalArgumentException(
          "A person or the schedule starts a run of payouts, no program.");
    }
    var friday =
        day == null ? runs.lastDue() : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
    var run = runs.run(friday.isAfter(runs.lastDue()) ? runs.lastDue() : friday, triggeredBy);
    var sent = submission.submitDue();
    return "%s: %s, %s not paid with a reason; %s given to rails."
        .formatted(
            run.period(),
            Counted.of(run.payouts(), "payout", "payouts"),
            Counted.of(run.skipped(), "creator", "creators"),
            Counted.of(sent, "payout", "payouts"));
  }
}
