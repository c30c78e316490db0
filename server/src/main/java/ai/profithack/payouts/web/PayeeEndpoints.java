package ai.profithack.payouts.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.payouts.PayeeLists;
import ai.profithack.payouts.PayeeLists.Ending;
import ai.profithack.payouts.PayeeLists.Problem;
import ai.profithack.payouts.PayeeLists.Verification;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Many creators' payout data by one list.
@RestController
@RequestMapping(path = "/api/payouts/payees", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(
    name = "Payouts",
    description = "Runs, approvals, files and what needs a look, for the finance team.")
class PayeeEndpoints {
  /// In characters; some 20,000 lines.
  static final int BODY_LIMIT = 2_000_000;

  private final PayeeLists lists;

  PayeeEndpoints(PayeeLists lists) {
    this.lists = lists;
  }

  record PayeeProblemRow(
      @Schema(description = "The header is line 1", example = "4") int line,
      @Schema(example = "taxFormUntil") String column,
      String problem) {
    static PayeeProblemRow of(Problem problem) {
      return new PayeeProblemRow(problem.line(), problem.column(), problem.sentence());
    }
  }

  record PayeeListAnswer(
      boolean success,
      @Schema(description = "Whether nothing was changed by asking") boolean dryRun,
      int lines,
      @Schema(description = "Creators of whom something changed, or would") int changed,
      @Schema(description = "Destinations that were named or verified, or would be")
          int destinations,
      @Schema(description = "Of a dry run: every line that is wrong")
          List<PayeeProblemRow> problems) {}

  @PostMapping
  @Operation(
      summary = "Load many creators' payout data",
      description =
          "CSV with the column `creatorId` and any of `identityReviewed` and `ofAge` (`yes`), `taxFormUntil`, `rail`, `holder`, `account`, `bic`; what is empty stays as it is. All of it or nothing; sent again it changes nothing. With `dryRun=true` nothing is changed, and every line that is wrong is named. Destinations are verified by a second person.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "text/csv",
                      schema = @Schema(type = "string"),
                      examples =
                          @ExampleObject(
                              value =
                                  "creatorId,identityReviewed,ofAge,taxFormUntil,rail,holder,account,bic\n17,yes,yes,2027-12-31,bank-file,Ada Example,DE89370400440532013000,\n"))))
  @ApiResponse(responseCode = "200", description = "It is taken in, or was looked at")
  @ApiResponse(responseCode = "413", description = "More than 2 MB; send it in parts.")
  PayeeListAnswer load(
      @RequestBody String csv, @RequestParam(defaultValue = "false") boolean dryRun) {
    var list = bytes(csv);
    return answer(dryRun ? lists.look(list) : lists.take(null, list), dryRun);
  }

  @PostMapping("/verify")
  @Operation(
      summary = "Verify the destinations of a list",
      description =
          "The same CSV, sent by a second person who logged in: each destination must be the one in force, to the letter, and named by somebody else. All of them or none. An API key verifies nothing.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(mediaType = "text/csv", schema = @Schema(type = "string"))))
  @ApiResponse(responseCode = "200", description = "They are verified")
  @ApiResponse(responseCode = "413", description = "More than 2 MB; send it in parts.")
  PayeeListAnswer verify(Actor actor, @RequestBody String csv) {
    if (!actor.isPerson()) {
      throw Refused.forbidden("A person who logged in verifies destinations; no program.");
    }
    return switch (lists.verify(bytes(csv), actor)) {
      case Verification.Verified(var lines, var destinations) ->
          new PayeeListAnswer(true, false, lines, destinations, destinations, List.of());
      case Verification.Wrong(var problems) -> throw wrong(problems, "");
      case Verification.Unreadable(var why) -> throw Refused.badInput("body", why);
    };
  }

  private static PayeeListAnswer answer(Ending ending, boolean dryRun) {
    return switch (ending) {
      case Ending.Done done ->
          new PayeeListAnswer(
              true, dryRun, done.lines(), done.changed(), done.destinations(), List.of());
      case Ending.Wrong(var problems) -> {
        if (dryRun) {
          yield new PayeeListAnswer(
              true, true, 0, 0, 0, problems.stream().map(PayeeProblemRow::of).toList());
        }
        throw wrong(problems, " A dry run names all of them.");
      }
      case Ending.Unreadable(var why) -> throw Refused.badInput("body", why);
    };
  }

  private static Refused wrong(List<Problem> problems, String advice) {
    return Refused.badInput(
        "body",
        "Nothing changed: %s wrong. The first, %s%s"
            .formatted(
                Counted.of(
                    problems.stream().map(Problem::line).distinct().count(),
                    "line is",
                    "lines are"),
                problems.getFirst(),
                advice));
  }

  private static byte[] bytes(String csv) {
    if (csv.length() > BODY_LIMIT) {
      throw Refused.tooLarge("The list is more than 2 MB; send it in parts.");
    }
    return csv.getBytes(StandardCharsets.UTF_8);
  }
}
