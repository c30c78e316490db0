package ai.profithack.monetization.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.RefundException;
import ai.profithack.monetization.RefundExceptions;
import ai.profithack.monetization.RefundExceptions.Ending;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Refunds without a gift, for programs. Ids are the platform's, of any characters, so they travel
/// in bodies and not in paths.
@RestController
@RequestMapping(path = "/api/finance/refunds", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(name = "Earnings", description = "What creators earned, where it is, and the books behind it.")
class RefundEndpoints {

  private final RefundExceptions exceptions;
  private final ReportingFrame frame;

  RefundEndpoints(RefundExceptions exceptions, ReportingFrame frame) {
    this.exceptions = exceptions;
    this.frame = frame;
  }

  record OpenRefund(
      @Schema(example = "refund-981") String refundId,
      Instant time,
      @Nullable Long userId,
      @Nullable Long creatorId,
      @Schema(example = "25.00") String amount,
      @Schema(description = "What nobody decided on yet", example = "15.00") String open,
      @Schema(
              example = "beyond_gift",
              allowableValues = {
                "beyond_gift",
                "gift_unknown",
                "gift_of_others",
                "refund_of_a_refund",
                "no_gift_fits"
              })
          String why,
      @Schema(description = "Who looks into it; null while nobody does") @Nullable String owner) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record OpenRefunds(boolean success, List<OpenRefund> refunds, @Nullable String nextBefore) {}

  record RefundTaking(
      @Schema(example = "refund-981") @Nullable String refundId,
      @Schema(description = "Who has it now, to take it over", example = "ana")
          @Nullable String from) {}

  record RefundDeciding(
      @Schema(example = "refund-981") @Nullable String refundId,
      @Schema(
              description =
                  "`platform` bears what is open itself; `gift` takes it back from the gift in `giftId`; `repeat` says that the platform told of it before, under another id, so that it counts once",
              example = "gift",
              allowableValues = {"platform", "gift", "repeat"})
          @Nullable String decision,
      @Schema(description = "The event id of a gift of the same viewer", example = "gift-4711")
          @Nullable String giftId,
      @Schema(example = "The platform named the wrong gift; see mail of 3 March.")
          @Nullable String reason) {}

  /// `open` is what waits still.
  record RefundDecided(
      boolean success,
      @Schema(example = "15.00") String decided,
      @Schema(example = "0.00") String open) {}

  @GetMapping
  @Operation(
      summary = "Refunds without a gift, newest first",
      description =
          "Refunds beyond their gift, of another's or of an unknown one. What is open of them is taken from nobody until a person decides; where its gift arrives, it is taken back from that.")
  OpenRefunds open(
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> exceptions.open(before, rows));
    return new OpenRefunds(true, part.map(this::row), part.nextBefore(RefundException::eventId));
  }

  @PostMapping("/take")
  @Operation(
      summary = "Makes an open refund one's own to look into",
      description =
          "What somebody looks into already is taken over by a person who logged in and names them in `from`; an API key takes what nobody has.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "404", description = "No refund has this id")
  @ApiResponse(
      responseCode = "409",
      description =
          "Nothing of it is open any more, or somebody else looks into it: the error says which")
  RefundDecided take(Actor actor, @RequestBody RefundTaking taking) {
    return answer(exceptions.take(given("refundId", taking.refundId()), taking.from(), actor));
  }

  @PostMapping("/decide")
  @Operation(
      summary = "Decides what becomes of an open refund",
      description =
          "By a person who logged in, with a reason that goes into the audit trail; an API key decides nothing. A gift gives back what is left of it at most, the rest stays open.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "404", description = "No refund or gift has this id")
  @ApiResponse(
      responseCode = "409",
      description = "Decided before, another viewer's gift, nothing left of it, or no person asks")
  RefundDecided decide(Actor actor, @RequestBody RefundDeciding deciding) {
    var refund = given("refundId", deciding.refundId());
    return answer(
        switch (given("decision", deciding.decision()).toLowerCase(Locale.ROOT)) {
          case "platform" -> exceptions.bear(refund, reason(deciding.reason()), actor);
          case "repeat" -> exceptions.repeat(refund, reason(deciding.reason()), actor);
          case "gift" ->
              exceptions.give(
                  refund, given("giftId", deciding.giftId()), reason(deciding.reason()), actor);
          default -> throw Refused.badInput("decision", "decision is platform, gift or repeat.");
        });
  }

  private RefundDecided answer(Ending ending) {
    return switch (ending) {
      case Ending.Done(var decided, var open) ->
          new RefundDecided(true, amount(decided), amount(open));
      case Ending.NotPossible(var why) -> throw Refused.conflict(why);
      case Ending.Unknown(var why) -> throw Refused.notFound(why);
      case Ending.WrongGift(var known, var why) ->
          throw known ? Refused.conflict(why) : Refused.notFound(why);
    };
  }

  private static String reason(@Nullable String text) {
    var clean = text == null ? "" : text.strip();
    RefundForm.wrongReason(clean)
        .ifPresent(why -> {
          throw Refused.badInput("reason", why);
        });
    return clean;
  }

  private static String given(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw Refused.badInput(field, field + " is missing.");
    }
    return text.strip();
  }

  private OpenRefund row(RefundException each) {
    return new OpenRefund(
        each.eventId(),
        each.occurredAt(),
        each.payerId(),
        each.creatorId(),
        amount(each.amountMinor()),
        amount(each.openMinor()),
        each.why().name().toLowerCase(Locale.ROOT),
        each.owner());
  }

  private String amount(long minor) {
    return new Money(minor, frame.currency()).toDecimal().toPlainString();
  }
}
