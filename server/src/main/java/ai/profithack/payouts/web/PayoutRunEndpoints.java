package ai.profithack.payouts.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.PayoutState;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.SkipReason;
import ai.profithack.payouts.web.PayoutRows.AmountRow;
import ai.profithack.payouts.web.PayoutRows.PayoutRow;
import ai.profithack.payouts.web.PayoutRows.PayoutRunRow;
import ai.profithack.payouts.web.PayoutRows.SkippedRow;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Runs and payouts for the finance team's programs: the same use cases as the pages. A program
/// sees everything; what moves money is a person's deed ([PayoutPages#requirePerson]).
@RestController
@RequestMapping(path = "/api/payouts", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(
    name = "Payouts",
    description = "Runs, approvals, files and what needs a look, for the finance team.")
class PayoutRunEndpoints {

  private final PayoutRuns runs;
  private final Payouts payouts;

  PayoutRunEndpoints(PayoutRuns runs, Payouts payouts) {
    this.runs = runs;
    this.payouts = payouts;
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record PayoutRunsAnswer(boolean success, List<PayoutRunRow> runs, @Nullable Long nextBefore) {}

  /// `obstacles` counts who is not paid, by reason.
  record PayoutRunAnswer(
      boolean success, PayoutRunRow run, List<AmountRow> totals, Map<String, Long> obstacles) {}

  /// `nextPage` is the `page` of the next ones; null on the last one.
  record RunPayoutsAnswer(boolean success, List<PayoutRow> payouts, @Nullable Integer nextPage) {}

  /// `nextPage` is the `page` of the next ones; null on the last one.
  record RunSkippedAnswer(boolean success, List<SkippedRow> skipped, @Nullable Integer nextPage) {}

  record PlannedRow(
      @Schema(example = "17") long creatorId,
      @Schema(example = "75.50") String amount,
      @Schema(example = "EUR") String currency,
      @Schema(example = "bank-file") String rail,
      @Schema(description = "Whether a second person would have to approve it")
          boolean approvalNeeded) {}

  record PreviewAnswer(
      boolean success,
      @Schema(description = "The Friday that a run would be of") LocalDate period,
      List<AmountRow> totals,
      Map<String, Long> obstacles,
      List<PlannedRow> payouts,
      @Nullable Integer nextPage) {}

  record PayoutAnswer(boolean success, PayoutRow payout) {}

  record PayoutsWaiting(boolean success, List<PayoutRow> payouts) {}

  record CancelReason(@Schema(example = "The creator asked for it.") @Nullable String reason) {}

  @GetMapping("/runs")
  @Operation(summary = "Payout runs, newest first")
  PayoutRunsAnswer all(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> runs.newest(before, rows));
    return new PayoutRunsAnswer(
        true, part.map(PayoutRunRow::of), part.nextBefore(PayoutRun::runId));
  }

  @PostMapping("/runs")
  @Operation(
      summary = "Runs the Friday that is due",
      description =
          "A Friday is run once: asked again, or after it was cut off, it goes on where it stopped and answers with the same run. By a person who logged in; the schedule does it by itself, and an API key does not.")
  @ApiResponse(responseCode = "200", description = "The run as it is now")
  PayoutRunAnswer run(Actor actor) {
    requirePerson(actor, "starts payouts, or the schedule");
    return answer(runs.run(runs.lastDue(), actor.name()));
  }

  @GetMapping("/runs/{runId}")
  @Operation(summary = "A run: what it set aside, and what stood in creators' way")
  PayoutRunAnswer one(@PathVariable long runId) {
    return answer(find(runId));
  }

  @GetMapping("/runs/{runId}/payouts")
  @Operation(summary = "The payouts of a run")
  RunPayoutsAnswer payouts(
      @PathVariable long runId,
      @RequestParam(defaultValue = "1") int page,
      @RequestParam(defaultValue = "50") int limit) {
    find(runId);
    var part = Part.of(limit, rows -> runs.payouts(runId, rows, offset(page, limit)));
    return new RunPayoutsAnswer(
        true, part.map(PayoutRow::of), part.more() ? (Integer) (page + 1) : null);
  }

  @GetMapping("/runs/{runId}/skipped")
  @Operation(
      summary = "Who was not paid in a run, and why",
      description = "With `reason`, those of this reason alone.")
  RunSkippedAnswer skipped(
      @PathVariable long runId,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "1") int page,
      @RequestParam(defaultValue = "50") int limit) {
    find(runId);
    var only = reason(reason);
    var part = Part.of(limit, rows -> runs.skipped(runId, only, rows, offset(page, limit)));
    return new RunSkippedAnswer(
        true, part.map(SkippedRow::of), part.more() ? (Integer) (page + 1) : null);
  }

  @GetMapping("/preview")
  @Operation(
      summary = "What a run would do now",
      description = "Nothing is set aside or sent by looking.")
  PreviewAnswer preview(
      @RequestParam(defaultValue = "1") int page, @RequestParam(defaultValue = "50") int limit) {
    var from = offset(page, Part.limit(limit));
    var preview = runs.preview();
    var obstacles = new TreeMap<String, Long>();
    preview.skipped().forEach(each -> obstacles.merge(each.reason().code(), 1L, Long::sum));
    return new PreviewAnswer(
        true,
        preview.period(),
        preview.totals().stream().map(AmountRow::of).toList(),
        obstacles,
        preview.planned().stream()
            .skip(from)
            .limit(limit)
            .map(each -> {
              var amount = AmountRow.of(each.amount());
              return new PlannedRow(
                  each.creatorId(),
                  amount.amount(),
                  amount.currency(),
                  each.rail(),
                  each.approvalNeeded());
            })
            .toList(),
        preview.planned().size() > from + limit ? (Integer) (page + 1) : null);
  }

  @GetMapping("/waiting")
  @Operation(summary = "The payouts that wait for a second person")
  PayoutsWaiting waiting() {
    return new PayoutsWaiting(
        true, payouts.waitingForApproval().stream().map(PayoutRow::of).toList());
  }

  @GetMapping("/{payoutId}")
  @Operation(summary = "A payout as it stands")
  PayoutAnswer payout(@PathVariable long payoutId) {
    return new PayoutAnswer(true, PayoutRow.of(require(payoutId)));
  }

  @PostMapping("/{payoutId}/approve")
  @Operation(
      summary = "Approves a payout above the limit",
      description =
          "By a person who logged in, who neither started its run nor named or verified where it goes. An API key approves nothing.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(
      responseCode = "409",
      description =
          "It does not wait for approval, somebody else has to approve it, or it will not be sent: its creator owes something by now or lost what a payment asks for")
  PayoutAnswer approve(Actor actor, @PathVariable long payoutId) {
    requirePerson(actor, "approves a payout");
    require(payoutId);
    PayoutRows.done(payouts.approve(payoutId, actor));
    return payout(payoutId);
  }

  @PostMapping("/{payoutId}/cancel")
  @Operation(
      summary = "Takes back a payout that was not given to its rail",
      description = "Its money is available again. Cancelling it again changes nothing.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "409", description = "It was given to its rail")
  PayoutAnswer cancel(@PathVariable long payoutId, @RequestBody CancelReason reason) {
    var text = PayoutRows.text("reason", reason.reason(), PayoutRows.LONGEST_REASON);
    if (require(payoutId).state() == PayoutState.CANCELLED) {
      return payout(payoutId);
    }
    PayoutRows.done(payouts.cancel(payoutId, text));
    return payout(payoutId);
  }

  private PayoutRunAnswer answer(PayoutRun run) {
    var obstacles = new TreeMap<String, Long>();
    runs.obstacles(run.runId()).forEach((reason, count) -> obstacles.put(reason.code(), count));
    return new PayoutRunAnswer(
        true,
        PayoutRunRow.of(run),
        runs.totals(run.runId()).stream().map(AmountRow::of).toList(),
        obstacles);
  }

  private PayoutRun find(long runId) {
    return runs.find(runId).orElseThrow(() -> Refused.notFound("There is no run " + runId + "."));
  }

  private Payout require(long payoutId) {
    return payouts
        .find(payoutId)
        .orElseThrow(() -> Refused.notFound("There is no payout " + payoutId + "."));
  }

  /// Errors: 403 for a program.
  private static void requirePerson(Actor actor, String deed) {
    if (!actor.isPerson()) {
      throw Refused.forbidden("A person who logged in %s; no program.".formatted(deed));
    }
  }

  private static int offset(int page, int limit) {
    if (page < 1 || page > 1_000_000) {
      throw Refused.badInput("page", "page is a number from 1 on.");
    }
    return (page - 1) * limit;
  }

  private static @Nullable SkipReason reason(String code) {
    try {
      return Obstacles.reason(code);
    } catch (IllegalArgumentException unknown) {
      throw Refused.badInput("reason", "There is no such reason for not being paid.");
    }
  }
}
