package ai.profithack.demo;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// When people are there: by the hour of their own day, by the weekday, on holidays, and how fewer
/// of them come back the longer ago they joined.
final class Rhythm {
  static final int SECONDS_OF_DAY = 86_400;

  /// Share of a person's activity in each hour of the local day: a low before dawn, a small peak at
  /// noon, a high one in the evening.
  private static final double[] HOURS = {
    2.6, 1.5, 0.9, 0.6, 0.5, 0.7, 1.4, 2.6, 3.4, 3.3, 3.4, 4.1, 5.4, 4.8, 4.0, 4.1, 4.7, 5.6, 6.7,
    7.9, 8.6, 8.4, 6.7, 4.4
  };

  private static final Map<DayOfWeek, Double> WEEKDAYS =
      Map.of(
          DayOfWeek.MONDAY, 0.91,
          DayOfWeek.TUESDAY, 0.89,
          DayOfWeek.WEDNESDAY, 0.92,
          DayOfWeek.THURSDAY, 0.96,
          DayOfWeek.FRIDAY, 1.08,
          DayOfWeek.SATURDAY, 1.23,
          DayOfWeek.SUNDAY, 1.17);

  private static final Map<MonthDay, Double> HOLIDAYS =
      Map.ofEntries(
          Map.entry(MonthDay.of(1, 1), 1.3),
          Map.entry(MonthDay.of(2, 14), 1.35),
          Map.entry(MonthDay.of(5, 1), 1.2),
          Map.entry(MonthDay.of(7, 4), 1.25),
          Map.entry(MonthDay.of(10, 31), 1.45),
          Map.entry(MonthDay.of(12, 24), 1.35),
          Map.entry(MonthDay.of(12, 25), 1.4),
          Map.entry(MonthDay.of(12, 26), 1.3),
          Map.entry(MonthDay.of(12, 31), 1.5));

  /// Where people live: hours east of UTC, and how many live there.
  private record Region(int offsetHours, double share) {}

  private static final Choice<Region> REGIONS =
      Choice.among(
          List.of(
              new Region(-8, 0.08),
              new Region(-5, 0.22),
              new Region(-3, 0.12),
              new Region(0, 0.12),
              new Region(1, 0.28),
              new Region(5, 0.08),
              new Region(9, 0.10)),
          Region::share);

  private static final Choice<Integer> HOUR =
      Choice.among(
          List.of(
              0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
          hour -> HOURS[hour]);

  private Rhythm() {}

  /// How busy a day is against an average one.
  static double factor(LocalDate day) {
    return WEEKDAYS.getOrDefault(day.getDayOfWeek(), 1.0)
        * HOLIDAYS.getOrDefault(MonthDay.from(day), 1.0);
  }

  static int offsetHours(RandomGenerator random) {
    return REGIONS.draw(random).offsetHours();
  }

  /// A second of the UTC day at which somebody who lives `offsetHours` east of UTC is likely awake.
  static int second(int offsetHours, RandomGenerator random) {
    var hour = Math.floorMod(HOUR.draw(random) - offsetHours, 24);
    return hour * 3600 + random.nextInt(3600);
  }

  /// Share of those who joined `age` days ago that come back on that very day: 40 % after a day, 20
  /// % after a week, 8 % after a month.
  ///
  /// A power law with a knee at a week, as published retention curves of consumer apps have it.
  static double returning(int age) {
    if (age == 0) {
      return 1;
    }
    return age <= 7 ? 0.40 * Math.pow(age, -0.356) : 0.20 * Math.pow(age / 7.0, -0.63);
  }
}
