package ai.profithack.payouts.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.payouts.CreatorPayout;
import ai.profithack.payouts.CreatorPayoutQueries;
import ai.profithack.platform.Creators;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A creator's payouts for programs.
@RestController
@RequestMapping(path = "/api/creator/{creatorId}/payouts", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
@Tag(name = "Monetization", description = "What creators earn, and how it reaches them.")
class PayoutEndpoints {

  private final CreatorPayoutQueries payouts;
  private final Creators creators;
  private final CurrentActor actor;

  PayoutEndpoints(CreatorPayoutQueries payouts, Creators creators, CurrentActor actor) {
    this.payouts = payouts;
    this.creators = creators;
    this.actor = actor;
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record PayoutsAnswer(
      @Schema(example = "true") boolean success,
      List<CreatorPayout> payouts,
      @Nullable Long nextBefore) {}

  @GetMapping
  @Operation(
      summary = "A creator's payouts, newest first",
      description =
          """
          `status` is pending (set aside), processing (with the bank or provider), paid, failed, returned or cancelled. \
          `transactionId` is what the bank or provider calls it, null before there is one; `payoutDate` is when it was paid; \
          `reason` says in words for the creator why it failed, came back or was cancelled, null otherwise. \
          A page ends with `nextBefore`, the `before` of the next one. A creator may ask for its own payouts only.\
          """)
  @ApiResponse(responseCode = "200", description = "An empty list where there was no payout")
  @ApiResponse(responseCode = "400", description = "An id or a limit that is none")
  @ApiResponse(responseCode = "403", description = "Another creator's payouts")
  @ApiResponse(responseCode = "404", description = "No creator has this id")
  PayoutsAnswer payouts(
      @Parameter(
              description = "The creator's id",
              schema = @Schema(type = "integer", format = "int64", minimum = "1", example = "17"))
          @PathVariable
          String creatorId,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var id = id(creatorId);
    actor.requireCreator(id);
    require(creators, id);
    var part = Part.of(limit, rows -> payouts.page(id, before, rows));
    return new PayoutsAnswer(true, part.rows(), part.nextBefore(CreatorPayout::id));
  }

  /// Errors: 400 where the text is no positive whole number.
  static long id(String text) {
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) == 0) {
      throw Refused.badInput("creatorId", "creatorId must be a positive whole number.");
    }
    return Long.parseLong(text);
  }

  /// Errors: 404 where nobody who publishes has this id.
  static Creators.Person require(Creators creators, long id) {
    return creators
        .find(id)
        .filter(Creators.Person::isCreator)
        .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + "."));
  }
}
