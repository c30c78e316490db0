package ai.profithack.analytics;

/// What a method expects of one step ahead: the mean of its forecast distribution and the bounds of
/// its central 80 % and 95 % prediction intervals, in the unit of the series.
record Projection(double mean, double lo80, double hi80, double lo95, double hi95) {
  /// The same with nothing below zero, for series that never were.
  Projection notNegative() {
    return new Projection(
        Math.max(0, mean),
        Math.max(0, lo80),
        Math.max(0, hi80),
        Math.max(0, lo95),
        Math.max(0, hi95));
  }
}
