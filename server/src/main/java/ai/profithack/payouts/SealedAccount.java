package ai.profithack.payouts;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a destination is paid to: an IBAN, an e-mail address, words for a person who pays by hand.
/// It is kept sealed, opened where somebody asks for it, and once.
public final class SealedAccount {
  private final Supplier<Opened> opening;
  private @Nullable Opened opened;

  SealedAccount(Supplier<Opened> opening) {
    this.opening = opening;
  }

  /// One that is readable as it is.
  static SealedAccount of(String account) {
    return new SealedAccount(() -> new Opened.Account(account));
  }

  Opened opened() {
    var known = opened;
    if (known == null) {
      known = opening.get();
      opened = known;
    }
    return known;
  }

  /// The account itself.
  ///
  /// Errors: [IllegalStateException] where it cannot be opened.
  String account() {
    return switch (opened()) {
      case Opened.Account(var account) -> account;
      case Opened.Closed closed -> throw new IllegalStateException("An account " + closed.words());
    };
  }

  /// Without the account: this may stand in a log.
  @Override
  public String toString() {
    return "SealedAccount";
  }
}
