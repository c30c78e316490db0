package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A destination that a creator is or was paid to, over one rail.
///
/// `account` is what the rail pays to: an IBAN, or words for a person who pays by hand. `holder` is
/// the receiver's name. `retiredAt` is set where another destination has taken its place.
public record PayoutMethod(
    long methodId,
    long creatorId,
    String rail,
    String holder,
    String account,
    @Nullable String bic,
    Instant changedAt,
    @Nullable Instant verifiedAt,
    @Nullable Instant retiredAt) {

  /// The account as it may be shown: its first and last four characters.
  public String masked() {
    return account.length() <= 10
        ? "•".repeat(Math.max(0, account.length() - 2))
            + account.substring(Math.max(0, account.length() - 2))
        : account.substring(0, 4) + " •••• " + account.substring(account.length() - 4);
  }

  /// Without the account and the name: this may stand in a log.
  @Override
  public String toString() {
    return "PayoutMethod[%d, creator %d, %s]".formatted(methodId, creatorId, rail);
  }
}
