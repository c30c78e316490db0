package ai.profithack.analytics;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// One day into the six tables by SQL written for the purpose alone: what the rollups are measured
/// against.
///
/// It knows this one database, zone and currency, keeps no notes, corrects no other day, and takes
/// no lock. Two ways are tried: straight inserts that each scan the day, and a shared stage by user
/// and by creator.
final class HandWritten {
  /// How the day is read.
  enum Way {
    STRAIGHT,
    STAGED
  }

  private static final List<String> SETTINGS = List.of("timezone = 'UTC'", "work_mem = '128MB'");

  private static final String SHARE =
      "case when creator_id is null then 0 else (amount_minor * 55 + 50) / 100 end";

  /// The creators' part of the stage: one row a creator, and one for no creator.
  private static final String BY_CREATOR =
      """
      select creator_id,
        coalesce(sum(quantity) filter (where type = 1), 0) as views,
        coalesce(sum(quantity) filter (where type = 2), 0) - coalesce(sum(quantity) filter (where type = 3), 0) as likes,
        coalesce(sum(quantity) filter (where type = 4), 0) as comments,
        coalesce(sum(quantity) filter (where type = 5), 0) as shares,
        coalesce(sum(quantity) filter (where type = 6), 0) - coalesce(sum(quantity) filter (where type = 7), 0) as gained,
        coalesce(sum(quantity) filter (where type = 10), 0) as gifts,
        coalesce(sum(amount_minor) filter (where type = 10), 0) as gross,
        coalesce(sum(amount_minor) filter (where type = 11), 0) as refunded,
        coalesce(sum(amount_minor) filter (where type = 12), 0) as subscriptions,
        coalesce(sum(amount_minor) filter (where type = 13), 0) as ads,
        coalesce(sum(SHARE) filter (where type in (10, 12, 13)), 0) - coalesce(sum(SHARE) filter (where type = 11), 0) as earned
      from events.event where day = DAY group by creator_id
      """
          .replace("SHARE", SHARE);

  private static final String BY_USER =
      """
      select user_id, count(*) filter (where type = 8) as sessions, coalesce(sum(duration_seconds) filter (where type = 8), 0) as seconds,
        count(*) filter (where type = 1) as watched, count(*) filter (where type = 9) as published, count(*) filter (where type = 10) as sent,
        count(*) filter (where type = 4) as comments, count(*) filter (where type = 5) as shares
      from events.event where day = DAY and user_id is not null group by user_id
      """;

  private final JdbcClient sql;
  private final TransactionTemplate transaction;

  HandWritten(JdbcClient sql, PlatformTransactionManager transactions) {
    this.sql = sql;
    this.transaction = new TransactionTemplate(transactions);
  }

  void close(LocalDate day, Way way) {
    transaction.executeWithoutResult(_ -> {
      SETTINGS.forEach(setting -> run("set local " + setting, day));
      for (var table :
          List.of(
              "daily_analytics",
              "creator_metrics",
              "gift_analytics",
              "user_engagement",
              "revenue_breakdown")) {
        run("delete from " + table + " where date = DAY", day);
      }
      if (way == Way.STAGED) {
        run("create temporary table by_creator on commit drop as " + BY_CREATOR, day);
        run("create temporary table by_user on commit drop as " + BY_USER, day);
      }
      fill(day, way);
    });
  }

  private void fill(LocalDate day, Way way) {
    var byCreator = way == Way.STAGED ? "by_creator" : "(" + BY_CREATOR + ")";
    var byUser = way == Way.STAGED ? "by_user" : "(" + BY_USER + ")";
    run(
        """
        insert into gift_analytics (date, gift_id, gift_name, sent_count, revenue, creator_earnings, popularity)
        select DAY, g.gift, coalesce(t.name, 'Gift ' || g.gift), sent, net / 100.0, earned / 100.0,
          coalesce(round(100.0 * sent / nullif(sum(sent) over (), 0), 2), 0)
        from (
          select coalesce(gift_id, 0) as gift, coalesce(sum(quantity) filter (where type = 10), 0) as sent,
            sum(case type when 10 then amount_minor else -amount_minor end) as net,
            sum(case type when 10 then 1 else -1 end * SHARE) as earned
          from events.event where day = DAY and type in (10, 11) group by 1) as g
        left join platform.gift_type as t on t.gift_id = g.gift
        """
            .replace("SHARE", SHARE),
        day);
    run(
        """
        insert into daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings,
          platform_earnings, average_gift_value, top_spark_id, engagement_rate)
        select DAY, u.total, a.active, u.new, c.gifts, c.total / 100.0, c.earned / 100.0, (c.total - c.earned) / 100.0,
          coalesce(round(c.gross / 100.0 / nullif(c.gifts, 0), 2), 0),
          (select gift_id from gift_analytics where date = DAY and revenue > 0 order by revenue desc, gift_id limit 1),
          coalesce(round(100.0 * a.active / nullif(u.total, 0), 2), 0)
        from (select sum(gifts) as gifts, sum(gross) as gross, sum(gross - refunded + subscriptions + ads) as total, sum(earned) as earned from BY_CREATOR as c) as c
        cross join (select count(*) as active from BY_USER as b) as a
        cross join (select count(*) as total, count(*) filter (where created_at >= DAY) as new from users where created_at < DAY + 1) as u
        """
            .replace("BY_CREATOR", byCreator)
            .replace("BY_USER", byUser),
        day);
    run(
        """
        insert into revenue_breakdown (date, subscription_revenue, gift_revenue, ad_revenue, creator_payouts, platform_earnings)
        select DAY, sum(subscriptions) / 100.0, sum(gross - refunded) / 100.0, sum(ads) / 100.0, 0,
          sum(gross - refunded + subscriptions + ads - earned) / 100.0
        from BY_CREATOR as c
        """
            .replace("BY_CREATOR", byCreator),
        day);
    run(
        """
        insert into creator_metrics (creator_id, date, video_views, video_likes, video_comments, video_shares, gifts_received,
          gift_revenue, followers, followers_gained, engagement_rate)
        select c.creator_id, DAY, views, likes, comments, shares, gifts, (gross - refunded) / 100.0,
          gained + coalesce((select m.followers from creator_metrics as m
            where m.creator_id = c.creator_id and m.date::date < DAY and not m.superseded order by m.date::date desc limit 1), 0),
          gained,
          case when views <= 0 then 0 else greatest(-999.99, least(999.99, round(100.0 * (likes + comments + shares) / views, 2))) end
        from BY_CREATOR as c where c.creator_id is not null
        """
            .replace("BY_CREATOR", byCreator),
        day);
    run(
        """
        insert into user_engagement (user_id, date, session_count, session_duration, videos_watched, videos_created,
          gifts_received, gifts_sent, comments_posted, shares_created)
        select coalesce(u.user_id, c.creator_id), DAY, coalesce(sessions, 0), coalesce(seconds, 0), coalesce(watched, 0),
          coalesce(published, 0), coalesce(c.gifts, 0), coalesce(sent, 0), coalesce(u.comments, 0), coalesce(u.shares, 0)
        from BY_USER as u
        full join (select creator_id, gifts from BY_CREATOR as b where creator_id is not null and gifts <> 0) as c on c.creator_id = u.user_id
        """
            .replace("BY_CREATOR", byCreator)
            .replace("BY_USER", byUser),
        day);
    run("delete from retention_cohorts where cohort_date = DAY", day);
    run(
        """
        insert into retention_cohorts (cohort_date, cohort_size, day_0, retained_0)
        select DAY, count(*), round(100.0 * count(a.user_id) / count(*), 2), count(a.user_id)
        from users as u left join BY_USER as a on a.user_id = u.id
        where u.created_at >= DAY and u.created_at < DAY + 1 having count(*) > 0
        """
            .replace("BY_USER", byUser),
        day);
    run(
        """
        update retention_cohorts as c set
          retained_7 = case when age = 7 then retained else retained_7 end, retained_14 = case when age = 14 then retained else retained_14 end,
          retained_30 = case when age = 30 then retained else retained_30 end, retained_60 = case when age = 60 then retained else retained_60 end,
          retained_90 = case when age = 90 then retained else retained_90 end
        from (
          select n.age, count(*) as retained
          from (values (7), (14), (30), (60), (90)) as n (age)
          join users as u on u.created_at >= DAY - n.age and u.created_at < DAY - n.age + 1
          join BY_USER as a on a.user_id = u.id group by n.age) as r
        where c.cohort_date = DAY - r.age
        """
            .replace("BY_USER", byUser),
        day);
    run(
        """
        update retention_cohorts set
          day_7 = coalesce(round(100.0 * retained_7 / cohort_size, 2), 0), day_14 = coalesce(round(100.0 * retained_14 / cohort_size, 2), 0),
          day_30 = coalesce(round(100.0 * retained_30 / cohort_size, 2), 0), day_60 = coalesce(round(100.0 * retained_60 / cohort_size, 2), 0),
          day_90 = coalesce(round(100.0 * retained_90 / cohort_size, 2), 0)
        where cohort_date in (DAY - 7, DAY - 14, DAY - 30, DAY - 60, DAY - 90)
        """,
        day);
  }

  private void run(String statement, LocalDate day) {
    sql.sql(statement.replace("DAY", "date '%s'".formatted(day))).update();
  }
}
