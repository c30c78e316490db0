package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;

/// What the days of one gift type ("spark") in a range add up to.
public record SparkTotals(
    @Schema(example = "5655") long giftId,
    @Schema(example = "Rose") String giftName,
    @Schema(example = "9630") long sentCount,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "4815.00")
        BigDecimal revenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "2648.25")
        BigDecimal creatorEarnings) {}
