package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Blocks;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Blocks by people, for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/moderation/analyses/{id}")
@Allow({Role.ADMIN, Role.MODERATOR})
@Tag(name = "Moderation")
class BlockEndpoints {
  private static final int REASON_MIN = 10;
  private static final int REASON_MAX = 255;
  static final String REASON = "Say why in 10 to 255 characters.";

  private final Blocks blocks;
  private final Analyses analyses;

  BlockEndpoints(Blocks blocks, Analyses analyses) {
    this.blocks = blocks;
    this.analyses = analyses;
  }

  /// `reason`: 10 to 255 characters, for the creator too. `fake`: whether it is shown to be a fake;
  /// may be left out.
  record BlockRequest(@Nullable String reason, @Nullable Boolean fake) {}

  /// `reason`: 10 to 255 characters.
  record LiftRequest(@Nullable String reason) {}

  /// `blocked`: whether a block of the video stands now.
  record BlockEnvelope(boolean success, long videoId, boolean blocked) {}

  @PostMapping(path = "/block", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Block a video",
      description =
          "Appealable for 180 days. Within a minute or so its file is in the bank of what was blocked here, or, as a fake, in that of confirmed fakes: copies of it are recognised.")
  @ApiResponse(responseCode = "200", description = "The video is blocked.")
  @ApiResponse(responseCode = "404", description = "There is no such analysis.")
  @ApiResponse(
      responseCode = "409",
      description = "It is blocked already, or the analysis has not seen it.")
  BlockEnvelope block(@PathVariable long id, @RequestBody BlockRequest request) {
    var reason = reason(request.reason());
    return switch (blocks.block(id, Boolean.TRUE.equals(request.fake()), reason)) {
      case DONE -> new BlockEnvelope(true, find(id).videoId(), true);
      case NO_CHANGE -> throw Refused.conflict("This file of the video is blocked already.");
      case NO_SUCH_ANALYSIS -> throw Refused.notFound("There is no analysis %d.".formatted(id));
      case NOTHING_SEEN ->
          throw Refused.conflict("This analysis has not seen the video to its end.");
    };
  }

  @PostMapping(path = "/lift", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Lift all blocks of the video",
      description = "What came of them is taken out of the banks at once.")
  @ApiResponse(responseCode = "200", description = "No block of the video stands.")
  @ApiResponse(responseCode = "404", description = "There is no such analysis.")
  @ApiResponse(responseCode = "409", description = "The video is not blocked.")
  BlockEnvelope lift(@PathVariable long id, @RequestBody LiftRequest request) {
    var reason = reason(request.reason());
    var videoId = find(id).videoId();
    if (blocks.lift(videoId, reason) != Blocks.Ending.DONE) {
      throw Refused.conflict("Video %d is not blocked.".formatted(videoId));
    }
    return new BlockEnvelope(true, videoId, false);
  }

  private Analysis find(long id) {
    return analyses
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
  }

  private static String reason(@Nullable String given) {
    var reason = given == null ? "" : given.strip();
    if (!isReason(reason)) {
      throw Refused.badInput("reason", REASON);
    }
    return reason;
  }

  static boolean isReason(String text) {
    return text.length() >= REASON_MIN && text.length() <= REASON_MAX;
  }
}
