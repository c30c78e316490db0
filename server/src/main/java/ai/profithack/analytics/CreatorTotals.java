package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a creator's days in a range add up to; followers are those at the end of the range.
public record CreatorTotals(
    @Schema(example = "17") long creatorId,
    @Schema(example = "156300") long views,
    @Schema(example = "12900") long likes,
    @Schema(example = "1140") long comments,
    @Schema(example = "630") long shares,
    @Schema(example = "360") long giftsReceived,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "369.00")
        BigDecimal giftRevenue,
    @Schema(example = "1893") long followers,
    @Schema(example = "420") long followersGained) {

  /// Likes, comments and shares for a hundred views, two decimals; 0 without views, and never more
  /// than a rate's column holds.
  @JsonFormat(shape = JsonFormat.Shape.STRING)
  public BigDecimal engagementRate() {
    if (views <= 0) {
      return BigDecimal.ZERO.setScale(2);
    }
    var most = new BigDecimal("999.99");
    return BigDecimal.valueOf(likes + comments + shares)
        .movePointRight(2)
        .divide(BigDecimal.valueOf(views), 2, RoundingMode.HALF_UP)
        .min(most)
        .max(most.negate());
  }
}
