package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorDailyRow;
import ai.profithack.analytics.CreatorTotals;
import ai.profithack.analytics.DailyRow;
import ai.profithack.analytics.RangeTotals;
import ai.profithack.web.Formats;
import ai.profithack.web.Tile;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The figures on top of a page, each against the period before where all of it is known.
final class Tiles {
  private static final int MOST_POINTS = 90;

  private Tiles() {}

  static List<Tile> platform(
      RangeTotals now, @Nullable RangeTotals before, List<DailyRow> days, Formats formats) {
    var recent = days.subList(0, Math.min(MOST_POINTS, days.size()));
    return List.of(
        tile("Revenue", formats.compactAmount(now.totalRevenue()))
            .comparedTo(was(before, RangeTotals::totalRevenue), now.totalRevenue())
            .withRecent(Charts.course(recent, DailyRow::totalRevenue)),
        tile("Creator earnings", formats.compactAmount(now.creatorEarnings()))
            .comparedTo(was(before, RangeTotals::creatorEarnings), now.creatorEarnings())
            .withRecent(Charts.course(recent, DailyRow::creatorEarnings)),
        tile("Platform earnings", formats.compactAmount(now.platformEarnings()))
            .comparedTo(was(before, RangeTotals::platformEarnings), now.platformEarnings())
            .withRecent(Charts.course(recent, DailyRow::platformEarnings)),
        tile("Gifts sent", formats.compact(now.giftsSent()))
            .comparedTo(was(before, t -> count(t.giftsSent())), count(now.giftsSent()))
            .withRecent(Charts.course(recent, row -> count(row.totalGiftsSent()))),
        tile("Active users a day", formats.compact(now.avgActiveUsers()))
            .comparedTo(was(before, t -> count(t.avgActiveUsers())), count(now.avgActiveUsers()))
            .withRecent(Charts.course(recent, row -> count(row.activeUsers()))),
        tile("New users", formats.compact(now.newUsers()))
            .comparedTo(was(before, t -> count(t.newUsers())), count(now.newUsers()))
            .withRecent(Charts.course(recent, row -> count(row.newUsers()))),
        tile("Engagement", formats.percent(now.avgEngagementRate()))
            .comparedTo(was(before, RangeTotals::avgEngagementRate), now.avgEngagementRate())
            .noting("mean of the days")
            .withRecent(Charts.course(recent, DailyRow::engagementRate)));
  }

  static List<Tile> creator(
      CreatorTotals now,
      @Nullable CreatorTotals before,
      List<CreatorDailyRow> days,
      Formats formats) {
    return List.of(
        tile("Gift revenue", formats.compactAmount(now.giftRevenue()))
            .comparedTo(was(before, CreatorTotals::giftRevenue), now.giftRevenue()),
        tile("Views", formats.compact(now.views()))
            .comparedTo(was(before, t -> count(t.views())), count(now.views())),
        tile("Likes", formats.compact(now.likes()))
            .comparedTo(was(before, t -> count(t.likes())), count(now.likes())),
        tile("Gifts received", formats.compact(now.giftsReceived()))
            .comparedTo(was(before, t -> count(t.giftsReceived())), count(now.giftsReceived())),
        tile("Followers", formats.compact(now.followers()))
            .noting(
                (now.followersGained() < 0 ? "−" : "+")
                    + formats.number(Math.abs(now.followersGained()))
                    + " in the range"),
        tile("Engagement", formats.percent(now.engagementRate()))
            .comparedTo(was(before, CreatorTotals::engagementRate), now.engagementRate())
            .noting(formats.count(days.size(), "active day", "active days")));
  }

  private static Tile tile(String label, String value) {
    return Tile.of(label, value);
  }

  private static <T> @Nullable BigDecimal was(@Nullable T before, Function<T, BigDecimal> figure) {
    return before == null ? null : figure.apply(before);
  }

  private static BigDecimal count(long value) {
    return BigDecimal.valueOf(value);
  }
}
