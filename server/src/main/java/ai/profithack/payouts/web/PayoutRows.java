package ai.profithack.payouts.web;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.PaymentResults.SentFile;
import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.PayoutException;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.payouts.Skipped;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How payouts, runs, batches and what needs a look are written for programs, and how deeds end.
final class PayoutRows {
  /// How many characters somebody has to say why.
  static final int LONGEST_REASON = 500;

  private PayoutRows() {}

  record AmountRow(
      @Schema(example = "1250.40") String amount, @Schema(example = "EUR") String currency) {
    static AmountRow of(Money money) {
      return new AmountRow(money.toDecimal().toPlainString(), money.currency().getCurrencyCode());
    }
  }

  record PayoutRunRow(
      @Schema(example = "12") long id,
      @Schema(
              example = "weekly",
              allowableValues = {"weekly", "single"})
          String kind,
      @Schema(description = "The Friday of a weekly run") LocalDate period,
      @Schema(example = "schedule") String startedBy,
      Instant startedAt,
      @Schema(description = "Null while it decides, or where it was cut off")
          @Nullable Instant finishedAt,
      long payouts,
      @Schema(description = "Creators who are not paid, each with a reason") long skipped) {
    static PayoutRunRow of(PayoutRun run) {
      return new PayoutRunRow(
          run.runId(),
          run.kind(),
          run.period(),
          run.startedBy(),
          run.startedAt(),
          run.finishedAt(),
          run.payouts(),
          run.skipped());
    }
  }

  record PayoutRow(
      @Schema(example = "4711") long id,
      @Schema(example = "17") long creatorId,
      @Schema(example = "12") long runId,
      @Schema(example = "75.50") String amount,
      @Schema(example = "EUR") String currency,
      @Schema(example = "bank-file") String rail,
      @Schema(
              example = "pending",
              allowableValues = {
                "pending",
                "processing",
                "paid",
                "failed",
                "returned",
                "cancelled"
              })
          String status,
      @Schema(description = "Where it stands exactly", example = "reserved") String state,
      Instant stateSince,
      @Schema(description = "Whether a second person has to approve it first")
          boolean waitsForApproval,
      String createdBy,
      Instant createdAt,
      @Nullable String approvedBy,
      @Schema(description = "What it is called at the rail and on statements") @Nullable String key,
      @Schema(description = "What the rail calls it") @Nullable String reference,
      @Schema(description = "Why it is where it is") @Nullable String reason) {
    static PayoutRow of(Payout payout) {
      var amount = AmountRow.of(payout.amount());
      return new PayoutRow(
          payout.payoutId(),
          payout.creatorId(),
          payout.runId(),
          amount.amount(),
          amount.currency(),
          payout.rail(),
          payout.state().contractStatus(),
          payout.state().name().toLowerCase(Locale.ROOT),
          payout.stateSince(),
          payout.waitsForApproval(),
          payout.createdBy(),
          payout.createdAt(),
          payout.approvedBy(),
          payout.key(),
          payout.reference(),
          payout.reason());
    }
  }

  record SkippedRow(
      @Schema(example = "17") long creatorId,
      @Schema(example = "12.30") String amount,
      @Schema(example = "EUR") String currency,
      @Schema(example = "below_minimum") String reason,
      String detail) {
    static SkippedRow of(Skipped skipped) {
      var amount = AmountRow.of(skipped.amount());
      return new SkippedRow(
          skipped.creatorId(),
          amount.amount(),
          amount.currency(),
          skipped.reason().code(),
          skipped.detail());
    }
  }

  record BatchRow(
      @Schema(example = "3") long id,
      @Schema(example = "bank-file") String rail,
      String messageId,
      Instant createdAt,
      LocalDate executionDate,
      @Schema(description = "Whether somebody had its file") boolean fileMade,
      @Nullable Instant handedOverAt,
      @Nullable String handedOverBy,
      @Schema(description = "From then on its file is never carried, and its payouts are cancelled")
          @Nullable Instant discardedAt,
      @Nullable String discardedBy,
      @Nullable String discardedBecause,
      long payouts,
      @Schema(description = "Of which nobody said yet what became of them") long unanswered,
      @Schema(example = "1250.40") String total,
      @Schema(example = "EUR") String currency,
      @Schema(
              description =
                  "Payouts that wait in it although another destination has taken the place of theirs: the file pays to the earlier one")
          List<Long> replacedDestinations) {
    static BatchRow of(PayoutBatch batch) {
      var total = AmountRow.of(batch.total());
      return new BatchRow(
          batch.batchId(),
          batch.rail(),
          batch.messageId(),
          batch.createdAt(),
          batch.executionDate(),
          batch.fileMade(),
          batch.handedOverAt(),
          batch.handedOverBy(),
          batch.discardedAt(),
          batch.discardedBy(),
          batch.discardedBecause(),
          batch.payouts(),
          batch.unanswered(),
          total.amount(),
          total.currency(),
          batch.replaced());
    }
  }

  record ExceptionRow(
      @Schema(example = "5") long id,
      @Schema(example = "amount_mismatch") String kind,
      String sentence,
      @Nullable Long payoutId,
      Instant openedAt,
      @Schema(description = "Who took it; null while nobody did") @Nullable String owner) {
    static ExceptionRow of(PayoutException open) {
      return new ExceptionRow(
          open.exceptionId(),
          open.kind(),
          open.sentence(),
          open.payoutId(),
          open.openedAt(),
          open.owner());
    }
  }

  record ResultFileRow(
      @Schema(example = "8") long id,
      @Schema(example = "results.csv") String name,
      String uploadedBy,
      Instant uploadedAt,
      @Nullable String appliedBy,
      @Nullable Instant appliedAt,
      @Schema(description = "How many payouts it moved on; null until it is taken in")
          @Nullable Integer changed) {
    static ResultFileRow of(SentFile file) {
      return new ResultFileRow(
          file.fileId(),
          file.name(),
          file.uploadedBy(),
          file.uploadedAt(),
          file.appliedBy(),
          file.appliedAt(),
          file.changed());
    }
  }

  /// What a text in a body says.
  ///
  /// Errors: 400 where it is missing, or longer than `most`.
  static String text(String field, @Nullable String sent, int most) {
    var clean = sent == null ? "" : sent.strip();
    if (clean.isEmpty() || clean.length() > most) {
      throw Refused.badInput(field, "%s has 1 to %,d characters.".formatted(field, most));
    }
    return clean;
  }

  /// Errors: 409 where the deed was not possible.
  static void done(Ending ending) {
    if (ending instanceof Ending.NotPossible(var why)) {
      throw Refused.conflict(why);
    }
  }
}
