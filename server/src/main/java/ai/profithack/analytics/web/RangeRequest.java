package ai.profithack.analytics.web;

import ai.profithack.kernel.DayRange;
import ai.profithack.web.Refused;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The days that an endpoint is asked for.
///
/// Either `from` and `to`, both included, or the last `days` closed days, those up to yesterday: a
/// day that still counts is compared with no other. While nothing but today has figures, the range
/// is today.
final class RangeRequest {
  private static final int DEFAULT = 30;
  private static final int MOST_DAYS = 3_660;
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);

  private RangeRequest() {}

  static DayRange of(
      @Nullable String days,
      @Nullable String from,
      @Nullable String to,
      LocalDate today,
      @Nullable LocalDate firstDay) {
    var count = given(days);
    var first = given(from);
    var last = given(to);
    if (first == null && last == null) {
      var closed = firstDay != null && firstDay.isBefore(today) ? today.minusDays(1) : today;
      return DayRange.endingWith(closed, count == null ? DEFAULT : count(count));
    }
    if (count != null) {
      throw Refused.badInput("days", "days goes without from and to.");
    }
    var until = last == null ? today : day("to", last);
    return between(
        first == null ? until.minusDays(DEFAULT - 1L) : day("from", first), until, today);
  }

  private static DayRange between(LocalDate first, LocalDate last, LocalDate today) {
    if (last.isAfter(today)) {
      throw Refused.badInput("to", "to is in the future: the newest day is " + today + ".");
    }
    if (first.isAfter(last)) {
      throw Refused.badInput("from", "from must not be after to.");
    }
    var range = new DayRange(first, last.plusDays(1));
    if (range.count() > MOST_DAYS) {
      throw Refused.badInput("from", "from and to are more than " + MOST_DAYS + " days apart.");
    }
    return range;
  }

  /// A day of the calendar from 1970 on.
  ///
  /// Errors: 400, naming `field`.
  static LocalDate day(String field, String value) {
    try {
      var day = LocalDate.parse(value);
      if (day.isBefore(EARLIEST) || day.getYear() > 9999) {
        throw Refused.badInput(field, field + " must be a day from 1970 to 9999.");
      }
      return day;
    } catch (DateTimeException _) {
      throw Refused.badInput(field, field + " must be a day such as 2026-11-21.");
    }
  }

  private static int count(String days) {
    if (!days.matches("\\d{1,4}")
        || Integer.parseInt(days) < 1
        || Integer.parseInt(days) > MOST_DAYS) {
      throw Refused.badInput("days", "days must be a whole number from 1 to " + MOST_DAYS + ".");
    }
    return Integer.parseInt(days);
  }

  private static @Nullable String given(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }
}
