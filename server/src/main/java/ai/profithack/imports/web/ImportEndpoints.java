package ai.profithack.imports.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.imports.ImportReport;
import ai.profithack.imports.Imports;
import ai.profithack.imports.Uploads;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// The imports for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/imports")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(name = "Imports", description = "Files in, each record once.")
class ImportEndpoints {

  private final Imports imports;
  private final Uploads uploads;

  ImportEndpoints(Imports imports, Uploads uploads) {
    this.imports = imports;
    this.uploads = uploads;
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record ImportsAnswer(boolean success, List<ImportAnswer> imports, @Nullable Long nextBefore) {}

  /// `state` is running, interrupted, finished or failed; `read = kept + duplicates + refused`, in
  /// records; `events` are those that were new, on `days` days.
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

  /// `alreadyRead` records were read by an attempt that was interrupted; the run goes on after
  /// them.
  record StartedAnswer(
      boolean success, @JsonProperty("import") ImportAnswer started, long alreadyRead) {}

  record OneAnswer(boolean success, @JsonProperty("import") ImportAnswer one) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(Role.ADMIN)
  @Operation(
      summary = "Import a file",
      description =
          "Answers as soon as the file is recognised; `GET /api/imports/{id}` says how it goes on. A file whose import was interrupted goes on where it stopped when it is sent again, and a file sent twice counts once. When it has been read, the figures of its days are computed.")
  @ApiResponse(responseCode = "202", description = "It is being imported.")
  @ApiResponse(responseCode = "409", description = "The same file is being imported now.")
  @ApiResponse(
      responseCode = "413",
      description = "Larger than is taken at once; the command `import` has no limit.")
  StartedAnswer start(
      @Parameter(description = "CSV, JSON or JSON Lines.", required = true)
          @RequestPart(required = false)
          @Nullable MultipartFile file,
      @Parameter(description = "The mapping to read it by; without it, the one that fits.")
          @RequestParam(required = false)
          @Nullable String mapping)
      throws IOException {
    return switch (sent(uploads, file, mapping)) {
      case Uploads.Sent.Started(var run, var alreadyRead) ->
          new StartedAnswer(true, ImportAnswer.of(imports.find(run).orElseThrow()), alreadyRead);
      case Uploads.Sent.Unusable(var field, var reason) -> throw Refused.badInput(field, reason);
      case Uploads.Sent.UnderWay(var reason) -> throw Refused.conflict(reason);
    };
  }

  static Uploads.Sent sent(Uploads uploads, @Nullable MultipartFile file, @Nullable String mapping)
      throws IOException {
    if (file == null || file.isEmpty()) {
      return new Uploads.Sent.Unusable("file", "Choose a file that is not empty.");
    }
    try (var content = file.getInputStream()) {
      return uploads.send(
          content,
          Objects.requireNonNullElse(file.getOriginalFilename(), ""),
          mapping == null || mapping.isBlank() ? null : mapping);
    }
  }

  @GetMapping("/{id}")
  @Operation(summary = "An import, and how far it is")
  @ApiResponse(responseCode = "200", description = "The import.")
  @ApiResponse(responseCode = "404", description = "There is no such import.")
  OneAnswer one(@PathVariable long id) {
    return new OneAnswer(
        true,
        ImportAnswer.of(
            imports
                .find(id)
                .orElseThrow(() -> Refused.notFound("There is no import %d.".formatted(id)))));
  }

  @GetMapping
  @Operation(summary = "The imports of files, newest first")
  ImportsAnswer all(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> imports.history(before, rows));
    return new ImportsAnswer(
        true, part.map(ImportAnswer::of), part.nextBefore(ImportReport::runId));
  }
}
