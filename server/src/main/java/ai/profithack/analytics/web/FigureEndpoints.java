package ai.profithack.analytics.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.analytics.CohortRow;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.CreatorOrder;
import ai.profithack.analytics.CreatorTotals;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.analytics.DailyRow;
import ai.profithack.analytics.RangeTotals;
import ai.profithack.analytics.RetentionFigures;
import ai.profithack.analytics.RevenueRow;
import ai.profithack.analytics.SparkFigures;
import ai.profithack.analytics.SparkTotals;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.web.Refused;
import ai.profithack.web.Success;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Figures over any range of days, as the pages show them.
///
/// All take `days` (the last so many closed days, 30 by default) or `from` and `to`, both included.
@RestController
@RequestMapping(path = "/api/analytics", produces = "application/json")
@Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE})
@Tag(name = "Analytics")
class FigureEndpoints {
  private static final int MOST_PER_PAGE = 500;

  private final DailyFigures daily;
  private final CreatorFigures creators;
  private final SparkFigures sparks;
  private final RetentionFigures retention;
  private final ReportingFrame frame;

  FigureEndpoints(
      DailyFigures daily,
      CreatorFigures creators,
      SparkFigures sparks,
      RetentionFigures retention,
      ReportingFrame frame) {
    this.daily = daily;
    this.creators = creators;
    this.sparks = sparks;
    this.retention = retention;
    this.frame = frame;
  }

  /// What was asked for, and how the figures are stated. `asOf` is when they were last computed,
  /// null where none were; `provisional` says that the range holds today, which still counts.
  record Span(
      @Schema(example = "2026-10-23") LocalDate from,
      @Schema(example = "2026-11-21") LocalDate to,
      @Schema(example = "UTC") String zone,
      @Schema(example = "USD") String currency,
      @Nullable Instant asOf,
      boolean provisional) {}

  record Period(LocalDate from, LocalDate to, RangeTotals totals) {}

  record Daily(Span range, List<DailyRow> days, RangeTotals totals, Period previous) {}

  @GetMapping("/daily")
  @Operation(
      summary =
          "The platform's days over a range, newest first, with the period before for comparison")
  Success<Daily> daily(
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var range = range(days, from, to);
    var previous = range.previous();
    return Success.of(
        new Daily(
            span(range),
            daily.days(range),
            daily.totals(range),
            new Period(previous.from(), previous.last(), daily.totals(previous))));
  }

  record Revenue(Span range, List<RevenueRow> days) {}

  @GetMapping("/revenue")
  @Operation(summary = "Revenue by source over a range, newest day first")
  Success<Revenue> revenue(
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var range = range(days, from, to);
    return Success.of(new Revenue(span(range), daily.revenue(range)));
  }

  record RankedCreator(
      @Schema(example = "Ada") @Nullable String name, @JsonUnwrapped CreatorTotals totals) {}

  record Ranking(
      Span range,
      List<RankedCreator> creators,
      @Schema(example = "369.00_17") @Nullable String next) {}

  @GetMapping("/creators")
  @Operation(
      summary = "Creators by what happened to them over a range, highest first",
      description =
          """
          `sort` is `revenue`, `views` or `followers`. `next` is the `cursor` of the next page, null on the \
          last. `search` finds creators by id or a part of the name, also those to whom nothing happened; \
          at most 200, on one page.\
          """)
  Success<Ranking> creators(
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "revenue") String sort,
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") String limit) {
    var range = range(days, from, to);
    var order = order(sort);
    var count = limit(limit);
    var found =
        search == null || search.isBlank()
            ? ranking(range, order, cursor, count)
            : creators.search(searched(search), range, order);
    return Success.of(
        new Ranking(
            span(range),
            found.creators().stream()
                .map(each -> new RankedCreator(each.name(), each.totals()))
                .toList(),
            found.next()));
  }

  record Sparks(Span range, List<SparkTotals> gifts) {}

  @GetMapping("/gifts")
  @Operation(summary = "What each gift type brought over a range, highest revenue first")
  Success<Sparks> gifts(
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var range = range(days, from, to);
    return Success.of(new Sparks(span(range), sparks.totals(range)));
  }

  record Cohorts(Span range, List<CohortRow> cohorts) {}

  @GetMapping("/cohorts")
  @Operation(
      summary = "Retention of those who registered in a range, newest cohort first",
      description =
          """
          The share in per cent that was active exactly 0, 7, 14, 30, 60 and 90 days after registration; null \
          where that day has not come yet.\
          """)
  Success<Cohorts> cohorts(
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var range = range(days, from, to);
    return Success.of(new Cohorts(span(range), retention.cohorts(range, Integer.MAX_VALUE)));
  }

  private CreatorFigures.Ranking ranking(
      DayRange range, CreatorOrder order, @Nullable String cursor, int limit) {
    try {
      return creators.ranking(range, order, cursor, limit);
    } catch (IllegalArgumentException _) {
      throw Refused.badInput("cursor", "cursor must be the `next` of an earlier page.");
    }
  }

  private DayRange range(@Nullable String days, @Nullable String from, @Nullable String to) {
    return RangeRequest.of(days, from, to, daily.today(), daily.firstDay().orElse(null));
  }

  private Span span(DayRange range) {
    return new Span(
        range.from(),
        range.last(),
        frame.zone().getId(),
        frame.currency().getCurrencyCode(),
        daily.computedAt(range),
        !range.last().isBefore(daily.today()));
  }

  private static String searched(String search) {
    if (search.length() > 100 || search.indexOf('\0') >= 0) {
      throw Refused.badInput("search", "search must have 100 characters at the most, and no NUL.");
    }
    return search.strip();
  }

  private static CreatorOrder order(String sort) {
    return Arrays.stream(CreatorOrder.values())
        .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(sort))
        .findFirst()
        .orElseThrow(() ->
            Refused.badInput(
                "sort",
                "sort must be one of "
                    + Arrays.stream(CreatorOrder.values())
                        .map(order -> order.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                    + "."));
  }

  private static int limit(String limit) {
    if (!limit.matches("\\d{1,3}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > MOST_PER_PAGE) {
      throw Refused.badInput(
          "limit", "limit must be a whole number from 1 to " + MOST_PER_PAGE + ".");
    }
    return Integer.parseInt(limit);
  }
}
