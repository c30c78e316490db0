package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// One day of the platform, as `daily_analytics` holds it: money in the reporting currency, the
/// engagement rate in per cent.
public record DailyRow(
    long id,
    @Schema(example = "2026-11-21T00:00:00Z") OffsetDateTime date,
    @Schema(example = "12840") long totalUsers,
    @Schema(example = "3120") long activeUsers,
    @Schema(example = "57") long newUsers,
    @Schema(example = "904") long totalGiftsSent,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1840.20")
        BigDecimal totalRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1012.11")
        BigDecimal creatorEarnings,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "828.09")
        BigDecimal platformEarnings,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1.87")
        BigDecimal averageGiftValue,
    @Schema(example = "5655") @Nullable Long topSparkId,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "24.30")
        BigDecimal engagementRate,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt) {

  public LocalDate day() {
    return date.toLocalDate();
  }
}
