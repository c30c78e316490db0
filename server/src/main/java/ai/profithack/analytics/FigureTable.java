package ai.profithack.analytics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tables of figures that can be downloaded, with the column that says the day, the columns
/// they are sorted by within a day, and the columns of the file.
public enum FigureTable {
  DAILY_ANALYTICS(
      "date",
      "id",
      "total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings,"
          + " platform_earnings, average_gift_value, top_spark_id, engagement_rate"),
  CREATOR_METRICS(
      "date",
      "creator_id",
      "creator_id, video_views, video_likes, video_comments, video_shares, gifts_received,"
          + " gift_revenue, followers, followers_gained, engagement_rate"),
  GIFT_ANALYTICS(
      "date",
      "gift_id",
      "gift_id, "
          + unformulated("gift_name")
          + ", sent_count, revenue, creator_earnings, popularity"),
  USER_ENGAGEMENT(
      "date",
      "user_id",
      "user_id, session_count, session_duration, videos_watched, videos_created, gifts_received,"
          + " gifts_sent, comments_posted, shares_created"),
  REVENUE_BREAKDOWN(
      "date",
      "id",
      "subscription_revenue, gift_revenue, ad_revenue, creator_payouts, platform_earnings"),
  RETENTION_COHORTS(
      "cohort_date",
      "id",
      "cohort_size, "
          + known(0)
          + ", "
          + known(7)
          + ", "
          + known(14)
          + ", "
          + known(30)
          + ", "
          + known(60)
          + ", "
          + known(90)),
  REVENUE_FORECASTS(
      "forecast_date",
      "issued_on",
      "projected_revenue, confidence, method, actual_revenue, accuracy, issued_on, lo80, hi80, lo95,"
          + " hi95");

  private final String dayColumn;
  private final String order;
  private final String columns;

  FigureTable(String dayColumn, String order, String columns) {
    this.dayColumn = dayColumn;
    this.order = order;
    this.columns = columns;
  }

  /// The table's name in the contract: `daily_analytics`.
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FigureTable> named(String tableName) {
    return Arrays.stream(values()).filter(table -> table.tableName().equals(tableName)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(FigureTable::tableName).toList();
  }

  String dayColumn() {
    return dayColumn;
  }

  String order() {
    return order;
  }

  String columns() {
    return columns;
  }

  /// A rate of retention where its age is reached, else an empty cell.
  private static String known(int age) {
    return "case when retained_%1$d is not null then day_%1$d end as day_%1$d".formatted(age);
  }

  /// Text that a spreadsheet would run as a formula gets an apostrophe in front.
  private static String unformulated(String column) {
    return "case when %1$s ~ '^[-=+@\\t\\r]' then '''' || %1$s else %1$s end as %1$s"
        .formatted(column);
  }
}
