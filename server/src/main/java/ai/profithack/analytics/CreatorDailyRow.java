package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/// One day of one creator, as `creator_metrics` holds it. A day on which nothing happened to the
/// creator has no row.
public record CreatorDailyRow(
    long id,
    @Schema(example = "17") long creatorId,
    @Schema(example = "2026-11-21T00:00:00Z") OffsetDateTime date,
    @Schema(example = "5210") long videoViews,
    @Schema(example = "430") long videoLikes,
    @Schema(example = "38") long videoComments,
    @Schema(example = "21") long videoShares,
    @Schema(example = "12") long giftsReceived,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "12.30")
        BigDecimal giftRevenue,
    @Schema(example = "1893") long followers,
    @Schema(example = "14") long followersGained,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "9.39")
        BigDecimal engagementRate,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt) {

  public LocalDate day() {
    return date.toLocalDate();
  }
}
