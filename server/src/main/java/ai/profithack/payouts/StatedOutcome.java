package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a person says became of a payout over a provider, and whether a second one agreed.
///
/// `reference` is what the provider calls the payment, exactly where it was paid. `reason` is why a
/// person has to say it, `evidence` what was seen at the provider.
public record StatedOutcome(
    long statementId,
    long payoutId,
    Outcome outcome,
    @Nullable String reference,
    String reason,
    String evidence,
    String statedBy,
    Instant statedAt,
    State state,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt) {

  /// What can be said of a payout.
  public enum Outcome {
    /// The provider paid it.
    PAID,
    /// The provider never did anything about it, and will not.
    NEVER_EXECUTED,
    /// It was paid, as people said before, and came back.
    RETURNED;

    public String words() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /// Where a statement stands.
  public enum State {
    WAITING,
    CONFIRMED,
    WITHDRAWN
  }
}
