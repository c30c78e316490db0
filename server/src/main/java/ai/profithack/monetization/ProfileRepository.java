package ai.profithack.monetization;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Profiles.Profile;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// The rows of profiles.
@Repository
class ProfileRepository {
  private final DSLContext db;
  private final ReportingFrame frame;

  ProfileRepository(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Writes the profiles that differ from what the facts say; returns how many.
  long refresh(DayRange window, Instant now) {
    return db.query(
            """
            with creator as (
              select id as creator_id from public.users where is_creator
              union
              select creator_id from public.creator_metrics where not superseded
            ),
            figures as (
              select creator_id, sum(video_views)::bigint as views,
                sum(video_likes + video_comments + video_shares)::bigint as reactions
              from public.creator_metrics
              where date >= ? and date < ? and not superseded
              group by creator_id
            ),
            earned as (
              select creator_id, sum(net_minor) filter (where day >= ? and day < ?) as window_minor,
                sum(net_minor) as total_minor
              from monetization.earned_day where asset = ? group by creator_id
            ),
            category as (
              select distinct on (v.creator_id) v.creator_id, left(d.category, 100) as category
              from platform.video_detail as d join public.videos as v on v.id = d.video_id
              where d.category is not null and v.creator_id is not null
              group by v.creator_id, d.category
              order by v.creator_id, count(*) desc, d.category
            ),
            niche as (
              select distinct on (v.creator_id) v.creator_id, left(tag, 100) as niche
              from platform.video_detail as d
              join public.videos as v on v.id = d.video_id
              cross join unnest(d.hashtags) as tag
              where v.creator_id is not null
              group by v.creator_id, tag
              order by v.creator_id, count(*) desc, tag
            ),
            computed as (
              select c.creator_id, k.category, n.niche,
                round(coalesce(f.views, 0) / 30.0)::bigint as average_views,
                analytics.rate(coalesce(f.reactions, 0), coalesce(f.views, 0)) as engagement_rate,
                round(coalesce(e.window_minor, 0) * ?::numeric, 2) as monthly_earnings,
                round(coalesce(e.total_minor, 0) * ?::numeric, 2) as total_earnings
              from creator as c
              left join figures as f using (creator_id)
              left join earned as e using (creator_id)
              left join category as k using (creator_id)
              left join niche as n using (creator_id)
            )
            insert into public.creator_profiles as p (creator_id, category, niche, average_views, engagement_rate,
              monthly_earnings, total_earnings, created_at, updated_at)
            select creator_id, coalesce(category, 'uncategorized'), niche, average_views, engagement_rate,
              monthly_earnings, total_earnings, ?::timestamptz, ?::timestamptz
            from computed
            order by creator_id
            on conflict (creator_id) where not superseded do update set
              category = case when excluded.category = 'uncategorized' then p.category else excluded.category end,
              niche = coalesce(excluded.niche, p.niche),
              average_views = excluded.average_views, engagement_rate = excluded.engagement_rate,
              monthly_earnings = excluded.monthly_earnings, total_earnings = excluded.total_earnings,
              updated_at = excluded.updated_at
            where (p.average_views, p.engagement_rate, p.monthly_earnings, p.total_earnings)
                is distinct from (excluded.average_views, excluded.engagement_rate, excluded.monthly_earnings, excluded.total_earnings)
              or (excluded.category <> 'uncategorized' and p.category <> excluded.category)
              or (excluded.niche is not null and p.niche is distinct from excluded.niche)
            """,
            window.from(),
            window.until(),
            window.from(),
            window.until(),
            frame.currency().getCurrencyCode(),
            unit(),
            unit(),
            now.toString(),
            now.toString())
        .execute();
  }

  Optional<Profile> find(long creatorId) {
    return db.resultQuery(
            """
            select creator_id, bio, category, niche, average_views, engagement_rate, monthly_earnings, total_earnings
            from public.creator_profiles where creator_id = ? and not superseded
            """,
            creatorId)
        .fetchOptional(row ->
            new Profile(
                row.get(0, Long.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, String.class),
                row.get(4, Long.class),
                row.get(5, BigDecimal.class),
                row.get(6, BigDecimal.class),
                row.get(7, BigDecimal.class)));
  }

  /// One minor unit in units of the currency: 0.01 for USD.
  private BigDecimal unit() {
    return BigDecimal.ONE.movePointLeft(frame.currency().getDefaultFractionDigits());
  }
}
