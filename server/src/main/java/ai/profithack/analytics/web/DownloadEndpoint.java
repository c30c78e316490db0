package ai.profithack.analytics.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Entitlements;
import ai.profithack.access.Role;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.analytics.FigureDownloads;
import ai.profithack.analytics.FigureTable;
import ai.profithack.kernel.DayRange;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Tables of figures as files.
@RestController
@Tag(name = "Analytics")
class DownloadEndpoint {
  private final FigureDownloads downloads;
  private final DailyFigures daily;
  private final CurrentActor actor;
  private final Entitlements entitlements;
  private final AnalyticsLevels levels;

  DownloadEndpoint(
      FigureDownloads downloads,
      DailyFigures daily,
      CurrentActor actor,
      Entitlements entitlements,
      AnalyticsLevels levels) {
    this.downloads = downloads;
    this.daily = daily;
    this.actor = actor;
    this.entitlements = entitlements;
    this.levels = levels;
  }

  @GetMapping("/api/analytics/download/{table}.csv")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  @Operation(
      summary = "A table of figures as CSV",
      description =
          """
          All rows of the range, oldest day first, framed by lines that begin with `#`: days, zone, currency \
          and moment first, the number of rows last. `creatorId` limits `creator_metrics` to one creator; a \
          creator may download its own only, needs advanced analytics for it, and gets as many days as its tier \
          shows: 90 of them, all with premium analytics, the running day with real-time analytics.\
          """)
  @ApiResponse(responseCode = "200", description = "The file")
  void download(
      @PathVariable String table,
      @RequestParam(required = false) @Nullable String days,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String creatorId,
      HttpServletResponse response)
      throws IOException {
    var asked =
        FigureTable.named(table)
            .orElseThrow(() ->
                Refused.notFound(
                    "There is no table of figures called so; there are "
                        + String.join(", ", FigureTable.names())
                        + "."));
    var creator = creatorId == null ? null : AnalyticsEndpoints.id("creatorId", creatorId);
    if (creator != null && asked != FigureTable.CREATOR_METRICS) {
      throw Refused.badInput("creatorId", "creatorId goes with creator_metrics only.");
    }
    requireAllowed(actor.require(), creator);
    var range = RangeRequest.of(days, from, to, daily.today(), daily.firstDay().orElse(null));
    if (creator != null) {
      levels
          .missing(creator, range.from(), range.last())
          .ifPresent(missing -> {
            throw Refused.forbidden(missing);
          });
    }
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(fileName(asked, range)).build().toString());
    if (!downloads.write(asked, range, creator, response.getOutputStream())) {
      response.reset();
      throw Refused.unavailable(
          "Several downloads are running already; try again when one is done.");
    }
  }

  private void requireAllowed(Actor actor, @Nullable Long creator) {
    if (actor.role() != Role.CREATOR) {
      return;
    }
    if (creator == null || !actor.mayReadCreator(creator)) {
      throw Refused.forbidden("You may download your own figures only.");
    }
    entitlements
        .missing(creator, "advanced_analytics")
        .ifPresent(missing -> {
          throw Refused.forbidden(missing);
        });
  }

  private static String fileName(FigureTable table, DayRange range) {
    return "%s_%s_%s.csv".formatted(table.tableName(), range.from(), range.last());
  }
}
