package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Jpeg;
import ai.profithack.media.LocalFile;
import ai.profithack.media.Originals;
import ai.profithack.media.Rgb;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analysis;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The pictures and the video of an analysis, for its page. Only for whoever moderates.
@Hidden
@RestController
@ConditionalOnWebApplication
@RequestMapping("/moderation/analyses/{id}")
@Allow({Role.ADMIN, Role.MODERATOR})
class AnalysisMedia {
  private static final int FRAME_SIDE = 480;
  private static final int SUMMARY_SIDE = 240;
  private static final int SUMMARY_PICTURES = 24;
  private static final CacheControl PRIVATE =
      CacheControl.maxAge(Duration.ofHours(1)).cachePrivate();

  private final Analyses analyses;
  private final Originals originals;
  private final Decoder decoder;

  AnalysisMedia(Analyses analyses, Originals originals, Decoder decoder) {
    this.analyses = analyses;
    this.originals = originals;
    this.decoder = decoder;
  }

  /// The file as it was sent; a browser asks for parts of it by `Range`. What was not decoded to
  /// its end may be anything: that is saved and never shown.
  @GetMapping("/media")
  ResponseEntity<Resource> media(@PathVariable long id) throws IOException {
    var analysis = find(id);
    var known = analysis.state() == Analysis.State.DONE;
    try (var file = file(analysis)) {
      return ResponseEntity.ok()
          .cacheControl(PRIVATE)
          .contentType(known ? type(analysis) : MediaType.APPLICATION_OCTET_STREAM)
          .header("X-Content-Type-Options", "nosniff")
          .header(HttpHeaders.CONTENT_DISPOSITION, known ? "inline" : "attachment")
          .body(new FileSystemResource(file.path()));
    }
  }

  /// The picture at a moment.
  @GetMapping("/frame")
  ResponseEntity<byte[]> frame(@PathVariable long id, @RequestParam(defaultValue = "0") long ms)
      throws IOException, InterruptedException {
    return picture(find(id), ms);
  }

  /// The picture of a bank's item that evidence matched, where its file is held here.
  @GetMapping("/evidence/{place}/bank-frame")
  ResponseEntity<byte[]> bankFrame(@PathVariable long id, @PathVariable int place)
      throws IOException, InterruptedException {
    var evidence = analyses.evidence(id);
    if (place < 0
        || place >= evidence.size()
        || !(evidence.get(place).detail().get("itemSourceKey") instanceof String key)
        || !key.matches(AnalysisView.ITEM_OF_AN_ANALYSIS)) {
      throw Refused.notFound("The bank's picture is not held here.");
    }
    var millis =
        evidence.get(place).detail().get("itemFromMillis") instanceof Number from
            ? from.longValue()
            : 0;
    return picture(find(Long.parseLong(key.split(":", -1)[1])), millis);
  }

  /// A moving summary of the whole.
  @GetMapping("/summary")
  ResponseEntity<byte[]> summary(@PathVariable long id) throws IOException, InterruptedException {
    try (var file = file(find(id))) {
      return switch (decoder.summary(file.path(), SUMMARY_PICTURES, SUMMARY_SIDE)) {
        case Decoding.Refused<byte[]>(var reason) -> throw Refused.notFound(reason);
        case Decoding.Decoded<byte[]>(var gif) ->
            ResponseEntity.ok().cacheControl(PRIVATE).contentType(MediaType.IMAGE_GIF).body(gif);
      };
    }
  }

  private ResponseEntity<byte[]> picture(Analysis analysis, long millis)
      throws IOException, InterruptedException {
    if (millis < 0) {
      throw Refused.badInput("ms", "ms is a whole number of milliseconds, 0 or more.");
    }
    try (var file = file(analysis)) {
      return switch (decoder.picture(file.path(), millis, FRAME_SIDE)) {
        case Decoding.Refused<Rgb>(var reason) -> throw Refused.notFound(reason);
        case Decoding.Decoded<Rgb>(var picture) ->
            ResponseEntity.ok()
                .cacheControl(PRIVATE)
                .contentType(MediaType.IMAGE_JPEG)
                .body(Jpeg.of(picture));
      };
    }
  }

  private Analysis find(long id) {
    return analyses
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
  }

  private LocalFile file(Analysis analysis) throws IOException {
    var sha256 = analysis.sha256();
    return (sha256 == null ? Optional.<LocalFile>empty() : originals.open(sha256))
        .orElseThrow(() -> Refused.notFound("The file is not held any more."));
  }

  private MediaType type(Analysis analysis) {
    var sha256 = analysis.sha256();
    var container =
        sha256 == null ? "" : originals.find(sha256).map(held -> held.container()).orElse("");
    return switch (container) {
      case "mp4" -> MediaType.valueOf("video/mp4");
      case "webm" -> MediaType.valueOf("video/webm");
      case "gif" -> MediaType.IMAGE_GIF;
      case "png" -> MediaType.IMAGE_PNG;
      case "jpeg" -> MediaType.IMAGE_JPEG;
      case "webp" -> MediaType.valueOf("image/webp");
      default -> MediaType.APPLICATION_OCTET_STREAM;
    };
  }
}
