package ai.profithack.monetization;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Tiers.Moment;
import ai.profithack.monetization.Tiers.Standing;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The rows of tiers.
@Repository
class TierRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What the tables may hold as a tier; an earlier installation could write anything else, which
  /// is passed over.
  private static final String[] CODES =
      Arrays.stream(Tier.values()).map(Tier::code).toArray(String[]::new);

  /// What each creator holds now; who has no row is a starter.
  private static final String CURRENT =
      """
      current as (
        select distinct on (c.creator_id) c.creator_id, lower(c.tier)::monetization.tier as tier
        from public.creator_tiers as c
        where lower(c.tier) = any (?::text[])
        order by c.creator_id, c.earned_at desc, c.id desc
      )
      """;

  /// Every decision of some days, with what other rules would have made of its inputs.
  private static final String REPLAYED =
      """
      with rule as (
        select * from unnest(?::text[]::monetization.tier[], ?::bigint[], ?::numeric[], ?::bigint[], ?::integer[])
          as r (tier, earnings_minor, engagement, views, share)
      ),
      in_force as (
        select * from unnest(?::text[]::monetization.tier[], ?::integer[]) as f (tier, share)
      ),
      held as (
        select d.creator_id, d.day, d.held_tier,
          max(other.tier) over (
            partition by d.creator_id order by d.day::timestamp range between interval '13 days' preceding and current row) as then_tier
        from monetization.tier_decision as d
        cross join lateral (
          select coalesce(max(r.tier), 'starter') as tier from rule as r
          where d.earnings_minor >= r.earnings_minor
            and (r.engagement = 0 or (d.views > 0 and 100 * d.reactions >= r.engagement * d.views))
            and d.views >= r.views
        ) as other
        where d.day >= ? and d.day < ?
      )
      """;

  private final DSLContext db;
  private final ReportingFrame frame;

  TierRepository(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// How many creators moved up, and how many down.
  record Moves(long promoted, long demoted) {}

  /// What happened to a creator in the window [until - 30 days, until).
  record Window(long earningsMinor, long views, long reactions) {}

  Optional<LocalDate> lastRun() {
    return db.resultQuery("select max(day) from monetization.tier_run")
        .fetchOptional(0, LocalDate.class);
  }

  /// The newest day up to which a creator met the tier that they hold; empty where no decision
  /// says.
  Optional<LocalDate> lastMet(long creatorId, Tier tier) {
    return db.resultQuery(
            """
            select max(day) from monetization.tier_decision
            where creator_id = ? and met_tier >= ?::monetization.tier
            """,
            creatorId,
            tier.code())
        .fetchOptional(0, LocalDate.class);
  }

  /// Claims the decisions of a day; false where somebody has.
  boolean beginRun(LocalDate day, TierRules rules, Instant now) {
    return db.query(
                """
                insert into monetization.tier_run (day, window_from, rules_version, decided_at)
                values (?, ?, ?, ?::timestamptz) on conflict (day) do nothing
                """,
                day,
                day.minusDays(TierRules.WINDOW_DAYS),
                rules.version(),
                now.toString())
            .execute()
        == 1;
  }

  /// Decides about everybody to whom something happened in the window, and everybody who holds more
  /// than starter; returns how many.
  long decide(LocalDate day, TierRules rules) {
    var lines = rules.lines();
    var from = day.minusDays(TierRules.WINDOW_DAYS);
    return db.query(
            """
            with rule as (
              select * from unnest(?::text[]::monetization.tier[], ?::bigint[], ?::numeric[], ?::bigint[])
                as r (tier, earnings_minor, engagement, views)
            ),
            figures as (
              select creator_id, sum(video_views)::bigint as views,
                sum(video_likes + video_comments + video_shares)::bigint as reactions
              from public.creator_metrics
              where date >= ? and date < ? and not superseded
              group by creator_id
            ),
            earned as (
              select creator_id, sum(net_minor)::bigint as minor
              from monetization.earned_day
              where day >= ? and day < ? and asset = ?
              group by creator_id
            ),
            %s,
            input as (
              select creator_id, coalesce(e.minor, 0) as earnings_minor, coalesce(f.views, 0) as views,
                coalesce(f.reactions, 0) as reactions
              from figures as f
              full join earned as e using (creator_id)
              full join (select creator_id from current where tier > 'starter') as c using (creator_id)
            ),
            met as (
              select i.*, coalesce((
                  select max(r.tier) from rule as r
                  where i.earnings_minor >= r.earnings_minor
                    and (r.engagement = 0 or (i.views > 0 and 100 * i.reactions >= r.engagement * i.views))
                    and i.views >= r.views
                ), 'starter') as tier
              from input as i
            ),
            recent as (
              select creator_id, max(met_tier) as tier
              from monetization.tier_decision
              where day > ? and day < ?
              group by creator_id
            ),
            known as (
              select count(*) as decisions from monetization.tier_run where day > ? and day <= ?
            )
            insert into monetization.tier_decision
              (creator_id, day, earnings_minor, views, reactions, met_tier, held_tier)
            select m.creator_id, ?, m.earnings_minor, m.views, m.reactions, m.tier,
              greatest(m.tier, r.tier, case when k.decisions < ? then c.tier end)
            from met as m
            join public.users as u on u.id = m.creator_id
            cross join known as k
            left join recent as r on r.creator_id = m.creator_id
            left join current as c on c.creator_id = m.creator_id
            """
                .formatted(CURRENT),
            lines.stream().map(line -> line.tier().code()).toArray(String[]::new),
            lines.stream().map(this::earningsMinor).toArray(Long[]::new),
            lines.stream().map(TierRules.Line::engagement).toArray(BigDecimal[]::new),
            lines.stream()
                .map(line -> line.averageViews() * TierRules.WINDOW_DAYS)
                .toArray(Long[]::new),
            from,
            day,
            from,
            day,
            frame.currency().getCurrencyCode(),
            CODES,
            day.minusDays(TierRules.GRACE_DECISIONS),
            day,
            day.minusDays(TierRules.GRACE_DECISIONS),
            day,
            day,
            TierRules.GRACE_DECISIONS)
        .execute();
  }

  /// Writes a row for each creator whose tier the decisions of the day change, holding what the new
  /// tier asks for.
  Moves publish(LocalDate day, TierRules rules, Instant now) {
    var lines = rules.lines();
    return db.resultQuery(
            """
            with line as (
              select * from unnest(?::text[]::monetization.tier[], ?::numeric[], ?::numeric[], ?::bigint[], ?::jsonb[])
                as l (tier, earnings, engagement, views, benefits)
            ),
            %s,
            moved as (
              select d.creator_id, d.held_tier as tier, d.held_tier > coalesce(c.tier, 'starter') as up
              from monetization.tier_decision as d
              left join current as c on c.creator_id = d.creator_id
              where d.day = ? and d.held_tier <> coalesce(c.tier, 'starter')
            ),
            written as (
              insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
                monthly_earnings_required, engagement_required, rules_version, benefits, earned_at, created_at)
              select m.creator_id, m.tier::text, l.views, 0, l.earnings, l.engagement, ?, l.benefits,
                ?::timestamptz, ?::timestamptz
              from moved as m join line as l on l.tier = m.tier
              order by m.creator_id
            )
            select count(*) filter (where up), count(*) filter (where not up) from moved
            """
                .formatted(CURRENT),
            lines.stream().map(line -> line.tier().code()).toArray(String[]::new),
            lines.stream().map(TierRules.Line::earnings).toArray(BigDecimal[]::new),
            lines.stream().map(TierRules.Line::engagement).toArray(BigDecimal[]::new),
            lines.stream().map(TierRules.Line::averageViews).toArray(Long[]::new),
            lines.stream()
                .map(line ->
                    JSON.writeValueAsString(
                        Benefit.of(line.tier()).stream().map(Benefit::code).toList()))
                .toArray(String[]::new),
            CODES,
            day,
            rules.version(),
            now.toString(),
            now.toString())
        .fetchSingle(row -> new Moves(row.get(0, Long.class), row.get(1, Long.class)));
  }

  /// What a creator's window that ends before `until` holds as of now.
  Window window(long creatorId, LocalDate until) {
    var from = until.minusDays(TierRules.WINDOW_DAYS);
    return db.resultQuery(
            """
            select
              (select coalesce(sum(net_minor), 0)::bigint from monetization.earned_day
                where creator_id = ? and day >= ? and day < ? and asset = ?),
              coalesce(sum(video_views), 0)::bigint,
              coalesce(sum(video_likes + video_comments + video_shares), 0)::bigint
            from public.creator_metrics
            where creator_id = ? and date >= ? and date < ? and not superseded
            """,
            creatorId,
            from,
            until,
            frame.currency().getCurrencyCode(),
            creatorId,
            from,
            until)
        .fetchSingle(row ->
            new Window(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  /// Decisions of the days made again under other rules; see [TierWhatIf].
  TierWhatIf.Outcome replay(TierRules others, DayRange days) {
    var counts =
        db.resultQuery(
                REPLAYED
                    + """
                    , last as (
                      select coalesce(h.held_tier, 'starter') as held_tier, coalesce(h.then_tier, 'starter') as then_tier
                      from public.users as u
                      left join held as h on h.creator_id = u.id and h.day = (select max(day) from held)
                      where u.is_creator
                    )
                    select r.tier::text, (select count(*) from last where held_tier = r.tier),
                      (select count(*) from last where then_tier = r.tier)
                    from rule as r order by r.tier
                    """,
                replayed(others, days))
            .fetch(row ->
                new TierWhatIf.Count(
                    Tier.of(row.get(0, String.class)),
                    row.get(1, Long.class),
                    row.get(2, Long.class)));
    var moved =
        db.resultQuery(
                REPLAYED
                    + """
                    select (select count(*) from held where day >= ?),
                      count(*) filter (where then_tier > held_tier), count(*) filter (where then_tier < held_tier)
                    from held where day = (select max(day) from held)
                    """,
                with(replayed(others, days), days.from()))
            .fetchSingle();
    var money =
        db.resultQuery(
                REPLAYED
                    + """
                    select coalesce(sum(e.net_minor), 0)::bigint,
                      coalesce(sum(trunc(e.net_minor::numeric * (other.share - force.share) / force.share)), 0)::bigint
                    from monetization.earned_day as e
                    left join held as h on h.creator_id = e.creator_id and h.day = e.day
                    join rule as other on other.tier = coalesce(h.then_tier, 'starter')
                    join in_force as force on force.tier = coalesce(h.held_tier, 'starter')
                    where e.day >= ? and e.day < ? and e.asset = ?
                    """,
                with(
                    replayed(others, days),
                    days.from(),
                    days.until(),
                    frame.currency().getCurrencyCode()))
            .fetchSingle();
    return new TierWhatIf.Outcome(
        moved.get(0, Long.class),
        counts,
        moved.get(1, Long.class),
        moved.get(2, Long.class),
        wouldHaveMoved(others, days),
        money.get(0, Long.class),
        money.get(1, Long.class),
        counts.stream()
            .mapToLong(count -> count.now() * TierRules.CURRENT.line(count.tier()).credits())
            .sum(),
        counts.stream()
            .mapToLong(count -> count.then() * others.line(count.tier()).credits())
            .sum());
  }

  private List<TierWhatIf.Moved> wouldHaveMoved(TierRules others, DayRange days) {
    return db.resultQuery(
            REPLAYED
                + """
                select h.creator_id, h.held_tier::text, h.then_tier::text, coalesce(sum(e.net_minor), 0)::bigint
                from held as h
                left join monetization.earned_day as e
                  on e.creator_id = h.creator_id and e.day >= ? and e.day < ? and e.asset = ?
                where h.day = (select max(day) from held) and h.then_tier <> h.held_tier
                group by h.creator_id, h.held_tier, h.then_tier
                order by 4 desc, 1 limit ?
                """,
            with(
                replayed(others, days),
                days.from(),
                days.until(),
                frame.currency().getCurrencyCode(),
                TierWhatIf.MOST_NAMED))
        .fetch(row ->
            new TierWhatIf.Moved(
                row.get(0, Long.class),
                Tier.of(row.get(1, String.class)),
                Tier.of(row.get(2, String.class)),
                row.get(3, Long.class)));
  }

  /// Days with decisions, the first and the last; empty where there are none.
  Optional<DayRange> decidedDays() {
    return db.resultQuery("select min(day), max(day) from monetization.tier_run")
        .fetchOptional()
        .filter(row -> row.get(0) != null)
        .map(row ->
            new DayRange(row.get(0, LocalDate.class), row.get(1, LocalDate.class).plusDays(1)));
  }

  /// How many creators hold each tier now, lowest first.
  Map<Tier, Long> counts() {
    return db.resultQuery(
            "with "
                + CURRENT
                + """
                select coalesce(c.tier, 'starter')::text as tier, count(*)
                from public.users as u left join current as c on c.creator_id = u.id
                where u.is_creator or c.creator_id is not null
                group by 1
                """,
            (Object) CODES)
        .fetchMap(row -> Tier.of(row.get(0, String.class)), row -> row.get(1, Long.class));
  }

  /// The newest changes of tiers, newest first.
  List<Tiers.Move> moves(int limit) {
    return db.resultQuery(
            """
            select c.creator_id, lower(c.tier), c.earned_at, (
              select lower(b.tier) from public.creator_tiers as b
              where b.creator_id = c.creator_id and (b.earned_at, b.id) < (c.earned_at, c.id) and lower(b.tier) = any (?::text[])
              order by b.earned_at desc, b.id desc limit 1)
            from public.creator_tiers as c
            where lower(c.tier) = any (?::text[])
            order by c.earned_at desc, c.id desc
            limit ?
            """,
            CODES,
            CODES,
            limit)
        .fetch(row ->
            new Tiers.Move(
                row.get(0, Long.class),
                row.get(3, String.class) == null ? Tier.STARTER : Tier.of(row.get(3, String.class)),
                Tier.of(row.get(1, String.class)),
                row.get(2, Instant.class)));
  }

  private Object[] replayed(TierRules others, DayRange days) {
    var lines = others.lines();
    var force = TierRules.CURRENT.lines();
    return new Object[] {
      lines.stream().map(line -> line.tier().code()).toArray(String[]::new),
      lines.stream().map(this::earningsMinor).toArray(Long[]::new),
      lines.stream().map(TierRules.Line::engagement).toArray(BigDecimal[]::new),
      lines.stream().map(line -> line.averageViews() * TierRules.WINDOW_DAYS).toArray(Long[]::new),
      lines.stream().map(TierRules.Line::sharePercent).toArray(Integer[]::new),
      force.stream().map(line -> line.tier().code()).toArray(String[]::new),
      force.stream().map(TierRules.Line::sharePercent).toArray(Integer[]::new),
      days.from().minusDays(TierRules.GRACE_DECISIONS - 1L),
      days.until()
    };
  }

  private static Object[] with(Object[] bindings, Object... more) {
    return Stream.concat(Arrays.stream(bindings), Arrays.stream(more)).toArray();
  }

  private long earningsMinor(TierRules.Line line) {
    return Money.of(line.earnings(), frame.currency()).minor();
  }

  /// What the newest row before each moment says; nothing for those without one.
  Map<Moment, Standing> at(Collection<Moment> moments) {
    return db.resultQuery(
            """
            select m.creator_id, m.at, t.tier, t.earned_at, t.rules_version
            from unnest(?::bigint[], ?::timestamptz[]) as m (creator_id, at)
            cross join lateral (
              select lower(c.tier) as tier, c.earned_at, coalesce(c.rules_version, 1) as rules_version
              from public.creator_tiers as c
              where c.creator_id = m.creator_id and c.earned_at <= m.at and lower(c.tier) = any (?::text[])
              order by c.earned_at desc, c.id desc
              limit 1
            ) as t
            """,
            moments.stream().map(Moment::creatorId).toArray(Long[]::new),
            moments.stream().map(moment -> moment.at().toString()).toArray(String[]::new),
            CODES)
        .fetchMap(
            row -> new Moment(row.get(0, Long.class), row.get(1, Instant.class)),
            row ->
                Standing.of(
                    Tier.of(row.get(2, String.class)),
                    row.get(3, Instant.class),
                    row.get(4, Integer.class)));
  }
}
