package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Runs, and who was not paid in them.
@Repository
class PayoutRunRepository {
  private static final String RUN =
      """
      select r.*, (select count(*) from payouts.payout as p where p.run_id = r.run_id) as payouts,
        (select count(*) from payouts.skipped as s where s.run_id = r.run_id) as skipped,
        case when r.kind = 'single' then coalesce(
          (select min(p.creator_id) from payouts.payout as p where p.run_id = r.run_id),
          (select min(s.creator_id) from payouts.skipped as s where s.run_id = r.run_id)) end as creator_id
      from payouts.run as r
      """;

  private final DSLContext db;

  PayoutRunRepository(DSLContext db) {
    this.db = db;
  }

  /// The run of that Friday, begun by whoever comes first. One that ended without paying anybody
  /// does not count.
  PayoutRun weekly(LocalDate friday, String startedBy, Instant at) {
    db.query(
            """
            insert into payouts.run (kind, period, started_by, started_at) values ('weekly', ?::date, ?, ?::timestamptz)
            on conflict (period) where kind = 'weekly' and not paid_nobody do nothing
            """,
            friday.toString(),
            startedBy,
            at.toString())
        .execute();
    return ofFriday(friday).orElseThrow();
  }

  /// The run that counts as that Friday's.
  Optional<PayoutRun> ofFriday(LocalDate friday) {
    return db.resultQuery(
            RUN + "where r.kind = 'weekly' and r.period = ?::date and not r.paid_nobody",
            friday.toString())
        .fetchOptional(PayoutRunRepository::run);
  }

  /// Whether a run of that Friday ended without paying anybody.
  boolean paidNobody(LocalDate friday) {
    return db.resultQuery(
            "select exists (select from payouts.run where kind = 'weekly' and period = ?::date and paid_nobody)",
            friday.toString())
        .fetchSingle(0, Boolean.class);
  }

  long single(LocalDate day, String startedBy, Instant at) {
    return db.resultQuery(
            "insert into payouts.run (kind, period, started_by, started_at) values ('single', ?::date, ?, ?::timestamptz) returning run_id",
            day.toString(),
            startedBy,
            at.toString())
        .fetchSingle(0, Long.class);
  }

  /// Up to which creator the run has decided. Locks the run: whoever else works on it waits.
  long lock(long runId) {
    return db.resultQuery(
            "select decided_until from payouts.run where run_id = ? for update", runId)
        .fetchSingle(0, Long.class);
  }

  void decidedUntil(long runId, long creatorId) {
    db.query("update payouts.run set decided_until = ? where run_id = ?", creatorId, runId)
        .execute();
  }

  void finish(long runId, Instant at) {
    db.query(
            """
            update payouts.run as r set finished_at = ?::timestamptz,
              paid_nobody = not exists (select from payouts.payout as p where p.run_id = r.run_id)
            where r.run_id = ? and r.finished_at is null
            """,
            at.toString(),
            runId)
        .execute();
  }

  void skip(long runId, Collection<Skipped> all) {
    if (all.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into payouts.skipped (run_id, creator_id, currency, reason, amount_minor, detail)
            select ?, * from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[])
            """,
            runId,
            all.stream().map(Skipped::creatorId).toArray(Long[]::new),
            all.stream()
                .map(one -> one.amount().currency().getCurrencyCode())
                .toArray(String[]::new),
            all.stream().map(one -> one.reason().code()).toArray(String[]::new),
            all.stream().map(one -> one.amount().minor()).toArray(Long[]::new),
            all.stream().map(Skipped::detail).toArray(String[]::new))
        .execute();
  }

  Map<SkipReason, Long> obstacles(long runId) {
    return db.resultQuery(
            "select reason, count(*) from payouts.skipped where run_id = ? group by reason order by reason",
            runId)
        .fetchMap(row -> SkipReason.of(row.get(0, String.class)), row -> row.get(1, Long.class));
  }

  List<Money> totals(long runId) {
    return db.resultQuery(
            "select currency, sum(amount_minor)::bigint from payouts.payout where run_id = ? group by currency order by currency",
            runId)
        .fetch(row ->
            new Money(row.get(1, Long.class), Currency.getInstance(row.get(0, String.class))));
  }

  List<Skipped> skipped(long runId, @Nullable SkipReason only, int atMost, int offset) {
    return db.resultQuery(
            """
            select * from payouts.skipped where run_id = ? and reason = coalesce(?, reason)
            order by reason, amount_minor desc, creator_id limit ? offset ?
            """,
            runId,
            only == null ? null : only.code(),
            atMost,
            offset)
        .fetch(row ->
            new Skipped(
                row.get("creator_id", Long.class),
                SkipReason.of(row.get("reason", String.class)),
                new Money(
                    row.get("amount_minor", Long.class),
                    Currency.getInstance(row.get("currency", String.class))),
                row.get("detail", String.class)));
  }

  Optional<PayoutRun> find(long runId) {
    return db.resultQuery(RUN + "where r.run_id = ?", runId)
        .fetchOptional(PayoutRunRepository::run);
  }

  /// Those before run `before` where one is given.
  List<PayoutRun> newest(@Nullable Long before, int atMost) {
    return db.resultQuery(
            RUN + "where (?::bigint is null or r.run_id < ?) order by r.run_id desc limit ?",
            before,
            before,
            atMost)
        .fetch(PayoutRunRepository::run);
  }

  private static PayoutRun run(Record row) {
    return new PayoutRun(
        row.get("run_id", Long.class),
        row.get("kind", String.class),
        row.get("period", LocalDate.class),
        row.get("started_by", String.class),
        row.get("started_at", Instant.class),
        row.get("finished_at", Instant.class),
        row.get("payouts", Long.class),
        row.get("skipped", Long.class),
        row.get("creator_id", Long.class));
  }
}
