package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;

/// Entries of any kind straight into the ledger, and money that is held.
final class MoneyInLedger {
  private final MoneyStage stage;
  private final Random random;
  private final String name;
  private final int largestBatch;
  private final Reckoning reckoning;
  private final Map<String, Integer> happened;
  private final SettableClock clock;
  private final Ledger ledger;
  private final Holds holds;
  private final Map<String, Said> said = new HashMap<>();
  private final Map<String, Long> open = new TreeMap<>();

  private final Map<String, List<Moved>> diary = new HashMap<>();

  /// What moved on an account, and as of when.
  private record Moved(Instant at, long minor) {}

  /// What became of a key of the ledger.
  private record Said(Entry entry, long missing) {}

  MoneyInLedger(MoneyStage stage, ListableBeanFactory server) {
    this.stage = stage;
    this.random = stage.random;
    this.name = stage.name;
    this.largestBatch = stage.largestBatch;
    this.reckoning = stage.reckoning;
    this.happened = stage.happened;
    this.clock = stage.clock;
    this.ledger = server.getBean(Ledger.class);
    this.holds = server.getBean(Holds.class);
  }

  /// A batch straight into the ledger: some of it too much, some of it said before, some of it
  /// under a key that stands for something else.
  int adjust() {
    var entries = new LinkedHashMap<String, Entry>();
    var size = 1 + random.nextInt(Math.max(2, largestBatch / 2));
    for (var i = 0; i < size; i++) {
      var entry = adjustment();
      entries.putIfAbsent(entry.key(), entry);
    }
    var batch = List.copyOf(entries.values());
    var endings = stage.surviving(() -> ledger.bookAll(batch));
    for (var i = 0; i < batch.size(); i++) {
      var entry = batch.get(i);
      var ending = endings.get(i);
      switch (expected(entry)) {
        case "booked" ->
            assertThat(ending)
                .as(entry.key())
                .isInstanceOfAny(
                    Booking.Booked.class,
                    stage.died ? Booking.AlreadyBooked.class : Booking.Booked.class);
        case "again" -> assertThat(ending).isInstanceOf(Booking.AlreadyBooked.class);
        case "taken" -> assertThat(ending).isInstanceOf(Booking.KeyTaken.class);
        default ->
            assertThat(ending)
                .isEqualTo(
                    new Booking.Overdrawn(
                        entry.lines().getLast().account().path(),
                        Objects.requireNonNull(said.get(entry.key())).missing()));
      }
      happened.merge("entry: " + ending.getClass().getSimpleName(), 1, Integer::sum);
    }
    return batch.size();
  }

  private Entry adjustment() {
    var past = List.copyOf(said.values());
    if (!past.isEmpty() && random.nextInt(10) == 0) {
      var entry = past.get(random.nextInt(past.size())).entry();
      return random.nextInt(3) > 0
          ? entry
          : new Entry(
              entry.key(), "other", entry.effectiveAt(), entry.lines(), entry.explanation());
    }
    var asset = Creators.asset(MoneyStage.CURRENCIES.get(random.nextInt(3)));
    var from = Account.free("assets:simulation", asset);
    var creator = stage.someCreator();
    var to = Account.credit("liabilities:creators:" + creator + ":available", asset);
    // Whoever owes something gets nothing by an entry that does not repay it.
    if (random.nextInt(3) == 0
        || reckoning.of(Reckoning.place(asset.code(), creator, "debt")) > 0) {
      to = Account.credit("liabilities:purses:" + name + "-" + random.nextInt(4), asset);
    }
    var minor = random.nextInt(3) == 0 ? -stage.amount() : stage.amount();
    return new Entry(
        "adjust:" + name + ":" + ++stage.number,
        "adjustment",
        random.nextInt(3) > 0 ? clock.instant() : someTime(),
        List.of(new Line(from, minor), new Line(to, -minor)),
        Map.of());
  }

  private String expected(Entry entry) {
    var earlier = said.get(entry.key());
    if (earlier != null) {
      if (!earlier.entry().kind().equals(entry.kind())) {
        return "taken";
      }
      return earlier.missing() > 0 ? "short" : "again";
    }
    var bounded = entry.lines().getLast();
    var after = reckoning.of(account(bounded.account())) + bounded.minor();
    if (after > 0) {
      said.put(entry.key(), new Said(entry, after));
      return "short";
    }
    said.put(entry.key(), new Said(entry, 0));
    entry.lines().forEach(line -> move(line.account(), line.minor(), entry.effectiveAt()));
    return "booked";
  }

  private void move(Account account, long minor, Instant at) {
    reckoning.move(account(account), minor);
    diary.computeIfAbsent(account(account), _ -> new ArrayList<>()).add(new Moved(at, minor));
  }

  private Instant someTime() {
    return clock.instant().minus(Duration.ofMinutes(random.nextInt(60 * 24 * 60)));
  }

  /// What a purse held at some time is what had moved on it by then, however much was booked since
  /// as of earlier, and however much of it is sealed.
  void lookBack() {
    var purse = somePurse();
    var until = someTime();
    var moved =
        diary.getOrDefault(account(purse), List.of()).stream()
            .filter(each -> each.at().isBefore(until))
            .mapToLong(Moved::minor)
            .sum();
    assertThat(ledger.balanceAt(purse, until))
        .as("%s before %s", account(purse), until)
        .isEqualTo(moved);
  }

  private static String account(Account account) {
    return account.asset().code() + " " + account.path();
  }

  private Account purse(int which, String code) {
    return Account.credit("liabilities:purses:" + name + "-" + which, Creators.asset(code));
  }

  private Account somePurse() {
    return purse(random.nextInt(4), MoneyStage.CURRENCIES.get(random.nextInt(3)));
  }

  private static Account holding(Account purse) {
    return Account.credit(purse.path() + ":held", purse.asset());
  }

  void hold() {
    var purse = somePurse();
    var minor = stage.amount();
    var key = "hold-" + name + "-" + ++stage.number;
    // A span of the database's clock: ours may say what it likes.
    var soon = random.nextInt(4) == 0;
    var span = soon ? Duration.ofMillis(1) : Duration.ofDays(3650);
    var reservation =
        stage.surviving(() ->
            holds.reserve(key, purse, holding(purse), minor, clock.instant(), span, Map.of()));
    var missing = reckoning.of(account(purse)) + minor;
    if (missing > 0) {
      assertThat(reservation).isEqualTo(new Holds.Reservation.TooLittle(missing));
      assertThat(holds.reserve(key, purse, holding(purse), minor, clock.instant(), span, Map.of()))
          .isEqualTo(reservation);
      return;
    }
    assertThat(reservation).isInstanceOf(Holds.Reservation.Held.class);
    move(purse, minor, clock.instant());
    move(holding(purse), -minor, clock.instant());
    open.put(key, soon ? 1L : 0L);
  }

  void endHold() {
    if (random.nextInt(4) == 0) {
      expireHolds();
      return;
    }
    stage.some(List.copyOf(open.keySet())).ifPresent(this::endHold);
  }

  private void endHold(String key) {
    var hold = holds.find(key).orElseThrow();
    assertThat(hold.state()).isEqualTo(Holds.State.HELD);
    var spent = Account.free("income:simulation", hold.source().asset());
    if (random.nextInt(5) == 0) {
      assertThat(holds.post(hold.holdId(), spent, hold.minor() + 1, clock.instant(), Map.of()))
          .isEqualTo(new Holds.Resolution.MoreThanHeld(hold.minor()));
      return;
    }
    var posted = random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(hold.minor());
    var now = clock.instant();
    Supplier<Holds.Resolution> deed =
        () ->
            posted == 0
                ? holds.release(hold.holdId(), now, Map.of())
                : holds.post(hold.holdId(), spent, posted, now, Map.of());
    assertThat(stage.surviving(deed))
        .isInstanceOfAny(
            Holds.Resolution.Resolved.class,
            stage.died ? Holds.Resolution.AlreadyResolved.class : Holds.Resolution.Resolved.class);
    assertThat(deed.get()).isInstanceOf(Holds.Resolution.AlreadyResolved.class);
    move(hold.holding(), hold.minor(), now);
    move(hold.source(), posted - hold.minor(), now);
    move(spent, -posted, now);
    open.remove(key);
  }

  /// The program's clock is a day ahead or behind meanwhile: it does not matter.
  void expireHolds() {
    var ours = clock.instant();
    clock.set(ours.plus(Duration.ofDays(random.nextInt(3) - 1L)));
    var due = open.entrySet().stream().filter(hold -> hold.getValue() == 1).map(Map.Entry::getKey);
    var keys = due.toList();
    keys.forEach(open::remove);
    var expired = stage.surviving(() -> holds.expire(10_000));
    assertThat(expired).isIn(stage.died ? List.of(0, keys.size()) : List.of(keys.size()));
    clock.set(ours);
    for (var key : keys) {
      var hold = holds.find(key).orElseThrow();
      // When its time was up by the database's clock is for the database to say.
      var at = ledger.find("hold:" + key + ":end").orElseThrow().effectiveAt();
      move(hold.holding(), hold.minor(), at);
      move(hold.source(), -hold.minor(), at);
    }
  }
}
