package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Holds.Move;
import ai.profithack.ledger.Holds.Reservation;
import ai.profithack.ledger.Holds.Resolution;
import ai.profithack.ledger.Holds.State;
import ai.profithack.ledger.InvalidEntry.Reason;
import ai.profithack.testing.InParallel;
import ai.profithack.testing.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What is set aside is set aside once, and resolved once.
///
/// How long a caller may wait for one of the connections, which many share here, is not looked at.
@ServerTest
@TestPropertySource(properties = "spring.datasource.hikari.connection-timeout=120000")
@DirtiesContext
class HoldsTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  /// All that the server has to the database.
  private static final int CONNECTIONS = 16;

  @Autowired private Ledger ledger;
  @Autowired private Holds holds;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private HoldExpiryJob expiry;
  @Autowired private Verification verification;
  @Autowired private DSLContext db;

  @Test
  void ofSixHoldsOfAThousandAgainstFiveThousandFiveAreAccepted() throws Exception {
    earn("a5", 5_000);

    var endings = InParallel.<Object>call(6, i -> () -> reserve("a5", "a5-" + i, 1_000, null));

    assertThat(endings.stream().filter(Reservation.Held.class::isInstance)).hasSize(5);
    assertThat(endings).contains(new Reservation.TooLittle(1_000));
    assertThat(ledger.balance(available("a5"))).isZero();
    assertThat(ledger.balance(holding("a5"))).isEqualTo(-5_000);
  }

  /// A hundred callers, half of one kind and half of the other. They begin together, and nothing
  /// moves until every connection there is has one of them waiting in the database.
  @ParameterizedTest
  @CsvSource({
    "post, post",
    "post, post_part",
    "void, post",
    "post, void",
    "void, void",
    "expire, post",
    "expire, void",
    "expire, expire"
  })
  void holdIsResolvedOnceWhoeverRacesToResolveIt(String one, String other) throws Exception {
    for (var round = 0; round < 2; round++) {
      var who = "a6-%s-%s-%d".formatted(one, other.replace('_', '-'), round);
      earn(who, 10_000);
      var hold = held(reserve(who, who, 1_000, Duration.ofMillis(1)));

      var endings =
          whileHeldUp(
              holding(who), i -> () -> resolve(i % 2 == 0 ? one : other, hold.holdId(), bank(who)));

      var resolved =
          endings.stream()
              .filter(ending -> ending instanceof Resolution.Resolved || ending.equals(1))
              .count();
      assertThat(resolved).as(who).isEqualTo(1);
      assertThat(endings)
          .allMatch(ending ->
              ending instanceof Resolution.Resolved
                  || ending instanceof Resolution.AlreadyResolved
                  || ending.equals(0)
                  || ending.equals(1));
      var after = holds.find(who).orElseThrow();
      assertThat(after.state()).isNotEqualTo(State.HELD);
      assertThat(ledger.balance(holding(who))).isZero();
      assertThat(ledger.balance(bank(who))).isEqualTo(-after.postedMinor());
      assertThat(ledger.balance(available(who))).isEqualTo(after.postedMinor() - 10_000);
      assertThat(
              db.fetchValue(
                  "select count(*) from ledger.entry where key = 'hold:%s:end'".formatted(who)))
          .isEqualTo(1L);
    }
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  private Object resolve(String how, long holdId, Account bank) {
    return switch (how) {
      case "post" -> holds.post(holdId, bank, 1_000, NOON, Map.of());
      case "post_part" -> holds.post(holdId, bank, 250, NOON, Map.of());
      case "void" -> holds.release(holdId, NOON, Map.of());
      case "expire" -> holds.expire(10);
      default -> throw new IllegalArgumentException(how);
    };
  }

  /// Makes a hundred calls at once while nobody can book on the account, until every connection but
  /// the one that holds them up waits in the database, or whoever does not wait is done.
  private List<Object> whileHeldUp(Account account, IntFunction<Callable<Object>> call)
      throws Exception {
    var done = new AtomicInteger();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var running =
          new TransactionTemplate(transactions)
              .execute(_ -> {
                ledger.lockedBalance(account);
                var begun =
                    threads.submit(() ->
                        InParallel.<Object>call(
                            100,
                            i ->
                                () -> {
                                  try {
                                    return call.apply(i).call();
                                  } finally {
                                    done.incrementAndGet();
                                  }
                                }));
                var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                for (var waiting = 0;
                    waiting < CONNECTIONS - 1 && waiting + done.get() < 100;
                    waiting = waiting()) {
                  assertThat(System.nanoTime()).as("%d wait", waiting).isLessThan(deadline);
                  LockSupport.parkNanos(1_000_000);
                }
                return begun;
              });
      return Objects.requireNonNull(running).get();
    }
  }

  /// How many wait in the database for somebody else.
  private int waiting() {
    return db.resultQuery("select count(*) from pg_locks where not granted")
        .fetchSingle(0, Integer.class);
  }

  @Test
  void holdThatIsResolvedStaysSo() {
    earn("kept", 10_000);
    var hold = held(reserve("kept", "kept", 1_000, null));
    holds.release(hold.holdId(), NOON, Map.of());

    assertThatThrownBy(() ->
            db.execute(
                "update ledger.hold set state = 'voided', resolving_entry_id = 1, resolved_at = now() where hold_id = "
                    + hold.holdId()))
        .hasMessageContaining("already");
  }

  @Test
  void refusesWhatIsNoHoldEachWithItsReason() {
    earn("a13", 1_000);
    var yen = Asset.of(Currency.getInstance("JPY"));
    var hold = held(reserve("a13", "a13", 500, null));

    assertReason(Reason.NOT_POSITIVE, () -> reserve("a13", "a13-zero", 0, null));
    assertReason(Reason.NOT_POSITIVE, () -> reserve("a13", "a13-less", -5, null));
    assertReason(
        Reason.SAME_ACCOUNT_TWICE,
        () ->
            holds.reserve("a13-self", available("a13"), available("a13"), 5, NOON, null, Map.of()));
    assertReason(
        Reason.ASSETS_DIFFER,
        () ->
            holds.reserve(
                "a13-yen",
                available("a13"),
                Account.credit("liabilities:holds:a13:held", yen),
                5,
                NOON,
                null,
                Map.of()));
    assertReason(
        Reason.OVERFLOW, () -> reserve("a13", "a13-too-much", 1_000_000_000_000_001L, null));
    assertReason(
        Reason.NOT_POSITIVE, () -> holds.post(hold.holdId(), bank("a13"), 0, NOON, Map.of()));
    assertReason(
        Reason.ASSETS_DIFFER,
        () -> holds.post(hold.holdId(), Account.free("assets:bank:a13", yen), 500, NOON, Map.of()));
    assertReason(
        Reason.SAME_ACCOUNT_TWICE,
        () -> holds.post(hold.holdId(), holding("a13"), 500, NOON, Map.of()));
    assertThat(holds.find("a13").orElseThrow().state()).isEqualTo(State.HELD);
    assertThat(ledger.balance(available("a13"))).isEqualTo(-500);
  }

  private static void assertReason(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidEntry.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
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

  @Test
  void severalAreResolvedEachForItself() {
    earn("set", 10_000);
    var ids =
        IntStream.range(0, 5)
            .mapToObj(i -> held(reserve("set", "set-" + i, 1_000, null)).holdId())
            .toList();
    holds.release(ids.get(4), NOON, Map.of());

    var endings =
        holds.resolveAll(
            List.of(
                new Move.Post(ids.get(4), bank("set"), 1_000, Map.of()),
                new Move.Release(ids.get(3), Map.of("why", "none")),
                new Move.Post(ids.get(2), bank("set"), 1_001, Map.of()),
                new Move.Post(ids.get(1), bank("set"), 250, Map.of()),
                new Move.Post(ids.get(0), bank("set"), 1_000, Map.of())),
            NOON);

    assertThat(endings.get(0)).isInstanceOf(Resolution.AlreadyResolved.class);
    assertThat(endings.get(2)).isEqualTo(new Resolution.MoreThanHeld(1_000));
    for (var i : List.of(1, 3, 4)) {
      assertThat(endings.get(i))
          .isEqualTo(
              new Resolution.Resolved(
                  ledger.find("hold:set-%d:end".formatted(4 - i)).orElseThrow().entryId()));
    }
    assertThat(ids)
        .map(id -> holds.find("set-" + ids.indexOf(id)).orElseThrow().state())
        .containsExactly(State.POSTED, State.POSTED, State.HELD, State.VOIDED, State.VOIDED);
    assertThat(ledger.balance(bank("set"))).isEqualTo(-1_250);
    assertThat(ledger.balance(holding("set"))).isEqualTo(-1_000);
    assertThat(ledger.balance(available("set"))).isEqualTo(-7_750);
    assertThatThrownBy(() ->
            holds.resolveAll(
                List.of(
                    new Move.Release(ids.get(2), Map.of()),
                    new Move.Post(ids.get(2), bank("set"), 1, Map.of())),
                NOON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> holds.release(999_999_999, NOON, Map.of()))
        .hasMessage("there is no hold 999999999");
    assertThat(verification.verify(null).problems()).isEmpty();
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

    assertThat(expiry.run(null)).isEqualTo("1 hold expired.");
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
}
