package ai.profithack.risk;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.risk.RiskLimits.Limit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Each rule as one question to the database, about the gifts that are new (`fresh_gift`, a table
/// of the transaction) and those around them.
///
/// Only what is within two windows of a new gift can be in a window with it, or with what makes it
/// suspicious. Windows slide: each begins at a gift. `:last` is a window's length less the smallest
/// step of time, so that frames, which include both their ends, leave out what is exactly a window
/// away.
@Repository
class SignalQueries {
  private static final String NEAR =
      """
      g.occurred_at > (select min(occurred_at) from fresh_gift) - cast(:reach as interval)
        and g.occurred_at < (select max(occurred_at) from fresh_gift) + cast(:reach as interval)
      """;

  /// The devices from which accounts are used, to the day.
  private static final String USED =
      """
      union all
      select d.user_id, d.device_hash, d.first_day::timestamp at time zone 'UTC', (d.last_day + 1)::timestamp at time zone 'UTC'
      from events.account_device as d where d.user_id in (select id from involved)
      """;

  /// From `span` (event_key, creator_id, occurred_at, amount_minor, scope): the gifts that are in
  /// any window in which a scope has too many or too much, by creator, with the figures of its
  /// worst.
  private static final String BURSTS =
      """
      , counted as (
        select *, count(*) over later as gifts, sum(amount_minor) over later as minor
        from span
        window later as (partition by scope order by occurred_at range between current row and cast(:last as interval) following)
      ), marked as (
        select *, (:count > 0 and gifts >= :count) or (:minor > 0 and minor >= :minor) as begins from counted
      ), hit as (
        select *, bool_or(begins) over (partition by scope order by occurred_at
          range between cast(:last as interval) preceding and current row) as within
        from marked
      ), worst as (
        select distinct on (scope) scope, gifts, minor, occurred_at as since
        from marked where begins order by scope, minor desc, gifts desc, occurred_at
      )
      select h.creator_id, array_agg(h.event_key order by h.occurred_at, h.event_key) as keys,
        jsonb_build_object('gifts', w.gifts, 'minor', w.minor, 'since', extract(epoch from w.since)::bigint)::text as figures
      from hit as h join worst as w on w.scope = h.scope
      where h.within
      group by h.creator_id, h.scope, w.gifts, w.minor, w.since
      order by h.creator_id, h.scope
      """;

  private final JdbcClient sql;
  private final ReportingFrame frame;

  SignalQueries(JdbcClient sql, ReportingFrame frame) {
    this.sql = sql;
    this.frame = frame;
  }

  List<Finding> find(RiskRule rule, Limit limit, Instant now) {
    return switch (rule) {
      case SELF_GIFT -> selfGifts(limit);
      case SHARED_DEVICE -> shared("device_hash", USED, "one device", limit);
      case SHARED_METHOD -> shared("method_hash", "", "one payment method", limit);
      case RING -> rings(limit);
      case KICKBACK -> kickbacks(limit);
      case VELOCITY_ACCOUNT -> accountVelocity(limit);
      case VELOCITY_DEVICE -> velocity("device_hash", "one device", limit);
      case VELOCITY_METHOD -> velocity("method_hash", "one payment method", limit);
      case VELOCITY_ADDRESS -> velocity("address_hash", "one address", limit);
      case NEW_METHOD -> newMethods(limit);
      case ONE_GIVER -> oneGiver(limit, now);
      case FEW_VIEWERS -> fewViewers(limit, now);
    };
  }

  private List<Finding> selfGifts(Limit limit) {
    return found(
        """
        select creator_id, array_agg(event_key order by occurred_at, event_key) as keys,
          jsonb_build_object('gifts', count(*), 'minor', sum(amount_minor))::text as figures
        from fresh_gift where giver_id = creator_id and amount_minor >= :minor
        group by creator_id order by creator_id
        """,
        "one account",
        limit);
  }

  /// Gifts by somebody else from a device, or with a method, with which the receiver gives too, or
  /// from a device which the receiver uses; `used` adds to what is the receiver's `own`.
  private List<Finding> shared(String column, String used, String scope, Limit limit) {
    return found(
        """
        with involved as (
          select creator_id as id from fresh_gift union select giver_id from fresh_gift where giver_id is not null
        ), own as materialized (
          select g.giver_id as owner, c.%1$s as shared, g.occurred_at as since, g.occurred_at as until
          from risk.gift as g join events.gift_context as c on c.event_key = g.event_key
          where g.giver_id in (select id from involved) and c.%1$s is not null and %2$s
          %3$s
        ), span as (
          select g.event_key, g.creator_id, g.occurred_at, g.amount_minor, g.creator_id || ' ' || c.%1$s as scope
          from risk.gift as g join events.gift_context as c on c.event_key = g.event_key
          where g.creator_id in (select id from involved) and g.giver_id is distinct from g.creator_id and %2$s
            and exists (
              select 1 from own as o
              where o.owner = g.creator_id and o.shared = c.%1$s
                and o.until > g.occurred_at - cast(:window as interval)
                and o.since < g.occurred_at + cast(:window as interval))
        )
        """
                .formatted(column, NEAR, used)
            + BURSTS,
        scope,
        limit);
  }

  private List<Finding> accountVelocity(Limit limit) {
    return found(
        """
        with span as (
          select g.event_key, g.creator_id, g.occurred_at, g.amount_minor, g.giver_id as scope
          from risk.gift as g
          where g.giver_id in (select giver_id from fresh_gift) and %s
        )
        """
                .formatted(NEAR)
            + BURSTS,
        "one account",
        limit);
  }

  private List<Finding> velocity(String column, String scope, Limit limit) {
    return found(
        """
        with touched as (
          select c.%1$s as scope from fresh_gift as f join events.gift_context as c on c.event_key = f.event_key
        ), span as (
          select g.event_key, g.creator_id, g.occurred_at, g.amount_minor, c.%1$s as scope
          from events.gift_context as c join risk.gift as g on g.event_key = c.event_key
          where c.%1$s in (select scope from touched) and %2$s
        )
        """
                .formatted(column, NEAR)
            + BURSTS,
        scope,
        limit);
  }

  /// Rings of three or four accounts, each giving the next at least the amount within one window
  /// that begins at a gift of the ring. First the rings that there can be, among the accounts that
  /// give and receive enough within some window, then the windows of each: sums that run along, so
  /// that many small gifts cost no more than few large ones.
  private List<Finding> rings(Limit limit) {
    return found(
        """
        with span as materialized (
          select g.event_key, g.giver_id as a, g.creator_id as b, g.occurred_at, g.amount_minor
          from risk.gift as g
          where g.giver_id is not null and g.giver_id <> g.creator_id and %s
        ), enough as materialized (
          select distinct a, b
          from (
            select a, b, sum(amount_minor) over (partition by a, b order by occurred_at
              range between current row and cast(:last as interval) following) as minor
            from span
          ) as window_of
          where minor >= :minor
        ), mutual as (
          select a, b from enough where a in (select b from enough) and b in (select a from enough)
        ), linked as materialized (
          select a, b from mutual where a in (select b from mutual) and b in (select a from mutual)
        ), ring as materialized (
          select array[x.a, x.b, y.b] as members
          from linked as x join linked as y on y.a = x.b join linked as z on z.a = y.b and z.b = x.a
          where x.a < x.b and x.a < y.b
          union all
          select array[x.a, x.b, y.b, z.b]
          from linked as x join linked as y on y.a = x.b join linked as z on z.a = y.b join linked as w on w.a = z.b and w.b = x.a
          where x.a < x.b and x.a < y.b and x.a < z.b and z.b <> x.b
        ), step as (
          select members, n, members[n] as a, members[mod(n, cardinality(members)) + 1] as b
          from ring cross join lateral generate_series(1, cardinality(members)) as n
        ), part as (
          select s.members, s.n, e.event_key, e.b, e.occurred_at, e.amount_minor
          from step as s join span as e on e.a = s.a and e.b = s.b
        ), summed as (
          select *, sum(amount_minor) filter (where n = 1) over later as first, sum(amount_minor) filter (where n = 2) over later as second,
            sum(amount_minor) filter (where n = 3) over later as third, sum(amount_minor) filter (where n = 4) over later as fourth
          from part
          window later as (partition by members order by occurred_at range between current row and cast(:last as interval) following)
        ), hit as (
          select *, bool_or(first >= :minor and second >= :minor and third >= :minor and (cardinality(members) = 3 or fourth >= :minor))
            over (partition by members order by occurred_at range between cast(:last as interval) preceding and current row) as within
          from summed
        ), whole as (
          select members, count(*) as gifts, sum(amount_minor) as minor, min(occurred_at) as since from hit where within group by members
        )
        select h.b as creator_id, array_agg(h.event_key order by h.occurred_at, h.event_key) as keys,
          jsonb_build_object('gifts', w.gifts, 'minor', w.minor, 'since', extract(epoch from w.since)::bigint,
            'members', to_jsonb(w.members))::text as figures
        from hit as h join whole as w on w.members = h.members
        where h.within
        group by h.b, w.members, w.gifts, w.minor, w.since
        order by h.b, w.members
        """
            .formatted(NEAR),
        "a ring",
        limit);
  }

  /// Two accounts, of which the second gives back a good part of what the first gave, in one window
  /// that begins with the first. Sums run along each pair's gifts.
  private List<Finding> kickbacks(Limit limit) {
    return found(
        """
        with span as materialized (
          select g.event_key, g.giver_id as a, g.creator_id as b, g.occurred_at, g.amount_minor,
            least(g.giver_id, g.creator_id) as one, greatest(g.giver_id, g.creator_id) as other
          from risk.gift as g
          where g.giver_id is not null and g.giver_id <> g.creator_id and %s
        ), pair as (
          select one, other from span group by one, other having bool_or(a = one) and bool_or(a = other)
        ), summed as (
          select s.*, sum(s.amount_minor) filter (where s.a = s.one) over later as by_one,
            sum(s.amount_minor) filter (where s.a = s.other) over later as by_other
          from span as s join pair as p on p.one = s.one and p.other = s.other
          window later as (partition by s.one, s.other order by s.occurred_at
            range between current row and cast(:last as interval) following)
        ), marked as (
          select *, case when a = one then by_one else by_other end as given, case when a = one then by_other else by_one end as returned
          from summed
        ), begun as (
          select *, coalesce(given >= :minor and returned * 100 >= given * :percent, false) as begins from marked
        ), hit as (
          select *, bool_or(begins) over (partition by one, other order by occurred_at
            range between cast(:last as interval) preceding and current row) as within
          from begun
        ), worst as (
          select distinct on (one, other) one, other, a, b, occurred_at as since, given, returned
          from begun where begins order by one, other, given desc, occurred_at, a
        )
        select h.b as creator_id, array_agg(h.event_key order by h.occurred_at, h.event_key) as keys,
          jsonb_build_object('giver', w.a, 'receiver', w.b, 'minor', w.given, 'returnedMinor', w.returned,
            'since', extract(epoch from w.since)::bigint)::text as figures
        from hit as h join worst as w on w.one = h.one and w.other = h.other
        where h.within
        group by h.b, w.a, w.b, w.given, w.returned, w.since
        order by h.b, w.a, w.b
        """
            .formatted(NEAR),
        "two accounts",
        limit);
  }

  private List<Finding> newMethods(Limit limit) {
    return found(
        """
        select f.creator_id, array_agg(f.event_key order by f.occurred_at, f.event_key) as keys,
          jsonb_build_object('gifts', count(*), 'minor', sum(f.amount_minor), 'largestMinor', max(f.amount_minor))::text as figures
        from fresh_gift as f join events.gift_context as c on c.event_key = f.event_key
        where f.amount_minor >= :minor
          and f.occurred_at >= c.method_added_at and f.occurred_at < c.method_added_at + cast(:window as interval)
        group by f.creator_id, c.method_hash order by f.creator_id
        """,
        "one payment method",
        limit);
  }

  private List<Finding> oneGiver(Limit limit, Instant now) {
    return found(
        """
        with income as (
          select g.creator_id, g.giver_id, count(*) as gifts, sum(g.amount_minor) as minor,
            array_agg(g.event_key order by g.occurred_at, g.event_key) as keys
          from risk.gift as g
          where g.creator_id in (select creator_id from fresh_gift)
            and g.occurred_at >= :now - cast(:window as interval) and g.occurred_at < :now
          group by g.creator_id, g.giver_id
        ), total as (
          select creator_id, sum(minor) as minor from income group by creator_id
        )
        select i.creator_id, i.keys,
          jsonb_build_object('gifts', i.gifts, 'minor', i.minor, 'incomeMinor', t.minor, 'giver', i.giver_id)::text as figures
        from income as i join total as t on t.creator_id = i.creator_id
        where i.giver_id is not null and t.minor >= :minor and i.minor * 100 >= t.minor * :percent
        order by i.creator_id
        """,
        "one giver",
        limit,
        now);
  }

  /// Views that nobody has counted yet are unknown, and unknown is not few.
  private List<Finding> fewViewers(Limit limit, Instant now) {
    return found(
        """
        with income as (
          select g.creator_id, count(*) as gifts, count(distinct g.giver_id) as givers, sum(g.amount_minor) as minor,
            array_agg(g.event_key order by g.occurred_at, g.event_key) as keys
          from risk.gift as g
          where g.occurred_at >= :now - cast(:window as interval) and g.occurred_at < :now
          group by g.creator_id
        ), ranked as (
          select *, rank() over (order by minor desc) as place, count(*) over () as creators from income
        ), viewed as (
          select r.*, (
            select sum(m.video_views) from public.creator_metrics as m
            where m.creator_id = r.creator_id and not m.superseded and m.date >= :fromDay and m.date <= :untilDay) as views
          from ranked as r
          where r.creator_id in (select creator_id from fresh_gift)
            and r.minor >= :minor and r.givers <= :count and r.place * 100 <= r.creators * :percent
        )
        select creator_id, keys, jsonb_build_object('gifts', gifts, 'minor', minor, 'givers', givers, 'views', views,
          'place', place, 'creators', creators)::text as figures
        from viewed where views < :views
        order by creator_id
        """,
        "one creator",
        limit,
        now);
  }

  private List<Finding> found(String text, String scope, Limit limit) {
    return found(text, scope, limit, Instant.EPOCH);
  }

  private List<Finding> found(String text, String scope, Limit limit, Instant now) {
    return sql.sql(text)
        .param("minor", limit.minor())
        .param("count", limit.count())
        .param("percent", limit.percent())
        .param("views", limit.views())
        .param("window", seconds(limit.window()))
        .param("last", limit.window().toSeconds() + " seconds -1 microseconds")
        .param("reach", seconds(limit.window().multipliedBy(2)))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("fromDay", frame.dayOf(now.minus(limit.window())).atStartOfDay())
        .param("untilDay", frame.dayOf(now).atStartOfDay())
        .query((row, _) ->
            new Finding(
                row.getLong("creator_id"),
                scope,
                Arrays.asList((UUID[]) row.getArray("keys").getArray()),
                row.getString("figures")))
        .list();
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " seconds";
  }
}
