package ai.profithack.analytics.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
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
import ai.profithack.web.DateRange;
import ai.profithack.web.Formats;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The operator's pages of figures: the dashboard (today, a range of days, what comes next), and
/// what is behind it: a single day, gift types, retention.
@Controller
@Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE})
class FigurePages {
  private static final int TOP_OF_A_RANGE = 12;
  private static final int TOP_OF_A_DAY = 20;
  private static final int WEEKS = 13;
  private static final int NEWEST_DAYS = 14;
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

  @GetMapping("/")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  View dashboard(
      Page page,
      Actor actor,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    if (actor.role() == Role.CREATOR) {
      return Redirect.to("/me");
    }
    if (!ranges.anyFigures()) {
      return html(templates.analyticsFirstSteps(page.titled("Welcome to ProfitHack")));
    }
    var chosen = ranges.of("/", range, from, to);
    return html(
        templates.analyticsDashboard(
            page.titled("Dashboard", ranges.subtitle(chosen, page.format())),
            today(page.format()),
            overview(chosen, page.format())));
  }

  /// Today's figures alone, for the page to ask for again and again.
  @GetMapping("/dashboard/today")
  View today(Page page) {
    return html(templates.analyticsToday(page, today(page.format())));
  }

  private TodayView today(Formats formats) {
    var today = daily.today();
    return TodayView.of(
        today, daily.day(today).orElse(null), daily.computedAt(DayRange.of(today)), formats);
  }

  private DashboardView overview(DateRange chosen, Formats formats) {
    var range = chosen.days();
    var days = daily.days(range);
    var totals = daily.totals(range);
    var before = ranges.comparable(range) ? daily.totals(range.previous()) : null;
    var gifts = sparks.totals(range);
    var revenue = daily.revenue(range);
    var weeks =
        retention.weeks(DayRange.endingWith(daily.today(), WEEKS * 7)).stream().limit(WEEKS);
    return new DashboardView(
        chosen,
        Tiles.platform(totals, before, days, formats),
        Charts.revenue(range, revenue, forecasts.coming()),
        Charts.activeUsers(range, days),
        Charts.newUsers(range, days),
        RevenueSource.of(revenue),
        creators.ranking(range, CreatorOrder.REVENUE, null, TOP_OF_A_RANGE).creators(),
        Charts.sparks(gifts),
        weeks.map(week -> HeatRow.of(week, formats)).toList(),
        forecasts.trackRecord(range),
        List.copyOf(days.subList(0, Math.min(NEWEST_DAYS, days.size()))),
        daily.computedAt(range));
  }

  @GetMapping("/days/{day}")
  View day(Page page, @PathVariable String day) {
    var date = RangeRequest.day("day", day);
    if (!ranges.anyFigures()) {
      return html(
          templates.analyticsNothingYet(
              page.titled(page.format().day(date)), "The figures of a day.", "calendar-days"));
    }
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
                creators.ranking(range, CreatorOrder.REVENUE, null, TOP_OF_A_DAY).creators(),
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
    if (!ranges.anyFigures()) {
      return html(
          templates.analyticsNothingYet(
              page.titled("Gifts"), "Which gifts are sent, and what they earn.", "gift"));
    }
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
    if (!ranges.anyFigures()) {
      return html(
          templates.analyticsNothingYet(
              page.titled("Retention"), "Who comes back, by day of registration.", "users"));
    }
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
