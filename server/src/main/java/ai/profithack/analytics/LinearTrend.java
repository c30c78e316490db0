package ai.profithack.analytics;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/// A straight line through a series by ordinary least squares, and how far a next value strays from
/// it.
///
/// Interval: ŷ(x) ± t(n-2) · s · √(1 + 1/n + (x - x̄)² / Σ(xᵢ - x̄)²), with s² = Σ residual² / (n -
/// 2); it holds where residuals are independent and normal.
///
/// Source: Draper & Smith, Applied Regression Analysis, 3rd ed. 1998, section 3.1, "Prediction
/// interval for an individual observation".
record LinearTrend(
    double meanX, double meanY, double slope, double sxx, double deviation, int points) {
  static final String METHOD = "linear_regression";

  /// Two points fit a line and say nothing about its error.
  static final int POINTS_MIN = 3;

  /// Days of history that the line is drawn through.
  static final int WINDOW = 30;

  /// Errors: [IllegalArgumentException] for fewer than [#POINTS_MIN] points, or where all lie at
  /// one x.
  static LinearTrend through(List<Point> points) {
    var n = points.size();
    if (n < POINTS_MIN) {
      throw new IllegalArgumentException(
          "a line with an interval needs at least %d points, not %d".formatted(POINTS_MIN, n));
    }
    var meanX = points.stream().mapToDouble(Point::x).sum() / n;
    var meanY = points.stream().mapToDouble(Point::y).sum() / n;
    var sxx = points.stream().mapToDouble(p -> (p.x() - meanX) * (p.x() - meanX)).sum();
    if (sxx == 0) {
      throw new IllegalArgumentException("all points lie at x = " + meanX);
    }
    var slope = points.stream().mapToDouble(p -> (p.x() - meanX) * (p.y() - meanY)).sum() / sxx;
    var squares =
        points.stream()
            .mapToDouble(p -> p.y() - meanY - slope * (p.x() - meanX))
            .map(residual -> residual * residual)
            .sum();
    return new LinearTrend(meanX, meanY, slope, sxx, Math.sqrt(squares / (n - 2)), n);
  }

  double mean(double x) {
    return meanY + slope * (x - meanX);
  }

  Projection at(double x) {
    var mean = mean(x);
    var spread = deviation * Math.sqrt(1 + 1.0 / points + (x - meanX) * (x - meanX) / sxx);
    var student = TDistribution.of(points - 2.0);
    var half80 = student.inverseCumulativeProbability(0.9) * spread;
    var half95 = student.inverseCumulativeProbability(0.975) * spread;
    return new Projection(mean, mean - half80, mean + half80, mean - half95, mean + half95);
  }
}
