package ai.profithack.imports;

import ai.profithack.imports.Mapping.First;
import ai.profithack.imports.Mapping.Gaps;
import ai.profithack.kernel.Allocation;
import ai.profithack.kernel.ReportingFrame;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a cumulative counter moved, day by day.
///
/// The movements between two captures add up to the difference of their counts exactly, negative
/// where the counter fell. Movement between captures of one day belongs to that day; movement over
/// several days is divided evenly over the days after the earlier capture, or put on the day of the
/// later one.
record Movement(First first, Gaps gaps, @Nullable Instant published, ReportingFrame frame) {
  /// What each day's movement changes by when `added` captures join `known` ones.
  ///
  /// `known` need not be all captures: those between the first and the last that are added, the one
  /// before and the one after suffice. `fromBeginning` says that none was captured before them.
  /// Days that do not change are left out.
  SortedMap<LocalDate, Long> change(
      NavigableMap<Instant, Long> known, NavigableMap<Instant, Long> added, boolean fromBeginning) {
    var all = new TreeMap<>(known);
    all.putAll(added);
    var change = new TreeMap<LocalDate, Long>();
    daily(all, fromBeginning).forEach((day, count) -> change.merge(day, count, Math::addExact));
    daily(known, fromBeginning)
        .forEach((day, count) -> change.merge(day, Math.negateExact(count), Math::addExact));
    change.values().removeIf(count -> count == 0);
    return change;
  }

  private Map<LocalDate, Long> daily(NavigableMap<Instant, Long> captures, boolean fromBeginning) {
    var daily = new TreeMap<LocalDate, Long>();
    Map.Entry<Instant, Long> before = null;
    for (var capture : captures.entrySet()) {
      if (before != null) {
        between(before, capture, daily);
      } else if (fromBeginning) {
        first(capture, daily);
      }
      before = capture;
    }
    return daily;
  }

  private void first(Map.Entry<Instant, Long> capture, Map<LocalDate, Long> daily) {
    switch (first) {
      case AT_PUBLICATION -> add(daily, publicationDay(capture.getKey()), capture.getValue());
      case AT_CAPTURE -> add(daily, frame.dayOf(capture.getKey()), capture.getValue());
      case BASELINE -> {}
    }
  }

  /// A capture says that the subject was there, whatever is said about its publication.
  private LocalDate publicationDay(Instant captured) {
    return frame.dayOf(published == null || published.isAfter(captured) ? captured : published);
  }

  private void between(
      Map.Entry<Instant, Long> earlier,
      Map.Entry<Instant, Long> later,
      Map<LocalDate, Long> daily) {
    var movement = Math.subtractExact(later.getValue(), earlier.getValue());
    var from = frame.dayOf(earlier.getKey());
    var last = frame.dayOf(later.getKey());
    var days = ChronoUnit.DAYS.between(from, last);
    if (days <= 1 || gaps == Gaps.AT_CAPTURE) {
      add(daily, last, movement);
      return;
    }
    var shares = Allocation.even(movement, Math.toIntExact(days));
    for (var i = 0; i < shares.length; i++) {
      add(daily, from.plusDays(i + 1L), shares[i]);
    }
  }

  private static void add(Map<LocalDate, Long> daily, LocalDate day, long count) {
    daily.merge(day, count, Math::addExact);
  }
}
