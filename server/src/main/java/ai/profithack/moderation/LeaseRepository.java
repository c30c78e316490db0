package ai.profithack.moderation;

import java.time.Instant;
import org.jooq.DSLContext;

/// Leases on the rows of a table whose work servers share: columns `state`, `worker`,
/// `lease_until`, `attempts`, `stage`, `progress`, `fault`, `failure` and `finished_at`.
final class LeaseRepository {
  private final DSLContext db;
  private final String table;
  private final String key;

  LeaseRepository(DSLContext db, String table, String key) {
    this.db = db;
    this.table = table;
    this.key = key;
  }

  /// Ends what took every worker with it; returns how many rows.
  int giveUp(Instant now, int attemptsMax, Failure failure) {
    return db.query(
            """
            update %s set state = 'failed', fault = ?, failure = ?, finished_at = ?::timestamptz, worker = null, lease_until = null
            where state = 'running' and lease_until < ?::timestamptz and attempts >= ?
            """
                .formatted(table),
            failure.fault().word(),
            failure.sentence(),
            now.toString(),
            now.toString(),
            attemptsMax)
        .execute();
  }

  /// Renews a lease and says how far the work is. False where somebody else has it by now: then
  /// nothing was written.
  boolean keep(long id, String worker, Instant leaseUntil, String stage, int progress) {
    return db.query(
                """
                update %s set lease_until = ?::timestamptz, stage = ?, progress = ?
                where %s = ? and worker = ? and state = 'running'
                """
                    .formatted(table, key),
                leaseUntil.toString(),
                stage,
                progress,
                id,
                worker)
            .execute()
        == 1;
  }

  /// Gives back what a server that ends has not finished. It counts as not begun.
  void release(String worker) {
    db.query(
            """
            update %s set state = 'queued', worker = null, lease_until = null, stage = '', progress = 0,
              attempts = attempts - 1
            where worker = ? and state = 'running'
            """
                .formatted(table),
            worker)
        .execute();
  }
}
