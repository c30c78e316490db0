package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Daily figures: stages the metric texts over the events of a day and replaces the day's rows.
///
/// Everything happens in the caller's transaction and inside PostgreSQL; no event comes here. A
/// stretch of days is either one day, or several on which nothing happened: what is staged for one
/// of those is what each of them is given.
@Repository
class RollupRepository {
  /// One writer of figures at a time, among all servers: a day's followers and cohorts lean on
  /// other days.
  private static final long WRITER_LOCK = 0x50_48_52_4f_4c_4cL;

  private final JdbcClient sql;
  private final ReportingFrame frame;
  private final Clock clock;

  RollupRepository(JdbcClient sql, ReportingFrame frame, Clock clock) {
    this.sql = sql;
    this.frame = frame;
    this.clock = clock;
  }

  /// Waits until no other transaction writes figures, and sets up this one. Comes first: what is
  /// read before it may be older than what the writer before us wrote.
  void begin() {
    sql.sql(
            """
            select pg_advisory_xact_lock(:lock),
              -- Of all instants only a platform's own `timestamp` columns lean on the session's zone.
              set_config('timezone', 'UTC', true), set_config('work_mem', '128MB', true)
            """)
        .param("lock", WRITER_LOCK)
        .query()
        .listOfRows();
  }

  /// The days up to and including `today` that have to be computed, oldest first: never computed,
  /// computed before they were over, or touched since; and today.
  List<LocalDate> due(LocalDate today) {
    return sql.sql(
            """
            with first as (
              select least(
                (select min(day) from analytics.computed_day),
                (select min(day) from events.touched_day),
                (select min(day) from analytics.registered_day where day >= :history)) as day
            )
            select days.day
            from first cross join lateral (
              select generate_series(first.day::timestamp, :today::timestamp, interval '1 day')::date as day
            ) as days
            left join analytics.computed_day as c on c.day = days.day
            where c.day is null or not c.complete
              or exists (select 1 from events.touched_day as t where t.day = days.day)
            order by days.day
            """)
        .param("today", today)
        .param("history", RegistrationRepository.EARLIEST)
        .query(LocalDate.class)
        .list();
  }

  /// The touched days up to and including `today`, oldest first.
  List<LocalDate> touched(LocalDate today) {
    return sql.sql("select distinct day from events.touched_day where day <= :today order by day")
        .param("today", today)
        .query(LocalDate.class)
        .list();
  }

  boolean isAdopted(LocalDate day) {
    return sql.sql(
            "select exists (select 1 from analytics.computed_day where day = :day and origin = 'adopted')")
        .param("day", day)
        .query(Boolean.class)
        .single();
  }

  /// Those of the days that have no event, and that no earlier installation computed.
  Set<LocalDate> quiet(List<LocalDate> days) {
    return sql.sql(
            """
            select d.day from unnest(cast(:days as date[])) as d (day)
            -- Asked day by day, so that each looks into the one partition of its month.
            left join lateral (select 1 as found from events.event as e where e.day = d.day limit 1) as e on true
            where e.found is null
              and not exists (select 1 from analytics.computed_day as c where c.day = d.day and c.origin = 'adopted')
            """)
        .param("days", array(days))
        .query(LocalDate.class)
        .set();
  }

  /// Takes away the notes that are there. Comes before the events are read: a note that is added
  /// later stays, and the events of one that is gone are seen.
  void takeNotes(DayRange stretch) {
    sql.sql("delete from events.touched_day where day >= :day and day < :next")
        .param("day", stretch.from())
        .param("next", stretch.until())
        .update();
  }

  /// Runs the metric texts over the events of `day` into temporary tables of this transaction.
  void stage(LocalDate day) {
    stage(Metric.ACTOR_DAY, day);
    stage(Metric.CREATOR_DAY, day);
    stage(Metric.GIFT_DAY, day);
    stage(Metric.PLATFORM_DAY, day);
  }

  private void stage(Metric metric, LocalDate day) {
    sql.sql(
            """
            create temporary table %s on commit drop as
            with ev as not materialized (%s)
            select * from (
            %s
            ) as metric
            """
                .formatted(metric.relation(), events(day), metric.text()))
        .update();
  }

  /// The relation `ev` of one day. What of a refund was taken back before is left out. What an
  /// event gave to creators is what the ledger booked for it, also where a refund counts as 0; for
  /// one that is not booked yet, the base share.
  String events(LocalDate day) {
    return """
    select e.user_id, e.video_id, e.creator_id, e.gift_id, e.type as event_type, e.quantity, e.duration_seconds,
      e.amount_minor - coalesce(repeated.repeated_minor, 0) as amount_minor,
      coalesce(abs(booked.owed_minor), analytics.creator_minor(e.amount_minor - coalesce(repeated.repeated_minor, 0), e.creator_id))
        as creator_minor
    from events.event as e
    left join events.repeated_refund as repeated on e.type = 11 and repeated.event_id = e.id
    left join (
      select event_id, sum(owed_minor)::bigint as owed_minor
      from ledger.event_share
      where effective_at >= timestamptz '%s' and effective_at < timestamptz '%s'
      group by event_id
    ) as booked on booked.event_id = case when e.amount_minor > 0 or e.original_minor > 0 then e.id end
    where e.day = date '%s'
    """
        .formatted(frame.startOf(day), frame.startOf(day.plusDays(1)), day);
  }

  /// Writes the staged figures of each day of the stretch in the place of those that are there.
  void replace(DayRange stretch) {
    replacePlatform(stretch);
    replaceGifts(stretch);
    replaceBreakdown(stretch);
    replaceCreators(stretch);
    replaceUsers(stretch);
  }

  private void replacePlatform(DayRange stretch) {
    onDays(
        """
        insert into public.daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue,
          creator_earnings, platform_earnings, average_gift_value, top_spark_id, engagement_rate, created_at)
        select registered.day, registered.total_users, p.active_users, registered.new_users, p.gift_count, p.total_minor * :unit,
          p.creator_minor * :unit, p.platform_minor * :unit, analytics.quotient(p.gift_minor * :unit, p.gift_count),
          (select gift_id from gift_day where net_minor > 0 order by net_minor desc, gift_id limit 1),
          analytics.rate(p.active_users, registered.total_users), :now
        from platform_day as p
        cross join (
          select days.day, coalesce(r.registered_users, 0) as new_users,
            ((select coalesce(sum(registered_users), 0) from analytics.registered_day where day < :day)
              + sum(coalesce(r.registered_users, 0)) over (order by days.day))::bigint as total_users
          from unnest(cast(:days as date[])) as days (day)
          left join analytics.registered_day as r on r.day = days.day
        ) as registered
        on conflict ((date::date)) where not superseded do update set
          total_users = excluded.total_users, active_users = excluded.active_users, new_users = excluded.new_users,
          total_gifts_sent = excluded.total_gifts_sent, total_revenue = excluded.total_revenue,
          creator_earnings = excluded.creator_earnings, platform_earnings = excluded.platform_earnings,
          average_gift_value = excluded.average_gift_value, top_spark_id = excluded.top_spark_id,
          engagement_rate = excluded.engagement_rate, created_at = excluded.created_at
        """,
        stretch);
  }

  private void replaceGifts(DayRange stretch) {
    delete("gift_analytics", stretch);
    onDays(
        """
        insert into public.gift_analytics (date, gift_id, gift_name, sent_count, revenue, creator_earnings, popularity, created_at)
        select :day, g.gift_id, left(coalesce(t.name, case when g.gift_id = 0 then 'Gift' else 'Gift ' || g.gift_id end), 255),
          g.sent_count, g.net_minor * :unit, g.creator_minor * :unit, analytics.rate(g.sent_count::bigint, p.gift_count), :now
        from gift_day as g
        cross join platform_day as p
        left join platform.gift_type as t on t.gift_id = g.gift_id
        """,
        stretch);
  }

  private void replaceBreakdown(DayRange stretch) {
    onDays(
        """
        insert into public.revenue_breakdown (date, subscription_revenue, gift_revenue, ad_revenue, creator_payouts,
          platform_earnings, created_at)
        select days.day, p.subscription_minor * :unit, p.net_gift_minor * :unit, p.ad_minor * :unit,
          (select coalesce(sum(amount), 0) from public.creator_payouts
            where status = 'paid' and payout_date >= days.begins and payout_date < days.ends),
          p.platform_minor * :unit, :now
        from platform_day as p
        cross join unnest(cast(:days as date[]), cast(:begins as timestamptz[]), cast(:ends as timestamptz[]))
          as days (day, begins, ends)
        on conflict ((date::date)) where not superseded do update set
          subscription_revenue = excluded.subscription_revenue, gift_revenue = excluded.gift_revenue,
          ad_revenue = excluded.ad_revenue, creator_payouts = excluded.creator_payouts,
          platform_earnings = excluded.platform_earnings, created_at = excluded.created_at
        """,
        stretch);
  }

  private void replaceCreators(DayRange stretch) {
    onDays(
        """
        insert into analytics.follower_correction (creator_id, from_day)
        select coalesce(n.creator_id, o.creator_id), coalesce(o.day, :day) + 1
        from (select creator_id, followers_gained from creator_day where creator_id is not null) as n
        full join (
          select creator_id, followers_gained, date::date as day from public.creator_metrics
          where date >= :day and date < :next and not superseded
        ) as o on o.creator_id = n.creator_id
        where exists (select 1 from analytics.computed_day where day >= :next)
          and (coalesce(n.followers_gained, 0) <> coalesce(o.followers_gained, 0)
            or exists (select 1 from analytics.computed_day where day = :day and origin = 'adopted'))
        """,
        stretch);
    delete("creator_metrics", stretch);
    onDays(
        """
        insert into public.creator_metrics (creator_id, date, video_views, video_likes, video_comments, video_shares,
          gifts_received, gift_revenue, followers, followers_gained, engagement_rate, created_at)
        select c.creator_id, :day, c.view_count, c.like_count, c.comment_count, c.share_count,
          c.gift_count, (c.gift_minor - c.refund_minor) * :unit,
          coalesce(before.followers, 0) + c.followers_gained, c.followers_gained,
          analytics.rate((c.like_count + c.comment_count + c.share_count)::bigint, c.view_count::bigint), :now
        from creator_day as c
        join public.users as u on u.id = c.creator_id
        left join lateral (
          select m.followers from public.creator_metrics as m
          where m.creator_id = c.creator_id and m.date::date < :day and not m.superseded
          order by m.date::date desc limit 1
        ) as before on true
        """,
        stretch);
  }

  private void replaceUsers(DayRange stretch) {
    delete("user_engagement", stretch);
    onDays(
        """
        insert into public.user_engagement (user_id, date, session_count, session_duration, videos_watched, videos_created,
          gifts_received, gifts_sent, comments_posted, shares_created, acted, created_at)
        select d.user_id, :day, d.session_count, d.session_seconds, d.watched_count, d.published_count,
          d.gifts_received, d.gifts_sent, d.comment_count, d.share_count, d.acted = 1, :now
        from (
        %s
        ) as d
        join public.users as u on u.id = d.user_id
        """
            .formatted(Metric.USER_DAY.text()),
        stretch);
  }

  private void delete(String table, DayRange stretch) {
    sql.sql(
            "delete from public."
                + table
                + " where date >= :day and date < :next and not superseded")
        .param("day", stretch.from())
        .param("next", stretch.until())
        .update();
  }

  /// Remembers that the stretch is computed, and whether it was over.
  void markComputed(DayRange stretch, boolean complete) {
    sql.sql(
            """
            insert into analytics.computed_day (day, origin, computed_at, complete)
            select day, 'computed', :now, :complete from unnest(cast(:days as date[])) as days (day)
            on conflict (day) do update set
              origin = excluded.origin, computed_at = excluded.computed_at, complete = excluded.complete
            """)
        .param("days", array(stretch.days().toList()))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("complete", complete)
        .update();
  }

  /// Carries changed followers into the rows of later days. Followers of a row are those of the
  /// creator's row before it and what was gained; a row of an adopted day is taken as it is.
  void settleFollowers() {
    sql.sql(
            """
            with due as (
              delete from analytics.follower_correction returning creator_id, from_day
            ),
            start as (
              select creator_id, min(from_day) as from_day from due group by creator_id
            ),
            later as (
              select m.id, m.creator_id, m.date, m.followers, m.followers_gained, s.from_day, c.origin = 'adopted' as adopted,
                count(*) filter (where c.origin = 'adopted') over (partition by m.creator_id order by m.date) as segment
              from start as s
              join public.creator_metrics as m
                on m.creator_id = s.creator_id and m.date::date >= s.from_day and not m.superseded
              join analytics.computed_day as c on c.day = m.date::date
            ),
            carried as (
              select l.id, l.adopted,
                sum(case when l.adopted then l.followers else l.followers_gained end)
                  over (partition by l.creator_id, l.segment order by l.date)
                + case when l.segment > 0 then 0 else coalesce((
                    select b.followers from public.creator_metrics as b
                    where b.creator_id = l.creator_id and b.date::date < l.from_day and not b.superseded
                    order by b.date::date desc limit 1), 0) end as followers
              from later as l
            )
            update public.creator_metrics as m set followers = c.followers
            from carried as c
            where m.id = c.id and not c.adopted and m.followers <> c.followers
            """)
        .update();
  }

  /// Drops the days before the first that saw an event or a registration: a registration moved away
  /// from there, or somebody asked for a day before all history.
  void forgetBeforeHistory() {
    var before =
        """
        with registered as (
          select min(day) as first_day from analytics.registered_day where day >= :history
        ),
        early as (
          select c.day from analytics.computed_day as c join registered as r on c.day < r.first_day
          where c.origin = 'computed'
        ),
        history as (
          select coalesce(
            (select l.day from early as l
              where exists (select 1 from events.event as e where e.day = l.day) order by l.day limit 1),
            (select first_day from registered)) as first_day
        )
        select l.day from early as l cross join history as h where l.day < h.first_day
        """;
    for (var day :
        sql.sql(before)
            .param("history", RegistrationRepository.EARLIEST)
            .query(LocalDate.class)
            .list()) {
      delete("daily_analytics", DayRange.of(day));
      delete("revenue_breakdown", DayRange.of(day));
      sql.sql("delete from analytics.computed_day where day = :day").param("day", day).update();
    }
  }

  /// How many creators have a row on `day`.
  long creatorsOf(LocalDate day) {
    return sql.sql(
            """
            select count(*) from public.creator_metrics where date >= :day and date < :next and not superseded
            """)
        .param("day", day)
        .param("next", day.plusDays(1))
        .query(Long.class)
        .single();
  }

  /// Compares past forecasts of days that are over with what those brought. Accuracy is 100 % less
  /// the error in per cent of the actual revenue, never below 0; nothing earned is met only by 0.
  void scoreForecasts(DayRange stretch) {
    onDays(
        """
        update public.revenue_forecasts as f set
          actual_revenue = d.total_revenue,
          accuracy = case
            when d.total_revenue = 0 then case when f.projected_revenue = 0 then 100 else 0 end
            else greatest(0, round(100 - 100 * abs(f.projected_revenue - d.total_revenue) / abs(d.total_revenue), 2))
          end
        from public.daily_analytics as d
        where d.date::date >= :day and d.date::date < :next and not d.superseded
          and f.forecast_date >= :day and f.forecast_date < :next and not f.superseded
          and f.forecast_date::date = d.date::date
          and f.actual_revenue is distinct from d.total_revenue
        """,
        stretch);
  }

  /// Runs a statement over the stretch from `:day` to before `:next`, whose days are `:days` and
  /// last from `:begins` to `:ends`.
  private void onDays(String statement, DayRange stretch) {
    var days = stretch.days().toList();
    var parameters =
        new MapSqlParameterSource()
            .addValue("day", stretch.from())
            .addValue("next", stretch.until())
            .addValue("days", array(days))
            .addValue("begins", array(days.stream().map(frame::startOf).toList()))
            .addValue(
                "ends", array(days.stream().map(day -> frame.startOf(day.plusDays(1))).toList()))
            .addValue("now", clock.instant().atOffset(ZoneOffset.UTC))
            .addValue("unit", BigDecimal.valueOf(1, frame.currency().getDefaultFractionDigits()));
    sql.sql(statement).paramSource(parameters).update();
  }

  private static String array(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
