package ai.profithack.payouts;

/// What opening a destination comes to.
public sealed interface Opened {
  /// What is said of one that cannot be opened, to whom its keys are no concern.
  String CLOSED = "cannot be opened any more";

  /// What it is paid to.
  record Account(String account) implements Opened {
    /// Without the account: this may stand in a log.
    @Override
    public String toString() {
      return "Account[]";
    }
  }

  /// It cannot be opened, and `why`, for finance and whoever keeps the keys. It concerns nobody but
  /// its creator.
  record Closed(String why) implements Opened {
    /// In words: `cannot be opened any more: it was changed after it was sealed`.
    public String words() {
      return CLOSED + ": " + why;
    }
  }
}
