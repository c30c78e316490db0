package ai.profithack.analytics.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.analytics.Dashboard;
import ai.profithack.analytics.ForecastRow;
import ai.profithack.analytics.RevenueForecasts;
import ai.profithack.web.Refused;
import ai.profithack.web.Success;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The three analytics endpoints whose paths and shapes are fixed. They read and never write.
@RestController
@RequestMapping(path = "/api/analytics", produces = "application/json")
@Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE})
@Tag(name = "Analytics", description = "Figures by day, in the reporting zone and currency.")
class AnalyticsEndpoints {
  private static final int DAYS_FOR_A_FORECAST = 7;

  private final Dashboard dashboard;
  private final CreatorFigures creators;
  private final RevenueForecasts forecasts;
  private final DailyFigures daily;
  private final CurrentActor actor;
  private final AnalyticsLevels levels;

  AnalyticsEndpoints(
      Dashboard dashboard,
      CreatorFigures creators,
      RevenueForecasts forecasts,
      DailyFigures daily,
      CurrentActor actor,
      AnalyticsLevels levels) {
    this.dashboard = dashboard;
    this.creators = creators;
    this.forecasts = forecasts;
    this.daily = daily;
    this.actor = actor;
    this.levels = levels;
  }

  @GetMapping("/dashboard")
  @Operation(
      summary = "The platform at a glance",
      description =
          """
          `today` is the running day's row, provisional until the day is over, and null while none of its \
          figures were computed. `last30Days` ends with today, newest first. `metrics` covers the days of \
          `last30Days`: exact sums, averages rounded half up to two decimals. `forecast` is the newest \
          forecast from today on.\
          """)
  Success<Dashboard.Overview> dashboard() {
    return Success.of(dashboard.overview());
  }

  @GetMapping("/creator/{creatorId}")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  @Operation(
      summary = "A creator's last 30 days",
      description =
          """
          The days that end with today on which anything happened to the creator, newest first, and what they \
          add up to. `topDay` is the day of the highest gift revenue, among equals that with most views, then \
          the earliest. A creator may ask for its own figures only; the running day comes with real-time analytics, \
          without them the 30 days end with yesterday.\
          """)
  @ApiResponse(responseCode = "200", description = "Zeros and an empty list where nothing happened")
  @ApiResponse(responseCode = "400", description = "The id is not a positive whole number")
  @ApiResponse(responseCode = "403", description = "Another creator's figures")
  @ApiResponse(responseCode = "404", description = "No creator has this id")
  Success<CreatorFigures.Report> creator(
      @Parameter(
              description = "The creator's id",
              schema = @Schema(type = "integer", format = "int64", minimum = "1", example = "17"))
          @PathVariable
          String creatorId) {
    var id = id("creatorId", creatorId);
    actor.requireCreator(id);
    return Success.of(
        creators
            .find(id)
            .map(person -> creators.report(id, levels.lately(id)))
            .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + ".")));
  }

  /// `message` says why there is none, and is left out where there is one.
  record Forecast(
      @Schema(example = "true") boolean success,
      List<ForecastRow> forecast,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {}

  @GetMapping("/revenue/forecast")
  @Operation(
      summary = "The coming days' revenue",
      description =
          """
          At most 30 days from the newest forecast, today first. Empty, with a `message`, before there was \
          one.\
          """)
  Forecast forecast() {
    var coming = forecasts.coming();
    return new Forecast(true, coming, coming.isEmpty() ? whyNone() : null);
  }

  private String whyNone() {
    var history =
        daily
            .firstDay()
            .map(first ->
                Math.max(0, first.until(daily.today(), java.time.temporal.ChronoUnit.DAYS)))
            .orElse(0L);
    return history < DAYS_FOR_A_FORECAST
        ? "Not enough data: a forecast needs %d days of history, and there are %d."
            .formatted(DAYS_FOR_A_FORECAST, history)
        : "No forecast was made for the coming days yet: the job revenue-forecast makes one.";
  }

  /// A positive whole number.
  ///
  /// Errors: 400, naming `field`.
  static long id(String field, String text) {
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) == 0) {
      throw Refused.badInput(field, field + " must be a positive whole number.");
    }
    return Long.parseLong(text);
  }
}
