package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorDailyRow;
import ai.profithack.web.Chart;
import ai.profithack.web.DateRange;
import ai.profithack.web.Tile;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A creator's page: `idle` where nothing happened in the range, `firstDay` null where nothing ever
/// did.
public record CreatorView(
    long creatorId,
    DateRange range,
    boolean idle,
    @Nullable LocalDate firstDay,
    List<Tile> tiles,
    List<Chart> charts,
    @Nullable CreatorDailyRow topDay,
    List<CreatorDailyRow> days) {}
