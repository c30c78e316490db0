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

/// Batches, as people see and carry them.
@Repository
class BatchRepository {
  /// The payouts of batch `b` that wait although another destination has taken the place of theirs.
  private static final String REPLACED =
      """
      array(
        select p.payout_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
        join payouts.method as m on m.method_id = p.method_id
        where a.batch_id = b.batch_id and p.state = 'submitting' and m.retired_at is not null order by p.payout_id)
      """;

  private static final String BATCH =
      """
      select b.*, c.payouts, c.unanswered, c.amount_minor,
        case when b.handed_over_at is null and b.discarded_at is null then %s else '{}' end as replaced
      from payouts.batch as b
      cross join lateral (
        select count(*) as payouts, count(*) filter (where p.state in ('submitting', 'unknown')) as unanswered,
          sum(p.amount_minor)::bigint as amount_minor
        from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
        where a.batch_id = b.batch_id) as c
      """
          .formatted(REPLACED);

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

  /// Those of these rails that nobody handed over or discarded, oldest first.
  List<PayoutBatch> toCarry(Collection<String> rails, int atMost) {
    return db.resultQuery(
            BATCH
                + """
                where b.handed_over_at is null and b.discarded_at is null and b.rail = any (?::text[])
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

  /// The same, locked until the transaction ends.
  Optional<PayoutBatch> lock(long batchId) {
    db.resultQuery("select 1 from payouts.batch where batch_id = ? for update", batchId).fetch();
    return find(batchId);
  }

  /// The batch that went out under this name.
  Optional<PayoutBatch> ofMessage(String messageId) {
    return db.resultQuery(BATCH + "where b.message_id = ?", messageId)
        .fetchOptional(BatchRepository::batch);
  }

  /// How a payout is in its batch; nothing where it is in none.
  Optional<InBatch> of(long payoutId) {
    return db.resultQuery(
            """
            select b.batch_id, b.handed_over_at is not null as handed_over, b.discarded_at is not null as discarded,
              p.state = 'submitting' and exists (
                select from payouts.method as m where m.method_id = p.method_id and m.retired_at is not null) as replaced
            from payouts.attempt as a join payouts.batch as b on b.batch_id = a.batch_id
            join payouts.payout as p on p.payout_id = a.payout_id
            where a.payout_id = ?
            """,
            payoutId)
        .fetchOptional(row ->
            new InBatch(
                row.get("batch_id", Long.class),
                row.get("handed_over", Boolean.class),
                row.get("discarded", Boolean.class),
                row.get("replaced", Boolean.class)));
  }

  /// The payouts of a batch that wait although another destination has taken the place of theirs.
  List<Long> replaced(long batchId) {
    return db.resultQuery(
            "select " + REPLACED + " from payouts.batch as b where b.batch_id = ?", batchId)
        .fetchOptional(0, Long[].class)
        .map(List::of)
        .orElse(List.of());
  }

  /// A batch by file that was neither handed over nor discarded.
  record Waiting(long batchId, String messageId, boolean fileMade) {}

  /// Those of these payouts, locked until the transaction ends.
  List<Waiting> lockWaiting(Collection<Long> payoutIds) {
    return db.resultQuery(
            """
            select batch_id, message_id, file_sha256 is not null as file_made from payouts.batch
            where handed_over_at is null and discarded_at is null and payouts.by_file(rail) and batch_id in (
              select batch_id from payouts.attempt where payout_id = any (?::bigint[]))
            order by batch_id for update
            """,
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(row ->
            new Waiting(
                row.get(0, Long.class), row.get(1, String.class), row.get(2, Boolean.class)));
  }

  record Discarded(long batchId, String by) {}

  /// The batches of these payouts that were discarded.
  List<Discarded> discardedOf(Collection<Long> payoutIds) {
    return db.resultQuery(
            """
            select batch_id, discarded_by from payouts.batch
            where discarded_at is not null and batch_id in (
              select batch_id from payouts.attempt where payout_id = any (?::bigint[]))
            order by batch_id
            """,
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(row -> new Discarded(row.get(0, Long.class), row.get(1, String.class)));
  }

  /// Those of these payouts by file whose batch was neither handed over nor discarded, each with
  /// that batch.
  Map<Long, Long> waiting(Collection<Long> payoutIds) {
    return db.resultQuery(
            """
            select a.payout_id, a.batch_id from payouts.attempt as a join payouts.batch as b on b.batch_id = a.batch_id
            where a.payout_id = any (?::bigint[]) and b.handed_over_at is null and b.discarded_at is null and payouts.by_file(b.rail)
            """,
            (Object) payoutIds.toArray(Long[]::new))
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Long.class));
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

  /// False where it was handed over or discarded before.
  boolean handOver(long batchId, String by, Instant at) {
    return db.query(
                """
                update payouts.batch set handed_over_at = ?::timestamptz, handed_over_by = ?
                where batch_id = ? and handed_over_at is null and discarded_at is null
                """,
                at.toString(),
                by,
                batchId)
            .execute()
        == 1;
  }

  /// False where it was handed over or discarded before.
  boolean discard(long batchId, String by, String reason, Instant at) {
    return db.query(
                """
                update payouts.batch set discarded_at = ?::timestamptz, discarded_by = ?, discarded_because = ?
                where batch_id = ? and handed_over_at is null and discarded_at is null
                """,
                at.toString(),
                by,
                reason,
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
        row.get("file_sha256", String.class) != null,
        row.get("handed_over_at", Instant.class),
        row.get("handed_over_by", String.class),
        row.get("discarded_at", Instant.class),
        row.get("discarded_by", String.class),
        row.get("discarded_because", String.class),
        row.get("payouts", Long.class),
        row.get("unanswered", Long.class),
        new Money(
            row.get("amount_minor", Long.class),
            Currency.getInstance(row.get("currency", String.class))),
        List.of(row.get("replaced", Long[].class)));
  }
}
