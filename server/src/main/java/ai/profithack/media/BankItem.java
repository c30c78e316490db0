package ai.profithack.media;

import java.time.Instant;
import java.util.Locale;

/// One picture or recording of a bank.
///
/// `source` and `sourceKey`: the list or the decision it comes from, and what it is called there.
/// `lengthMillis`: 0 for a still. `stateReason`: empty while nothing happened to it.
public record BankItem(
    long itemId,
    String bank,
    BankKind kind,
    String source,
    String sourceKey,
    String note,
    long lengthMillis,
    Instant addedAt,
    String addedBy,
    State state,
    String stateReason) {
  /// Whether it counts.
  public enum State {
    ACTIVE,
    /// It matched far too much, or a person doubts it. It is still found, so that nothing dangerous
    /// goes unseen, and says so: nothing may be decided by it alone.
    QUARANTINED,
    /// It is not found any more.
    REMOVED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
