package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What went, or is to go, to a rail together. `unanswered` counts its payouts of which nobody has
/// said yet what became of them; `replaced` are those that wait although another destination has
/// taken the place of theirs. `fileMade` is whether somebody had its file.
public record PayoutBatch(
    long batchId,
    String rail,
    String messageId,
    Instant createdAt,
    LocalDate executionDate,
    boolean fileMade,
    @Nullable Instant handedOverAt,
    @Nullable String handedOverBy,
    @Nullable Instant discardedAt,
    @Nullable String discardedBy,
    @Nullable String discardedBecause,
    long payouts,
    long unanswered,
    Money total,
    List<Long> replaced) {

  /// Whether it was neither handed over nor discarded.
  public boolean waits() {
    return handedOverAt == null && discardedAt == null;
  }
}
