package ai.profithack.risk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be decided about a creator, or was. Amounts are of the creator's own parts of the
/// gifts behind it, in minor units of the reporting currency: what is withheld now, and what had
/// been released before it was noticed. `giftMinor` is what the givers paid.
public record RiskCase(
    long caseId,
    long creatorId,
    State state,
    Instant openedAt,
    @Nullable String owner,
    @Nullable Instant decidedAt,
    @Nullable String decidedBy,
    @Nullable String reason,
    List<RiskRule> rules,
    long gifts,
    long giftMinor,
    long withheldMinor,
    long releasedMinor) {
  /// Where a case stands.
  ///
  ///     open ──► released    (all of it goes on as if nothing had been)
  ///       └────► confirmed   (its gifts are given back to those who paid)
  public enum State {
    OPEN,
    RELEASED,
    CONFIRMED
  }
}
