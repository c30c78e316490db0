package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What revenue is expected, and how good past expectations were.
@Component
public class RevenueForecasts {
  private final ForecastQueries queries;
  private final Clock clock;
  private final ReportingFrame frame;

  RevenueForecasts(ForecastQueries queries, Clock clock, ReportingFrame frame) {
    this.queries = queries;
    this.clock = clock;
    this.frame = frame;
  }

  /// The coming days from the newest issue, today first: at most 30, fewer when the issue is some
  /// days old, none before there was one.
  public List<ForecastRow> coming() {
    return queries.newest(frame.dayOf(clock.instant())).stream().limit(Forecasts.HORIZON).toList();
  }

  /// How good the forecasts of a range's days were, each by what was known when its day began.
  ///
  /// `accuracy` is the mean of the days' in per cent; `inside80` how many of the days that have an
  /// interval fell into it.
  public record TrackRecord(
      int days,
      @Nullable BigDecimal accuracy,
      int inside80,
      int withInterval,
      List<ForecastRow> rows) {
    /// The share of days inside the 80 % interval, in per cent; null where no day has one.
    public @Nullable BigDecimal coverage() {
      return withInterval == 0
          ? null
          : BigDecimal.valueOf(inside80)
              .movePointRight(2)
              .divide(BigDecimal.valueOf(withInterval), 1, RoundingMode.HALF_UP);
    }
  }

  public TrackRecord trackRecord(DayRange range) {
    var rows = queries.settled(range);
    var scored = rows.stream().filter(row -> row.accuracy() != null).toList();
    return new TrackRecord(
        rows.size(),
        scored.isEmpty() ? null : Decimals.mean(scored, RevenueForecasts::accuracy),
        (int) rows.stream().filter(RevenueForecasts::inside80).count(),
        (int) rows.stream().filter(row -> row.lo80() != null && row.hi80() != null).count(),
        rows);
  }

  private static BigDecimal accuracy(ForecastRow row) {
    return row.accuracy() == null ? BigDecimal.ZERO : row.accuracy();
  }

  private static boolean inside80(ForecastRow row) {
    var actual = row.actualRevenue();
    var low = row.lo80();
    var high = row.hi80();
    return actual != null
        && low != null
        && high != null
        && actual.compareTo(low) >= 0
        && actual.compareTo(high) <= 0;
  }
}
