package ai.profithack.kernel;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/// The days from `from` up to but not including `until`.
public record DayRange(LocalDate from, LocalDate until) {
  public DayRange {
    if (until.isBefore(from)) {
      throw new IllegalArgumentException(
          "a range cannot end (" + until + ") before it starts (" + from + ")");
    }
  }

  public static DayRange of(LocalDate day) {
    return new DayRange(day, day.plusDays(1));
  }

  /// The `count` days that end with `last`.
  public static DayRange endingWith(LocalDate last, int count) {
    return new DayRange(last.plusDays(1L - count), last.plusDays(1));
  }

  public long count() {
    return ChronoUnit.DAYS.between(from, until);
  }

  public LocalDate last() {
    return until.minusDays(1);
  }

  public Stream<LocalDate> days() {
    return from.datesUntil(until);
  }

  /// The range of the same length that ends where this one begins.
  public DayRange previous() {
    return new DayRange(from.minusDays(count()), from);
  }
}
