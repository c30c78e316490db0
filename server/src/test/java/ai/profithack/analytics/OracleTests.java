package ai.profithack.analytics;

import ai.profithack.analytics.Facts.Fact;
import ai.profithack.kernel.DayRange;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Generated platforms: whatever came in whichever order, and whenever days were computed in
/// between, the six daily tables hold what a slow, obvious computation says.
///
/// A failure names its seed. `-Doracle.platforms=1000` tries more of them.
class OracleTests {
  private static final int PLATFORMS = Integer.getInteger("oracle.platforms", 60);
  private static final int DATABASES = 2;

  @Test
  void allSixTablesEqualTheOracle() throws Exception {
    try (var threads = Executors.newFixedThreadPool(DATABASES)) {
      var tasks =
          IntStream.range(0, DATABASES)
              .<Callable<Void>>mapToObj(share ->
                  () -> {
                    try (var database = Platform.database()) {
                      LongStream.range(0, PLATFORMS)
                          .filter(seed -> seed % DATABASES == share)
                          .forEach(seed -> compare(database, seed));
                    }
                    return null;
                  })
              .toList();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private static void compare(HikariDataSource database, long seed) {
    Platform.empty(database);
    var facts = new Facts(seed);
    var platform =
        new Platform(database, facts.frame.zone(), facts.frame.currency().getCurrencyCode());
    platform.sql.sql("insert into platform.gift_type values (1, 'Rose', '2024-01-01')").update();
    live(platform, facts);
    var today = facts.frame.dayOf(platform.instant());
    var oracle = new Oracle(facts, today);
    var what = "seed %d, %s, today %s".formatted(seed, facts.frame, today);
    DailyTables.of(platform.sql).assertEqual(DailyTables.of(oracle), what);
  }

  /// Lets the platform live: what happened arrives in lots, days are computed in between or not,
  /// some of it is late.
  private static void live(Platform platform, Facts facts) {
    var random = facts.random;
    facts.registrations.forEach(platform::registered);
    facts.payouts.forEach(payout ->
        platform
            .sql
            .sql(
                "insert into creator_payouts (creator_id, amount, payout_method, status, payout_date) values (?, ?, 'sepa', ?, ?)")
            .param(payout.creator())
            .param(
                java.math.BigDecimal.valueOf(
                    payout.minor(), facts.frame.currency().getDefaultFractionDigits()))
            .param(payout.status())
            .param(payout.paid().atOffset(ZoneOffset.UTC))
            .update());
    platform.now(facts.later(0).toString());
    var all = List.copyOf(facts.log);
    var early = random.nextInt(all.size() + 1);
    platform.log(all.subList(0, early));
    someComputing(platform, facts);
    platform.log(all.subList(early, all.size()));
    someComputing(platform, facts);
    platform.now(facts.later(random.nextInt(3)).toString());
    for (var i = random.nextInt(3); i > 0; i--) {
      var moved = facts.move();
      platform.registered(java.util.Objects.requireNonNull(moved.user()), moved.time());
      platform.log(List.of(moved));
      someComputing(platform, facts);
    }
    List<Fact> late = facts.happen(random.nextInt(5));
    platform.log(late);
    if (random.nextInt(3) > 0) {
      platform.rollups.catchUp();
      platform.now(platform.instant().plus(Duration.ofHours(random.nextInt(30))).toString());
      platform.log(facts.happen(random.nextInt(3)));
    }
    platform.rollups.catchUp();
  }

  private static void someComputing(Platform platform, Facts facts) {
    switch (facts.random.nextInt(5)) {
      case 0 -> platform.rollups.catchUp();
      case 1, 2 -> platform.rollups.refresh();
      case 3 -> {
        LocalDate day = facts.first.plusDays(facts.random.nextInt(facts.span));
        platform.rollups.close(DayRange.of(day));
      }
      default -> {}
    }
  }
}
