package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What went, or is to go, to a rail together. `unanswered` counts its payouts of which nobody has
/// said yet what became of them.
public record PayoutBatch(
    long batchId,
    String rail,
    String messageId,
    Instant createdAt,
    LocalDate executionDate,
    @Nullable Instant handedOverAt,
    @Nullable String handedOverBy,
    long payouts,
    long unanswered,
    Money total) {}
