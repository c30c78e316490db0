package ai.profithack.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry as it is in the ledger. `recordedAt` is when the ledger learned of it, by the
/// database's clock; `explanation` is JSON.
public record BookedEntry(
    long entryId,
    String key,
    String kind,
    Instant effectiveAt,
    Instant recordedAt,
    List<Line> lines,
    String explanation,
    @Nullable Long reverses) {}
