package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Holds.Reservation;
import ai.profithack.ledger.Holds.Resolution;
import ai.profithack.ledger.Holds.State;
import ai.profithack.testing.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;

/// What is set aside is set aside once, and resolved once.
@ServerTest
@DirtiesContext
class HoldsTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @Autowired private Ledger ledger;
  @Autowired private Holds holds;
  @Autowired private HoldExpiryJob expiry;
  @Autowired private Verification verification;
  @Autowired private DSLContext db;

  @Test
  void ofSixHoldsOfAThousandAgainstFiveThousandFiveAreAccepted() throws Exception {
    earn("a5", 5_000);

    var endings = inParallel(6, i -> () -> reserve("a5", "a5-" + i, 1_000, null));

    assertThat(endings.stream().filter(Reservation.Held.class::isInstance)).hasSize(5);
    assertThat(endings).contains(new Reservation.TooLittle(1_000));
    assertThat(ledger.balance(available("a5"))).isZero();
    assertThat(ledger.balance(holding("a5"))).isEqualTo(-5_000);
  }

  @Test
  void holdIsResolvedOnceWhoeverRacesToResolveIt() throws Exception {
    earn("a6", 10_000);
    var hold = held(reserve("a6", "a6", 1_000, Duration.ofMillis(1)));

    var endings =
        inParallel(
            100,
            i ->
                () ->
                    switch (i % 3) {
                      case 0 -> holds.post(hold.holdId(), bank("a6"), 1_000, NOON, Map.of());
                      case 1 -> holds.release(hold.holdId(), NOON, Map.of());
                      default -> holds.expire(10);
                    });

    var resolved =
        endings.stream()
            .filter(ending -> ending instanceof Resolution.Resolved || ending.equals(1))
            .count();
    assertThat(resolved).isEqualTo(1);
    assertThat(ledger.balance(holding("a6"))).isZero();
    assertThat(ledger.balance(available("a6")) + ledger.balance(bank("a6"))).isEqualTo(-10_000);
    assertThat(endings.stream().filter(Resolution.AlreadyResolved.class::isInstance)).isNotEmpty();
    assertThatThrownBy(() ->
            db.execute(
                "update ledger.hold set state = 'voided', resolving_entry_id = 1, resolved_at = now() where hold_id = "
                    + hold.holdId()))
        .hasMessageContaining("already");
  }

  @Test
  void partOfAHoldReturnsTheRemainderAndMoreThanTheHoldIsRefused() {
    earn("a7", 1_000);
    var hold = held(reserve("a7", "a7", 600, null));

    assertThat(holds.post(hold.holdId(), bank("a7"), 601, NOON, Map.of()))
        .isEqualTo(new Resolution.MoreThanHeld(600));
    assertThat(holds.post(hold.holdId(), bank("a7"), 250, NOON, Map.of()))
        .isInstanceOf(Resolution.Resolved.class);

    assertThat(ledger.balance(bank("a7"))).isEqualTo(-250);
    assertThat(ledger.balance(available("a7"))).isEqualTo(-750);
    assertThat(ledger.balance(holding("a7"))).isZero();
    assertThat(holds.find("a7").orElseThrow())
        .satisfies(after -> {
          assertThat(after.state()).isEqualTo(State.POSTED);
          assertThat(after.postedMinor()).isEqualTo(250);
        });
  }

  /// The clock of the server plays no part: only the database's own decides.
  @Test
  void holdExpiresByTheDatabasesClockAfterItsSpan() {
    earn("a8", 1_000);
    reserve("a8", "a8-short", 100, Duration.ofMillis(1));
    reserve("a8", "a8-long", 100, Duration.ofDays(1));
    reserve("a8", "a8-open", 100, null);

    assertThat(holds.expire(100)).isEqualTo(1);
    assertThat(holds.expire(100)).isZero();

    assertThat(holds.find("a8-short").orElseThrow().state()).isEqualTo(State.EXPIRED);
    assertThat(holds.find("a8-long").orElseThrow().state()).isEqualTo(State.HELD);
    assertThat(ledger.balance(available("a8"))).isEqualTo(-800);
    assertThat(ledger.balance(holding("a8"))).isEqualTo(-200);
  }

  @Test
  void theJobGivesBackWhatHasExpired() {
    earn("job", 1_000);
    reserve("job", "job-short", 300, Duration.ofMillis(1));

    assertThat(expiry.run(null)).isEqualTo("1 holds expired.");
    assertThat(ledger.balance(available("job"))).isEqualTo(-1_000);
  }

  @Test
  void sameKeyIsOneHoldAndAnotherAmountUnderItIsRefused() {
    earn("same", 1_000);

    var first = held(reserve("same", "same", 400, null));
    assertThat(reserve("same", "same", 400, null)).isEqualTo(new Reservation.Held(first));
    assertThat(reserve("same", "same", 401, null)).isEqualTo(new Reservation.KeyTaken("minor"));
    assertThat(ledger.balance(holding("same"))).isEqualTo(-400);

    // What failed for lack of money stays failed under its key.
    assertThat(reserve("same", "same-2", 700, null)).isEqualTo(new Reservation.TooLittle(100));
    earn("same", 500);
    assertThat(reserve("same", "same-2", 700, null)).isEqualTo(new Reservation.TooLittle(100));
    assertThat(reserve("same", "same-3", 700, null)).isInstanceOf(Reservation.Held.class);
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  private void earn(String who, long minor) {
    ledger.book(
        new Entry(
            "earn-" + who + "-" + minor,
            "test",
            NOON,
            List.of(
                new Line(Account.free("assets:shop:holds", USD), minor),
                new Line(available(who), -minor)),
            Map.of()));
  }

  private Reservation reserve(
      String who, String key, long minor, @org.jspecify.annotations.Nullable Duration span) {
    return holds.reserve(key, available(who), holding(who), minor, NOON, span, Map.of());
  }

  private static Holds.Hold held(Reservation reservation) {
    return ((Reservation.Held) reservation).hold();
  }

  private static Account available(String who) {
    return Account.credit("liabilities:holds:" + who + ":available", USD);
  }

  private static Account holding(String who) {
    return Account.credit("liabilities:holds:" + who + ":held", USD);
  }

  private static Account bank(String who) {
    return Account.free("assets:bank:" + who, USD);
  }

  private static List<Object> inParallel(
      int times, java.util.function.IntFunction<Callable<Object>> call) throws Exception {
    try (var threads = Executors.newFixedThreadPool(16)) {
      var results = new ArrayList<>();
      for (var done : threads.invokeAll(IntStream.range(0, times).mapToObj(call).toList())) {
        results.add(done.get());
      }
      return results;
    }
  }
}
