package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is paid how much, and if not, why not. Values in, a value out.
final class PayoutPolicy {
  private static final Optional<Decision.Skip> NOTHING = Optional.empty();

  private PayoutPolicy() {}

  /// What a decision is made from.
  ///
  /// `available` is what is earned for good, `debt` what was refunded after it had been paid out.
  /// `paidSinceReserve` is all that was paid, or is on its way, since the reserve began. `refusal`
  /// says why the rail of the method cannot carry this payment; null where it can. `cameBackAt` is
  /// when the last payment to the method came back; null where it did not. `paidAlready` is whether
  /// the period has a payout already.
  record Candidate(
      Payee payee,
      @Nullable PayoutMethod method,
      @Nullable Instant cameBackAt,
      Money available,
      Money debt,
      Money paidSinceReserve,
      @Nullable String refusal,
      boolean paidAlready) {}

  /// How a decision can end.
  sealed interface Decision {
    /// Pay `amount`; a second person has to agree where `approvalNeeded`.
    record Pay(Money amount, boolean approvalNeeded) implements Decision {}

    /// Do not pay now. `amount` is what it is about, `detail` says it with figures.
    record Skip(SkipReason reason, Money amount, String detail) implements Decision {}
  }

  static Decision decide(Candidate candidate, Money minimum, Money approvalAbove, Instant now) {
    var barrier = barrier(candidate, now);
    if (barrier != null) {
      return barrier;
    }
    var available = candidate.available();
    var reserve =
        reserve(candidate.payee().reservePercent(), available, candidate.paidSinceReserve());
    var payable = available.minus(reserve);
    if (payable.minor() < minimum.minor()) {
      return available.minor() >= minimum.minor()
          ? new Decision.Skip(
              SkipReason.RESERVED,
              available,
              "%s of %s is kept in reserve, and the rest is below the minimum of %s."
                  .formatted(reserve, available, minimum))
          : new Decision.Skip(
              SkipReason.BELOW_MINIMUM, available, "The minimum is %s.".formatted(minimum));
    }
    return new Decision.Pay(payable, payable.minor() > approvalAbove.minor());
  }

  /// Cuts a payment down to what its rail can carry in one; the rest stays available.
  static Decision within(
      Decision decision, Rail.Limits limits, Money minimum, Money approvalAbove) {
    if (!(decision instanceof Decision.Pay(var amount, _))) {
      return decision;
    }
    var carried = new Money(limits.within(amount.minor()), amount.currency());
    var least = new Money(limits.leastMinor(), amount.currency());
    if (carried.minor() < least.minor()) {
      return new Decision.Skip(
          SkipReason.BELOW_MINIMUM,
          amount,
          "This way of payment carries %s at the least.".formatted(least));
    }
    return carried.minor() > 0 && carried.minor() >= minimum.minor()
        ? new Decision.Pay(carried, carried.minor() > approvalAbove.minor())
        : new Decision.Skip(
            SkipReason.BELOW_MINIMUM,
            amount,
            "Of it %s can go this way, and the minimum is %s.".formatted(carried, minimum));
  }

  /// The last barrier: what would be paid waits while a person looks into how it was earned.
  static Decision unlessUnderReview(Decision decision, boolean underReview) {
    return underReview && decision instanceof Decision.Pay pay
        ? new Decision.Skip(SkipReason.UNDER_REVIEW, pay.amount(), SkipReason.UNDER_REVIEW.next())
        : decision;
  }

  /// Why what was set aside for a payee must not be sent by now: their standing is not what a
  /// payment asks for any more, or they owe `debt`. Neither the minimum nor the period matter
  /// again, and a pause keeps it waiting only.
  static Optional<Decision.Skip> bar(Payee payee, Money amount, Money debt, Instant now) {
    return Stream.of(identity(payee, amount), taxForm(payee, amount, now), owing(debt, amount))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// What must stay: the percentage of everything unpaid and everything paid since the reserve
  /// began, rounded up to the minor unit. Counting what was paid keeps a second run from paying a
  /// part of the reserve.
  static Money reserve(BigDecimal percent, Money available, Money paidSinceReserve) {
    var base = available.plus(paidSinceReserve);
    var kept =
        percent
            .multiply(BigDecimal.valueOf(base.minor()))
            .movePointLeft(2)
            .setScale(0, RoundingMode.UP)
            .longValueExact();
    return new Money(Math.min(kept, available.minor()), available.currency());
  }

  private static Decision.@Nullable Skip barrier(Candidate candidate, Instant now) {
    var payee = candidate.payee();
    var amount = candidate.available();
    return Stream.of(
            identity(payee, amount),
            pause(payee, amount),
            taxForm(payee, amount, now),
            destination(candidate, now),
            owing(candidate.debt(), amount),
            candidate.paidAlready() ? skip(SkipReason.PAID_ALREADY, amount, null) : NOTHING)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Decision.Skip> identity(Payee payee, Money amount) {
    if (payee.identityReviewedAt() == null) {
      return skip(SkipReason.NOT_REVIEWED, amount, null);
    }
    return payee.ofAgeConfirmedAt() == null ? skip(SkipReason.UNDER_AGE, amount, null) : NOTHING;
  }

  private static Optional<Decision.Skip> pause(Payee payee, Money amount) {
    if (payee.pausedBySelf() != null) {
      return skip(SkipReason.PAUSED_BY_CREATOR, amount, payee.pausedBySelf());
    }
    if (payee.pausedByPlatform() != null) {
      return skip(SkipReason.PAUSED_BY_PLATFORM, amount, payee.pausedByPlatform());
    }
    return payee.pausedByProvider() == null
        ? NOTHING
        : skip(SkipReason.PAUSED_BY_PROVIDER, amount, payee.pausedByProvider());
  }

  private static Optional<Decision.Skip> taxForm(Payee payee, Money amount, Instant now) {
    var until = payee.taxFormUntil();
    if (until == null) {
      return skip(SkipReason.TAX_FORM_MISSING, amount, null);
    }
    return until.isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC))
        ? skip(SkipReason.TAX_FORM_EXPIRED, amount, "It was valid until " + until + ".")
        : NOTHING;
  }

  private static Optional<Decision.Skip> destination(Candidate candidate, Instant now) {
    var method = candidate.method();
    var amount = candidate.available();
    if (method == null) {
      return skip(SkipReason.NO_DESTINATION, amount, null);
    }
    if (method.verifiedAt() == null) {
      return skip(SkipReason.DESTINATION_UNVERIFIED, amount, null);
    }
    var ripe = method.changedAt().plus(PayoutRules.DESTINATION_RIPENS);
    if (now.isBefore(ripe)) {
      return skip(
          SkipReason.DESTINATION_CHANGED,
          amount,
          "It can be paid to from " + ripe.atZone(ZoneOffset.UTC).toLocalDate() + ".");
    }
    var cameBackAt = candidate.cameBackAt();
    if (cameBackAt != null && !cameBackAt.isBefore(method.verifiedAt())) {
      return skip(
          SkipReason.PAYMENT_CAME_BACK,
          amount,
          "It came back on %s.".formatted(cameBackAt.atZone(ZoneOffset.UTC).toLocalDate()));
    }
    return candidate.refusal() == null
        ? NOTHING
        : skip(SkipReason.RAIL_UNAVAILABLE, amount, candidate.refusal());
  }

  private static Optional<Decision.Skip> owing(Money debt, Money amount) {
    return debt.minor() > 0
        ? skip(SkipReason.IN_DEBT, amount, debt + " is to be recovered.")
        : NOTHING;
  }

  private static Optional<Decision.Skip> skip(
      SkipReason reason, Money amount, @Nullable String detail) {
    return Optional.of(new Decision.Skip(reason, amount, detail == null ? reason.next() : detail));
  }
}
