package ai.profithack.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Files that say what became of payments.
@Repository
class ResultFileRepository {
  private static final String FILE =
      "select file_id, name, uploaded_by, uploaded_at, applied_by, applied_at, changed from payouts.result_file ";

  private final DSLContext db;

  ResultFileRepository(DSLContext db) {
    this.db = db;
  }

  /// Keeps a file; empty where the same bytes are there already.
  Optional<Long> insertIfAbsent(String sha256, String name, byte[] content, String by, Instant at) {
    return db.resultQuery(
            """
            insert into payouts.result_file (sha256, name, content, uploaded_by, uploaded_at)
            values (?, ?, ?, ?, ?::timestamptz) on conflict (sha256) do nothing returning file_id
            """,
            sha256,
            name,
            content,
            by,
            at.toString())
        .fetchOptional(0, Long.class);
  }

  long idOf(String sha256) {
    return db.resultQuery("select file_id from payouts.result_file where sha256 = ?", sha256)
        .fetchSingle(0, Long.class);
  }

  /// Those before file `before` where one is given.
  List<PaymentResults.SentFile> newest(@Nullable Long before, int atMost) {
    return db.resultQuery(
            FILE + "where (?::bigint is null or file_id < ?) order by file_id desc limit ?",
            before,
            before,
            atMost)
        .fetch(ResultFileRepository::file);
  }

  List<PaymentResults.SentFile> waiting(int atMost) {
    return db.resultQuery(FILE + "where applied_at is null order by file_id limit ?", atMost)
        .fetch(ResultFileRepository::file);
  }

  List<PaymentResults.SentFile> takenIn(@Nullable Long before, int atMost) {
    return db.resultQuery(
            FILE + "where applied_at is not null and file_id < ? order by file_id desc limit ?",
            before == null ? Long.MAX_VALUE : before,
            atMost)
        .fetch(ResultFileRepository::file);
  }

  Optional<PaymentResults.SentFile> find(long fileId) {
    return db.resultQuery(FILE + "where file_id = ?", fileId)
        .fetchOptional(ResultFileRepository::file);
  }

  /// The file, locked until the transaction ends.
  Optional<PaymentResults.SentFile> lock(long fileId) {
    return db.resultQuery(FILE + "where file_id = ? for update", fileId)
        .fetchOptional(ResultFileRepository::file);
  }

  byte[] content(long fileId) {
    return Objects.requireNonNull(
        db.resultQuery("select content from payouts.result_file where file_id = ?", fileId)
            .fetchSingle(0, byte[].class));
  }

  int deleteUnused(Instant before) {
    return db.query(
            "delete from payouts.result_file where applied_at is null and uploaded_at < ?::timestamptz",
            before.toString())
        .execute();
  }

  void applied(long fileId, String by, Instant at, int changed) {
    db.query(
            "update payouts.result_file set applied_by = ?, applied_at = ?::timestamptz, changed = ? where file_id = ?",
            by,
            at.toString(),
            changed,
            fileId)
        .execute();
  }

  private static PaymentResults.SentFile file(Record row) {
    return new PaymentResults.SentFile(
        row.get("file_id", Long.class),
        row.get("name", String.class),
        row.get("uploaded_by", String.class),
        row.get("uploaded_at", Instant.class),
        row.get("applied_by", String.class),
        row.get("applied_at", Instant.class),
        row.get("changed", Integer.class));
  }
}
