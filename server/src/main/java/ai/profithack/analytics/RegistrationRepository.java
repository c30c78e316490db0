package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// On which day each user registered, kept in step with `users`, and what follows from it in rows
/// of days that are computed: new_users, total_users and the platform's engagement_rate.
///
/// A registration moves when an older event of the user arrives, or when the platform changes its
/// row; nothing tells which, so all users are counted by day and compared with what was counted
/// before.
@Repository
class RegistrationRepository {
  /// History never starts before this day; who registered earlier counts in every total, and as new
  /// on no day: the day of their registration is kept as minus infinity, before every other. The
  /// first moment at which an event may have happened, 1990-01-01 in UTC, lies on it or after it in
  /// every zone: whoever an event registered has a day.
  static final LocalDate EARLIEST = LocalDate.of(1989, 12, 31);

  private final JdbcClient sql;
  private final ReportingFrame frame;

  RegistrationRepository(JdbcClient sql, ReportingFrame frame) {
    this.sql = sql;
    this.frame = frame;
  }

  /// Counts registrations up to the end of `today` again. Returns the days on which other users
  /// than before registered.
  List<LocalDate> recount(LocalDate today) {
    var first =
        sql.sql(
                "select min(created_at::timestamptz) from public.users where created_at >= :history")
            .param("history", frame.startOf(EARLIEST).atOffset(ZoneOffset.UTC))
            .query(OffsetDateTime.class)
            .optional()
            .map(instant -> frame.dayOf(instant.toInstant()))
            .filter(day -> !day.isAfter(today))
            .orElse(today);
    var starts = starts(new DayRange(first, today.plusDays(2)));
    var changed =
        sql.sql(
                """
                with registered_user as (%s),
                counted as (
                %s
                )
                select coalesce(n.registration_day, o.day)
                from counted as n
                full join analytics.registered_day as o on o.day = n.registration_day
                where n.registered_users is distinct from o.registered_users
                  or n.membership_hash is distinct from o.membership_hash
                """
                    .formatted(REGISTERED_USER, Metric.REGISTERED_DAY.text()))
            .param("first", first)
            .param("starts", starts)
            .query(LocalDate.class)
            .list();
    if (!changed.isEmpty()) {
      store(first, starts, changed);
      correctTotals();
    }
    return changed;
  }

  /// Whoever registered in the days whose first instants are `starts`, with that day; the last
  /// start only ends the day before it. Day boundaries come from the reporting frame, so that no
  /// engine's idea of a zone decides. Nobody registered before the first start but before all
  /// history.
  private static final String REGISTERED_USER =
      """
      select user_id, user_hash,
        case when bucket = 0 then date '-infinity' else cast(:first as date) + bucket - 1 end as registration_day
      from (
        select id::bigint as user_id, hashint8extended(id::bigint, 0) >> 16 as user_hash,
          width_bucket(created_at::timestamptz, s.starts) as bucket, cardinality(s.starts) as buckets
        from public.users
        cross join (select cast(:starts as timestamptz[]) as starts offset 0) as s
      ) as bucketed
      where bucket < buckets
      """;

  private String starts(DayRange days) {
    return days.days()
        .map(day -> frame.startOf(day).toString())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private void store(LocalDate first, String starts, List<LocalDate> changed) {
    sql.sql("delete from analytics.registered_day where day in (:changed)")
        .param("changed", changed)
        .update();
    sql.sql("delete from analytics.registration where day in (:changed)")
        .param("changed", changed)
        .update();
    sql.sql(
            """
            insert into analytics.registration (day, user_id)
            select registration_day, user_id from (%s) as registered_user where registration_day in (:changed)
            """
                .formatted(REGISTERED_USER))
        .param("first", first)
        .param("starts", starts)
        .param("changed", changed)
        .update();
    sql.sql(
            """
            insert into analytics.registered_day (day, registered_users, membership_hash)
            select registration_day, registered_users, membership_hash from (
              with registered_user as (
                select day as registration_day, user_id, hashint8extended(user_id, 0) >> 16 as user_hash
                from analytics.registration where day in (:changed)
              )
              select * from (
              %s
              ) as metric
            ) as counted
            """
                .formatted(Metric.REGISTERED_DAY.text()))
        .param("changed", changed)
        .update();
  }

  private void correctTotals() {
    sql.sql(
            """
            with running as (
              select coalesce(c.day, r.day) as day, c.origin, coalesce(r.registered_users, 0) as new_users,
                sum(coalesce(r.registered_users, 0)) over (order by coalesce(c.day, r.day)) as total_users
              from analytics.computed_day as c
              full join analytics.registered_day as r on r.day = c.day
            )
            update public.daily_analytics as d set
              new_users = r.new_users, total_users = r.total_users,
              engagement_rate = analytics.rate(d.active_users, r.total_users::bigint)
            from running as r
            where r.origin = 'computed' and d.date::date = r.day and not d.superseded
              and (d.new_users <> r.new_users or d.total_users <> r.total_users)
            """)
        .update();
  }
}
