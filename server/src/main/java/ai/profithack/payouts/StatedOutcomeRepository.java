package ai.profithack.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Repository;

/// What people said became of payouts.
@Repository
class StatedOutcomeRepository {
  private final DSLContext db;

  StatedOutcomeRepository(DSLContext db) {
    this.db = db;
  }

  /// Keeps a statement; false where one about the payout waits already.
  boolean insert(StatedOutcome said) {
    return db.query(
                """
                insert into payouts.stated_outcome (payout_id, outcome, reference, reason, evidence, stated_by, stated_at)
                values (?, ?, ?, ?, ?, ?, ?::timestamptz) on conflict (payout_id) where state = 'waiting' do nothing
                """,
                said.payoutId(),
                said.outcome().name().toLowerCase(Locale.ROOT),
                said.reference(),
                said.reason(),
                said.evidence(),
                said.statedBy(),
                said.statedAt().toString())
            .execute()
        == 1;
  }

  /// Ends the waiting of a statement; false where it does not wait.
  boolean decide(long statementId, StatedOutcome.State state, String by, Instant at) {
    return db.query(
                """
                update payouts.stated_outcome set state = ?, decided_by = ?, decided_at = ?::timestamptz
                where statement_id = ? and state = 'waiting'
                """,
                state.name().toLowerCase(Locale.ROOT),
                by,
                at.toString(),
                statementId)
            .execute()
        == 1;
  }

  Optional<StatedOutcome> find(long statementId) {
    return db.resultQuery(
            "select * from payouts.stated_outcome where statement_id = ?", statementId)
        .fetchOptional(StatedOutcomeRepository::said);
  }

  /// What was said of a payout, newest first.
  List<StatedOutcome> of(long payoutId) {
    return db.resultQuery(
            "select * from payouts.stated_outcome where payout_id = ? order by statement_id desc",
            payoutId)
        .fetch(StatedOutcomeRepository::said);
  }

  /// The newest thing that two people agreed on about a payout.
  Optional<StatedOutcome> agreed(long payoutId) {
    return of(payoutId).stream()
        .filter(said -> said.state() == StatedOutcome.State.CONFIRMED)
        .findFirst();
  }

  private static StatedOutcome said(Record row) {
    return new StatedOutcome(
        row.get("statement_id", Long.class),
        row.get("payout_id", Long.class),
        StatedOutcome.Outcome.valueOf(row.get("outcome", String.class).toUpperCase(Locale.ROOT)),
        row.get("reference", String.class),
        row.get("reason", String.class),
        row.get("evidence", String.class),
        row.get("stated_by", String.class),
        row.get("stated_at", Instant.class),
        StatedOutcome.State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("decided_by", String.class),
        row.get("decided_at", Instant.class));
  }
}
