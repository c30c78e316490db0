package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends what was approved meanwhile, attends to what providers sent, asks them what became of the
/// rest, tells somebody of what no statement shows, and forgets files of results that nobody used.
@Component
class PayoutFollowUpJob implements Job {
  private final Submission submission;
  private final FollowUp followUp;
  private final Notices notices;
  private final Reconciliation reconciliation;
  private final PaymentResults results;

  PayoutFollowUpJob(
      Submission submission,
      FollowUp followUp,
      Notices notices,
      Reconciliation reconciliation,
      PaymentResults results) {
    this.submission = submission;
    this.followUp = followUp;
    this.notices = notices;
    this.reconciliation = reconciliation;
    this.results = results;
  }

  @Override
  public String name() {
    return "payout-follow-up";
  }

  @Override
  public String schedule() {
    return "0 * * * * *";
  }

  @Override
  public String description() {
    return "Sends payouts that were approved, and asks providers what became of those they have.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var sent = submission.submitDue();
    reconciliation.tellAged();
    results.forgetUnused();
    var attended = notices.attendToDue();
    return "%s given to rails, %s attended to, %s looked at."
        .formatted(
            Counted.of(sent, "payout", "payouts"),
            Counted.of(attended, "notice", "notices"),
            Counted.of(followUp.lookAtDue(), "payout", "payouts"));
  }
}
