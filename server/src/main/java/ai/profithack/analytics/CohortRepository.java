package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Retention of registration cohorts, from who registered when and who was active when.
///
/// An age is known when its day is computed and over; until then `retained_N` is null and its rate
/// column, which cannot be, holds 0.
@Repository
class CohortRepository {
  static final List<Integer> AGES = List.of(0, 7, 14, 30, 60, 90);

  private final JdbcClient sql;
  private final Clock clock;

  CohortRepository(JdbcClient sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /// The cohorts about which the activity of the stretch says something: those that registered in
  /// it and those that reach an age in it, as far as anybody registered or did so when last
  /// counted.
  Set<LocalDate> concernedBy(DayRange stretch) {
    return sql.sql(
            """
            select day from (
              select day from analytics.registered_day
              union
              select cohort_date::date from public.retention_cohorts where not superseded
            ) as cohort
            where exists (
              select 1 from (values %s) as a (age_days) where day + age_days >= :day and day + age_days < :next)
            """
                .formatted(each("(%1$d)")))
        .param("day", stretch.from())
        .param("next", stretch.until())
        .query(LocalDate.class)
        .set();
  }

  /// Writes the rows of the cohorts that registered on `days` again, at every age that is known.
  void recompute(Collection<LocalDate> days) {
    if (days.isEmpty()) {
      return;
    }
    sql.sql(
            """
            delete from public.retention_cohorts as c
            where c.cohort_date::date in (:days) and not c.superseded
              and exists (select 1 from analytics.computed_day as d where d.day = c.cohort_date::date and d.origin = 'computed')
              and not exists (select 1 from analytics.registered_day as r where r.day = c.cohort_date::date)
            """)
        .param("days", days)
        .update();
    sql.sql(
            """
            with cohort_age as (
              select r.day as cohort_day, r.registered_users, a.age_days, r.day + a.age_days as age_day
              from analytics.registered_day as r
              join analytics.computed_day as own on own.day = r.day and own.complete and own.origin = 'computed'
              cross join (values %s) as a (age_days)
              join analytics.computed_day as c on c.day = r.day + a.age_days and c.complete and c.origin = 'computed'
              where r.day in (:days)
            ),
            cohort_member as (
              select r.user_id, a.cohort_day, a.age_days, a.age_day
              from cohort_age as a join analytics.registration as r on r.day = a.cohort_day
            ),
            active_day as (
              select user_id, date::date as active_on from public.user_engagement where acted and not superseded
            ),
            retained as (
            %s
            ),
            known as (
              select a.cohort_day, a.registered_users, a.age_days, coalesce(r.retained_users, 0) as retained_users
              from cohort_age as a
              left join retained as r on r.cohort_day = a.cohort_day and r.age_days = a.age_days
            )
            insert into public.retention_cohorts as c (cohort_date, cohort_size, %s, day_0, created_at)
            select cohort_day, registered_users, %s, 0, :now
            from known group by cohort_day, registered_users
            on conflict ((cohort_date::date)) where not superseded do update set cohort_size = excluded.cohort_size, %s
            """
                .formatted(
                    each("(%1$d)"),
                    Metric.RETENTION.text(),
                    each("retained_%1$d"),
                    each("max(retained_users) filter (where age_days = %1$d)"),
                    each("retained_%1$d = excluded.retained_%1$d")))
        .param("days", days)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    rate(days);
  }

  /// Writes what the staged activity of `day` says about cohorts that reach an age on it. Their
  /// rows are there unless nobody registered.
  void reach(LocalDate day, Collection<LocalDate> reached) {
    if (reached.isEmpty()) {
      return;
    }
    sql.sql(
            """
            with cohort_age as (
              select d.day as cohort_day, cast(:day as date) - d.day as age_days
              from analytics.computed_day as d
              where d.day in (:reached) and d.complete and d.origin = 'computed'
            ),
            cohort_member as (
              select r.user_id, a.cohort_day, a.age_days, cast(:day as date) as age_day
              from cohort_age as a join analytics.registration as r on r.day = a.cohort_day
            ),
            active_day as (
              select user_id, cast(:day as date) as active_on from actor_day
            ),
            retained as (
            %s
            )
            update public.retention_cohorts as c set %s
            from cohort_age as a
            left join retained as r on r.cohort_day = a.cohort_day
            where c.cohort_date::date = a.cohort_day and not c.superseded
            """
                .formatted(
                    Metric.RETENTION.text(),
                    each(
                        "retained_%1$d = case when a.age_days = %1$d then coalesce(r.retained_users, 0) else c.retained_%1$d end")))
        .param("day", day)
        .param("reached", reached)
        .update();
    rate(reached);
  }

  private void rate(Collection<LocalDate> days) {
    sql.sql(
            """
            update public.retention_cohorts as c set %s
            from analytics.computed_day as d
            where d.day = c.cohort_date::date and d.origin = 'computed' and d.day in (:days) and not c.superseded
            """
                .formatted(
                    each("day_%1$d = coalesce(analytics.rate(c.retained_%1$d, c.cohort_size), 0)")))
        .param("days", days)
        .update();
  }

  private static String each(String pattern) {
    return AGES.stream().map(pattern::formatted).collect(Collectors.joining(", "));
  }
}
