package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Batches, as people see and carry them.
@Repository
class BatchRepository {
  private static final String BATCH =
      """
      select b.*, c.payouts, c.unanswered, c.amount_minor from payouts.batch as b
      cross join lateral (
        select count(*) as payouts, count(*) filter (where p.state in ('submitting', 'unknown')) as unanswered,
          sum(p.amount_minor)::bigint as amount_minor
        from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
        where a.batch_id = b.batch_id) as c
      """;

  private final DSLContext db;

  BatchRepository(DSLContext db) {
    this.db = db;
  }

  /// Those before batch `before` where one is given.
  List<PayoutBatch> newest(@Nullable Long before, int atMost) {
    return db.resultQuery(
            BATCH + "where (?::bigint is null or b.batch_id < ?) order by b.batch_id desc limit ?",
            before,
            before,
            atMost)
        .fetch(BatchRepository::batch);
  }

  /// Those of these rails that nobody handed over and that have a payout which waits for it, oldest
  /// first.
  List<PayoutBatch> toCarry(Collection<String> rails, int atMost) {
    return db.resultQuery(
            BATCH
                + """
                where b.handed_over_at is null and b.rail = any (?::text[]) and exists (
                  select 1 from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
                  where a.batch_id = b.batch_id and p.state = 'submitting')
                order by b.batch_id limit ?
                """,
            rails.toArray(String[]::new),
            atMost)
        .fetch(BatchRepository::batch);
  }

  Optional<PayoutBatch> find(long batchId) {
    return db.resultQuery(BATCH + "where b.batch_id = ?", batchId)
        .fetchOptional(BatchRepository::batch);
  }

  /// Keeps the digest of the file as it was first made; returns the one that is kept.
  String fileDigest(long batchId, String sha256) {
    db.query(
            "update payouts.batch set file_sha256 = ? where batch_id = ? and file_sha256 is null",
            sha256,
            batchId)
        .execute();
    return db.resultQuery("select file_sha256 from payouts.batch where batch_id = ?", batchId)
        .fetchSingle(0, String.class);
  }

  boolean handOver(long batchId, String by, Instant at) {
    return db.query(
                """
                update payouts.batch set handed_over_at = ?::timestamptz, handed_over_by = ?
                where batch_id = ? and handed_over_at is null
                """,
                at.toString(),
                by,
                batchId)
            .execute()
        == 1;
  }

  private static PayoutBatch batch(Record row) {
    return new PayoutBatch(
        row.get("batch_id", Long.class),
        row.get("rail", String.class),
        row.get("message_id", String.class),
        row.get("created_at", Instant.class),
        row.get("execution_date", LocalDate.class),
        row.get("handed_over_at", Instant.class),
        row.get("handed_over_by", String.class),
        row.get("payouts", Long.class),
        row.get("unanswered", Long.class),
        new Money(
            row.get("amount_minor", Long.class),
            Currency.getInstance(row.get("currency", String.class))));
  }
}
