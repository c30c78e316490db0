package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Credits.Reservation;
import ai.profithack.monetization.Credits.Resolution;
import ai.profithack.monetization.Credits.State;
import ai.profithack.testing.InParallel;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/// Credits are never spent twice, never lost, and never more than there are.
@GrowthServer
@DirtiesContext
class CreditsTests {
  private static final Duration LEASE = Duration.ofHours(1);
  private static final Instant MARCH = Instant.parse("2026-03-20T12:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Account BREAKAGE = Account.free("income:credits:breakage", Asset.AI_CREDIT);

  @Autowired private Credits credits;
  @Autowired private Ledger ledger;
  @Autowired private CreatorFacts facts;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient db;
  @Autowired private TransactionTemplate transaction;

  @BeforeEach
  void march() {
    clock.set(MARCH);
  }

  /// The grants say the same as the ledger, and the contract's row the same as the grants.
  @AfterEach
  void rowsAndLedgerAgree() {
    var off =
        db.sql(
                """
                select c.creator_id from creator_ai_credits as c
                where (select coalesce(sum(remaining), 0) from monetization.credit_grant as g where g.creator_id = c.creator_id)
                    <> -(select coalesce(sum(amount_minor), 0) from ledger.account_balance
                      where path = 'liabilities:credits:' || c.creator_id || ':available')
                  or (select coalesce(sum(credits), 0) from monetization.credit_hold as h
                      where h.creator_id = c.creator_id and h.state = 'held')
                    <> -(select coalesce(sum(amount_minor), 0) from ledger.account_balance
                      where path = 'liabilities:credits:' || c.creator_id || ':held')
                """)
            .query(Long.class)
            .list();
    assertThat(off).isEmpty();
  }

  /// The first version checked and then deducted.
  @Test
  void ofAHundredJobsAtOnceOnAHundredCreditsExactlyTenRun() throws Exception {
    var creator = facts.creator();

    var endings = InParallel.call(100, i -> () -> reserve(creator, "race-" + creator + "-" + i));

    assertThat(endings.stream().filter(Reservation.Reserved.class::isInstance)).hasSize(10);
    assertThat(endings.stream().filter(Reservation.NotEnough.class::isInstance)).hasSize(90);
    assertThat(balance(creator).remaining()).isZero();
    assertThat(balance(creator).held()).isEqualTo(100);
    assertThat(ledger.balance(Credits.available(creator))).isZero();
  }

  @Test
  void oneJobAskedForByManyIsHeldOnceAndResolvedOnce() throws Exception {
    var creator = facts.creator();
    var job = "once-" + creator;

    var held = InParallel.call(20, i -> () -> reserve(creator, job));
    assertThat(held).allMatch(Reservation.Reserved.class::isInstance);
    assertThat(balance(creator).held()).isEqualTo(10);

    var ended =
        InParallel.call(40, i -> () -> i % 2 == 0 ? credits.capture(job) : credits.release(job));
    assertThat(ended.stream().filter(Resolution.Resolved.class::isInstance)).hasSize(1);
    assertThat(ended.stream().filter(Resolution.AlreadyEnded.class::isInstance)).hasSize(39);
    assertThat(balance(creator).held()).isZero();
    assertThat(balance(creator).remaining() + balance(creator).used()).isEqualTo(100);
  }

  @Test
  void failureGivesBackAndSuccessSpends() {
    var creator = facts.creator();
    reserve(creator, "fails-" + creator);
    reserve(creator, "works-" + creator);

    assertThat(credits.release("fails-" + creator))
        .isEqualTo(new Resolution.Resolved(State.RELEASED, 90));
    assertThat(credits.capture("works-" + creator))
        .isEqualTo(new Resolution.Resolved(State.CAPTURED, 90));
    assertThat(reserve(creator, "fails-" + creator))
        .isEqualTo(new Reservation.Ended(State.RELEASED));
    assertThat(row(creator)).isEqualTo("100 10 90 2026-04-01");
  }

  @Test
  void aKeyNamesOneJobOfOneCreator() {
    var creator = facts.creator();
    var other = facts.creator();
    reserve(creator, "mine-" + creator);

    assertThat(reserve(other, "mine-" + creator)).isEqualTo(new Reservation.KeyTaken("creatorId"));
    assertThat(credits.reserve(creator, "mine-" + creator, 20, LEASE))
        .isEqualTo(new Reservation.KeyTaken("credits"));
    assertThat(reserve(999_999_999, "nobody")).isEqualTo(new Reservation.UnknownCreator());
    assertThat(credits.capture("never heard of")).isEqualTo(new Resolution.UnknownJob());
  }

  @Test
  void aMonthIsGrantedOnceHoweverOftenAndByHowManyItIsRenewed() throws Exception {
    var creator = facts.creator();
    InParallel.call(6, i -> credits::renew);
    credits.renew();
    assertThat(row(creator)).isEqualTo("100 0 100 2026-04-01");

    clock.set(APRIL);
    InParallel.call(6, i -> credits::renew);
    assertThat(row(creator)).isEqualTo("100 0 100 2026-05-01");
    assertThat(
            db.sql(
                    "select string_agg(key, ',' order by grant_id) from monetization.credit_grant where creator_id = ?")
                .param(creator)
                .query(String.class)
                .single())
        .isEqualTo(
            "allowance:%1$d:2026-03:starter,allowance:%1$d:2026-04:starter".formatted(creator));
  }

  /// A promotion grants the difference at once; a demotion takes nothing within the month.
  @Test
  void theMonthsAllowanceIsThatOfTheHighestTierHeldInIt() {
    var creator = facts.creator();
    credits.renew();
    tier(creator, "silver", MARCH.minusSeconds(1));
    credits.renew();
    assertThat(row(creator)).isEqualTo("1000 0 1000 2026-04-01");
    tier(creator, "bronze", MARCH);
    credits.renew();
    assertThat(row(creator)).isEqualTo("1000 0 1000 2026-04-01");
    clock.set(APRIL);
    credits.renew();
    assertThat(row(creator)).isEqualTo("500 0 500 2026-05-01");
  }

  @Test
  void whatIsLeftAtTheEndOfTheMonthIsBreakageAndWasPlanned() {
    var creator = facts.creator();
    var before = ledger.balance(BREAKAGE);
    reserve(creator, "spent-" + creator);
    credits.capture("spent-" + creator);
    var planned =
        credits.plannedBreakage().stream()
            .filter(each -> each.expiresAt().equals(APRIL))
            .findFirst()
            .orElseThrow();

    clock.set(APRIL);
    var renewal = credits.renew();

    assertThat(renewal.expired()).isEqualTo(planned.unused());
    assertThat(before - ledger.balance(BREAKAGE)).isEqualTo(planned.unused());
    assertThat(
            credits.plannedBreakage().stream()
                .filter(each -> each.unused() > 0)
                .map(Credits.Breakage::expiresAt))
        .doesNotContain(APRIL);
    assertThat(row(creator)).isEqualTo("100 0 100 2026-05-01");
  }

  @Test
  void givenBackCreditsKeepTheirExpiryAndAfterItComeBackForAWeek() {
    var creator = facts.creator();
    reserve(creator, "before-" + creator);
    reserve(creator, "after-" + creator);
    credits.release("before-" + creator);
    assertThat(balance(creator).grants())
        .extracting(
            Credits.Remainder::source, Credits.Remainder::expiresAt, Credits.Remainder::remaining)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("allowance", APRIL, 90));

    clock.set(APRIL.plusSeconds(60));
    credits.renew();
    credits.release("after-" + creator);

    assertThat(balance(creator).grants())
        .extracting(
            Credits.Remainder::source, Credits.Remainder::expiresAt, Credits.Remainder::remaining)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "grace", APRIL.plusSeconds(60).plus(Duration.ofDays(7)), 10),
            org.assertj.core.groups.Tuple.tuple(
                "allowance", Instant.parse("2026-05-01T00:00:00Z"), 100));
  }

  @Test
  void allowanceIsSpentBeforeBonus() {
    var creator = facts.creator();
    credits.give("g-" + creator, creator, 50, "welcome");
    credits.reserve(creator, "all-" + creator, 110, LEASE);

    assertThat(balance(creator).grants())
        .extracting(Credits.Remainder::source, Credits.Remainder::remaining)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("top_up", 40));
    clock.set(APRIL);
    credits.renew();
    assertThat(balance(creator).remaining()).isEqualTo(140);
  }

  /// Elsewhere two identical top-ups of 100 on 10 credits made 210.
  @Test
  void theSameTopUpArrivesOnce() throws Exception {
    var creator = facts.creator();
    var endings =
        InParallel.call(16, i -> () -> credits.give("t-" + creator, creator, 100, "twice"));

    assertThat(endings.stream().filter(Credits.Giving.Given.class::isInstance)).hasSize(1);
    assertThat(endings.stream().filter(Credits.Giving.AlreadyGiven.class::isInstance)).hasSize(15);
    assertThat(balance(creator).remaining()).isEqualTo(200);

    assertThat(credits.give("t-" + creator, creator, 101, "twice"))
        .isEqualTo(new Credits.Giving.KeyTaken("credits"));
    assertThat(credits.give("t-" + creator, facts.creator(), 100, "twice"))
        .isEqualTo(new Credits.Giving.KeyTaken("creatorId"));
    assertThat(balance(creator).remaining()).isEqualTo(200);
  }

  /// The lease is by the database's clock: the server's plays no part.
  @Test
  void aWorkerThatDiedLosesItsJobAndItsCreditsComeBack() throws Exception {
    var creator = facts.creator();
    credits.reserve(creator, "dead-" + creator, 10, Duration.ofMillis(1));
    credits.reserve(creator, "alive-" + creator, 10, Duration.ofMillis(1));
    assertThat(credits.renewLease("alive-" + creator, LEASE)).isTrue();

    InParallel.call(4, i -> credits::expireLeases);

    assertThat(credits.capture("dead-" + creator))
        .isEqualTo(new Resolution.AlreadyEnded(State.EXPIRED));
    assertThat(credits.renewLease("dead-" + creator, LEASE)).isFalse();
    assertThat(balance(creator).held()).isEqualTo(10);
    assertThat(reserve(creator, "dead-2-" + creator)).isInstanceOf(Reservation.Reserved.class);
    assertThat(credits.capture("dead-2-" + creator)).isInstanceOf(Resolution.Resolved.class);
  }

  /// The lease is renewed after it was found overdue, while who found it waits for the creator.
  @Test
  void aLeaseThatWasJustRenewedIsNotExpired() throws Exception {
    var creator = facts.creator();
    var job = "renewed-" + creator;
    credits.reserve(creator, job, 10, Duration.ofMillis(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var expiring =
          transaction.execute(_ -> {
            db.sql("select 1 from creator_ai_credits where creator_id = ? for update")
                .param(creator)
                .query(Integer.class)
                .list();
            var running = threads.submit(credits::expireLeases);
            awaitOneWaiting();
            try {
              assertThat(threads.submit(() -> credits.renewLease(job, LEASE)).get()).isTrue();
            } catch (InterruptedException | ExecutionException failed) {
              throw new AssertionError(failed);
            }
            return running;
          });
      Objects.requireNonNull(expiring).get();
    }
    assertThat(balance(creator).held()).isEqualTo(10);
    assertThat(credits.capture(job)).isInstanceOf(Resolution.Resolved.class);
  }

  private void awaitOneWaiting() {
    var deadline = System.nanoTime() + 30_000_000_000L;
    while (db.sql("select count(*) from pg_locks where not granted").query(Long.class).single()
        == 0) {
      assertThat(System.nanoTime()).as("it waits in time").isLessThan(deadline);
    }
  }

  /// Any walk through jobs, months and gifts keeps the books: granted = used + expired + held +
  /// remaining, for three creators and 300 steps a seed.
  @Test
  void noWalkLosesOrMakesACredit() {
    for (var seed = 1; seed <= 5; seed++) {
      clock.set(MARCH);
      var random = new Random(seed);
      var creators = List.of(facts.creator(), facts.creator(), facts.creator());
      var open = new ArrayList<String>();
      for (var step = 0; step < 300; step++) {
        var creator = creators.get(random.nextInt(3));
        switch (random.nextInt(10)) {
          case 0 -> clock.advance(Duration.ofHours(random.nextInt(240)));
          case 1 ->
              credits.give(
                  "w" + seed + "-" + step + "-" + creator, creator, 1 + random.nextInt(60), "walk");
          case 2, 3, 4, 5 -> {
            var key = "walk-" + seed + "-" + step + "-" + creator;
            if (credits.reserve(creator, key, 1 + random.nextInt(40), LEASE)
                instanceof Reservation.Reserved) {
              open.add(key);
            }
          }
          default -> {
            if (!open.isEmpty()) {
              var key = open.remove(random.nextInt(open.size()));
              var _ = random.nextBoolean() ? credits.capture(key) : credits.release(key);
            }
          }
        }
      }
      for (var creator : creators) {
        assertThat(
                db.sql(
                        """
                        select (select coalesce(sum(credits), 0) from monetization.credit_grant where creator_id = :c and source <> 'grace')
                          - (select coalesce(sum(expired_credits + remaining), 0) from monetization.credit_grant where creator_id = :c)
                          - (select coalesce(sum(credits), 0) from monetization.credit_hold where creator_id = :c and state in ('held', 'captured'))
                        """)
                    .param("c", creator)
                    .query(Long.class)
                    .single())
            .as("seed %d, creator %d", seed, creator)
            .isZero();
      }
      rowsAndLedgerAgree();
    }
  }

  private Reservation reserve(long creator, String job) {
    return credits.reserve(creator, job, Credits.JOB, LEASE);
  }

  private Credits.Balance balance(long creator) {
    return credits.balance(creator).orElseThrow();
  }

  /// The contract's row as `allowance used remaining reset`.
  private String row(long creator) {
    return db.sql(
            """
            select concat_ws(' ', monthly_allowance, used_credits, remaining_credits, (reset_date at time zone 'UTC')::date)
            from creator_ai_credits where creator_id = ? and not superseded
            """)
        .param(creator)
        .query(String.class)
        .single();
  }

  private void tier(long creator, String tier, Instant at) {
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, ?::timestamptz)
            """)
        .params(creator, tier, at.toString())
        .update();
  }
}
