package ai.profithack.monetization.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.Collaborations.Collaboration;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Agreements between creators. A creator acts for themselves; the operator looks, and may end one.
@RestController
@RequestMapping(path = "/api/collaborations", produces = "application/json")
@Allow(Role.CREATOR)
@Tag(name = "Collaborations", description = "What two creators agreed on for a video.")
class CollaborationEndpoints {
  private static final int PAGE = 50;

  private final Collaborations collaborations;

  CollaborationEndpoints(Collaborations collaborations) {
    this.collaborations = collaborations;
  }

  record Answer(boolean success, Collaboration collaboration) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record Answers(boolean success, List<Collaboration> collaborations, @Nullable Long nextBefore) {}

  /// An amount in the reporting currency that goes to one of both first.
  record First(
      @Schema(example = "17") @Nullable Long creatorId,
      @Schema(example = "100.00") @Nullable String amount) {}

  record Proposal(
      @Schema(example = "4711") @Nullable Long videoId,
      @Schema(example = "23") @Nullable Long partnerId,
      @Schema(example = "60.00") @Nullable String ownPercent,
      @Nullable First first,
      @Nullable LocalDate from) {}

  record Amendment(
      @Schema(example = "50.00") @Nullable String ownPercent,
      @Nullable First first,
      @Nullable LocalDate from) {}

  record VersionNumber(@Schema(example = "1") @Nullable Integer version) {}

  @GetMapping
  @Allow({Role.CREATOR, Role.ADMIN, Role.FINANCE})
  @Operation(summary = "A creator's own agreements; for the operator everybody's, newest first")
  Answers all(Actor actor, @RequestParam(required = false) @Nullable Long before) {
    var own = actor.creatorId();
    if (own != null) {
      return new Answers(true, collaborations.of(own), null);
    }
    var found = collaborations.all(before, PAGE + 1);
    var page = found.subList(0, Math.min(PAGE, found.size()));
    return new Answers(true, page, found.size() > PAGE ? page.getLast().id() : null);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Proposes an agreement about a video of one of both",
      description =
          "From tier bronze on; with an amount that goes first, or a day to come, from tier gold on.")
  Answer propose(Actor actor, @RequestBody Proposal proposal) {
    return answer(
        collaborations.propose(
            Changes.creator(actor),
            given("videoId", proposal.videoId()),
            given("partnerId", proposal.partnerId()),
            terms(proposal.ownPercent(), proposal.first(), proposal.from())));
  }

  @PostMapping("/{id}/versions")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Proposes other terms; those agreed on hold until these are accepted")
  Answer amend(Actor actor, @PathVariable long id, @RequestBody Amendment amendment) {
    return answer(
        collaborations.amend(
            Changes.creator(actor),
            id,
            terms(amendment.ownPercent(), amendment.first(), amendment.from())));
  }

  @PostMapping("/{id}/accept")
  @Operation(summary = "Accepts the version that the other one proposed")
  Answer accept(Actor actor, @PathVariable long id, @RequestBody VersionNumber number) {
    return answer(
        collaborations.accept(Changes.creator(actor), id, given("version", number.version())));
  }

  @PostMapping("/{id}/decline")
  @Operation(summary = "Declines the version that the other one proposed")
  Answer decline(Actor actor, @PathVariable long id, @RequestBody VersionNumber number) {
    return answer(
        collaborations.decline(Changes.creator(actor), id, given("version", number.version())));
  }

  @PostMapping("/{id}/withdraw")
  @Operation(summary = "Takes back what one proposed oneself")
  Answer withdraw(Actor actor, @PathVariable long id, @RequestBody VersionNumber number) {
    return answer(
        collaborations.withdraw(Changes.creator(actor), id, given("version", number.version())));
  }

  @PostMapping("/{id}/end")
  @Operation(summary = "Asks to end an agreement, or agrees to that")
  Answer end(Actor actor, @PathVariable long id) {
    return answer(collaborations.end(Changes.creator(actor), id));
  }

  @PostMapping("/{id}/stay")
  @Operation(summary = "Takes back that one asked for the end")
  Answer stay(Actor actor, @PathVariable long id) {
    return answer(collaborations.stay(Changes.creator(actor), id));
  }

  private static Terms terms(
      @Nullable String percent, @Nullable First first, @Nullable LocalDate from) {
    return new Terms(
        decimal("ownPercent", percent),
        first == null
            ? null
            : new Collaborations.Recoupment(
                given("first.creatorId", first.creatorId()),
                decimal("first.amount", first.amount())),
        from);
  }

  /// Decimals travel as strings, so that no number on the way is a floating-point one.
  private static BigDecimal decimal(String field, @Nullable String sent) {
    var text = given(field, sent);
    if (!text.matches("\\d{1,12}(\\.\\d{1,4})?")) {
      throw Refused.badInput(field, field + " must be a decimal such as \"12.50\".");
    }
    return new BigDecimal(text);
  }

  private static <T> T given(String field, @Nullable T value) {
    if (value == null) {
      throw Refused.badInput(field, field + " is missing.");
    }
    return value;
  }

  private static Answer answer(Collaborations.Change change) {
    return new Answer(true, Changes.done(change));
  }
}
