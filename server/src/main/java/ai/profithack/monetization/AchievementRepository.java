package ai.profithack.monetization;

import ai.profithack.monetization.Achievements.Mark;
import ai.profithack.monetization.Achievements.Unlocked;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// The rows of achievements.
@Repository
class AchievementRepository {
  private final DSLContext db;

  AchievementRepository(DSLContext db) {
    this.db = db;
  }

  /// A mark whose bonus is still to be given.
  record Due(long id, long creatorId, int credits) {}

  /// Writes the marks that creators have passed and not got yet; returns how many. In one order, so
  /// that two runs wait for each other and never in a circle.
  long unlock(List<Mark> marks, Instant now) {
    return db.query(
            """
            with mark as (
              select * from unnest(?::text[], ?::text[], ?::bigint[], ?::integer[]) as m (kind, milestone, mark, credits)
            ),
            total as (
              select creator_id, 'views' as kind, sum(video_views) as value
              from public.creator_metrics where not superseded group by creator_id
              union all
              select creator_id, 'gifts', sum(gifts_received)
              from public.creator_metrics where not superseded group by creator_id
              union all
              (select distinct on (creator_id) creator_id, 'followers', followers
              from public.creator_metrics where not superseded order by creator_id, date desc)
            )
            insert into public.creator_achievements (creator_id, achievement, milestone, unlocked_at, reward, created_at)
            select t.creator_id, m.kind, m.milestone, ?::timestamptz, jsonb_build_object('credits', m.credits), ?::timestamptz
            from total as t join mark as m on m.kind = t.kind and t.value >= m.mark
            where not exists (
              select 1 from public.creator_achievements as a
              where a.creator_id = t.creator_id and a.achievement = m.kind and a.milestone = m.milestone and not a.superseded)
            order by t.creator_id, m.kind, m.mark
            on conflict (creator_id, achievement, milestone) where not superseded do nothing
            """,
            marks.stream().map(mark -> mark.kind().code()).toArray(String[]::new),
            marks.stream().map(Mark::milestone).toArray(String[]::new),
            marks.stream().map(Mark::count).toArray(Long[]::new),
            marks.stream().map(Mark::credits).toArray(Integer[]::new),
            now.toString(),
            now.toString())
        .execute();
  }

  /// Up to `limit` marks without their bonus, which no other run is giving.
  List<Due> lockUnrewarded(int limit) {
    return db.resultQuery(
            """
            select id, creator_id, coalesce((reward ->> 'credits')::integer, 0)
            from public.creator_achievements
            where rewarded_at is null and not superseded
            order by creator_id, id limit ? for update skip locked
            """,
            limit)
        .fetch(row ->
            new Due(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Integer.class)));
  }

  void markRewarded(List<Long> ids, Instant now) {
    db.query(
            "update public.creator_achievements set rewarded_at = ?::timestamptz where id = any (?::bigint[])",
            now.toString(),
            ids.toArray(Long[]::new))
        .execute();
  }

  List<Unlocked> of(long creatorId) {
    return db.resultQuery(
            """
            select id, achievement, milestone,
              case when jsonb_typeof(reward -> 'credits') = 'number' then (reward ->> 'credits')::numeric::integer else 0 end,
              unlocked_at
            from public.creator_achievements
            where creator_id = ? and not superseded
            order by unlocked_at desc, id desc
            """,
            creatorId)
        .fetch(row ->
            new Unlocked(
                row.get(0, Long.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, Integer.class),
                row.get(4, Instant.class)));
  }
}
