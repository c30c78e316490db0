package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorDailyRow;
import ai.profithack.platform.Brands;
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
    List<CreatorDailyRow> days) {

  /// A creator's own name and colour: `brand` is null where it is ours, `missing` says which tier
  /// it needs where the creator does not have it. `name` is offered where none is set.
  public record Look(Brands.@Nullable Brand brand, String name, @Nullable String missing) {}
}
