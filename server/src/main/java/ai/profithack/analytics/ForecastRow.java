package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// What one day's revenue was expected to be, with the intervals that hold it with a probability of
/// 80 and 95 %; once the day is over, what it was and how good the forecast turned out.
public record ForecastRow(
    long id,
    @Schema(example = "2026-11-23T00:00:00Z") OffsetDateTime forecastDate,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1904.55")
        BigDecimal projectedRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "80.00")
        BigDecimal confidence,
    @Schema(example = "linear_regression") String method,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1840.20")
        @Nullable BigDecimal actualRevenue,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "96.62")
        @Nullable BigDecimal accuracy,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt,
    @Schema(example = "2026-11-23") LocalDate issuedOn,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1701.00")
        @Nullable BigDecimal lo80,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "2108.10")
        @Nullable BigDecimal hi80,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1593.20")
        @Nullable BigDecimal lo95,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "2215.90")
        @Nullable BigDecimal hi95) {

  public LocalDate day() {
    return forecastDate.toLocalDate();
  }
}
