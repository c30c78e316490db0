package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The platform's figures over any days.
@Component
public class DailyFigures {
  private final DailyQueries queries;
  private final Clock clock;
  private final ReportingFrame frame;

  DailyFigures(DailyQueries queries, Clock clock, ReportingFrame frame) {
    this.queries = queries;
    this.clock = clock;
    this.frame = frame;
  }

  /// The calendar day that is running in the reporting zone; its figures are provisional.
  public LocalDate today() {
    return frame.dayOf(clock.instant());
  }

  /// The first day that has figures; empty before anything was counted.
  public Optional<LocalDate> firstDay() {
    return queries.firstDay();
  }

  /// Newest day first; days without figures are left out.
  public List<DailyRow> days(DayRange range) {
    return queries.days(range);
  }

  public Optional<DailyRow> day(LocalDate day) {
    return queries.days(DayRange.of(day)).stream().findFirst();
  }

  public RangeTotals totals(DayRange range) {
    return queries.totals(range);
  }

  /// Revenue by source, newest day first.
  public List<RevenueRow> revenue(DayRange range) {
    return queries.revenue(range);
  }

  /// When the figures of the range were last computed; null where none were.
  public @Nullable Instant computedAt(DayRange range) {
    return queries.computedAt(range).orElse(null);
  }
}
