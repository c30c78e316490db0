package ai.profithack.analytics;

import ai.profithack.kernel.Counted;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What the platform will earn on each of the 30 days that begin with the first day not yet over.
///
/// Method: a straight line through the last 30 days that are over. `confidence` is the accuracy
/// that the line would have had so far ahead on this platform's own past ([BackTest]); `accuracy`
/// is filled in as days close.
@Component
public class Forecasts {
  static final int HORIZON = 30;
  static final int HISTORY_DAYS_MIN = 7;

  /// Days of the past that confidence is measured on.
  private static final int BACK_TEST_DAYS = 180;

  private final ForecastRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Forecasts(
      ForecastRepository repository,
      ReportingFrame frame,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// How making a forecast can end.
  public sealed interface Outcome {
    /// A row a day was written, from `first` on.
    record Issued(LocalDate first, int days, BigDecimal total, String method) implements Outcome {
      @Override
      public String toString() {
        return "Forecast %s from %s by %s: %s in all."
            .formatted(Counted.of(days, "day", "days"), first, method, total.toPlainString());
      }
    }

    /// Nothing was written: a line through so few days says nothing.
    record NotEnoughData(int days) implements Outcome {
      @Override
      public String toString() {
        return "Not enough data for a forecast: %d of the %d days of history it needs."
            .formatted(days, HISTORY_DAYS_MIN);
      }
    }
  }

  /// One day of a forecast, as its row holds it.
  record Row(
      LocalDate day,
      BigDecimal projected,
      BigDecimal confidence,
      BigDecimal lo80,
      BigDecimal hi80,
      BigDecimal lo95,
      BigDecimal hi95) {}

  /// Makes the forecast of today, in the place of one made earlier today.
  public Outcome issue() {
    var today = frame.dayOf(clock.instant());
    var history = repository.revenueBefore(today, BACK_TEST_DAYS);
    var recent =
        history.stream()
            .filter(point -> point.x() >= today.toEpochDay() - LinearTrend.WINDOW)
            .toList();
    if (recent.size() < HISTORY_DAYS_MIN) {
      return new Outcome.NotEnoughData(recent.size());
    }
    var rows = project(today, history, recent);
    transaction.executeWithoutResult(_ -> repository.replace(today, LinearTrend.METHOD, rows));
    return new Outcome.Issued(
        today,
        rows.size(),
        rows.stream().map(Row::projected).reduce(BigDecimal.ZERO, BigDecimal::add),
        LinearTrend.METHOD);
  }

  private List<Row> project(LocalDate today, List<Point> history, List<Point> recent) {
    var trend = LinearTrend.through(recent);
    var notNegative = recent.stream().allMatch(point -> point.y() >= 0);
    var backTest = BackTest.of(history, HORIZON, HISTORY_DAYS_MIN);
    return IntStream.range(0, HORIZON)
        .mapToObj(ahead -> {
          var day = today.plusDays(ahead);
          var projection = trend.at((double) day.toEpochDay());
          return row(
              day,
              notNegative ? projection.notNegative() : projection,
              backTest.confidence(ahead + 1));
        })
        .toList();
  }

  private Row row(LocalDate day, Projection projection, double confidence) {
    return new Row(
        day,
        money(projection.mean()),
        BigDecimal.valueOf(confidence).setScale(2, RoundingMode.HALF_UP),
        money(projection.lo80()),
        money(projection.hi80()),
        money(projection.lo95()),
        money(projection.hi95()));
  }

  /// Statistics are computed in minor units as floating point; what is written is a whole number of
  /// them.
  private BigDecimal money(double minor) {
    return BigDecimal.valueOf(minor)
        .setScale(0, RoundingMode.HALF_UP)
        .movePointLeft(frame.currency().getDefaultFractionDigits());
  }
}
