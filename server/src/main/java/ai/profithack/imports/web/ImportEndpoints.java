package ai.profithack.imports.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.imports.ImportReport;
import ai.profithack.imports.Imports;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The imports for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/imports")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(name = "Imports")
class ImportEndpoints {
  private static final int LARGEST_PAGE = 200;

  private final Imports imports;

  ImportEndpoints(Imports imports) {
    this.imports = imports;
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record ImportsAnswer(boolean success, List<ImportAnswer> imports, @Nullable Long nextBefore) {}

  /// `read = kept + duplicates + refused`, in records.
  record ImportAnswer(
      long id,
      String file,
      long bytes,
      String mapping,
      String state,
      String message,
      Instant startedAt,
      @Nullable Instant finishedAt,
      long read,
      long kept,
      long duplicates,
      long refused,
      long events,
      long days,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      List<ImportReport.Refusals> refusals) {
    static ImportAnswer of(ImportReport report) {
      return new ImportAnswer(
          report.runId(),
          report.fileName(),
          report.byteCount(),
          report.mapping(),
          report.state().name().toLowerCase(Locale.ROOT),
          report.message(),
          report.startedAt(),
          report.finishedAt(),
          report.read(),
          report.kept(),
          report.duplicates(),
          report.refused(),
          report.events(),
          report.days(),
          report.firstDay(),
          report.lastDay(),
          report.refusals());
    }
  }

  @GetMapping
  @Operation(summary = "The imports of files, newest first")
  ImportsAnswer all(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw Refused.badInput("limit", "limit is a number from 1 to %d.".formatted(LARGEST_PAGE));
    }
    var some = imports.history(before, limit + 1);
    var next = some.size() > limit ? some.get(limit - 1).runId() : null;
    return new ImportsAnswer(true, some.stream().limit(limit).map(ImportAnswer::of).toList(), next);
  }
}
