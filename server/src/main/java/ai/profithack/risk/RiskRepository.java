package ai.profithack.risk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// Writing what was looked at and what was noticed.
@Repository
class RiskRepository {
  private final DSLContext db;

  RiskRepository(DSLContext db) {
    this.db = db;
  }

  /// Takes over the gifts that were booked since the last look; returns the last entry booked.
  long takeNew() {
    db.query(
            """
            insert into risk.gift (event_key, event_id, occurred_at, giver_id, creator_id, amount_minor)
            select e.event_key, e.event_id, e.occurred_at, e.payer_id, largest.creator_id, e.amount_minor
            from monetization.earning as e
            cross join lateral (
              select p.creator_id from monetization.earning_part as p where p.event_key = e.event_key
              order by p.earned_minor desc, p.creator_id limit 1) as largest
            where e.kind = 'gift' and e.entry_id > (select entry_id from risk.looked)
            order by e.event_key
            on conflict (event_key) do nothing
            """)
        .execute();
    return db.resultQuery(
            """
            select greatest((select entry_id from risk.looked), coalesce((select max(entry_id) from monetization.earning), 0))
            """)
        .fetchSingle(0, Long.class);
  }

  /// Puts those gifts of which something is not released yet into `fresh_gift` that are new, or
  /// whose receiver has a device that was not known at the last look; returns how many. What was on
  /// its way into the log at the last look is that for an hour: looking again raises nothing again.
  int stageFresh(long until) {
    db.execute(
        """
        create temporary table fresh_gift on commit drop as
        with fresh as (
          select e.event_key from monetization.earning as e
          where e.entry_id > (select entry_id from risk.looked) and e.entry_id <= %d and e.kind = 'gift'
          union
          select g.event_key from events.account_device as d join risk.gift as g on g.creator_id = d.user_id
          where d.known_at > (select looked_at from risk.looked) - interval '1 hour'
        )
        select g.* from fresh join risk.gift as g on g.event_key = fresh.event_key
        where exists (select 1 from monetization.earning_part as p where p.event_key = g.event_key and p.state <> 'released')
        """
            .formatted(until));
    db.execute("analyze fresh_gift");
    return db.resultQuery("select count(*) from fresh_gift").fetchSingle(0, Integer.class);
  }

  void looked(long until, Instant now) {
    db.query(
            "update risk.looked set entry_id = greatest(entry_id, ?), looked_at = ?::timestamptz",
            until,
            now.toString())
        .execute();
  }

  /// The version of these limits, a new one where they were never in force.
  int version(String limits, Instant now) {
    db.query(
            "insert into risk.rules (limits, since) values (?::jsonb, ?::timestamptz) on conflict (limits) do nothing",
            limits,
            now.toString())
        .execute();
    return db.resultQuery("select version from risk.rules where limits = ?::jsonb", limits)
        .fetchSingle(0, Integer.class);
  }

  /// Raises a signal for each finding that names a gift which the rule has not named before, in the
  /// open case of its creator. Returns the gifts newly named, with their cases.
  Map<UUID, Long> raise(RiskRule rule, int version, List<Finding> findings, Instant now) {
    var fresh = unnamed(rule, findings);
    if (fresh.isEmpty()) {
      return Map.of();
    }
    var cases = openCases(fresh.stream().map(Finding::creatorId).distinct().toList(), now);
    var ids = insertSignals(rule, version, fresh, cases, now);
    var signals = new ArrayList<Long>();
    var gifts = new ArrayList<UUID>();
    for (var i = 0; i < fresh.size(); i++) {
      for (var gift : fresh.get(i).gifts()) {
        signals.add(ids.get(i));
        gifts.add(gift);
      }
    }
    return db.resultQuery(
            """
            with named as (
              insert into risk.signal_gift (signal_id, event_key, rule, released)
              select t.signal_id, t.event_key, ?, exists (
                select 1 from monetization.earning_part as p where p.event_key = t.event_key and p.state = 'released')
              from unnest(?::bigint[], ?::uuid[]) as t (signal_id, event_key)
              returning signal_id, event_key
            )
            select n.event_key, s.case_id from named as n join unnest(?::bigint[], ?::bigint[]) as s (signal_id, case_id)
              on s.signal_id = n.signal_id
            """,
            rule.code(),
            signals.toArray(Long[]::new),
            gifts.toArray(UUID[]::new),
            ids.toArray(Long[]::new),
            fresh.stream().map(one -> cases.get(one.creatorId())).toArray(Long[]::new))
        .fetchMap(row -> row.get(0, UUID.class), row -> row.get(1, Long.class));
  }

  /// The findings with those of their gifts that the rule has not named before, each gift once.
  private List<Finding> unnamed(RiskRule rule, List<Finding> findings) {
    var all = new HashSet<UUID>();
    findings.forEach(finding -> all.addAll(finding.gifts()));
    if (all.isEmpty()) {
      return List.of();
    }
    db.resultQuery(
            "select event_key from risk.signal_gift where rule = ? and event_key = any (?::uuid[])",
            rule.code(),
            all.toArray(UUID[]::new))
        .fetch(0, UUID.class)
        .forEach(all::remove);
    var fresh = new ArrayList<Finding>();
    for (var finding : findings) {
      var gifts = finding.gifts().stream().filter(all::remove).toList();
      if (!gifts.isEmpty()) {
        fresh.add(new Finding(finding.creatorId(), finding.scope(), gifts, finding.figures()));
      }
    }
    return fresh;
  }

  private Map<Long, Long> openCases(Collection<Long> creators, Instant now) {
    var ids = creators.toArray(Long[]::new);
    db.query(
            """
            insert into risk.case_file (creator_id, opened_at)
            select creator_id, ?::timestamptz from unnest(?::bigint[]) as creator_id order by creator_id
            on conflict (creator_id) where state = 'open' do nothing
            """,
            now.toString(),
            ids)
        .execute();
    return db.resultQuery(
            "select creator_id, case_id from risk.case_file where state = 'open' and creator_id = any (?::bigint[])",
            (Object) ids)
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Long.class));
  }

  private List<Long> insertSignals(
      RiskRule rule, int version, List<Finding> findings, Map<Long, Long> cases, Instant now) {
    var ids =
        db.resultQuery(
                "select nextval(pg_get_serial_sequence('risk.signal', 'signal_id')) from generate_series(1, ?)",
                findings.size())
            .fetch(0, Long.class);
    db.query(
            """
            insert into risk.signal (signal_id, case_id, rule, rules_version, scope, raised_at, figures)
            overriding system value
            select t.signal_id, t.case_id, ?, ?, t.scope, ?::timestamptz, t.figures::jsonb
            from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[]) as t (signal_id, case_id, scope, figures)
            """,
            rule.code(),
            version,
            now.toString(),
            ids.toArray(Long[]::new),
            findings.stream().map(one -> cases.get(one.creatorId())).toArray(Long[]::new),
            findings.stream().map(Finding::scope).toArray(String[]::new),
            findings.stream().map(Finding::figures).toArray(String[]::new))
        .execute();
    return ids;
  }
}
