package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The six daily tables, each row as text with its values joined by bars, in the order of days and
/// keys. A cohort's row ends with retained users and rate of each age.
record DailyTables(
    List<String> dailyAnalytics,
    List<String> revenueBreakdown,
    List<String> creatorMetrics,
    List<String> giftAnalytics,
    List<String> userEngagement,
    List<String> retentionCohorts) {
  /// What the tables hold.
  static DailyTables of(JdbcClient sql) {
    return new DailyTables(
        rows(
            sql,
            "daily_analytics",
            "date",
            "total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings, platform_earnings, average_gift_value, coalesce(top_spark_id::text, 'null'), engagement_rate"),
        rows(
            sql,
            "revenue_breakdown",
            "date",
            "subscription_revenue, gift_revenue, ad_revenue, creator_payouts, platform_earnings"),
        rows(
            sql,
            "creator_metrics",
            "date, creator_id",
            "creator_id, video_views, video_likes, video_comments, video_shares, gifts_received, gift_revenue, followers, followers_gained, engagement_rate"),
        rows(
            sql,
            "gift_analytics",
            "date, gift_id",
            "gift_id, gift_name, sent_count, revenue, creator_earnings, popularity"),
        rows(
            sql,
            "user_engagement",
            "date, user_id",
            "user_id, session_count, session_duration, videos_watched, videos_created, gifts_received, gifts_sent, comments_posted, shares_created"),
        rows(sql, "retention_cohorts", "cohort_date", "cohort_size" + ages()));
  }

  /// What they must hold.
  static DailyTables of(Oracle oracle) {
    return new DailyTables(
        oracle.dailyAnalytics(),
        oracle.revenueBreakdown(),
        oracle.creatorMetrics(),
        oracle.giftAnalytics(),
        oracle.userEngagement(),
        oracle.retentionCohorts());
  }

  void assertEqual(DailyTables expected, String what) {
    assertThat(dailyAnalytics).as("daily_analytics, " + what).isEqualTo(expected.dailyAnalytics);
    assertThat(revenueBreakdown)
        .as("revenue_breakdown, " + what)
        .isEqualTo(expected.revenueBreakdown);
    assertThat(creatorMetrics).as("creator_metrics, " + what).isEqualTo(expected.creatorMetrics);
    assertThat(giftAnalytics).as("gift_analytics, " + what).isEqualTo(expected.giftAnalytics);
    assertThat(userEngagement).as("user_engagement, " + what).isEqualTo(expected.userEngagement);
    assertThat(retentionCohorts)
        .as("retention_cohorts, " + what)
        .isEqualTo(expected.retentionCohorts);
  }

  private static List<String> rows(JdbcClient sql, String table, String order, String columns) {
    var day = order.split(",", -1)[0];
    return sql.sql(
            "select concat_ws('|', %s::date, %s) from %s where not superseded order by %s"
                .formatted(day, columns, table, order))
        .query(String.class)
        .list();
  }

  private static String ages() {
    var columns = new StringBuilder();
    for (var age : CohortRepository.AGES) {
      columns.append(", coalesce(retained_%1$d::text, 'null'), day_%1$d".formatted(age));
    }
    return columns.toString();
  }
}
