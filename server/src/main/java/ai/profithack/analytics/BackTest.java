package ai.profithack.analytics;

import java.util.Arrays;
import java.util.List;

/// How well the line would have done on this platform's own past: from every day of the history,
/// the days after it are projected as if they were not known, and compared with what they brought.
///
/// Source: rolling forecast origin, Hyndman & Athanasopoulos, Forecasting: Principles and Practice,
/// 3rd ed. 2021, section 5.10; error weighted by volume (WAPE), as Kolassa & Schütz 2007 do for
/// series with days of nothing.
final class BackTest {
  /// Steps ahead are judged week by week.
  private static final int WEEK = 7;

  private final double[] errors;
  private final double[] volumes;
  private final int[] trials;

  private BackTest(int weeks) {
    errors = new double[weeks];
    volumes = new double[weeks];
    trials = new int[weeks];
  }

  /// Tries every origin of `history` (ascending) that has at least `pointsMin` points in the window
  /// that ends with it.
  static BackTest of(List<Point> history, int horizon, int pointsMin) {
    var test = new BackTest((horizon + WEEK - 1) / WEEK);
    for (var origin = pointsMin; origin < history.size(); origin++) {
      var from = history.get(origin - 1).x() - LinearTrend.WINDOW;
      var known = history.subList(0, origin).stream().filter(point -> point.x() > from).toList();
      if (known.size() >= pointsMin) {
        test.tryOrigin(known, history.subList(origin, history.size()), horizon);
      }
    }
    return test;
  }

  private void tryOrigin(List<Point> known, List<Point> after, int horizon) {
    var trend = LinearTrend.through(known);
    var notNegative = known.stream().allMatch(point -> point.y() >= 0);
    for (var actual : after) {
      var step = (int) (actual.x() - known.getLast().x());
      if (step > horizon) {
        return;
      }
      var week = (step - 1) / WEEK;
      var projected = trend.mean(actual.x());
      errors[week] += Math.abs((notNegative ? Math.max(0, projected) : projected) - actual.y());
      volumes[week] += Math.abs(actual.y());
      trials[week]++;
    }
  }

  /// The accuracy to expect `step` days ahead, in per cent: 100 less the error in per cent of the
  /// revenue, over all trials of that week ahead; never below 0. It is on the scale of the accuracy
  /// that a day's forecast is given once the day is over. A week that no trial reached has the
  /// confidence of the last one before it that was; 0 where nothing could be tried.
  double confidence(int step) {
    for (var week = (step - 1) / WEEK; week >= 0; week--) {
      if (trials[week] > 0) {
        if (volumes[week] == 0) {
          return errors[week] == 0 ? 100 : 0;
        }
        return Math.clamp(100 - 100 * errors[week] / volumes[week], 0, 100);
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return "trials by week ahead: " + Arrays.toString(trials);
  }
}
