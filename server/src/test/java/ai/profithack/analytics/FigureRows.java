package ai.profithack.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts rows into the tables of figures, as a rollup or an earlier installation would have left
/// them.
public final class FigureRows {
  private final JdbcClient db;

  public FigureRows(JdbcClient db) {
    this.db = db;
  }

  public void clear() {
    db.sql(
            """
            -- Payments refer to users and can't be emptied otherwise.
            set session_replication_role = replica;
            truncate public.daily_analytics, public.creator_metrics, public.gift_analytics,
              public.user_engagement, public.revenue_breakdown, public.retention_cohorts,
              public.revenue_forecasts, analytics.computed_day, public.virtual_gifts, public.videos,
              public.users, platform.user_name restart identity cascade;
            set session_replication_role = origin
            """)
        .update();
  }

  /// A day whose earnings are split 55 to 45 of its revenue.
  public void day(LocalDate day, String revenue, String creatorEarnings, String engagementRate) {
    var total = new BigDecimal(revenue);
    var creators = new BigDecimal(creatorEarnings);
    db.sql(
            """
            insert into public.daily_analytics (date, total_users, active_users, new_users, total_gifts_sent,
              total_revenue, creator_earnings, platform_earnings, average_gift_value, top_spark_id,
              engagement_rate, created_at)
            values (:day::date, 100, 40, 3, 7, :total, :creators, :platform, 1.5, 5655, :engagement,
              timestamptz '2026-03-01T00:05:01Z')\
            """)
        .param("day", day)
        .param("total", total)
        .param("creators", creators)
        .param("platform", total.subtract(creators))
        .param("engagement", new BigDecimal(engagementRate))
        .update();
  }

  public void creator(long id, String name) {
    db.sql("insert into public.users (id, is_creator) values (:id, true)").param("id", id).update();
    db.sql("insert into platform.user_name values (:id, :name)")
        .param("id", id)
        .param("name", name)
        .update();
  }

  public void creatorDay(
      long creator, LocalDate day, long views, long likes, String revenue, long followers) {
    db.sql(
            """
            insert into public.creator_metrics (creator_id, date, video_views, video_likes, video_comments,
              video_shares, gifts_received, gift_revenue, followers, followers_gained, engagement_rate, created_at)
            values (:creator, :day::date, :views, :likes, 2, 1, 4, :revenue, :followers, 1,
              case when :views > 0 then least(round((:likes + 3) * 100.0 / :views, 2), 999.99) else 0 end,
              timestamptz '2026-03-01T00:15:01Z')\
            """)
        .param("creator", creator)
        .param("day", day)
        .param("views", views)
        .param("likes", likes)
        .param("revenue", new BigDecimal(revenue))
        .param("followers", followers)
        .update();
  }

  public void gift(LocalDate day, long gift, String name, long sent, String revenue) {
    db.sql(
            """
            insert into public.gift_analytics (date, gift_id, gift_name, sent_count, revenue, creator_earnings,
              popularity)
            values (:day::date, :gift, :name, :sent, :revenue, round(:revenue * 0.55, 2), 50)\
            """)
        .param("day", day)
        .param("gift", gift)
        .param("name", name)
        .param("sent", sent)
        .param("revenue", new BigDecimal(revenue))
        .update();
  }

  public void forecast(LocalDate issued, LocalDate day, String projected) {
    db.sql(
            """
            insert into public.revenue_forecasts (forecast_date, projected_revenue, confidence, method, issued_on,
              lo80, hi80, lo95, hi95, created_at)
            values (:day::date, :projected, 80, 'linear_regression', :issued, :projected - 1, :projected + 1,
              :projected - 2, :projected + 2, timestamptz '2026-03-02T00:30:00Z')\
            """)
        .param("day", day)
        .param("issued", issued)
        .param("projected", new BigDecimal(projected))
        .update();
  }

  public void settle(LocalDate issued, LocalDate day, String actual, String accuracy) {
    db.sql(
            """
            update public.revenue_forecasts set actual_revenue = :actual, accuracy = :accuracy
            where forecast_date >= :day::date and forecast_date < :day::date + 1 and issued_on = :issued\
            """)
        .param("day", day)
        .param("issued", issued)
        .param("actual", new BigDecimal(actual))
        .param("accuracy", new BigDecimal(accuracy))
        .update();
  }

  public void revenue(LocalDate day, String gifts, String subscriptions, String ads) {
    db.sql(
            """
            insert into public.revenue_breakdown (date, gift_revenue, subscription_revenue, ad_revenue,
              platform_earnings)
            values (:day::date, :gifts, :subscriptions, :ads, 1)\
            """)
        .param("day", day)
        .param("gifts", new BigDecimal(gifts))
        .param("subscriptions", new BigDecimal(subscriptions))
        .param("ads", new BigDecimal(ads))
        .update();
  }

  /// A cohort of 100 that has reached its first two ages: 100 and 40 came back.
  public void youngCohort(LocalDate day) {
    db.sql(
            """
            insert into public.retention_cohorts (cohort_date, cohort_size, day_0, day_7, retained_0, retained_7)
            values (:day::date, 100, 100, 40, 100, 40)\
            """)
        .param("day", day)
        .update();
  }

  /// Marks a row of an earlier installation that a newer row of the same day replaced.
  public void supersedeDay(LocalDate day) {
    db.sql(
            "update public.daily_analytics set superseded = true, date = date + interval '5 minutes' where date >= :day::date and date < :day::date + 1")
        .param("day", day)
        .update();
  }

  /// A whole platform: `days` days up to and with `today`, of which each of `creators` is active on
  /// one in `everyNth`, with weekly rhythm and growth; the same for the same arguments.
  public void platform(LocalDate today, int days, int creators, int everyNth) {
    for (var statement : PLATFORM.split(";\n", -1)) {
      db.sql(
              statement
                  .replace(":today", "'" + today + "'")
                  .replace(":days", Integer.toString(days))
                  .replace(":creators", Integer.toString(creators))
                  .replace(":nth", Integer.toString(everyNth)))
          .update();
    }
  }

  private static final String PLATFORM =
      """
      create unlogged table wave as
        select d::date as day, n,
          (1 + 0.25 * sin(2 * pi() * n / 7) + 0.05 * (n * 7919 % 10) / 10.0) * (1 + n::float8 / :days) as level
        from generate_series(:today::date - (:days - 1), :today::date, interval '1 day') with ordinality as g (d, n);
      insert into public.users (id, is_creator, created_at)
        select n, true, :today::date - :days from generate_series(1, :creators) as n;
      insert into platform.user_name
        select n, (array['Ada','Bela','Chidi','Dina','Emre','Farah','Gus','Hana','Ivo','Juna'])[1 + n % 10] || ' '
          || (array['Alder','Brook','Cole','Dale','Ember','Flint','Grove'])[1 + n % 7] || ' ' || n
        from generate_series(1, :creators) as n where n % 9 > 0;
      insert into public.revenue_breakdown (date, gift_revenue, subscription_revenue, ad_revenue, platform_earnings)
        select day, round((1400 * level)::numeric, 2), round((420 * level)::numeric, 2),
          round((180 * level)::numeric, 2), round((1230 * level)::numeric, 2) from wave;
      insert into public.daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue,
          creator_earnings, platform_earnings, average_gift_value, top_spark_id, engagement_rate)
        select w.day, 9000 + 40 * n, (2600 * level)::bigint, (38 * level)::bigint, (840 * level)::bigint, total,
          total - r.platform_earnings, r.platform_earnings, round(r.gift_revenue / (840 * level)::bigint, 2), 3,
          round((100 * 2600 * level / (9000 + 40 * n))::numeric, 2)
        from wave w join public.revenue_breakdown r on r.date = w.day,
          lateral (select r.gift_revenue + r.subscription_revenue + r.ad_revenue as total) as t;
      insert into public.creator_metrics (creator_id, date, video_views, video_likes, video_comments, video_shares,
          gifts_received, gift_revenue, followers, followers_gained, engagement_rate)
        select c, day, (90000.0 / c * level)::bigint + 3, (7000.0 / c * level)::bigint, (600.0 / c * level)::bigint,
          (300.0 / c * level)::bigint, (200.0 / c * level)::bigint, round((260.0 / c * level)::numeric, 2),
          n * 40 / c + 5, 40 / c, 8.70
        from wave, generate_series(1, :creators) as c where (c * 7 + n) % :nth = 0;
      insert into public.gift_analytics (date, gift_id, gift_name, sent_count, revenue, creator_earnings, popularity)
        select day, g, (array['Rose','Rocket','Crown','Finger Heart','Galaxy','Lion','Ice Cream','Drum','Comet','Kite'])[g],
          (400.0 / g * level)::bigint, round((390.0 / g * level)::numeric, 2), round((214.5 / g * level)::numeric, 2),
          round((34.0 / g)::numeric, 2)
        from wave, generate_series(1, 10) as g;
      insert into public.retention_cohorts (cohort_date, cohort_size, day_0, day_7, day_14, day_30, day_60, day_90,
          retained_0, retained_7, retained_14, retained_30, retained_60, retained_90)
        select day, 100, 100, coalesce(r7, 0), coalesce(r14, 0), coalesce(r30, 0), coalesce(r60, 0), coalesce(r90, 0),
          100, r7, r14, r30, r60, r90
        from (select day, case when age >= 7 then 42 + n % 6 end as r7, case when age >= 14 then 33 + n % 5 end as r14,
            case when age >= 30 then 25 + n % 4 end as r30, case when age >= 60 then 19 + n % 3 end as r60,
            case when age >= 90 then 15 + n % 3 end as r90
          from (select day, n, :today::date - day as age from wave) as aged) as rates;
      insert into public.revenue_forecasts (forecast_date, projected_revenue, confidence, method, issued_on, lo80, hi80,
          lo95, hi95)
        select :today::date + h, 3900 + 14 * h, 80, 'linear_regression', :today::date, 3500 + 8 * h, 4300 + 20 * h,
          3300 + 4 * h, 4500 + 24 * h
        from generate_series(0, 29) as h;
      insert into public.revenue_forecasts (forecast_date, projected_revenue, confidence, method, issued_on, lo80, hi80,
          lo95, hi95, actual_revenue, accuracy)
        select date, total_revenue * 0.97, 80, 'linear_regression', date::date, total_revenue * 0.9,
          total_revenue * (case when n % 6 = 0 then 0.99 else 1.1 end), total_revenue * 0.8, total_revenue * 1.2,
          total_revenue, 97
        from public.daily_analytics join wave on wave.day = date where date < :today::date;
      insert into analytics.computed_day (day, origin, computed_at)
        select day, 'computed', :today::date + interval '12 hours' from wave;
      drop table wave\
      """;
}
