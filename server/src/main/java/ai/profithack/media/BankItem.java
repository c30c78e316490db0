package ai.profithack.media;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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
    /// goes unseen, and says so. Nothing may be decided by it alone, but where it is known to be
    /// bad: that counts as before until a person has looked at it. One of a negative bank hides
    /// nothing.
    QUARANTINED,
    /// It is not found any more.
    REMOVED;

    /// `active` and so on.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return find(word).orElseThrow(() -> new IllegalArgumentException("no state " + word));
    }

    /// By its [#word].
    public static Optional<State> find(String word) {
      return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
  }
}
