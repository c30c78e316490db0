package ai.profithack.risk;

import ai.profithack.risk.RiskCases.Contradiction;
import ai.profithack.risk.RiskCases.Flow;
import ai.profithack.risk.RiskCases.Gift;
import ai.profithack.risk.RiskCases.OpenDispute;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Cases with what is behind them.
@Repository
class CaseRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> FIGURES = new TypeReference<>() {};

  private static final String CASE =
      """
      select c.*, behind.*, noticed.rules
      from risk.case_file as c
      cross join lateral (
        select count(*) as gifts, coalesce(sum(g.amount_minor), 0)::bigint as gift_minor,
          coalesce(sum(p.earned_minor - p.taken_back_minor) filter (where p.state = 'withheld'), 0)::bigint as withheld_minor,
          coalesce(sum(p.earned_minor - p.taken_back_minor) filter (where p.state = 'released'), 0)::bigint as released_minor
        from risk.gift as g
        left join monetization.earning_part as p on p.event_key = g.event_key and p.creator_id = g.creator_id
        where g.event_key in (
          select sg.event_key from risk.signal as s join risk.signal_gift as sg on sg.signal_id = s.signal_id where s.case_id = c.case_id)
      ) as behind
      cross join lateral (
        select array_agg(distinct s.rule) as rules from risk.signal as s where s.case_id = c.case_id
      ) as noticed
      """;

  private final DSLContext db;

  CaseRepository(DSLContext db) {
    this.db = db;
  }

  Optional<Instant> lookedAt() {
    return db.resultQuery("select looked_at from risk.looked where looked_at is not null")
        .fetchOptional(0, Instant.class);
  }

  List<RiskCase> all(RiskCase.State state, int limit) {
    return db.resultQuery(
            CASE
                + "where c.state = ? order by "
                + (state == RiskCase.State.OPEN ? "c.case_id" : "c.case_id desc")
                + " limit ?",
            word(state),
            limit)
        .fetch(CaseRepository::riskCase);
  }

  List<RiskCase> page(RiskCase.@Nullable State state, @Nullable Long before, int limit) {
    return db.resultQuery(
            CASE
                + "where (?::text is null or c.state = ?) and (?::bigint is null or c.case_id < ?) order by c.case_id desc limit ?",
            state == null ? null : word(state),
            state == null ? null : word(state),
            before,
            before,
            limit)
        .fetch(CaseRepository::riskCase);
  }

  Optional<RiskCase> find(long caseId) {
    return db.resultQuery(CASE + "where c.case_id = ?", caseId)
        .fetchOptional(CaseRepository::riskCase);
  }

  private static RiskCase riskCase(Record row) {
    var rules = row.get("rules", String[].class);
    return new RiskCase(
        row.get("case_id", Long.class),
        row.get("creator_id", Long.class),
        RiskCase.State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("opened_at", Instant.class),
        row.get("owner", String.class),
        row.get("decided_at", Instant.class),
        row.get("decided_by", String.class),
        row.get("reason", String.class),
        rules == null ? List.of() : Arrays.stream(rules).map(RiskRule::of).sorted().toList(),
        row.get("gifts", Long.class),
        row.get("gift_minor", Long.class),
        row.get("withheld_minor", Long.class),
        row.get("released_minor", Long.class));
  }

  List<RiskSignal> signals(long caseId) {
    return db.resultQuery(
            """
            select s.signal_id, s.rule, s.rules_version, s.scope, s.raised_at, s.figures::text as figures,
              (select count(*) from risk.signal_gift as g where g.signal_id = s.signal_id) as gifts,
              (r.limits -> s.rule)::text as limits
            from risk.signal as s join risk.rules as r on r.version = s.rules_version
            where s.case_id = ? order by s.signal_id
            """,
            caseId)
        .fetch(row ->
            new RiskSignal(
                row.get("signal_id", Long.class),
                RiskRule.of(row.get("rule", String.class)),
                row.get("rules_version", Integer.class),
                row.get("scope", String.class),
                row.get("raised_at", Instant.class),
                row.get("gifts", Long.class),
                read(row.get("figures", String.class)),
                read(row.get("limits", String.class))));
  }

  private static Map<String, Object> read(@Nullable String json) {
    return json == null ? Map.of() : JSON.readValue(json, FIGURES);
  }

  List<UUID> giftKeys(long caseId) {
    return db.resultQuery(
            """
            select distinct g.event_key from risk.signal as s join risk.signal_gift as g on g.signal_id = s.signal_id
            where s.case_id = ? order by g.event_key
            """,
            caseId)
        .fetch(0, UUID.class);
  }

  List<Gift> gifts(long caseId, int limit) {
    return db.resultQuery(
            """
            select g.event_id, g.occurred_at, g.giver_id, g.amount_minor,
              coalesce(p.earned_minor - p.taken_back_minor, 0) as left_minor, coalesce(p.state, 'released') as state
            from risk.gift as g
            left join monetization.earning_part as p on p.event_key = g.event_key and p.creator_id = g.creator_id
            where g.event_key in (
              select sg.event_key from risk.signal as s join risk.signal_gift as sg on sg.signal_id = s.signal_id where s.case_id = ?)
            order by g.occurred_at desc, g.event_key limit ?
            """,
            caseId,
            limit)
        .fetch(row ->
            new Gift(
                row.get("event_id", String.class),
                row.get("occurred_at", Instant.class),
                row.get("giver_id", Long.class),
                row.get("amount_minor", Long.class),
                row.get("left_minor", Long.class),
                row.get("state", String.class)));
  }

  List<Flow> flows(long caseId, int limit) {
    return db.resultQuery(
            """
            with behind as (
              select g.* from risk.gift as g where g.event_key in (
                select sg.event_key from risk.signal as s join risk.signal_gift as sg on sg.signal_id = s.signal_id where s.case_id = ?)
            ), account as (
              select giver_id as id from behind where giver_id is not null union select creator_id from behind
              union select jsonb_array_elements_text(s.figures -> 'members')::bigint from risk.signal as s
                where s.case_id = ? and s.figures -> 'members' is not null
            ), around as (
              select min(occurred_at) - interval '30 days' as since, max(occurred_at) + interval '30 days' as until from behind
            )
            select g.giver_id, g.creator_id, count(*) as gifts, sum(g.amount_minor)::bigint as minor,
              min(g.occurred_at) as first, max(g.occurred_at) as last
            from risk.gift as g cross join around as a
            where g.creator_id in (select id from account) and g.occurred_at >= a.since and g.occurred_at < a.until
              and (g.giver_id in (select id from account) or g.event_key in (select event_key from behind))
            group by g.giver_id, g.creator_id order by minor desc, g.giver_id, g.creator_id limit ?
            """,
            caseId,
            caseId,
            limit)
        .fetch(row ->
            new Flow(
                row.get("giver_id", Long.class),
                row.get("creator_id", Long.class),
                row.get("gifts", Long.class),
                row.get("minor", Long.class),
                row.get("first", Instant.class),
                row.get("last", Instant.class)));
  }

  /// What nobody has, and what `from` has where that is given. False where it changed nothing.
  boolean take(long caseId, String owner, @Nullable String from) {
    return db.query(
                "update risk.case_file set owner = ? where case_id = ? and state = 'open' and (owner is null or owner = ?)",
                owner,
                caseId,
                from)
            .execute()
        == 1;
  }

  /// Whether signals were added to the case after this one.
  boolean grewAfter(long caseId, long signalId) {
    return db.resultQuery(
            "select exists (select 1 from risk.signal where case_id = ? and signal_id > ?)",
            caseId,
            signalId)
        .fetchSingle(0, Boolean.class);
  }

  /// False where it was decided before.
  boolean decide(long caseId, RiskCase.State state, String by, String reason, Instant at) {
    return db.query(
                """
                update risk.case_file set state = ?, decided_by = ?, reason = ?, decided_at = ?::timestamptz
                where case_id = ? and state = 'open'
                """,
                word(state),
                by,
                reason,
                at.toString(),
                caseId)
            .execute()
        == 1;
  }

  Map<Long, List<Long>> openCases(Collection<Long> creatorIds) {
    return db.resultQuery(
            "select creator_id, case_id from risk.case_file where state = 'open' and creator_id = any (?::bigint[]) order by case_id",
            (Object) creatorIds.toArray(Long[]::new))
        .fetchGroups(row -> row.get(0, Long.class), row -> row.get(1, Long.class));
  }

  Set<Long> holdPayouts(Collection<Long> creatorIds) {
    return db.resultQuery(
            """
            select distinct c.creator_id
            from risk.case_file as c
            join risk.signal as s on s.case_id = c.case_id
            join risk.signal_gift as g on g.signal_id = s.signal_id
            where c.state = 'open' and g.released and c.creator_id = any (?::bigint[])
            """,
            (Object) creatorIds.toArray(Long[]::new))
        .fetchSet(0, Long.class);
  }

  List<OpenDispute> disputes(int limit) {
    return db.resultQuery(
            """
            select d.gift_event_id, d.opened_at, coalesce((
              select sum(p.earned_minor - p.taken_back_minor) from monetization.earning_part as p
              where p.event_key = d.gift_key and p.state = 'withheld'), 0)::bigint as withheld_minor
            from monetization.dispute as d where d.state = 'open' order by d.opened_at, d.gift_key limit ?
            """,
            limit)
        .fetch(row ->
            new OpenDispute(
                row.get(0, String.class), row.get(1, Instant.class), row.get(2, Long.class)));
  }

  List<Contradiction> contradictions(int limit) {
    return db.resultQuery(
            """
            select w.event_id, coalesce(d.gift_event_id, '') as gift_event_id, w.word, w.said_at
            from monetization.dispute_word as w left join monetization.dispute as d on d.gift_key = w.gift_key
            where w.effect = 'refused' order by w.said_at desc, w.event_key limit ?
            """,
            limit)
        .fetch(row ->
            new Contradiction(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, Instant.class)));
  }

  private static String word(RiskCase.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
