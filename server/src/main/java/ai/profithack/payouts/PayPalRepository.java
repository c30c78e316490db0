package ai.profithack.payouts;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// Where our batches are at PayPal.
@Repository
class PayPalRepository {
  private final DSLContext db;

  PayPalRepository(DSLContext db) {
    this.db = db;
  }

  /// Notes what PayPal calls a batch of ours. It never calls it anything else.
  void named(long batchId, String providerId) {
    db.query(
            "update payouts.batch set provider_id = ? where batch_id = ? and provider_id is null",
            providerId,
            batchId)
        .execute();
  }

  /// What PayPal calls the batches of these keys, by key; those of which it is not known are left
  /// out.
  Map<String, String> providerIds(Collection<String> keys) {
    return db.resultQuery(
            """
            select a.key, b.provider_id from payouts.attempt as a join payouts.batch as b on b.batch_id = a.batch_id
            where a.key = any (?::text[]) and b.provider_id is not null
            """,
            (Object) keys.toArray(String[]::new))
        .fetchMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
  }

  /// Whether one of these was handed over before the call that is being made.
  boolean calledBefore(Collection<String> keys) {
    return db.resultQuery(
                "select count(*) from payouts.attempt where key = any (?::text[]) and calls > 1",
                (Object) keys.toArray(String[]::new))
            .fetchSingle(0, Long.class)
        > 0;
  }

  /// Our batch, by our own name for it.
  Optional<Long> batchOf(String messageId) {
    return db.resultQuery(
            "select batch_id from payouts.batch where rail = ? and message_id = ?",
            PayPalRail.NAME,
            messageId)
        .fetchOptional(0, Long.class);
  }

  /// The payouts of a batch that were given to PayPal.
  List<Long> payoutsOf(long batchId) {
    return db.resultQuery(
            "select payout_id from payouts.attempt where batch_id = ? order by payout_id", batchId)
        .fetch(0, Long.class);
  }
}
