package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/// One day's revenue by source, as `revenue_breakdown` holds it.
public record RevenueRow(
    long id,
    @Schema(example = "2026-11-21T00:00:00Z") OffsetDateTime date,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "240.00")
        BigDecimal subscriptionRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1490.20")
        BigDecimal giftRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "110.00")
        BigDecimal adRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "0.00")
        BigDecimal creatorPayouts,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "828.09")
        BigDecimal platformEarnings,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt) {

  public LocalDate day() {
    return date.toLocalDate();
  }

  /// Gifts net of refunds, subscriptions and advertisements.
  public BigDecimal total() {
    return subscriptionRevenue.add(giftRevenue).add(adRevenue);
  }
}
