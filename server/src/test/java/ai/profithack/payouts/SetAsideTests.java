package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Verification;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// What is set aside for somebody who may not be paid any more when it is to be sent.
@PayoutServer
class SetAsideTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private Submission submission;
  @Autowired private Creators creators;
  @Autowired private Verification verification;
  @Autowired private CountedStatements statements;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void whoOwesSomethingByNowIsNotSentItAndTheNextRunPaysTheRest() {
    creators.nextFriday();
    var id = setAside(9_000);
    var other = setAside(6_000);
    creators.owe(id, 100, "USD");

    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.CANCELLED);
    assertThat(newest(id).reason())
        .isEqualTo("Refunds to be recovered: 1.00 USD is to be recovered.");
    assertThat(newest(other).state()).isEqualTo(PayoutState.SUBMITTING);
    assertThat(creators.available(id, "USD")).isEqualTo(8_900);
    runs.payNow(id, "somebody");
    submission.submitDue();
    assertThat(newest(id).amount().minor()).isEqualTo(8_900);
    assertThat(newest(id).state()).isEqualTo(PayoutState.SUBMITTING);
  }

  /// At the turn of a year the tax forms of many expire at once.
  @Test
  void howManyAreCancelledCostsNoStatement() {
    var counts = new ArrayList<Long>();
    for (var count : List.of(2, 3, 30)) {
      creators.nextFriday();
      var ids = Stream.generate(() -> setAside(9_000)).limit(count).toList();
      ids.forEach(
          id -> change(id, standing -> withTaxFormUntil(standing, LocalDate.of(2026, 1, 31))));

      counts.add(statements.during(submission::submitDue));

      assertThat(ids).allMatch(id -> newest(id).state() == PayoutState.CANCELLED);
    }
    assertThat(counts.get(2)).as("of %s", counts).isEqualTo(counts.get(1));
  }

  private static Payee withTaxFormUntil(Payee standing, LocalDate day) {
    return with(standing, standing.identityReviewedAt(), standing.ofAgeConfirmedAt(), day, null);
  }

  /// Debts are in a currency, and so are payouts.
  @Test
  void aDebtInAnotherCurrencyLeavesItAlone() {
    creators.nextFriday();
    var id = setAside(9_000);
    creators.owe(id, 100, "KWD");

    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.SUBMITTING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          identity | Identity not reviewed: The platform reviews the identity before the first payout; it asks for what it needs.
          age      | Of age not confirmed: The platform confirms that the creator is of age before the first payout; it needs a document that says so.
          no form  | No tax form: Hand a valid tax form in to the platform.
          old form | Tax form expired: It was valid until 2026-01-31.
          """)
  void whoLostTheirStandingIsNotSentIt(String lost, String reason) {
    creators.nextFriday();
    var id = setAside(9_000);
    change(
        id,
        standing ->
            switch (lost) {
              case "identity" ->
                  with(standing, null, standing.ofAgeConfirmedAt(), standing.taxFormUntil(), null);
              case "age" ->
                  with(
                      standing, standing.identityReviewedAt(), null, standing.taxFormUntil(), null);
              case "no form" ->
                  with(
                      standing,
                      standing.identityReviewedAt(),
                      standing.ofAgeConfirmedAt(),
                      null,
                      null);
              default ->
                  with(
                      standing,
                      standing.identityReviewedAt(),
                      standing.ofAgeConfirmedAt(),
                      LocalDate.of(2026, 1, 31),
                      null);
            });

    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.CANCELLED);
    assertThat(newest(id).reason()).isEqualTo(reason);
    assertThat(creators.available(id, "USD")).isEqualTo(9_000);
    assertThat(creators.inPayout(id, "USD")).isZero();
  }

  /// A form is valid on its last day.
  @Test
  void aFormOfTodayIsEnough() {
    creators.nextFriday();
    var id = setAside(9_000);
    var today = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
    change(
        id,
        standing ->
            with(
                standing, standing.identityReviewedAt(), standing.ofAgeConfirmedAt(), today, null));

    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.SUBMITTING);
  }

  /// A pause alone keeps it waiting; what takes it back does so during a pause as well.
  @Test
  void whoIsPausedAndOwesSomethingGetsItBackAtOnce() {
    creators.nextFriday();
    var id = setAside(9_000);
    change(
        id,
        standing ->
            with(
                standing,
                standing.identityReviewedAt(),
                standing.ofAgeConfirmedAt(),
                standing.taxFormUntil(),
                "looked into"));
    submission.submitDue();
    assertThat(newest(id).state()).isEqualTo(PayoutState.RESERVED);

    creators.owe(id, 100, "USD");
    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.CANCELLED);
    assertThat(creators.available(id, "USD")).isEqualTo(8_900);
  }

  @Test
  void whatWaitsForApprovalForWeeksIsNotApprovedWithADebt() {
    creators.nextFriday();
    var id = setAside(2_000_000);
    var payoutId = newest(id).payoutId();
    assertThat(newest(id).waitsForApproval()).isTrue();
    clock.advance(Duration.ofDays(21));
    creators.owe(id, 100, "USD");
    assertThat(payouts.barred(List.of(newest(id))))
        .containsOnlyKeys(payoutId)
        .hasValueSatisfying(
            new org.assertj.core.api.Condition<>(
                why -> why.reason() == SkipReason.IN_DEBT, "a debt"));

    assertThat(payouts.approve(payoutId, Creators.person("a second person")))
        .isEqualTo(
            new Payouts.Ending.NotPossible(
                "Refunds to be recovered: 1.00 USD is to be recovered. Payout %d is not sent; its money is available again shortly."
                    .formatted(payoutId)));
    assertThat(newest(id).state()).isEqualTo(PayoutState.RESERVED);
    submission.submitDue();

    assertThat(newest(id).state()).isEqualTo(PayoutState.CANCELLED);
    assertThat(creators.available(id, "USD")).isEqualTo(1_999_900);
    assertThat(payouts.steps(payoutId).getLast().source()).isEqualTo("the clock");
  }

  private long setAside(long minor) {
    var id = creators.payable("by-hand");
    creators.earn(id, minor, "USD");
    runs.payNow(id, "somebody");
    assertThat(newest(id).state()).isEqualTo(PayoutState.RESERVED);
    return id;
  }

  private void change(long creator, UnaryOperator<Payee> to) {
    payees.change(creator, to);
  }

  private static Payee with(
      Payee payee,
      @Nullable Instant identity,
      @Nullable Instant age,
      @Nullable LocalDate form,
      @Nullable String pausedByPlatform) {
    return new Payee(
        payee.creatorId(),
        identity,
        age,
        form,
        null,
        pausedByPlatform,
        null,
        BigDecimal.ZERO,
        null);
  }

  private Payout newest(long creatorId) {
    var id =
        db.resultQuery("select max(payout_id) from payouts.payout where creator_id = ?", creatorId)
            .fetchSingle(0, Long.class);
    return payouts.find(Objects.requireNonNull(id)).orElseThrow();
  }
}
