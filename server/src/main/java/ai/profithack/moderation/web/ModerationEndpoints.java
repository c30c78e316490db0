package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.media.Arrival;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Origin;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Analyses for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/moderation")
@Allow({Role.ADMIN, Role.MODERATOR, Role.SERVICE})
@Tag(
    name = "Moderation",
    description =
        "Videos are looked at on this server, and what was found is kept as evidence. An answer comes in the same request where it is ready in time; else, or with `Prefer: respond-async`, 202 and where to look.")
class ModerationEndpoints {

  private final Analyses analyses;
  private final Duration patience;

  ModerationEndpoints(
      Analyses analyses, @Value("${PROFITHACK_ANALYSIS_WAIT_SECONDS:25}") int waitSeconds) {
    this.analyses = analyses;
    this.patience = Duration.ofSeconds(waitSeconds);
  }

  /// `videoId`: the platform's id. `videoUrl`: an http or https address on the public internet.
  /// `declaredOrigin`: recorded or generated, where its sender says so; may be left out.
  record AnalyzeRequest(
      @Nullable Long videoId, @Nullable String videoUrl, @Nullable String declaredOrigin) {}

  /// `videoId`: the platform's id of a video of which a file is held.
  record DeepfakeRequest(@Nullable Long videoId) {}

  record AnalysisEnvelope(boolean success, AnalysisAnswer analysis) {}

  /// The newest first; `nextBefore` is the `before` of the next page, null on the last one.
  record AnalysesEnvelope(
      boolean success, List<AnalysisAnswer> analyses, @Nullable Long nextBefore) {}

  /// `detection`: null while the analysis runs, then at the address in Location.
  record DetectionEnvelope(boolean success, long analysisId, @Nullable DetectionAnswer detection) {}

  @PostMapping(path = "/analyze", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Fetch a video and analyse it",
      description =
          "The address is http or https at its own port, without user or password, on a host that anybody on the internet reaches, at every redirect. What is fetched is kept, and is analysed by what is in it. Asked again for the same video it is fetched and analysed again, and raises no second flag for the same file under the same policy. A file that is no video, or none that can be decoded, is refused with the reason.")
  @ApiResponse(responseCode = "200", description = "The verdict, with all evidence.")
  @ApiResponse(
      responseCode = "202",
      description = "It is not done yet: look at the address in Location.",
      headers = @Header(name = "Location", description = "`/api/moderation/analyses/{id}`"))
  @ApiResponse(responseCode = "404", description = "There is no such video.")
  @ApiResponse(responseCode = "429", description = "Too many analyses wait; see Retry-After.")
  ResponseEntity<AnalysisEnvelope> analyze(
      @RequestBody AnalyzeRequest request,
      @RequestHeader(name = "Prefer", required = false) @Nullable String prefer)
      throws InterruptedException {
    var videoId = VideoRequests.id(request.videoId());
    var url = request.videoUrl();
    if (url == null || url.isBlank()) {
      throw Refused.badInput(
          "videoUrl",
          "videoUrl is missing: the http or https address of the video. A file is sent to POST /api/moderation/media instead.");
    }
    var id = taken(analyses.atAddress(videoId, url.strip(), origin(request.declaredOrigin())));
    return answer(id, prefer, "videoUrl");
  }

  @PostMapping("/media")
  @Operation(
      summary = "Send a video's file and have it analysed",
      description =
          "As multipart/form-data. The file is kept once by its content; sent again it is analysed again. MP4, WebM, GIF, PNG, JPEG or WebP, told by its first bytes.")
  @ApiResponse(responseCode = "200", description = "The verdict, with all evidence.")
  @ApiResponse(
      responseCode = "202",
      description = "It is not done yet: look at the address in Location.",
      headers = @Header(name = "Location", description = "`/api/moderation/analyses/{id}`"))
  @ApiResponse(responseCode = "404", description = "There is no such video.")
  @ApiResponse(responseCode = "413", description = "Larger than is taken.")
  @ApiResponse(responseCode = "429", description = "Too many analyses wait; see Retry-After.")
  ResponseEntity<AnalysisEnvelope> media(
      @Parameter(description = "The file.", required = true) @RequestPart(required = false)
          @Nullable MultipartFile file,
      @Parameter(description = "The platform's id of the video.", required = true)
          @RequestParam(required = false)
          @Nullable Long videoId,
      @Parameter(description = "recorded or generated, where its sender says so.")
          @RequestParam(required = false)
          @Nullable String declaredOrigin,
      @RequestHeader(name = "Prefer", required = false) @Nullable String prefer)
      throws IOException, InterruptedException {
    var id = taken(send(analyses, VideoRequests.id(videoId), file, origin(declaredOrigin)));
    return answer(id, prefer, "file");
  }

  static Asked send(Analyses analyses, long videoId, @Nullable MultipartFile file, Origin declared)
      throws IOException {
    if (file == null || file.isEmpty()) {
      return new Asked.Unusable("file", "Choose a file that is not empty.");
    }
    try (var content = file.getInputStream()) {
      return analyses.sent(
          videoId,
          content,
          Objects.requireNonNullElse(file.getOriginalFilename(), ""),
          Arrival.Way.UPLOAD,
          declared);
    }
  }

  @PostMapping(path = "/deepfake-detect", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "How strongly the evidence says that a video is a deepfake",
      description =
          "From the analysis of the newest file that is held of the video: the one that is done under the policy in force, else a new one. `confidence` is the strength of the evidence and no probability; `meaning` says what it says. No kind of evidence alone carries it above 80.")
  @ApiResponse(responseCode = "200", description = "The detection.")
  @ApiResponse(
      responseCode = "202",
      description = "It is not done yet: look at the address in Location.",
      headers = @Header(name = "Location", description = "`/api/moderation/analyses/{id}`"))
  @ApiResponse(responseCode = "404", description = "There is no such video.")
  @ApiResponse(
      responseCode = "409",
      description =
          "No file of the video is held (send it first), or it cannot be decoded: the error says which.")
  @ApiResponse(responseCode = "429", description = "Too many analyses wait; see Retry-After.")
  ResponseEntity<DetectionEnvelope> deepfake(
      @RequestBody DeepfakeRequest request,
      @RequestHeader(name = "Prefer", required = false) @Nullable String prefer)
      throws InterruptedException {
    var id = taken(analyses.heldOnce(VideoRequests.id(request.videoId())));
    var analysis = awaited(id, prefer);
    return switch (analysis.state()) {
      case DONE ->
          ResponseEntity.ok(
              new DetectionEnvelope(true, id, DetectionAnswer.of(analysis, analyses.evidence(id))));
      case FAILED -> throw Ended.refused(analysis, Refused::conflict);
      case QUEUED, RUNNING -> later(id).body(new DetectionEnvelope(true, id, null));
    };
  }

  @GetMapping("/analyses/{id}")
  @Operation(summary = "An analysis, and how far it is")
  @ApiResponse(responseCode = "200", description = "The analysis; its verdict where it is done.")
  @ApiResponse(responseCode = "404", description = "There is no such analysis.")
  AnalysisEnvelope one(@PathVariable long id) {
    var analysis =
        analyses
            .find(id)
            .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
    return envelope(analysis);
  }

  @GetMapping("/analyses")
  @Operation(summary = "The analyses, newest first, without their evidence")
  AnalysesEnvelope all(
      @RequestParam(required = false) @Nullable Long videoId,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var only = state(state).orElse(null);
    var part = Part.of(limit, rows -> analyses.page(before, only, videoId, rows));
    return new AnalysesEnvelope(
        true,
        part.map(each -> AnalysisAnswer.of(each, List.of())),
        part.nextBefore(Analysis::analysisId));
  }

  /// The state of a word; empty for none.
  static Optional<Analysis.State> state(@Nullable String word) {
    if (word == null || word.isBlank()) {
      return Optional.empty();
    }
    for (var each : Analysis.State.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(each);
      }
    }
    throw Refused.badInput("state", "state is queued, running, done or failed.");
  }

  static Origin origin(@Nullable String word) {
    return word == null || word.isBlank()
        ? Origin.UNSAID
        : Origin.of(word)
            .orElseThrow(() ->
                Refused.badInput(
                    "declaredOrigin", "declaredOrigin is unsaid, recorded or generated."));
  }

  /// The analysis that was asked for, else the refusal.
  private static long taken(Asked asked) {
    return switch (asked) {
      case Asked.Taken(var id) -> id;
      case Asked.UnknownVideo(var id) -> throw VideoRequests.unknown(id);
      case Asked.Unusable(var field, var reason) -> throw Refused.badInput(field, reason);
      case Asked.NoMedia(var id) -> throw VideoRequests.noMedia(id);
      case Asked.Busy(var retryAfter) ->
          throw Refused.tooMany("Too many analyses wait already; ask again later.", retryAfter);
    };
  }

  private ResponseEntity<AnalysisEnvelope> answer(
      long id, @Nullable String prefer, String fieldToBlame) throws InterruptedException {
    var analysis = awaited(id, prefer);
    return switch (analysis.state()) {
      case DONE -> ResponseEntity.ok(envelope(analysis));
      case FAILED ->
          throw Ended.refused(analysis, sentence -> Refused.badInput(fieldToBlame, sentence));
      case QUEUED, RUNNING ->
          later(id).body(new AnalysisEnvelope(true, AnalysisAnswer.of(analysis, List.of())));
    };
  }

  private Analysis awaited(long id, @Nullable String prefer) throws InterruptedException {
    return analyses.await(id, VideoRequests.patience(prefer, patience));
  }

  private static ResponseEntity.BodyBuilder later(long id) {
    return VideoRequests.later("/api/moderation/analyses/" + id);
  }

  private AnalysisEnvelope envelope(Analysis analysis) {
    return new AnalysisEnvelope(
        true, AnalysisAnswer.of(analysis, analyses.evidence(analysis.analysisId())));
  }
}
