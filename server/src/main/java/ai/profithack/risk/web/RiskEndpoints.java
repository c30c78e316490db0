package ai.profithack.risk.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import ai.profithack.risk.RiskCases.Decision;
import ai.profithack.risk.RiskCases.Verdict;
import ai.profithack.risk.RiskSignal;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Risk cases for programs. Programs read them; a person decides.
@RestController
@RequestMapping(path = "/api/risk/cases", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(
    name = "Risk",
    description = "What is withheld because it looks like fraud, and who decides about it.")
class RiskEndpoints {
  private static final int GIFTS = 500;

  private final RiskCases cases;
  private final ReportingFrame frame;

  RiskEndpoints(RiskCases cases, ReportingFrame frame) {
    this.cases = cases;
    this.frame = frame;
  }

  record CaseRow(
      @Schema(example = "17") long id,
      @Schema(example = "4711") long creatorId,
      @Schema(
              example = "open",
              allowableValues = {"open", "released", "confirmed"})
          String state,
      Instant openedAt,
      @Schema(description = "Who looks into it", example = "ana") @Nullable String owner,
      @Nullable Instant decidedAt,
      @Nullable String decidedBy,
      @Schema(description = "Why it was decided so") @Nullable String reason,
      @Schema(description = "The rules behind its signals", example = "[\"ring\"]")
          List<String> rules,
      long gifts,
      @Schema(description = "What the givers paid for them", example = "360.00") String paid,
      @Schema(description = "Of the creator's part, what is withheld", example = "198.00")
          String withheld,
      @Schema(
              description = "Of the creator's part, what was released before it was noticed",
              example = "0.00")
          String released) {}

  record SignalRow(
      @Schema(description = "Sent as `seen` by whoever decides", example = "311") long id,
      @Schema(example = "ring") String rule,
      @Schema(description = "The version of the limits that it was raised under") int rulesVersion,
      Instant raisedAt,
      @Schema(description = "How many gifts are held for it") long gifts,
      Map<String, Object> figures,
      Map<String, Object> limits) {}

  record GiftRow(
      String eventId,
      Instant occurredAt,
      @Nullable Long giverId,
      @Schema(example = "120.00") String amount,
      @Schema(description = "What is left of the creator's part", example = "66.00") String left,
      @Schema(
              example = "withheld",
              allowableValues = {"pending", "released", "withheld"})
          String state) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record CasesAnswer(boolean success, List<CaseRow> cases, @Nullable Long nextBefore) {}

  /// `gifts` are the newest, up to 500.
  record CaseAnswer(
      boolean success,
      @JsonProperty("case") CaseRow found,
      List<SignalRow> signals,
      List<GiftRow> gifts) {}

  record Deciding(
      @Schema(
              example = "release",
              allowableValues = {"release", "confirm"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String verdict,
      @Schema(
              example = "Three flatmates who give each other birthday gifts.",
              minLength = 10,
              maxLength = 2000,
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String reason,
      @Schema(
              description =
                  "The id of the latest signal that was looked at: what came to the case after it is not decided unseen",
              example = "311",
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable Long seen) {}

  @GetMapping
  @Operation(
      summary = "Risk cases, newest first",
      description =
          "All of them, or those in one state. A page ends with `nextBefore`, the `before` of the next one.")
  @ApiResponse(responseCode = "200", description = "An empty list where there is none")
  @ApiResponse(responseCode = "400", description = "A state or a limit that is none")
  CasesAnswer cases(
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var only = state(state);
    var part = Part.of(limit, rows -> cases.page(only, before, rows));
    return new CasesAnswer(true, part.map(this::row), part.nextBefore(RiskCase::caseId));
  }

  @GetMapping("/{caseId}")
  @Operation(
      summary = "A risk case with its evidence",
      description =
          "What was noticed, with the figures and the limits of that moment, and the gifts behind it. Devices, payment methods and addresses are in no answer.")
  @ApiResponse(responseCode = "200", description = "The case")
  @ApiResponse(responseCode = "404", description = "There is no such case")
  CaseAnswer one(@PathVariable long caseId) {
    return answer(caseId);
  }

  @PostMapping("/{caseId}/decision")
  @Operation(
      summary = "Decides a risk case, once",
      description =
          "Released, its gifts go on as if nothing had been; confirmed, what is left of them is given back to those who paid. For a person who is logged in, with the token against forged requests: an API key is refused, and so is the creator whom it is about.")
  @ApiResponse(responseCode = "200", description = "It is decided; the case as it stands now")
  @ApiResponse(responseCode = "403", description = "An API key, or whom it is about")
  @ApiResponse(responseCode = "404", description = "There is no such case")
  @ApiResponse(responseCode = "409", description = "Somebody decided before; that stays")
  CaseAnswer decide(Actor actor, @PathVariable long caseId, @RequestBody Deciding deciding) {
    var reason = deciding.reason();
    if (reason == null) {
      throw Refused.badInput("reason", "reason is missing.");
    }
    var seen = deciding.seen();
    if (seen == null) {
      throw Refused.badInput("seen", "seen is missing: the id of the latest signal looked at.");
    }
    return switch (cases.decide(caseId, verdict(deciding.verdict()), reason, seen, actor)) {
      case Decision.Done() -> answer(caseId);
      case Decision.DecidedBefore(var by) ->
          throw Refused.conflict("It was decided before, by %s. Nothing changed.".formatted(by));
      case Decision.Grew() ->
          throw Refused.conflict("It grew since it was read. Nothing changed: read it again.");
      case Decision.BadReason(var sentence) -> throw Refused.badInput("reason", sentence);
      case Decision.NotYours() ->
          throw Refused.forbidden(
              "A person of the finance team decides, logged in, not a program and not whom it is about.");
      case Decision.Unknown() -> throw unknown(caseId);
    };
  }

  private CaseAnswer answer(long caseId) {
    var found = cases.find(caseId).orElseThrow(() -> unknown(caseId));
    return new CaseAnswer(
        true,
        row(found),
        cases.signals(caseId).stream().map(RiskEndpoints::row).toList(),
        cases.gifts(caseId, GIFTS).stream()
            .map(gift ->
                new GiftRow(
                    gift.eventId(),
                    gift.occurredAt(),
                    gift.giverId(),
                    amount(gift.amountMinor()),
                    amount(gift.leftMinor()),
                    gift.state()))
            .toList());
  }

  private static Refused unknown(long caseId) {
    return Refused.notFound("There is no case " + caseId + ".");
  }

  private CaseRow row(RiskCase one) {
    return new CaseRow(
        one.caseId(),
        one.creatorId(),
        word(one.state()),
        one.openedAt(),
        one.owner(),
        one.decidedAt(),
        one.decidedBy(),
        one.reason(),
        one.rules().stream().map(rule -> rule.code()).toList(),
        one.gifts(),
        amount(one.giftMinor()),
        amount(one.withheldMinor()),
        amount(one.releasedMinor()));
  }

  private static SignalRow row(RiskSignal signal) {
    return new SignalRow(
        signal.signalId(),
        signal.rule().code(),
        signal.rulesVersion(),
        signal.raisedAt(),
        signal.gifts(),
        signal.figures(),
        signal.limits());
  }

  private static RiskCase.@Nullable State state(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(RiskCase.State.values())
        .filter(state -> word(state).equals(word))
        .findFirst()
        .orElseThrow(() ->
            Refused.badInput(
                "state",
                "state is one of %s."
                    .formatted(
                        Arrays.stream(RiskCase.State.values())
                            .map(RiskEndpoints::word)
                            .collect(Collectors.joining(", ")))));
  }

  private static String word(RiskCase.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static Verdict verdict(@Nullable String word) {
    return switch (word) {
      case "release" -> Verdict.RELEASE;
      case "confirm" -> Verdict.CONFIRM;
      case null, default -> throw Refused.badInput("verdict", "verdict is release or confirm.");
    };
  }

  private String amount(long minor) {
    return BigDecimal.valueOf(minor, frame.currency().getDefaultFractionDigits()).toPlainString();
  }
}
