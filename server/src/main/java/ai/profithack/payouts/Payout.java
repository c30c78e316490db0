package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A payout as it stands.
///
/// `key` is what it is called at the rail and on statements, saved before the first call;
/// `reference` what the rail calls it. `period` is the day of its run.
public record Payout(
    long payoutId,
    long creatorId,
    long runId,
    LocalDate period,
    Money amount,
    long methodId,
    String rail,
    long holdId,
    String createdBy,
    Instant createdAt,
    boolean approvalNeeded,
    @Nullable String approvedBy,
    PayoutState state,
    Instant stateSince,
    @Nullable String key,
    @Nullable String reference,
    @Nullable String reason) {
  /// Whether it waits for a second person.
  public boolean waitsForApproval() {
    return state == PayoutState.RESERVED && approvalNeeded && approvedBy == null;
  }
}
