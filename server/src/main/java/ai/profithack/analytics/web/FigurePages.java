package ai.profithack.analytics.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.analytics.CohortRow;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.CreatorOrder;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.analytics.RetentionFigures;
import ai.profithack.analytics.RevenueForecasts;
import ai.profithack.analytics.SparkFigures;
import ai.profithack.kernel.DayRange;
import ai.profithack.templates.Templates;
import ai.profithack.web.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// What is behind the dashboard: a single day, gift types, retention.
@Controller
@Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE})
class FigurePages {
  private static final int TOP = 20;
  private static final int MOST_COHORTS = 400;

  private final DailyFigures daily;
  private final CreatorFigures creators;
  private final SparkFigures sparks;
  private final RetentionFigures retention;
  private final RevenueForecasts forecasts;
  private final PageRanges ranges;
  private final Templates templates;

  FigurePages(
      DailyFigures daily,
      CreatorFigures creators,
      SparkFigures sparks,
      RetentionFigures retention,
      RevenueForecasts forecasts,
      PageRanges ranges,
      Templates templates) {
    this.daily = daily;
    this.creators = creators;
    this.sparks = sparks;
    this.retention = retention;
    this.forecasts = forecasts;
    this.ranges = ranges;
    this.templates = templates;
  }

  @GetMapping("/days/{day}")
  View day(Page page, @PathVariable String day) {
    var date = RangeRequest.day("day", day);
    var range = DayRange.of(date);
    var revenue = daily.revenue(range);
    return html(
        templates.analyticsDay(
            page.titled(page.format().day(date), "One day in detail"),
            new DayView(
                date,
                DayView.State.of(date, daily.today()),
                daily.day(date).orElse(null),
                revenue.isEmpty() ? List.of() : RevenueSource.of(revenue),
                creators.ranking(range, CreatorOrder.REVENUE, null, TOP).creators(),
                sparks.days(range),
                forecasts.trackRecord(range).rows().stream().findFirst().orElse(null),
                daily.computedAt(range))));
  }

  @GetMapping("/gifts")
  View gifts(
      Page page,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var chosen = ranges.of("/gifts", range, from, to);
    var totals = sparks.totals(chosen.days());
    return html(
        templates.analyticsGifts(
            page.titled("Gifts", ranges.subtitle(chosen, page.format())),
            chosen,
            totals,
            Charts.sparks(totals)));
  }

  @GetMapping("/cohorts")
  View cohorts(
      Page page,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var chosen = ranges.of("/cohorts", range == null && from == null ? "90d" : range, from, to);
    var rows = retention.cohorts(chosen.days(), MOST_COHORTS);
    return html(
        templates.analyticsCohorts(
            page.titled("Retention", "Who comes back, by day of registration"),
            chosen,
            CohortRow.AGES,
            rows.stream().map(row -> HeatRow.of(row, page.format())).toList(),
            rows.size() == MOST_COHORTS));
  }
}
