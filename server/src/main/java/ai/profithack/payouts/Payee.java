package ai.profithack.payouts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What is known of a creator as somebody to be paid.
///
/// `taxFormUntil` is the last day on which the tax form is valid. A pause is its reason, null where
/// there is none. `reservePercent` is kept back, counted from `reserveSince`; 0 where nothing is.
public record Payee(
    long creatorId,
    @Nullable Instant identityReviewedAt,
    @Nullable Instant ofAgeConfirmedAt,
    @Nullable LocalDate taxFormUntil,
    @Nullable String pausedBySelf,
    @Nullable String pausedByPlatform,
    @Nullable String pausedByProvider,
    BigDecimal reservePercent,
    @Nullable Instant reserveSince) {

  /// Of whom nothing is known yet.
  public static Payee unknown(long creatorId) {
    return new Payee(creatorId, null, null, null, null, null, null, BigDecimal.ZERO, null);
  }

  /// With another pause of the creator's own; null ends it.
  public Payee pausedBySelf(@Nullable String why) {
    return new Payee(
        creatorId,
        identityReviewedAt,
        ofAgeConfirmedAt,
        taxFormUntil,
        why,
        pausedByPlatform,
        pausedByProvider,
        reservePercent,
        reserveSince);
  }

  /// With another pause by the platform; null ends it.
  public Payee pausedByPlatform(@Nullable String why) {
    return new Payee(
        creatorId,
        identityReviewedAt,
        ofAgeConfirmedAt,
        taxFormUntil,
        pausedBySelf,
        why,
        pausedByProvider,
        reservePercent,
        reserveSince);
  }
}
