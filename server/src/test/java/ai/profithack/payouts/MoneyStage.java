package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ListableBeanFactory;

/// What all that happens in a world shares: its people and videos, its luck, its clock, the
/// auditor, and processes that die.
final class MoneyStage {
  static final List<String> CURRENCIES = List.of("USD", "JPY", "KWD");
  private static final Duration LONGEST = Duration.ofDays(65);
  private static final long FIRST_VIEWER = 1_000_000;

  final Random random;
  final String name;
  final Currency currency;
  final int largestBatch;
  final Reckoning reckoning;
  final Map<String, Integer> happened;
  final SettableClock clock;
  final DSLContext db;
  final List<Long> creators = new ArrayList<>();
  final Map<Long, Long> ownerOfVideo = new TreeMap<>();

  /// The last number that made a name different from all others.
  int number;

  /// Whether a process died in the step under way.
  boolean died;

  private final CrashingTransactions transactions;
  private final Instant end;

  MoneyStage(
      long seed, int largestBatch, Map<String, Integer> happened, ListableBeanFactory server) {
    this.random = new Random(seed);
    this.name = "w" + seed;
    this.currency = Currency.getInstance(CURRENCIES.get((int) Math.floorMod(seed, 3L)));
    this.largestBatch = largestBatch;
    this.reckoning = new Reckoning(currency.getCurrencyCode());
    this.happened = happened;
    this.clock = server.getBean(SettableClock.class);
    this.db = server.getBean(DSLContext.class);
    this.transactions = server.getBean(CrashingTransactions.class);
    var beginning = Creators.BEGINNING.plus(Duration.ofDays(7 * Math.floorMod(seed, 52L)));
    this.end = beginning.plus(LONGEST);
    clock.set(beginning);
  }

  /// Somebody who is paid over `rail`, with two videos.
  void join(long creator) {
    creators.add(creator);
    for (var video = 0; video < 2; video++) {
      ownerOfVideo.put(
          db.resultQuery(
                  "insert into public.videos (creator_id, created_at) values (?, '2026-01-01Z') returning id",
                  creator)
              .fetchSingle(0, Long.class),
          creator);
    }
  }

  /// Another step begins.
  void begin() {
    died = false;
  }

  /// Does what is safe to repeat: whoever dies at it is followed by somebody who does it again.
  <T> T surviving(Supplier<T> deed) {
    while (true) {
      if (random.nextInt(6) == 0) {
        transactions.dieAt(random.nextInt(9));
      }
      try {
        return deed.get();
      } catch (SimulatedRail.Crash _) {
        died = true;
        happened.merge("process died", 1, Integer::sum);
      } finally {
        transactions.live();
      }
    }
  }

  /// Does what may be cut off: whatever comes next is another process on the same database.
  void dying(Runnable deed) {
    if (random.nextInt(4) == 0) {
      transactions.dieAt(random.nextInt(25));
    }
    try {
      deed.run();
    } catch (SimulatedRail.Crash _) {
      died = true;
      happened.merge("process died", 1, Integer::sum);
    } finally {
      transactions.live();
    }
  }

  Instant now() {
    return clock.instant();
  }

  /// A moment more than `before` ago, or further ahead than `after`.
  Instant fromAnotherTime(Duration before, Duration after) {
    var more = Duration.ofSeconds(1 + random.nextInt(100_000));
    return random.nextBoolean() ? now().minus(before).minus(more) : now().plus(after).plus(more);
  }

  /// Lets time pass, or go back, as long as this world lasts.
  void advance(Duration span) {
    if (clock.instant().plus(span).isBefore(end)) {
      clock.advance(span);
    }
  }

  long amount() {
    return switch (random.nextInt(12)) {
      case 0 -> 1 + random.nextInt(4);
      case 1 -> 1 + random.nextInt(40_000_000);
      default -> 1 + random.nextInt(30_000);
    };
  }

  /// A viewer; now and then a creator, who may give to themself.
  long somePayer() {
    return random.nextInt(60) == 0
        ? someCreator()
        : FIRST_VIEWER + random.nextInt(25 + largestBatch / 4);
  }

  long someCreator() {
    return creators.get(random.nextInt(creators.size()));
  }

  <T> Optional<T> some(Collection<T> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return all.stream().skip(random.nextInt(all.size())).findFirst();
  }

  /// Every account holds what the auditor says, all balances of an asset add up to nothing, and
  /// nobody owes something and has something available.
  void look() {
    assertThat(reckoning.ownAndOwe()).isEmpty();
    balancesAre(
        """
        select a.asset || ' ' || a.path, sum(t.amount_minor)::bigint
        from (
          select account_id, amount_minor from ledger.balance
          union all
          select p.account_id, p.amount_minor
          from ledger.unsealed as u join ledger.posting as p on p.entry_id = u.entry_id join ledger.account as f on f.account_id = p.account_id
          where f.bound = 0
        ) as t join ledger.account as a on a.account_id = t.account_id
        group by a.asset, a.path having sum(t.amount_minor) <> 0
        """);
  }

  /// The same as the product's own readers see it, an account at a time.
  void lookAsReaders() {
    balancesAre(
        "select asset || ' ' || path, amount_minor from ledger.account_balance where amount_minor <> 0");
  }

  private void balancesAre(String query) {
    var there =
        db.resultQuery(query)
            .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    var expected = new HashMap<>(reckoning.balances);
    expected.values().removeIf(minor -> minor == 0);
    assertThat(there).isEqualTo(expected);
    var sums = new HashMap<String, Long>();
    there.forEach((account, minor) -> sums.merge(account.split(" ", 2)[0], minor, Math::addExact));
    assertThat(sums)
        .as("assets that do not add up to nothing")
        .allSatisfy((_, sum) -> assertThat(sum).isZero());
  }

  /// The ledger has exactly these entries under these keys, none where there are no lines, and no
  /// event waits any more.
  void entriesAre(Map<String, Map<String, Long>> expected) {
    var found = new HashMap<String, Map<String, Long>>();
    db.resultQuery(
            """
            select e.key, a.asset || ' ' || a.path as account, p.amount_minor
            from ledger.entry as e
            join ledger.posting as p on p.entry_id = e.entry_id
            join ledger.account as a on a.account_id = p.account_id
            where e.key = any (?::text[])
            """,
            (Object) expected.keySet().toArray(String[]::new))
        .forEach(row ->
            found
                .computeIfAbsent(row.get(0, String.class), _ -> new HashMap<>())
                .put(row.get(1, String.class), row.get(2, Long.class)));
    expected.forEach((key, lines) -> {
      assertThat(found.getOrDefault(key, Map.of())).as(key).isEqualTo(lines);
    });
    assertThat(db.fetchValue("select count(*) from events.money_event"))
        .as("events that still wait")
        .isEqualTo(0L);
  }
}
