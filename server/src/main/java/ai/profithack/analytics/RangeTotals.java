package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;

/// What the days of a range add up to. `days` is the number of days that have figures; the averages
/// are over those days and rounded half up to two decimals, active users to whole users.
public record RangeTotals(
    @Schema(example = "30") int days,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "55206.00")
        BigDecimal totalRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "30363.30")
        BigDecimal creatorEarnings,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "24842.70")
        BigDecimal platformEarnings,
    @Schema(example = "27120") long giftsSent,
    @Schema(example = "1710") long newUsers,
    @Schema(example = "3120") long avgActiveUsers,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1840.20")
        BigDecimal avgDailyRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "24.30")
        BigDecimal avgEngagementRate) {}
