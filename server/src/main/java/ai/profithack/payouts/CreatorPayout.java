package ai.profithack.payouts;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `creator_payouts`, as the contract shows it: pending, processing, paid, failed,
/// returned or cancelled.
public record CreatorPayout(
    @Schema(example = "17") long id,
    @Schema(example = "4") long creatorId,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "75.50")
        BigDecimal amount,
    @Schema(example = "EUR") String currency,
    @Schema(example = "bank-file") String payoutMethod,
    @Schema(
            allowableValues = {"pending", "processing", "paid", "failed", "returned", "cancelled"},
            example = "paid")
        String status,
    @Schema(example = "PH0f8fad5bd9cb469fa16570867728950e") @Nullable String transactionId,
    @Schema(example = "2026-03-09T10:00:00Z") @Nullable Instant payoutDate,
    @Schema(example = "2026-03-06T04:00:00Z") Instant createdAt,
    @Schema(
            description =
                "Why it failed, came back or was cancelled, in words for the creator; null otherwise, and where an earlier installation made it",
            example =
                "Another destination was named before it was sent. The money is back with what was earned, and a later payout goes to the new one.")
        @Nullable String reason) {}
