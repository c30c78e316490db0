package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that no rule may decide. `owner` is who took it, null while nobody did.
public record PayoutException(
    long exceptionId,
    String kind,
    String sentence,
    @Nullable Long payoutId,
    Instant openedAt,
    @Nullable String owner) {}
