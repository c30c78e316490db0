package ai.profithack.monetization.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Books;
import ai.profithack.monetization.CreatorEarnings;
import ai.profithack.monetization.CreatorEarnings.PartRow;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Earnings and the trial balance for programs. Amounts are strings in the unit of their asset.
@RestController
@Tag(name = "Earnings", description = "What creators earned, where it is, and the books behind it.")
class EarningsEndpoints {

  private final CreatorEarnings earnings;
  private final Books books;
  private final CreatorFigures creators;
  private final CurrentActor current;
  private final ReportingFrame frame;

  EarningsEndpoints(
      CreatorEarnings earnings,
      Books books,
      CreatorFigures creators,
      CurrentActor current,
      ReportingFrame frame) {
    this.earnings = earnings;
    this.books = books;
    this.creators = creators;
    this.current = current;
    this.frame = frame;
  }

  /// `balance` is positive for a debit, negative for a credit.
  record AccountTotal(
      @Schema(example = "liabilities:creators:*:pending") String account,
      @Schema(example = "USD") String asset,
      long accounts,
      @Schema(example = "-1250.40") String balance) {}

  record TrialBalanceAnswer(boolean success, List<AccountTotal> accounts) {}

  record Balances(
      @Schema(example = "12.30") String pending,
      @Schema(example = "80.00") String available,
      String inPayout,
      String withheld,
      String debt) {}

  record Release(LocalDate day, long earnings, @Schema(example = "12.30") String amount) {}

  record EarningRow(
      String eventId,
      @Schema(example = "gift") String kind,
      Instant time,
      @Nullable Long giftId,
      @Schema(example = "10.00") String paid,
      @Schema(example = "starter") String tier,
      @Schema(example = "55") int sharePercent,
      @Schema(example = "5.50") String earned,
      @Schema(description = "What refunds have not taken back", example = "5.50") String left,
      @Schema(
              example = "pending",
              allowableValues = {"pending", "released", "withheld"})
          String state,
      @ArraySchema(
              arraySchema =
                  @Schema(
                      description =
                          "Why it is not available, empty where it is released: `holding_time` until its end, `releaseAt`; `disputed` until the"
                              + " payer's bank has decided; `under_review` until a person of finance has decided; `to_be_refunded` where that was"
                              + " decided and the refund is on its way"),
              schema =
                  @Schema(
                      example = "holding_time",
                      allowableValues = {
                        "holding_time",
                        "disputed",
                        "under_review",
                        "to_be_refunded"
                      }))
          List<String> heldBecause,
      @Schema(
              description =
                  "The end of its time of holding. What is pending becomes available then. What is withheld does so at the earliest then, and"
                      + " where that has passed, as soon as nothing withholds it any more.")
          Instant releaseAt) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record EarningsAnswer(
      boolean success,
      Balances balances,
      List<Release> releases,
      List<EarningRow> earnings,
      @Nullable Long nextBefore) {}

  @GetMapping("/api/finance/trial-balance")
  @Allow({Role.ADMIN, Role.FINANCE})
  @Operation(
      summary = "What all accounts hold",
      description =
          "Accounts that differ only in whose they are stand together, with `*` for the id. The balances of an asset add up to zero.")
  TrialBalanceAnswer trialBalance() {
    return new TrialBalanceAnswer(
        true,
        books.trialBalance().stream()
            .map(total ->
                new AccountTotal(
                    total.path(),
                    total.asset().code(),
                    total.accounts(),
                    BigDecimal.valueOf(total.minor(), total.asset().exponent()).toPlainString()))
            .toList());
  }

  @GetMapping("/api/creator/{creatorId}/earnings")
  @Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
  @Operation(
      summary = "A creator's earnings",
      description =
          "Where the money is, what becomes available when, and each earning with why it is held and until when, newest first. A creator may ask for its own only.")
  EarningsAnswer earnings(
      @PathVariable long creatorId,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    current.requireCreator(creatorId);
    if (creators.find(creatorId).isEmpty()) {
      throw Refused.notFound("There is no creator with the id " + creatorId + ".");
    }
    var held = earnings.balances(creatorId);
    var part = Part.of(limit, rows -> earnings.parts(creatorId, before, rows));
    return new EarningsAnswer(
        true,
        new Balances(
            amount(held.pendingMinor()),
            amount(held.availableMinor()),
            amount(held.inPayoutMinor()),
            amount(held.withheldMinor()),
            amount(held.debtMinor())),
        earnings.releases(creatorId).stream()
            .map(release -> new Release(release.day(), release.earnings(), amount(release.minor())))
            .toList(),
        part.map(this::row),
        part.nextBefore(PartRow::entryId));
  }

  private EarningRow row(PartRow part) {
    return new EarningRow(
        part.eventId(),
        part.kind(),
        part.occurredAt(),
        part.giftId(),
        amount(part.amountMinor()),
        part.tier(),
        part.sharePercent(),
        amount(part.earnedMinor()),
        amount(part.leftMinor()),
        part.state(),
        part.heldBecause().stream().map(why -> why.name().toLowerCase(Locale.ROOT)).toList(),
        part.releaseAt());
  }

  private String amount(long minor) {
    return BigDecimal.valueOf(minor, frame.currency().getDefaultFractionDigits()).toPlainString();
  }
}
