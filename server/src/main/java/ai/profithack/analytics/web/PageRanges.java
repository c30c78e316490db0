package ai.profithack.analytics.web;

import ai.profithack.analytics.DailyFigures;
import ai.profithack.kernel.DayRange;
import ai.profithack.web.DateRange;
import ai.profithack.web.Formats;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The days that pages show: presets end with the last closed day, because a day that still counts
/// is compared with no other. While nothing but today has figures, they end with today.
@Component
class PageRanges {
  private final DailyFigures daily;

  PageRanges(DailyFigures daily) {
    this.daily = daily;
  }

  /// Whether anything was counted at all; if not, a page says how to begin.
  boolean anyFigures() {
    return daily.firstDay().isPresent();
  }

  DateRange of(String path, @Nullable String range, @Nullable String from, @Nullable String to) {
    var today = daily.today();
    var hasClosedDays = daily.firstDay().filter(first -> first.isBefore(today)).isPresent();
    return DateRange.of(path, range, from, to, hasClosedDays ? today.minusDays(1) : today);
  }

  /// Whether the whole period before the range has figures to compare with.
  boolean comparable(DayRange range) {
    var before = range.previous();
    return daily.firstDay().filter(first -> !first.isAfter(before.from())).isPresent();
  }

  /// The range in words, and what it is compared with.
  String subtitle(DateRange chosen, Formats formats) {
    var range = chosen.days();
    var before = range.previous();
    var text = "%s to %s".formatted(formats.day(range.from()), formats.day(range.last()));
    if (range.last().isBefore(daily.today())) {
      return comparable(range)
          ? "%s, compared with %s to %s"
              .formatted(text, formats.day(before.from()), formats.day(before.last()))
          : text;
    }
    return text + ", including today, which still counts";
  }
}
