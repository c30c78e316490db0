package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A destination that a creator is or was paid to, over one rail.
///
/// `sealed` is what the rail pays to; `tail` is its end. `holder` is the receiver's name.
/// `changedBy` named the destination, `verifiedBy` verified it. `retiredAt` is set where another
/// destination has taken its place.
public record PayoutMethod(
    long methodId,
    long creatorId,
    String rail,
    String holder,
    SealedAccount sealed,
    String tail,
    @Nullable String bic,
    Instant changedAt,
    String changedBy,
    @Nullable Instant verifiedAt,
    @Nullable String verifiedBy,
    @Nullable Instant retiredAt) {

  /// What the rail pays to.
  ///
  /// Errors: [IllegalStateException] where it cannot be opened.
  public String account() {
    return sealed.account();
  }

  /// The same, or why it cannot be opened.
  public Opened opened() {
    return sealed.opened();
  }

  /// The account for whoever may read it, or in its place why it cannot be opened.
  public String disclosed() {
    return switch (opened()) {
      case Opened.Account(var account) -> account;
      case Opened.Closed closed -> closed.words();
    };
  }

  /// Whether the rail pays to this account. One that cannot be opened is none that could be named.
  public boolean goesTo(String account) {
    return opened() instanceof Opened.Account(var known) && known.equals(account);
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
