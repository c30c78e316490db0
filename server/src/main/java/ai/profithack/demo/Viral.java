package ai.profithack.demo;

/// The days on which somebody hardly known publishes what everybody watches.
final class Viral {
  private static final int FIRST_DAY = 41;
  private static final int PERIOD_DAYS = 87;

  private Viral() {}

  static boolean isDay(int day) {
    return day >= FIRST_DAY && (day - FIRST_DAY) % PERIOD_DAYS == 0;
  }
}
