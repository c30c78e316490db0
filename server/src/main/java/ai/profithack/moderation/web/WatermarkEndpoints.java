package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.moderation.Marking;
import ai.profithack.moderation.Markings;
import ai.profithack.moderation.Markings.Asked;
import ai.profithack.moderation.Markings.Look;
import ai.profithack.moderation.WatermarkType;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
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

/// Watermarks for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/moderation")
@Allow({Role.ADMIN, Role.MODERATOR, Role.SERVICE})
@Tag(name = "Moderation")
class WatermarkEndpoints {
  private static final CacheControl PRIVATE =
      CacheControl.maxAge(Duration.ofHours(1)).cachePrivate();

  private final Markings markings;
  private final Duration patience;

  WatermarkEndpoints(
      Markings markings, @Value("${PROFITHACK_ANALYSIS_WAIT_SECONDS:25}") int waitSeconds) {
    this.markings = markings;
    this.patience = Duration.ofSeconds(waitSeconds);
  }

  /// `videoId`: the platform's id of a video of which a file is held. `watermarkType`: visible or
  /// invisible. The others are of visible ones and may be left out: `text`, one line of up to 100
  /// characters (else the creator's brand or id); `place`, such as bottom-right; `fromSeconds` and
  /// `toSeconds`, when it is to be seen.
  record WatermarkRequest(
      @Nullable Long videoId,
      @Nullable String watermarkType,
      @Nullable String text,
      @Nullable String place,
      @Nullable Double fromSeconds,
      @Nullable Double toSeconds) {
    boolean saysHowItLooks() {
      return text != null || place != null || fromSeconds != null || toSeconds != null;
    }
  }

  record WatermarkEnvelope(boolean success, WatermarkAnswer watermark) {}

  /// The newest first; `nextBefore` is the `before` of the next page, null on the last one.
  record WatermarksEnvelope(
      boolean success, List<WatermarkAnswer> watermarks, @Nullable Long nextBefore) {}

  record WhoseEnvelope(boolean success, WhoseAnswer reading) {}

  @PostMapping(path = "/watermark", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Mark a video",
      description =
          "Makes a marked file of the newest file that is held of the video: `visible` draws a line of text, `invisible` hides a payload that says whose video it is. `watermarkUrl` gives that file, an MP4 or a JPEG, with content credentials that name the upload as its parent. Asked again for the same file and settings it answers with the same watermark. An invisible one is only handed over when it was read back.")
  @ApiResponse(responseCode = "200", description = "The watermark; its file can be fetched.")
  @ApiResponse(
      responseCode = "202",
      description = "It is not done yet: look at the address in Location.",
      headers = @Header(name = "Location", description = "`/api/moderation/watermarks/{id}`"))
  @ApiResponse(responseCode = "404", description = "There is no such video.")
  @ApiResponse(
      responseCode = "409",
      description =
          "No file of the video is held (send it first), nobody has said whose it is, or it cannot be marked: the error says which.")
  @ApiResponse(responseCode = "429", description = "Too many wait; see Retry-After.")
  ResponseEntity<WatermarkEnvelope> mark(
      @RequestBody WatermarkRequest request,
      @RequestHeader(name = "Prefer", required = false) @Nullable String prefer)
      throws InterruptedException {
    var marking = taken(asked(markings, request));
    var now = markings.await(marking.markingId(), VideoRequests.patience(prefer, patience));
    return switch (now.state()) {
      case DONE -> ResponseEntity.ok(envelope(now));
      case FAILED -> throw Ended.refused(now);
      case ERASED -> throw Refused.conflict("The files of this video were deleted just now.");
      case QUEUED, RUNNING ->
          VideoRequests.later("/api/moderation/watermarks/" + now.markingId()).body(envelope(now));
    };
  }

  static Asked asked(Markings markings, WatermarkRequest request) {
    var videoId = VideoRequests.id(request.videoId());
    var word = request.watermarkType();
    var type =
        WatermarkType.of(word == null ? "" : word)
            .orElseThrow(
                () -> Refused.badInput("watermarkType", "watermarkType is visible or invisible."));
    return switch (type) {
      case INVISIBLE -> {
        if (request.saysHowItLooks()) {
          throw Refused.badInput(
              "watermarkType",
              "An invisible watermark has no text, place or time: leave them out, or ask for a visible one.");
        }
        yield markings.invisible(videoId);
      }
      case VISIBLE ->
          markings.visible(
              videoId,
              new Look(
                  request.text(), request.place(), request.fromSeconds(), request.toSeconds()));
    };
  }

  /// The marking that was asked for, else the refusal.
  private static Marking taken(Asked asked) {
    return switch (asked) {
      case Asked.Taken(var marking) -> marking;
      case Asked.UnknownVideo(var id) -> throw VideoRequests.unknown(id);
      case Asked.Unusable(var field, var reason) -> throw Refused.badInput(field, reason);
      case Asked.NoMedia(var id) -> throw VideoRequests.noMedia(id);
      case Asked.NoCreator(var id) ->
          throw Refused.conflict(
              "Nobody has said whose video %d is; send a video_published event with its creatorId to POST /api/events."
                  .formatted(id));
      case Asked.Busy(var retryAfter) ->
          throw Refused.tooMany("Too many watermarks wait already; ask again later.", retryAfter);
    };
  }

  @GetMapping("/watermarks/{id}")
  @Operation(summary = "A watermark, and how far it is")
  @ApiResponse(responseCode = "200", description = "The watermark as it stands.")
  @ApiResponse(responseCode = "404", description = "There is no such watermark.")
  WatermarkEnvelope one(@PathVariable long id) {
    return envelope(find(id));
  }

  @GetMapping("/watermarks")
  @Operation(summary = "The watermarks, newest first")
  WatermarksEnvelope all(
      @RequestParam(required = false) @Nullable Long videoId,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> markings.page(before, videoId, rows));
    return new WatermarksEnvelope(
        true, part.map(WatermarkAnswer::of), part.nextBefore(Marking::markingId));
  }

  @GetMapping("/watermarks/{id}/file")
  @Operation(
      summary = "The marked file",
      description = "As `watermarkUrl` names it; parts of it by `Range`.")
  @ApiResponse(responseCode = "200", description = "The file: video/mp4 or image/jpeg.")
  @ApiResponse(responseCode = "206", description = "A part of it.")
  @ApiResponse(responseCode = "404", description = "There is none, or none any more.")
  ResponseEntity<Resource> file(@PathVariable long id) throws IOException {
    var marking = find(id);
    try (var file = markings.file(marking).orElseThrow(() -> Refused.notFound(none(marking)))) {
      var type = Objects.requireNonNull(marking.madeType());
      return ResponseEntity.ok()
          .cacheControl(PRIVATE)
          .contentType(MediaType.valueOf(type))
          .header(
              HttpHeaders.CONTENT_DISPOSITION,
              ContentDisposition.inline().filename(name(marking, type)).build().toString())
          .body(new FileSystemResource(file.path()));
    }
  }

  private static String name(Marking marking, String type) {
    return "video-%d-%s-%d.%s"
        .formatted(
            marking.videoId(),
            marking.type().word(),
            marking.markingId(),
            type.equals("image/jpeg") ? "jpg" : "mp4");
  }

  private static String none(Marking marking) {
    return marking.isUnderWay()
        ? "It is not done yet."
        : "There is no file of this watermark, or none any more; ask for it again.";
  }

  @PostMapping("/watermark/read")
  @Operation(
      summary = "Whose video is this?",
      description =
          "Reads the invisible watermark out of any copy of a marked video or picture, sent as multipart/form-data; nothing of it is kept. `found` is false where none can be read, which does not mean that there never was one.")
  @ApiResponse(responseCode = "200", description = "Whose it is, or that no mark was found.")
  @ApiResponse(responseCode = "400", description = "The file cannot be decoded.")
  @ApiResponse(responseCode = "413", description = "Larger than is taken.")
  @ApiResponse(responseCode = "429", description = "Too many are read just now; see Retry-After.")
  WhoseEnvelope read(
      @Parameter(description = "The copy.", required = true) @RequestPart(required = false)
          @Nullable MultipartFile file)
      throws IOException, InterruptedException {
    return new WhoseEnvelope(true, whose(markings, file));
  }

  static WhoseAnswer whose(Markings markings, @Nullable MultipartFile file)
      throws IOException, InterruptedException {
    if (file == null || file.isEmpty()) {
      throw Refused.badInput("file", "Choose a file that is not empty.");
    }
    try (var content = file.getInputStream()) {
      return WhoseAnswer.of(markings.whose(content));
    } catch (DecoderUnavailable missing) {
      throw Refused.unavailable(String.valueOf(missing.getMessage()));
    }
  }

  private Marking find(long id) {
    return markings
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no watermark %d.".formatted(id)));
  }

  private static WatermarkEnvelope envelope(Marking marking) {
    return new WatermarkEnvelope(true, WatermarkAnswer.of(marking));
  }
}
