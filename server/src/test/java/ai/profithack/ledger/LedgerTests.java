package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Booking.AlreadyBooked;
import ai.profithack.ledger.Booking.AlreadyReversed;
import ai.profithack.ledger.Booking.Booked;
import ai.profithack.ledger.Booking.KeyTaken;
import ai.profithack.ledger.Booking.Overdrawn;
import ai.profithack.ledger.InvalidEntry.Reason;
import ai.profithack.testing.InParallel;
import ai.profithack.testing.ServerTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The promises of the ledger, each with the database as the last judge.
///
/// How long a caller may wait for one of the connections, which a thousand share here, is not
/// looked at.
@ServerTest
@TestPropertySource(properties = "spring.datasource.hikari.connection-timeout=120000")
@DirtiesContext
class LedgerTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Asset JPY = Asset.of(Currency.getInstance("JPY"));
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Books books;
  @Autowired private DSLContext db;
  @Autowired private PlatformTransactionManager transactions;

  @Test
  void booksEntriesThatBalanceInEachAsset() {
    var shop = Account.free("assets:shop:a1", USD);
    var creator = Account.credit("liabilities:creators:a1", USD);
    var shopInYen = Account.free("assets:shop:a1", JPY);
    var creatorInYen = Account.credit("liabilities:creators:a1", JPY);

    assertThat(
            ledger.book(
                entry(
                    "a1",
                    new Line(shop, 1234),
                    new Line(creator, -1234),
                    new Line(shopInYen, 7),
                    new Line(creatorInYen, -7))))
        .isInstanceOf(Booked.class);

    assertThat(ledger.balance(shop)).isEqualTo(1234);
    assertThat(ledger.balance(creator)).isEqualTo(-1234);
    assertThat(ledger.balance(creatorInYen)).isEqualTo(-7);
    assertThat(sumOfAllPostings()).isZero();
  }

  @Test
  void refusesWhatIsNoEntryEachWithItsReason() {
    var one = Account.free("assets:a13:one", USD);
    var two = Account.free("assets:a13:two", USD);
    var yen = Account.free("assets:a13:two", JPY);

    assertReason(Reason.TOO_FEW_LINES, new Line(one, 5));
    assertReason(Reason.ZERO_AMOUNT, new Line(one, 0), new Line(two, 0));
    assertReason(Reason.SAME_ACCOUNT_TWICE, new Line(one, 5), new Line(one, -5));
    assertReason(Reason.OFF_BALANCE, new Line(one, 5), new Line(two, -4));
    assertReason(Reason.ASSETS_DIFFER, new Line(one, 5), new Line(yen, -5));
    assertReason(
        Reason.OFF_BALANCE,
        new Line(one, 5),
        new Line(yen, -5),
        new Line(Account.free("assets:a13:one", JPY), 5));
    for (var tooMuch : List.of(1_000_000_000_000_001L, Long.MAX_VALUE)) {
      assertReason(Reason.OVERFLOW, new Line(one, tooMuch), new Line(two, -tooMuch));
    }
    assertReason(Reason.OVERFLOW, new Line(one, Long.MIN_VALUE), new Line(two, 5));
    assertReason(Reason.OVERFLOW, manyTimesTheMost(9_224));
    var most = 1_000_000_000_000_000L;
    assertThat(entry("a13-most", new Line(one, most), new Line(two, -most)).lines()).hasSize(2);
    assertThatExceptionOfType(InvalidEntry.class)
        .isThrownBy(() -> entry(" ", new Line(one, 5), new Line(two, -5)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.UNUSABLE_KEY));
  }

  /// No entry at all, rolled back by its caller, given up for a lock: each as if it had not been
  /// tried, and the same key books what it names.
  @Test
  void whatIsRefusedBeforeItBeginsRolledBackOrGivenUpUsesUpNoKey() throws Exception {
    var shop = Account.free("assets:shop:b5", USD);
    var creator = Account.credit("liabilities:creators:b5", USD);
    var transaction = new TransactionTemplate(transactions);

    assertThatExceptionOfType(InvalidEntry.class)
        .isThrownBy(() -> entry("b5-1", new Line(shop, 5), new Line(creator, -4)));
    var first = entry("b5-1", new Line(shop, 5), new Line(creator, -5));
    assertThat(ledger.book(first)).isInstanceOf(Booked.class);

    var second = entry("b5-2", new Line(shop, 7), new Line(creator, -7));
    var tooMuch = entry("b5-3", new Line(creator, 13), new Line(shop, -13));
    transaction.executeWithoutResult(undone -> {
      assertThat(ledger.book(second)).isInstanceOf(Booked.class);
      assertThat(ledger.book(tooMuch)).isInstanceOf(Overdrawn.class);
      undone.setRollbackOnly();
    });
    assertThat(ledger.find("b5-2")).isEmpty();
    assertThat(ledger.book(second)).isInstanceOf(Booked.class);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      transaction.executeWithoutResult(_ -> {
        ledger.lockedBalance(creator);
        var waiting =
            threads.submit(() ->
                transaction.execute(_ -> {
                  db.execute("set local lock_timeout = '100ms'");
                  return ledger.book(entry("b5-4", new Line(shop, 1), new Line(creator, -1)));
                }));
        assertThatThrownBy(waiting::get).hasMessageContaining("lock timeout");
      });
    }
    assertThat(ledger.book(entry("b5-4", new Line(shop, 1), new Line(creator, -1))))
        .isInstanceOf(Booked.class);
    assertThat(ledger.book(tooMuch)).isInstanceOf(Booked.class);
    assertThat(ledger.balance(creator)).isZero();
  }

  /// Whoever writes, by whatever program: the database itself refuses.
  @Test
  void theDatabaseRefusesUnbalancedIncompleteEditedAndOverdrawingEntries() {
    var shop = Account.free("assets:shop:db", USD);
    var creator = Account.credit("liabilities:creators:db", USD);
    var booked =
        ((Booked) ledger.book(entry("db", new Line(shop, 100), new Line(creator, -100)))).entryId();
    var shopId = accountId(shop);
    var creatorId = accountId(creator);
    var before = balancesAsText();

    assertThatThrownBy(() -> write("db-1", 2, shopId, 50, creatorId, -49))
        .hasMessageContaining("off balance by 1 minor units of USD");
    assertThatThrownBy(() -> write("db-2", 3, shopId, 50, creatorId, -50))
        .hasMessageContaining("has 3 lines, but 2 were written");
    assertThatThrownBy(() -> write("db-3", 2, shopId, -101, creatorId, 101))
        .hasMessageContaining("balance_within_bound");
    assertThatThrownBy(() ->
            db.execute(
                """
                insert into ledger.entry (key, body_sha256, kind, effective_at, line_count)
                values ('db-4', '', 'test', now(), 2)
                """))
        .hasMessageContaining("entry_has_its_last_line");
    // A balanced pair slipped into an entry that is there.
    assertThatThrownBy(() ->
            db.execute(
                "insert into ledger.posting (entry_id, line, account_id, amount_minor) values (%d, 3, %d, 5), (%d, 4, %d, -5)"
                    .formatted(booked, shopId, booked, creatorId)))
        .hasMessageContaining("has 2 lines");
    for (var table : List.of("entry", "posting", "account", "asset", "seal", "burnt_key")) {
      assertThatThrownBy(() -> db.execute("delete from ledger." + table))
          .hasMessageContaining("append-only");
      assertThatThrownBy(() -> db.execute("truncate ledger." + table + " cascade"))
          .hasMessageContaining("append-only");
    }
    assertThatThrownBy(() -> db.execute("update ledger.posting set amount_minor = 1"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> db.execute("update ledger.entry set kind = 'other'"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> db.execute("update ledger.account set bound = 0"))
        .hasMessageContaining("append-only");

    for (var edit :
        List.of(
            "update ledger.balance set amount_minor = amount_minor - 1000000",
            "insert into ledger.balance (account_id, bound, amount_minor) values (%d, 0, 5)"
                .formatted(shopId),
            "update ledger.total set amount_minor = 0",
            "insert into ledger.unsealed (entry_id) values (%d)".formatted(booked))) {
      assertThatThrownBy(() -> db.execute(edit)).hasMessageContaining("not written by hand");
    }
    for (var table : List.of("balance", "unsealed", "total", "totalled")) {
      assertThatThrownBy(() -> db.execute("delete from ledger." + table))
          .hasMessageContaining("not written by hand");
      assertThatThrownBy(() -> db.execute("truncate ledger." + table))
          .hasMessageContaining("not written by hand");
    }

    assertThat(balancesAsText()).isEqualTo(before);
  }

  /// An account that was never posted to has no balance yet: nobody can give it one that lets it be
  /// overdrawn.
  @Test
  void noBalanceBeginsWithAnotherBoundThanItsAccountHas() {
    var shopId = open(Account.free("assets:shop:db-bound", USD));
    var creatorId = open(Account.credit("liabilities:creators:db-bound", USD));

    for (var bound : List.of(0, 1)) {
      assertThatThrownBy(() -> begin(creatorId, bound))
          .hasMessageContaining("balance_has_the_bound_of_its_account");
    }
    assertThatThrownBy(() -> begin(shopId, -1))
        .hasMessageContaining("balance_has_the_bound_of_its_account");
    assertThatThrownBy(() -> write("db-bound-1", 2, shopId, -1, creatorId, 1))
        .hasMessageContaining("balance_within_bound");

    begin(creatorId, -1);
    assertThatThrownBy(() -> write("db-bound-1", 2, shopId, -1, creatorId, 1))
        .hasMessageContaining("balance_within_bound");
    write("db-bound-1", 2, shopId, 1, creatorId, -1);
    assertThat(ledger.balance(Account.credit("liabilities:creators:db-bound", USD))).isEqualTo(-1);
  }

  /// What sealing and rebuilding may do is no right of the session that asks for them.
  @Test
  void noSettingOpensWhatFollowsThePostings() {
    var shop = Account.free("assets:shop:db-set", USD);
    var creator = Account.credit("liabilities:creators:db-set", USD);
    ledger.book(entry("db-set", new Line(shop, 100), new Line(creator, -100)));
    seal();
    ledger.book(entry("db-set-2", new Line(shop, 1), new Line(creator, -1)));
    var creatorId = accountId(creator);
    var before = reckoned();

    for (var edit :
        List.of(
            "update ledger.balance set amount_minor = -1000000 where account_id = " + creatorId,
            "update ledger.balance set bound = 0 where account_id = " + creatorId,
            "delete from ledger.balance",
            "truncate ledger.balance",
            "delete from ledger.unsealed",
            "insert into ledger.unsealed (entry_id) select min(entry_id) from ledger.seal",
            "update ledger.total set amount_minor = 0",
            "delete from ledger.totalled")) {
      assertThatThrownBy(() ->
              new TransactionTemplate(transactions)
                  .executeWithoutResult(_ -> {
                    db.execute("set local ledger.sealing = on");
                    db.execute(edit);
                  }))
          .as(edit)
          .hasMessageContaining("not written by hand");
    }
    assertThat(reckoned()).isEqualTo(before);

    assertThat(ledger.seal(1)).isOne();
    assertThat(ledger.seal(1)).isZero();
    assertThat(db.fetch("select * from ledger.rebuild()")).isEmpty();
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  /// Whoever may make triggers can pretend to be booking, as whoever may turn ours off. It shows.
  @Test
  void whatATriggerOfSomebodysOwnWritesIsFound() {
    var shop = Account.free("assets:shop:db-own", USD);
    var creator = Account.credit("liabilities:creators:db-own", USD);
    ledger.book(entry("db-own", new Line(shop, 100), new Line(creator, -100)));

    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          db.execute(
              """
              create function pg_temp.pretend() returns trigger language plpgsql as $$
              begin
                update ledger.balance set amount_minor = -1000 where account_id = %d;
                return null;
              end
              $$
              """
                  .formatted(accountId(creator)));
          db.execute("create temp table pretended (pretended integer) on commit drop");
          db.execute(
              "create trigger pretend after insert on pretended execute function pg_temp.pretend()");
          db.execute("insert into pretended values (1)");
          assertThat(ledger.book(entry("db-own-2", new Line(creator, 500), new Line(shop, -500))))
              .isInstanceOf(Booked.class);

          assertThat(verification.verify(null).problems())
              .contains(
                  "%s in USD is beyond its bound: 400.".formatted(creator.path()),
                  "The balance of %s in USD says -500, its postings say 400."
                      .formatted(creator.path()));
          status.setRollbackOnly();
        });
  }

  /// What is not sealed counts, what is sealed is not read again, and an account counts once.
  @Test
  void theTrialBalanceIsTheSameHoweverMuchIsSealed() {
    var random = new Random(8);
    for (var i = 0; i < 40; i++) {
      var creator = 80_000 + random.nextInt(6);
      var minor = 1 + random.nextLong(1_000);
      ledger.book(
          new Entry(
              "trial-" + i,
              "test",
              NOON,
              List.of(
                  new Line(Account.free("assets:receivable:trial:" + creator, USD), minor),
                  new Line(
                      Account.credit("liabilities:trial:%d:available".formatted(creator), USD),
                      -minor)),
              Map.of()));
      if (i % 7 == 0) {
        ledger.seal(1 + random.nextInt(9));
      }
      assertThat(
              books.trialBalance().stream()
                  .map(total ->
                      "%s %s %d %d"
                          .formatted(
                              total.path(), total.asset().code(), total.accounts(), total.minor())))
          .containsExactlyInAnyOrderElementsOf(
              db.resultQuery(
                      """
                      select concat_ws(' ', regexp_replace(path, ':[0-9]+', ':*'), asset, count(*), sum(amount_minor))
                      from ledger.account_balance as b
                      where exists (select 1 from ledger.posting as p where p.account_id = b.account_id)
                      group by regexp_replace(path, ':[0-9]+', ':*'), asset
                      """)
                  .fetch(0, String.class));
    }
    seal();
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void balanceIsTheFoldOfItsPostingsAtAnyTimeWithOrWithoutSealing() {
    var shop = Account.free("assets:shop:a2", USD);
    var creator = Account.free("liabilities:creators:a2", USD);
    var random = new Random(7);
    var expected = new ArrayList<Long>();
    var total = 0L;
    for (var hour = 0; hour < 48; hour++) {
      var amount = 1 + random.nextLong(1000);
      ledger.book(
          new Entry(
              "a2-" + hour,
              "test",
              NOON.plusSeconds(3600L * hour),
              List.of(new Line(shop, amount), new Line(creator, -amount)),
              Map.of()));
      total += amount;
      expected.add(total);
      if (hour % 5 == 0) {
        ledger.seal(1 + random.nextInt(3));
      }
      assertThat(ledger.balance(shop)).isEqualTo(total);
    }
    // A late entry changes what was so at its time, and everything after.
    ledger.book(
        new Entry(
            "a2-late",
            "test",
            NOON.plusSeconds(3600L * 10 + 1),
            List.of(new Line(shop, 5), new Line(creator, -5)),
            Map.of()));
    for (var hour = 0; hour < 48; hour++) {
      assertThat(ledger.balanceAt(shop, NOON.plusSeconds(3600L * hour + 2)))
          .as("after hour %d", hour)
          .isEqualTo(expected.get(hour) + (hour >= 10 ? 5 : 0));
    }
    assertThat(ledger.balanceAt(shop, NOON)).isZero();
    seal();
    assertThat(ledger.balance(shop)).isEqualTo(total + 5);
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void sameKeyIsOneEntryForSixtyFourCallersAtOnce() throws Exception {
    var entry =
        entry(
            "b1",
            new Line(Account.free("assets:shop:b1", USD), 10),
            new Line(Account.free("liabilities:creators:b1", USD), -10));

    var endings = InParallel.call(64, _ -> () -> ledger.book(entry));

    assertThat(endings.stream().filter(Booked.class::isInstance)).hasSize(1);
    assertThat(endings.stream().filter(AlreadyBooked.class::isInstance)).hasSize(63);
    assertThat(endings.stream().map(Booking::entryIdOrThrow).distinct()).hasSize(1);
    assertThat(ledger.balance(Account.free("assets:shop:b1", USD))).isEqualTo(10);
  }

  @Test
  void sameKeyWithAnotherBodyNamesTheField() {
    var shop = Account.free("assets:shop:b2", USD);
    var creator = Account.free("liabilities:creators:b2", USD);
    var lines = List.of(new Line(shop, 10), new Line(creator, -10));
    var first = ledger.book(new Entry("b2", "gift", NOON, lines, Map.of("rate", 55)));

    assertThat(ledger.book(new Entry("b2", "gift", NOON, lines, Map.of("rate", "said otherwise"))))
        .isEqualTo(new AlreadyBooked(first.entryIdOrThrow()));
    assertThat(ledger.book(new Entry("b2", "refund", NOON, lines, Map.of())))
        .isEqualTo(new KeyTaken("kind"));
    assertThat(ledger.book(new Entry("b2", "gift", NOON.plusSeconds(1), lines, Map.of())))
        .isEqualTo(new KeyTaken("effectiveAt"));
    assertThat(
            ledger.book(
                new Entry(
                    "b2",
                    "gift",
                    NOON,
                    List.of(new Line(shop, 11), new Line(creator, -11)),
                    Map.of())))
        .isEqualTo(new KeyTaken("lines"));
    assertThat(
            ledger.book(
                new Entry("b2", "gift", NOON, lines, Map.of("rate", 55), first.entryIdOrThrow())))
        .isEqualTo(new KeyTaken("reverses"));
    assertThat(ledger.balance(shop)).isEqualTo(10);
  }

  @Test
  void keyWhoseAttemptFailedForLackOfMoneyStaysFailed() {
    var creator = Account.credit("liabilities:creators:b3", USD);
    var paid = Account.free("assets:bank:b3", USD);
    ledger.book(
        entry(
            "b3-earned",
            new Line(Account.free("assets:shop:b3", USD), 100),
            new Line(creator, -100)));
    var tooMuch = entry("b3-pay", new Line(creator, 150), new Line(paid, -150));
    var before = balancesAsText();

    assertThat(ledger.book(tooMuch)).isEqualTo(new Overdrawn(creator.path(), 50));
    assertThat(balancesAsText()).isEqualTo(before);

    ledger.book(
        entry(
            "b3-more",
            new Line(Account.free("assets:shop:b3", USD), 100),
            new Line(creator, -100)));
    assertThat(ledger.book(tooMuch)).isEqualTo(new Overdrawn(creator.path(), 50));
    assertThat(ledger.book(entry("b3-pay", new Line(creator, 10), new Line(paid, -10))))
        .isEqualTo(new KeyTaken("lines"));
    // Nor does it help to leave out the account that was short.
    assertThat(
            ledger.book(
                entry(
                    "b3-pay",
                    new Line(Account.free("assets:shop:b3", USD), 10),
                    new Line(paid, -10))))
        .isEqualTo(new KeyTaken("lines"));
    var lines = tooMuch.lines();
    assertThat(ledger.book(new Entry("b3-pay", "payout", NOON, lines, Map.of())))
        .isEqualTo(new KeyTaken("kind"));
    assertThat(ledger.book(new Entry("b3-pay", "test", NOON.plusSeconds(1), lines, Map.of())))
        .isEqualTo(new KeyTaken("effectiveAt"));
    var earned = ledger.find("b3-earned").orElseThrow().entryId();
    assertThat(ledger.book(new Entry("b3-pay", "test", NOON, lines, Map.of(), earned)))
        .isEqualTo(new KeyTaken("reverses"));
    // Of a key that was burnt before that was noted, only that it differs is known.
    db.query(
            "insert into ledger.burnt_key (key, body_sha256, account_id, missing_minor) values ('b3-old', '', ?, 1)",
            accountId(creator))
        .execute();
    assertThat(ledger.book(entry("b3-old", new Line(creator, 150), new Line(paid, -150))))
        .isEqualTo(new KeyTaken("body"));
    assertThat(ledger.book(entry("b3-pay-again", new Line(creator, 150), new Line(paid, -150))))
        .isInstanceOf(Booked.class);
    assertThat(ledger.balance(creator)).isEqualTo(-50);
  }

  @Test
  void oneEntryOfABatchThatIsShortLeavesTheOthersUntouched() {
    var creator = Account.credit("liabilities:creators:batch", USD);
    var bank = Account.free("assets:bank:batch", USD);
    var shop = Account.free("assets:shop:batch", USD);

    assertThat(
            ledger.bookAll(
                List.of(
                    entry("batch-1", new Line(shop, 100), new Line(creator, -100)),
                    entry("batch-2", new Line(creator, 60), new Line(bank, -60)),
                    entry("batch-3", new Line(creator, 60), new Line(bank, -60)),
                    entry("batch-4", new Line(creator, 40), new Line(bank, -40)))))
        .satisfiesExactly(
            one -> assertThat(one).isInstanceOf(Booked.class),
            two -> assertThat(two).isInstanceOf(Booked.class),
            three -> assertThat(three).isEqualTo(new Overdrawn(creator.path(), 20)),
            four -> assertThat(four).isInstanceOf(Booked.class));
    assertThat(ledger.balance(creator)).isZero();
  }

  @Test
  void whatIsRolledBackLeavesNoAccountBehind() {
    var account = Account.free("assets:a11:never-seen", USD);
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          ledger.book(
              entry("a11", new Line(account, 1), new Line(Account.free("equity:a11", USD), -1)));
          status.setRollbackOnly();
        });

    assertThat(
            db.fetchValue(
                "select count(*) from ledger.account where path = 'assets:a11:never-seen'"))
        .isEqualTo(0L);
    assertThat(ledger.find("a11")).isEmpty();
  }

  @Test
  void transfersInOppositeDirectionsNeverDeadlock() throws Exception {
    var accounts =
        IntStream.range(0, 6)
            .mapToObj(i -> Account.credit("liabilities:creators:a12-" + i, USD))
            .toList();
    var shop = Account.free("assets:shop:a12", USD);
    for (var account : accounts) {
      ledger.book(
          entry("a12-" + account.path(), new Line(shop, 100_000), new Line(account, -100_000)));
    }
    var random = new Random(3);
    var pairs =
        IntStream.range(0, 1000)
            .mapToObj(i -> {
              var from = random.nextInt(6);
              var to = (from + 1 + random.nextInt(5)) % 6;
              return entry(
                  "a12-pair-" + i, new Line(accounts.get(from), 3), new Line(accounts.get(to), -3));
            })
            .toList();

    var endings = InParallel.call(1000, i -> () -> ledger.book(pairs.get(i)));

    assertThat(endings).allMatch(Booked.class::isInstance);
    assertThat(accounts.stream().mapToLong(ledger::balance).sum()).isEqualTo(-600_000);
  }

  @Test
  void fiveHundredEntriesRevertedTwiceEachAtOnceAreRevertedOnceEach() throws Exception {
    var shop = Account.free("assets:shop:c10", USD);
    var creator = Account.free("liabilities:creators:c10", USD);
    var ids =
        ledger
            .bookAll(
                IntStream.range(0, 500)
                    .mapToObj(
                        i -> entry("c10-" + i, new Line(shop, 10 + i), new Line(creator, -10 - i)))
                    .toList())
            .stream()
            .map(Booking::entryIdOrThrow)
            .toList();

    var endings =
        InParallel.call(
            1000,
            i ->
                () -> {
                  var id = ids.get(i / 2);
                  return ledger.reverse(
                      id, "c10-back-%d-%d".formatted(i % 2, id), "refund", NOON, Map.of());
                });

    assertThat(endings.stream().filter(Booked.class::isInstance)).hasSize(500);
    assertThat(ledger.balance(shop)).isZero();
    for (var i = 0; i < 500; i++) {
      var pair = endings.subList(2 * i, 2 * i + 2);
      var back =
          pair.stream().filter(Booked.class::isInstance).findAny().orElseThrow().entryIdOrThrow();
      assertThat(pair).contains(new AlreadyReversed(back));
      assertThat(ledger.find(back).orElseThrow().reverses()).isEqualTo(ids.get(i));
    }
    var reversal =
        endings.stream()
            .filter(Booked.class::isInstance)
            .findFirst()
            .flatMap(booked -> ledger.find(booked.entryIdOrThrow()))
            .orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.reverse(reversal.entryId(), "c10-twice", "refund", NOON, Map.of()))
        .withMessageContaining("cannot be taken back itself");
  }

  /// The same of accounts with a bound, where the second attempt would be short of money too: it is
  /// told why it is refused, and its key stays free.
  @Test
  void anEntryIsTakenBackOnceAlsoWhereItsAccountsAreBounded() throws Exception {
    var shop = Account.free("assets:shop:c10-bound", USD);
    var creator = Account.credit("liabilities:creators:c10-bound", USD);
    var lines = List.of(new Line(shop, 10), new Line(creator, -10));
    var earned = ledger.book(new Entry("c10-bound", "gift", NOON, lines, Map.of()));

    var endings =
        InParallel.call(
            8,
            i ->
                () ->
                    ledger.reverse(
                        earned.entryIdOrThrow(), "c10-bound-" + i, "refund", NOON, Map.of()));

    var back =
        endings.stream().filter(Booked.class::isInstance).findAny().orElseThrow().entryIdOrThrow();
    assertThat(endings).filteredOn(new AlreadyReversed(back)::equals).hasSize(7);
    assertThat(ledger.balance(creator)).isZero();
    var again = "c10-bound-" + endings.indexOf(new AlreadyReversed(back));
    assertThat(ledger.reverse(earned.entryIdOrThrow(), again, "refund", NOON, Map.of()))
        .isEqualTo(new AlreadyReversed(back));
    assertThat(ledger.book(new Entry(again, "gift", NOON, lines, Map.of())))
        .isInstanceOf(Booked.class);
    assertThatThrownBy(() ->
            db.execute(
                """
                with e as (
                  insert into ledger.entry (key, body_sha256, kind, effective_at, line_count, reverses)
                  values ('c10-by-hand', '', 'test', now(), 2, %d) returning entry_id
                )
                insert into ledger.posting (entry_id, line, account_id, amount_minor)
                select entry_id, 1, %d, -10 from e union all select entry_id, 2, %d, 10 from e
                """
                    .formatted(earned.entryIdOrThrow(), accountId(shop), accountId(creator))))
        .hasMessageContaining("entry_reversed_once");
    assertThatThrownBy(() -> db.execute("insert into ledger.reversal values (1, 2)"))
        .hasMessageContaining("not written by hand");
    assertThatThrownBy(() -> db.execute("delete from ledger.reversal"))
        .hasMessageContaining("append-only");
  }

  /// What was refused for want of money ends like that for good, also where another key took the
  /// entry back by then.
  @Test
  void aBurntKeyOfAReversalStaysBurnt() {
    var shop = Account.free("assets:shop:c10-burnt", USD);
    var creator = Account.credit("liabilities:creators:c10-burnt", USD);
    var lines = List.of(new Line(shop, 10), new Line(creator, -10));
    var earned =
        ledger.book(new Entry("c10-burnt", "gift", NOON, lines, Map.of())).entryIdOrThrow();
    var paid = List.of(new Line(shop, -10), new Line(creator, 10));
    ledger.book(new Entry("c10-burnt-paid", "payout", NOON, paid, Map.of()));
    var refused = ledger.reverse(earned, "c10-burnt-a", "refund", NOON, Map.of());
    assertThat(refused).isEqualTo(new Overdrawn(creator.path(), 10));
    ledger.book(new Entry("c10-burnt-more", "gift", NOON, lines, Map.of()));
    assertThat(ledger.reverse(earned, "c10-burnt-b", "refund", NOON, Map.of()))
        .isInstanceOf(Booked.class);

    assertThat(ledger.reverse(earned, "c10-burnt-a", "refund", NOON, Map.of())).isEqualTo(refused);
  }

  /// Parts of an entry are taken back as often as there are parts; all of it then no more.
  @Test
  void whatWasTakenBackInPartIsNotTakenBackAsAWhole() {
    var shop = Account.free("assets:shop:c10-part", USD);
    var fees = Account.free("income:c10-part", USD);
    var earned =
        ledger.book(entry("c10-part", new Line(shop, 10), new Line(fees, -10))).entryIdOrThrow();
    for (var part : List.of("a", "b")) {
      assertThat(
              ledger.book(
                  new Entry(
                      "c10-part-" + part,
                      "refund",
                      NOON,
                      List.of(new Line(shop, -4), new Line(fees, 4)),
                      Map.of(),
                      earned)))
          .isInstanceOf(Booked.class);
    }

    assertThat(ledger.reverse(earned, "c10-part-all", "refund", NOON, Map.of()))
        .isEqualTo(new AlreadyReversed(ledger.find("c10-part-a").orElseThrow().entryId()));
    assertThat(ledger.balance(shop)).isEqualTo(2);
  }

  @Test
  void sealersAtTheSameTimeMakeOneChain() throws Exception {
    var shop = Account.free("assets:shop:a10", USD);
    var creator = Account.free("liabilities:creators:a10", USD);
    seal();
    ledger.bookAll(
        IntStream.range(0, 30)
            .mapToObj(i -> entry("a10-" + i, new Line(shop, 1), new Line(creator, -1)))
            .toList());

    var sealed = InParallel.call(16, _ -> () -> ledger.seal(3));

    assertThat(sealed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(30);
    assertThat(verification.verify(null).problems()).isEmpty();
    assertThat(ledger.balance(shop)).isEqualTo(30);
  }

  @Test
  void anAccountKeepsTheBoundItWasOpenedWith() {
    var bounded = Account.credit("liabilities:creators:bound", USD);
    ledger.book(
        entry(
            "bound-1", new Line(Account.free("assets:shop:bound", USD), 1), new Line(bounded, -1)));

    assertThatThrownBy(() ->
            ledger.book(
                entry(
                    "bound-2",
                    new Line(Account.free("assets:shop:bound", USD), -9),
                    new Line(Account.free(bounded.path(), USD), 9))))
        .hasMessageContaining("has bound -1");
  }

  /// So many lines on one side that together they are more than 64 bits hold.
  private static Line[] manyTimesTheMost(int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> new Line(Account.free("assets:a13:" + i, USD), 1_000_000_000_000_000L))
        .toArray(Line[]::new);
  }

  private void assertReason(Reason reason, Line... lines) {
    assertThatExceptionOfType(InvalidEntry.class)
        .isThrownBy(() -> entry("a13", lines))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static Entry entry(String key, Line... lines) {
    return new Entry(key, "test", NOON, List.of(lines), Map.of());
  }

  private void write(
      String key, int lineCount, long firstAccount, long first, long secondAccount, long second) {
    db.execute(
        """
        with e as (
          insert into ledger.entry (key, body_sha256, kind, effective_at, line_count)
          values ('%s', '', 'test', now(), %d) returning entry_id
        )
        insert into ledger.posting (entry_id, line, account_id, amount_minor)
        select entry_id, 1, %d, %d from e union all select entry_id, 2, %d, %d from e
        """
            .formatted(key, lineCount, firstAccount, first, secondAccount, second));
  }

  private long accountId(Account account) {
    return db.resultQuery(
            "select account_id from ledger.account where path = ? and asset = ?",
            account.path(),
            account.asset().code())
        .fetchSingle(0, Long.class);
  }

  /// The id of an account that nobody has posted to.
  private long open(Account account) {
    db.query(
            "insert into ledger.asset (asset, exponent) values (?, ?) on conflict do nothing",
            account.asset().code(),
            account.asset().exponent())
        .execute();
    return db.resultQuery(
            "insert into ledger.account (path, asset, bound) values (?, ?, ?) returning account_id",
            account.path(),
            account.asset().code(),
            account.bound().sign())
        .fetchSingle(0, Long.class);
  }

  private void begin(long accountId, int bound) {
    db.query(
            "insert into ledger.balance (account_id, bound, amount_minor) values (?, ?, 0)",
            accountId,
            bound)
        .execute();
  }

  /// Everything that is reckoned from postings.
  private List<String> reckoned() {
    return List.of("balance", "unsealed", "total", "totalled").stream()
        .map(table -> db.fetch("select * from ledger.%s order by 1".formatted(table)).formatCSV())
        .toList();
  }

  private String balancesAsText() {
    return db.fetch(
            "select * from ledger.account_balance where amount_minor <> 0 order by account_id")
        .formatCSV();
  }

  private long sumOfAllPostings() {
    return db.resultQuery("select coalesce(sum(amount_minor), 0) from ledger.posting")
        .fetchSingle(0, Long.class);
  }

  private void seal() {
    while (ledger.seal(1000) > 0) {
      // until nothing is left
    }
  }
}
