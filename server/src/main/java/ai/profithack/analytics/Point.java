package ai.profithack.analytics;

/// A value of a series and its place on the time axis, in steps of the series (days, for revenue).
record Point(double x, double y) {}
