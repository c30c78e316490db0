package ai.profithack.payouts;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A destination that a creator is or was paid to, over one rail.
///
/// `sealed` opens what the rail pays to, which is kept sealed: an IBAN, or words for a person who
/// pays by hand; `tail` is its end. `holder` is the receiver's name. `changedBy` named the
/// destination, `verifiedBy` verified it. `retiredAt` is set where another destination has taken
/// its place.
public record PayoutMethod(
    long methodId,
    long creatorId,
    String rail,
    String holder,
    Supplier<String> sealed,
    String tail,
    @Nullable String bic,
    Instant changedAt,
    String changedBy,
    @Nullable Instant verifiedAt,
    @Nullable String verifiedBy,
    @Nullable Instant retiredAt) {

  /// What the rail pays to.
  ///
  /// Errors: [ClosedDestination] where it cannot be opened.
  public String account() {
    return sealed.get();
  }

  /// The same, empty where it cannot be opened: its key is lost, or it is not what was sealed.
  public Optional<String> opened() {
    return opened(sealed);
  }

  static Optional<String> opened(Supplier<String> sealed) {
    try {
      return Optional.of(sealed.get());
    } catch (ClosedDestination closed) {
      return Optional.empty();
    }
  }

  /// The account as it may be shown: its end.
  public String masked() {
    return masked(tail);
  }

  static String masked(String tail) {
    return "•••• " + tail;
  }

  /// The end of an account that may be shown: four characters, of a short one two.
  static String tailOf(String account) {
    return account.substring(Math.max(0, account.length() - (account.length() <= 10 ? 2 : 4)));
  }

  /// Without the account and the name: this may stand in a log.
  @Override
  public String toString() {
    return "PayoutMethod[%d, creator %d, %s]".formatted(methodId, creatorId, rail);
  }
}
