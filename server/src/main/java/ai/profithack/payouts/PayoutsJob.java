package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The weekly run.
@Component
class PayoutsJob implements Job {
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

  /// `day` stands for the Friday on it or before it.
  @Override
  public String run(@Nullable LocalDate day) {
    var friday =
        day == null ? runs.lastDue() : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
    var run = runs.run(friday.isAfter(runs.lastDue()) ? runs.lastDue() : friday, "the schedule");
    var sent = submission.submitDue();
    return "%s: %,d payouts, %,d creators not paid with a reason; %,d payouts given to rails."
        .formatted(run.period(), run.payouts(), run.skipped(), sent);
  }
}
