package ai.profithack.payouts;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A run: `weekly` of a Friday, or `single` for one creator. `finishedAt` is null while it decides,
/// or where it was cut off and not gone on with yet. `creatorId` is whom a single one is about,
/// null of a weekly one.
public record PayoutRun(
    long runId,
    String kind,
    LocalDate period,
    String startedBy,
    Instant startedAt,
    @Nullable Instant finishedAt,
    long payouts,
    long skipped,
    @Nullable Long creatorId) {}
