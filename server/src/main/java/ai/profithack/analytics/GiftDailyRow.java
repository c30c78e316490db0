package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/// One day of one gift type, as `gift_analytics` holds it; popularity is its share of the day's
/// gifts in per cent.
public record GiftDailyRow(
    long id,
    @Schema(example = "2026-11-21T00:00:00Z") OffsetDateTime date,
    @Schema(example = "5655") long giftId,
    @Schema(example = "Rose") String giftName,
    @Schema(example = "321") long sentCount,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "160.50")
        BigDecimal revenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "88.28")
        BigDecimal creatorEarnings,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "35.51")
        BigDecimal popularity,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt) {

  public LocalDate day() {
    return date.toLocalDate();
  }
}
