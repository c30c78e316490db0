package ai.profithack.analytics.web;

import ai.profithack.analytics.DailyRow;
import ai.profithack.web.Formats;
import ai.profithack.web.Tile;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Today so far. No tiles where nothing was counted yet.
public record TodayView(LocalDate day, List<Tile> tiles, @Nullable String asOf) {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

  static TodayView of(
      LocalDate day, @Nullable DailyRow row, @Nullable Instant computedAt, Formats formats) {
    return new TodayView(
        day,
        row == null
            ? List.of()
            : List.of(
                Tile.of("Revenue so far", formats.amount(row.totalRevenue())),
                Tile.of("Active users", formats.number(row.activeUsers())),
                Tile.of("New users", formats.number(row.newUsers())),
                Tile.of("Gifts sent", formats.number(row.totalGiftsSent())),
                Tile.of("Engagement", formats.percent(row.engagementRate()))),
        computedAt == null ? null : SECONDS.format(computedAt.atZone(formats.frame().zone())));
  }
}
