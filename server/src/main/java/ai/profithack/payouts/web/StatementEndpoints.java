package ai.profithack.payouts.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.payouts.CreatorStatements;
import ai.profithack.platform.Creators;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Statements of creators for programs.
@RestController
@RequestMapping(path = "/api/creator/{creatorId}/statements", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
@Tag(name = "Monetization", description = "What creators earn, and how it reaches them.")
class StatementEndpoints {
  private final CreatorStatements statements;
  private final Creators creators;
  private final CurrentActor actor;
  private final ReportingFrame frame;

  StatementEndpoints(
      CreatorStatements statements, Creators creators, CurrentActor actor, ReportingFrame frame) {
    this.statements = statements;
    this.creators = creators;
    this.actor = actor;
    this.frame = frame;
  }

  /// What entries of one kind changed together.
  record StatementMovement(
      @Schema(description = "The kind of entry of the ledger", example = "gift") String kind,
      long entries,
      @Schema(example = "1250.40") String amount) {}

  record StatementAnswer(
      boolean success,
      long creatorId,
      @Schema(example = "2026-03") String month,
      @Schema(example = "USD") String currency,
      @Schema(description = "What was owed when the month began", example = "0.00") String opening,
      List<StatementMovement> movements,
      @Schema(
              description = "What was owed at its end: opening and movements together",
              example = "75.50")
          String closing) {}

  @GetMapping("/{month}")
  @Operation(
      summary = "A creator's statement of a month",
      description =
          "What was owed when the month began, what each kind of entry changed, and what was owed at its end, to the cent; in the reporting currency unless another is asked for. Every entry is in the file: `/creators/{creatorId}/payouts/statements/{month}.csv`, or `.pdf`. A creator may ask for its own only.")
  @ApiResponse(responseCode = "200", description = "Also of a month in which nothing happened")
  @ApiResponse(
      responseCode = "400",
      description = "A month that is none or has not begun, or a currency that is none")
  @ApiResponse(responseCode = "403", description = "Another creator's statement")
  @ApiResponse(responseCode = "404", description = "No creator has this id")
  StatementAnswer statement(
      @PathVariable String creatorId,
      @PathVariable String month,
      @RequestParam(required = false) @Nullable String currency) {
    var id = PayoutEndpoints.id(creatorId);
    actor.requireCreator(id);
    PayoutEndpoints.require(creators, id);
    var statement = statements.of(id, month(month, statements), currency(currency, frame));
    return new StatementAnswer(
        true,
        id,
        month,
        statement.opening().currency().getCurrencyCode(),
        amount(statement.opening()),
        statement.kinds().stream()
            .map(each -> new StatementMovement(each.kind(), each.entries(), amount(each.amount())))
            .toList(),
        amount(statement.closing()));
  }

  /// Errors: 400 where the text is no month, or one that has not begun.
  static YearMonth month(String text, CreatorStatements statements) {
    if (!text.matches("(19|20|21)\\d\\d-(0[1-9]|1[0-2])")) {
      throw Refused.badInput("month", "A month is written like 2026-03.");
    }
    var month = YearMonth.parse(text);
    if (!statements.hasBegun(month)) {
      throw Refused.badInput("month", "This month has not begun; there is no statement of it yet.");
    }
    return month;
  }

  /// The currency of this code; the reporting currency where none is given.
  ///
  /// Errors: 400 where it is none.
  static Currency currency(@Nullable String code, ReportingFrame frame) {
    try {
      var asked = code == null ? frame.currency() : Currency.getInstance(code);
      if (asked.getDefaultFractionDigits() >= 0) {
        return asked;
      }
    } catch (IllegalArgumentException unknown) {
      // Said below, in the same words.
    }
    throw Refused.badInput("currency", "currency is a code of ISO 4217 such as EUR.");
  }

  private static String amount(Money money) {
    return money.toDecimal().toPlainString();
  }
}
