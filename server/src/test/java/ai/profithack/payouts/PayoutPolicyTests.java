package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.PayoutPolicy.Candidate;
import ai.profithack.payouts.PayoutPolicy.Decision;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Who is paid how much, and why not.
class PayoutPolicyTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Instant NOW = Instant.parse("2026-03-06T04:00:00Z");
  private static final Money FIFTY = usd(5_000);
  private static final Money THOUSAND = usd(100_000);

  @Test
  void theFirstBarrierInAFixedOrderIsTheReasonThatIsGiven() {
    var reasons = new ArrayList<SkipReason>();
    var candidate = nothingIsRight();
    for (var repair : repairsInOrder()) {
      reasons.add(((Decision.Skip) decide(candidate)).reason());
      candidate = repair.apply(candidate);
    }
    var payable = decide(candidate);
    reasons.add(((Decision.Skip) PayoutPolicy.unlessUnderReview(payable, true)).reason());

    assertThat(reasons).isEqualTo(Arrays.asList(SkipReason.values()));
    assertThat(PayoutPolicy.unlessUnderReview(payable, false))
        .isEqualTo(new Decision.Pay(usd(5_000), false));
  }

  /// Everything stands in the way, with too little in the end.
  private static Candidate nothingIsRight() {
    return new Candidate(
        new Payee(
            1,
            null,
            null,
            null,
            "holidays",
            "under investigation",
            "documents",
            new BigDecimal("50"),
            NOW),
        null,
        null,
        usd(4_999),
        usd(1),
        usd(0),
        "not configured",
        true);
  }

  private static List<UnaryOperator<Candidate>> repairsInOrder() {
    return List.of(
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        null,
                        null,
                        p.pausedBySelf(),
                        p.pausedByPlatform(),
                        p.pausedByProvider(),
                        p.reservePercent(),
                        NOW)),
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        NOW,
                        null,
                        p.pausedBySelf(),
                        p.pausedByPlatform(),
                        p.pausedByProvider(),
                        p.reservePercent(),
                        NOW)),
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        NOW,
                        null,
                        null,
                        p.pausedByPlatform(),
                        p.pausedByProvider(),
                        p.reservePercent(),
                        NOW)),
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        NOW,
                        null,
                        null,
                        null,
                        p.pausedByProvider(),
                        p.reservePercent(),
                        NOW)),
        c -> payee(c, p -> new Payee(1, NOW, NOW, null, null, null, null, p.reservePercent(), NOW)),
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        NOW,
                        LocalDate.of(2026, 3, 5),
                        null,
                        null,
                        null,
                        p.reservePercent(),
                        NOW)),
        c ->
            payee(
                c,
                p ->
                    new Payee(
                        1,
                        NOW,
                        NOW,
                        LocalDate.of(2026, 3, 6),
                        null,
                        null,
                        null,
                        p.reservePercent(),
                        NOW)),
        c -> method(c, NOW.minus(Duration.ofDays(5)).plusMillis(1), null),
        c -> method(c, NOW.minus(Duration.ofDays(5)).plusMillis(1), NOW),
        c -> cameBack(method(c, NOW.minus(Duration.ofDays(5)), NOW)),
        c -> method(c, NOW.minus(Duration.ofDays(5)), NOW),
        c ->
            new Candidate(
                c.payee(),
                c.method(),
                null,
                c.available(),
                c.debt(),
                c.paidSinceReserve(),
                null,
                true),
        c ->
            new Candidate(
                c.payee(),
                c.method(),
                null,
                c.available(),
                usd(0),
                c.paidSinceReserve(),
                null,
                true),
        c -> new Candidate(c.payee(), c.method(), null, usd(5_000), usd(0), usd(0), null, false),
        c ->
            new Candidate(
                Creators.ready(1, NOW), c.method(), null, usd(4_999), usd(0), usd(0), null, false),
        c -> new Candidate(c.payee(), c.method(), null, usd(5_000), usd(0), usd(0), null, false));
  }

  @Test
  void paysFromExactlyTheMinimumOn() {
    assertThat(decide(ready(5_000, 0, "0"))).isEqualTo(new Decision.Pay(usd(5_000), false));
    assertThat(((Decision.Skip) decide(ready(4_999, 0, "0"))).reason())
        .isEqualTo(SkipReason.BELOW_MINIMUM);
  }

  @Test
  void whatTheReserveLeavesMustReachTheMinimum() {
    assertThat(decide(ready(6_250, 0, "20"))).isEqualTo(new Decision.Pay(usd(5_000), false));
    assertThat(((Decision.Skip) decide(ready(6_249, 0, "20"))).reason())
        .isEqualTo(SkipReason.RESERVED);
  }

  @Test
  void theReserveIsRoundedUpAndARepeatedRunPaysNothingOfIt() {
    assertThat(decide(ready(10_001, 0, "25"))).isEqualTo(new Decision.Pay(usd(7_500), false));
    assertThat(((Decision.Skip) decide(ready(2_501, 7_500, "25"))).reason())
        .isEqualTo(SkipReason.BELOW_MINIMUM);
    assertThat(decide(ready(12_501, 7_500, "25"))).isEqualTo(new Decision.Pay(usd(7_500), false));
  }

  @Test
  void allOfItCanBePaid() {
    assertThat(decide(ready(92_500, 0, "0"))).isEqualTo(new Decision.Pay(usd(92_500), false));
  }

  @Test
  void aSecondPersonIsNeededAboveTheLimitNotAtIt() {
    assertThat(decide(ready(100_000, 0, "0"))).isEqualTo(new Decision.Pay(usd(100_000), false));
    assertThat(decide(ready(100_001, 0, "0"))).isEqualTo(new Decision.Pay(usd(100_001), true));
  }

  @Test
  void minimaAreInUnitsOfEachCurrencyWithItsOwnDecimals() {
    var rules = new PayoutRules("50, 5000 JPY", "1000");

    assertThat(rules.minimum(USD)).isEqualTo(usd(5_000));
    assertThat(rules.minimum(Currency.getInstance("JPY")))
        .isEqualTo(new Money(5_000, Currency.getInstance("JPY")));
    assertThat(rules.minimum(Currency.getInstance("KWD")))
        .isEqualTo(new Money(50_000, Currency.getInstance("KWD")));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new PayoutRules("fifty", "1000"))
        .hasMessageContaining("PROFITHACK_PAYOUT_MINIMUM");
  }

  private static Decision decide(Candidate candidate) {
    return PayoutPolicy.decide(candidate, FIFTY, THOUSAND, NOW);
  }

  private static Candidate ready(long available, long paid, String reservePercent) {
    var percent = new BigDecimal(reservePercent);
    var payee =
        new Payee(
            1,
            NOW,
            NOW,
            LocalDate.of(2099, 1, 1),
            null,
            null,
            null,
            percent,
            percent.signum() == 0 ? null : NOW);
    return new Candidate(
        payee,
        method(NOW.minus(Duration.ofDays(5)), NOW),
        null,
        usd(available),
        usd(0),
        usd(paid),
        null,
        false);
  }

  private static Candidate payee(Candidate candidate, UnaryOperator<Payee> change) {
    return new Candidate(
        change.apply(candidate.payee()),
        candidate.method(),
        candidate.cameBackAt(),
        candidate.available(),
        candidate.debt(),
        candidate.paidSinceReserve(),
        candidate.refusal(),
        candidate.paidAlready());
  }

  private static Candidate method(
      Candidate candidate,
      Instant changedAt,
      @org.jspecify.annotations.Nullable Instant verifiedAt) {
    return new Candidate(
        candidate.payee(),
        method(changedAt, verifiedAt),
        null,
        candidate.available(),
        candidate.debt(),
        candidate.paidSinceReserve(),
        candidate.refusal(),
        candidate.paidAlready());
  }

  private static Candidate cameBack(Candidate candidate) {
    return new Candidate(
        candidate.payee(),
        candidate.method(),
        NOW,
        candidate.available(),
        candidate.debt(),
        candidate.paidSinceReserve(),
        candidate.refusal(),
        candidate.paidAlready());
  }

  private static PayoutMethod method(
      Instant changedAt, @org.jspecify.annotations.Nullable Instant verifiedAt) {
    return new PayoutMethod(
        1,
        1,
        "by-hand",
        "A",
        SealedAccount.of("B"),
        "B",
        null,
        changedAt,
        "the creator",
        verifiedAt,
        verifiedAt == null ? null : "finance",
        null);
  }

  private static Money usd(long minor) {
    return new Money(minor, USD);
  }
}
