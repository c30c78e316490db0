package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final int PLATFORMS = Integer.getInteger("oracle.platforms", 200);
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
    assertThat(
            rows(
                platform,
                "date::date || '|' || total_users || '|' || active_users || '|' || new_users || '|' || total_gifts_sent || '|' || total_revenue || '|' || creator_earnings || '|' || platform_earnings || '|' || average_gift_value || '|' || coalesce(top_spark_id::text, 'null') || '|' || engagement_rate",
                "daily_analytics",
                "date"))
        .as("daily_analytics, " + what)
        .isEqualTo(oracle.dailyAnalytics());
    assertThat(
            rows(
                platform,
                "date::date || '|' || subscription_revenue || '|' || gift_revenue || '|' || ad_revenue || '|' || creator_payouts || '|' || platform_earnings",
                "revenue_breakdown",
                "date"))
        .as("revenue_breakdown, " + what)
        .isEqualTo(oracle.revenueBreakdown());
    assertThat(
            rows(
                platform,
                "date::date || '|' || creator_id || '|' || video_views || '|' || video_likes || '|' || video_comments || '|' || video_shares || '|' || gifts_received || '|' || gift_revenue || '|' || followers || '|' || followers_gained || '|' || engagement_rate",
                "creator_metrics",
                "date, creator_id"))
        .as("creator_metrics, " + what)
        .isEqualTo(oracle.creatorMetrics());
    assertThat(
            rows(
                platform,
                "date::date || '|' || gift_id || '|' || gift_name || '|' || sent_count || '|' || revenue || '|' || creator_earnings || '|' || popularity",
                "gift_analytics",
                "date, gift_id"))
        .as("gift_analytics, " + what)
        .isEqualTo(oracle.giftAnalytics());
    assertThat(
            rows(
                platform,
                "date::date || '|' || user_id || '|' || session_count || '|' || session_duration || '|' || videos_watched || '|' || videos_created || '|' || gifts_received || '|' || gifts_sent || '|' || comments_posted || '|' || shares_created",
                "user_engagement",
                "date, user_id"))
        .as("user_engagement, " + what)
        .isEqualTo(oracle.userEngagement());
    assertThat(
            rows(
                platform,
                "cohort_date::date || '|' || cohort_size"
                    + each("coalesce(retained_%1$d::text, 'null')", "day_%1$d"),
                "retention_cohorts",
                "cohort_date"))
        .as("retention_cohorts, " + what)
        .isEqualTo(oracle.retentionCohorts());
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

  private static List<String> rows(Platform platform, String columns, String table, String order) {
    return platform
        .sql
        .sql("select " + columns + " from " + table + " where not superseded order by " + order)
        .query(String.class)
        .list();
  }

  private static String each(String... patterns) {
    var columns = new StringBuilder();
    for (var age : CohortRepository.AGES) {
      for (var pattern : patterns) {
        columns.append(" || '|' || ").append(pattern.formatted(age));
      }
    }
    return columns.toString();
  }
}
