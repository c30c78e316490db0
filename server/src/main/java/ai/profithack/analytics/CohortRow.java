package ai.profithack.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The users who registered on one day, and the share of them in per cent that was active exactly
/// so many days later. An age that the cohort has not reached is unknown: null.
public record CohortRow(
    long id,
    @Schema(example = "2026-09-01T00:00:00Z") OffsetDateTime cohortDate,
    @Schema(example = "57") long cohortSize,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "100.00")
        @Nullable BigDecimal day0,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "42.11")
        @Nullable BigDecimal day7,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "36.84")
        @Nullable BigDecimal day14,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "28.07")
        @Nullable BigDecimal day30,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "19.30")
        @Nullable BigDecimal day60,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "15.79")
        @Nullable BigDecimal day90,
    @Schema(example = "2026-11-22T00:05:01Z") Instant createdAt) {

  /// The ages, in days, at which retention is counted.
  public static final List<Integer> AGES = List.of(0, 7, 14, 30, 60, 90);

  public LocalDate day() {
    return cohortDate.toLocalDate();
  }

  /// The rates in the order of [#AGES].
  public List<@Nullable BigDecimal> rates() {
    return Arrays.asList(day0, day7, day14, day30, day60, day90);
  }
}
