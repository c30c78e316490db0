package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorDailyRow;
import ai.profithack.analytics.DailyRow;
import ai.profithack.analytics.ForecastRow;
import ai.profithack.analytics.RevenueRow;
import ai.profithack.analytics.SparkTotals;
import ai.profithack.kernel.DayRange;
import ai.profithack.web.Chart;
import ai.profithack.web.Series;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The drawings of the figures. A day that has no figures leaves a gap; a creator's day on which
/// nothing happened is a zero.
final class Charts {
  private static final int MOST_NAMES = 8;

  private Charts() {}

  /// Revenue by source, continued by what is expected of the days after the range.
  static Chart revenue(DayRange range, List<RevenueRow> rows, List<ForecastRow> forecast) {
    var byDay = rows.stream().collect(Collectors.toMap(RevenueRow::day, row -> row));
    var coming =
        forecast.stream()
            .filter(row -> !row.day().isBefore(range.until()))
            .collect(Collectors.toMap(ForecastRow::day, row -> row));
    var last = coming.keySet().stream().max(LocalDate::compareTo).orElse(range.last());
    var days = new DayRange(range.from(), last.plusDays(1)).days().toList();
    var measured =
        List.of(
            Series.stacked("Gifts", along(days, byDay, RevenueRow::giftRevenue)),
            Series.stacked("Subscriptions", along(days, byDay, RevenueRow::subscriptionRevenue)),
            Series.stacked("Ads", along(days, byDay, RevenueRow::adRevenue)));
    var all = new ArrayList<>(measured);
    if (!coming.isEmpty()) {
      all.add(
          Series.expected(
              "Expected, with 80 % interval",
              along(days, coming, ForecastRow::projectedRevenue),
              along(days, coming, row -> or(row.lo80(), row.projectedRevenue())),
              along(days, coming, row -> or(row.hi80(), row.projectedRevenue()))));
    }
    return Chart.overDays(
        "revenue", "Revenue by source", Chart.Unit.MONEY, days, all.toArray(Series[]::new));
  }

  static Chart activeUsers(DayRange range, List<DailyRow> rows) {
    var byDay = rows.stream().collect(Collectors.toMap(DailyRow::day, row -> row));
    var days = range.days().toList();
    return Chart.overDays(
        "active-users",
        "Active users",
        Chart.Unit.COUNT,
        days,
        Series.area("Active", along(days, byDay, row -> BigDecimal.valueOf(row.activeUsers()))));
  }

  static Chart newUsers(DayRange range, List<DailyRow> rows) {
    var byDay = rows.stream().collect(Collectors.toMap(DailyRow::day, row -> row));
    var days = range.days().toList();
    return Chart.overDays(
        "new-users",
        "New users",
        Chart.Unit.COUNT,
        days,
        Series.bars("New", along(days, byDay, row -> BigDecimal.valueOf(row.newUsers()))));
  }

  static Chart sparks(List<SparkTotals> totals) {
    var top = totals.stream().limit(MOST_NAMES).toList();
    return Chart.overNames(
        "sparks",
        "Top sparks",
        Chart.Unit.MONEY,
        top.stream().map(SparkTotals::giftName).toList(),
        Series.bars("Revenue", values(top, SparkTotals::revenue)));
  }

  static Chart audience(DayRange range, List<CreatorDailyRow> rows) {
    var days = range.days().toList();
    return Chart.overDays(
        "views",
        "Views",
        Chart.Unit.COUNT,
        days,
        Series.bars("Views", counts(days, rows, CreatorDailyRow::videoViews)));
  }

  static Chart reactions(DayRange range, List<CreatorDailyRow> rows) {
    var days = range.days().toList();
    return Chart.overDays(
        "reactions",
        "Likes, comments, shares",
        Chart.Unit.COUNT,
        days,
        Series.stacked("Likes", counts(days, rows, CreatorDailyRow::videoLikes)),
        Series.stacked("Comments", counts(days, rows, CreatorDailyRow::videoComments)),
        Series.stacked("Shares", counts(days, rows, CreatorDailyRow::videoShares)));
  }

  static Chart giftRevenue(DayRange range, List<CreatorDailyRow> rows) {
    var byDay = rows.stream().collect(Collectors.toMap(CreatorDailyRow::day, row -> row));
    var days = range.days().toList();
    List<@Nullable BigDecimal> revenue =
        new ArrayList<>(
            days.stream()
                .map(day -> byDay.containsKey(day) ? byDay.get(day).giftRevenue() : BigDecimal.ZERO)
                .toList());
    return Chart.overDays(
        "gift-revenue", "Gift revenue", Chart.Unit.MONEY, days, Series.bars("Gifts", revenue));
  }

  /// Followers stay what they were through days on which nothing happened; before the first known
  /// day they are unknown.
  static Chart followers(DayRange range, List<CreatorDailyRow> rows) {
    var byDay = rows.stream().collect(Collectors.toMap(CreatorDailyRow::day, row -> row));
    var days = range.days().toList();
    var values = new ArrayList<@Nullable BigDecimal>();
    @Nullable BigDecimal known = null;
    for (var day : days) {
      var row = byDay.get(day);
      known = row == null ? known : BigDecimal.valueOf(row.followers());
      values.add(known);
    }
    return Chart.overDays(
        "followers", "Followers", Chart.Unit.COUNT, days, Series.line("Followers", values));
  }

  /// The values of a column, oldest first, for a sparkline; `rows` come newest first.
  static <T> List<@Nullable BigDecimal> course(List<T> rows, Function<T, BigDecimal> column) {
    return values(rows.reversed(), column);
  }

  private static <T> List<@Nullable BigDecimal> values(
      List<T> rows, Function<T, BigDecimal> column) {
    return new ArrayList<>(rows.stream().map(column).toList());
  }

  private static <T> List<@Nullable BigDecimal> along(
      List<LocalDate> days, Map<LocalDate, T> rows, Function<T, BigDecimal> column) {
    var values = new ArrayList<@Nullable BigDecimal>();
    for (var day : days) {
      var row = rows.get(day);
      values.add(row == null ? null : column.apply(row));
    }
    return values;
  }

  private static List<@Nullable BigDecimal> counts(
      List<LocalDate> days, List<CreatorDailyRow> rows, ToLongFunction<CreatorDailyRow> column) {
    var byDay = rows.stream().collect(Collectors.toMap(CreatorDailyRow::day, row -> row));
    return new ArrayList<>(
        days.stream()
            .map(day ->
                BigDecimal.valueOf(Stream.ofNullable(byDay.get(day)).mapToLong(column).sum()))
            .toList());
  }

  private static BigDecimal or(@Nullable BigDecimal value, BigDecimal otherwise) {
    return value == null ? otherwise : value;
  }
}
