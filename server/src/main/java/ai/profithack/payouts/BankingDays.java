package ai.profithack.payouts;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;

/// The days on which euro payments between banks are settled: every day but Saturdays, Sundays, New
/// Year's Day, Good Friday, Easter Monday, 1 May, 25 and 26 December.
///
/// Source: the T2 calendar of the Eurosystem, unchanged since 2002. Easter: the algorithm of Meeus,
/// Jones and Butcher (Meeus, Astronomical Algorithms, 1991, chapter 8).
final class BankingDays {
  private static final Set<MonthDay> FIXED =
      Set.of(MonthDay.of(1, 1), MonthDay.of(5, 1), MonthDay.of(12, 25), MonthDay.of(12, 26));

  private BankingDays() {}

  static boolean isBankingDay(LocalDate day) {
    var easter = easter(day.getYear());
    return day.getDayOfWeek() != DayOfWeek.SATURDAY
        && day.getDayOfWeek() != DayOfWeek.SUNDAY
        && !FIXED.contains(MonthDay.from(day))
        && !day.equals(easter.minusDays(2))
        && !day.equals(easter.plusDays(1));
  }

  /// The first banking day after `day`.
  static LocalDate after(LocalDate day) {
    var next = day.plusDays(1);
    while (!isBankingDay(next)) {
      next = next.plusDays(1);
    }
    return next;
  }

  static LocalDate easter(int year) {
    var a = year % 19;
    var b = year / 100;
    var c = year % 100;
    var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    var m = (a + 11 * h + 22 * l) / 451;
    var n = h + l - 7 * m + 114;
    return LocalDate.of(year, n / 31, n % 31 + 1);
  }
}
