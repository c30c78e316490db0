package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The platform at a glance: today, the last 30 days, and what comes next.
@Component
public class Dashboard {
  private static final int DAYS = 30;

  private final DailyQueries daily;
  private final RevenueForecasts forecasts;
  private final Clock clock;
  private final ReportingFrame frame;

  Dashboard(DailyQueries daily, RevenueForecasts forecasts, Clock clock, ReportingFrame frame) {
    this.daily = daily;
    this.forecasts = forecasts;
    this.clock = clock;
    this.frame = frame;
  }

  /// `today` is null until figures of today were computed; they are provisional until the day is
  /// over. `last30Days` ends with today, newest first, and holds the days that have figures.
  public record Overview(
      @Nullable DailyRow today,
      List<DailyRow> last30Days,
      List<ForecastRow> forecast,
      Metrics metrics) {}

  /// Over the days of `last30Days`: sums to the cent, averages rounded half up to two decimals;
  /// zero where there are none.
  public record Metrics(
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "55206.00")
          BigDecimal totalRevenue,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1840.20")
          BigDecimal avgDailyRevenue,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "30363.30")
          BigDecimal totalCreatorEarnings,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "24.30")
          BigDecimal avgEngagementRate) {}

  public Overview overview() {
    var today = today();
    var days = daily.days(DayRange.endingWith(today, DAYS));
    return new Overview(
        days.stream().filter(row -> row.day().equals(today)).findFirst().orElse(null),
        days,
        forecasts.coming(),
        metrics(days));
  }

  /// The calendar day that is running in the reporting zone.
  public LocalDate today() {
    return frame.dayOf(clock.instant());
  }

  private static Metrics metrics(List<DailyRow> days) {
    return new Metrics(
        Decimals.sum(days, DailyRow::totalRevenue),
        Decimals.mean(days, DailyRow::totalRevenue),
        Decimals.sum(days, DailyRow::creatorEarnings),
        Decimals.mean(days, DailyRow::engagementRate));
  }
}
