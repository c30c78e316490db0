package ai.profithack.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// What a person must look at. The same finding about the same subject is one exception.
@Repository
class ExceptionRepository {
  private final DSLContext db;

  ExceptionRepository(DSLContext db) {
    this.db = db;
  }

  void open(String kind, String subject, @Nullable Long payoutId, String sentence, Instant at) {
    db.query(
            """
            insert into payouts.exception (kind, subject, payout_id, sentence, opened_at)
            values (?, ?, ?, ?, ?::timestamptz) on conflict (kind, subject) do nothing
            """,
            kind,
            subject,
            payoutId,
            sentence,
            at.toString())
        .execute();
  }

  /// Closes the open exceptions of this kind whose payouts are set aside no more.
  void explainMovedOn(String kind, String by, String explanation, Instant at) {
    db.query(
            """
            update payouts.exception as e
            set explained_at = ?::timestamptz, explained_by = ?, explanation = ?, owner = coalesce(owner, ?)
            where kind = ? and explained_at is null and not exists (
              select from payouts.payout as p where p.payout_id = e.payout_id and p.state = 'reserved')
            """,
            at.toString(),
            by,
            explanation,
            by,
            kind)
        .execute();
  }

  List<PayoutException> unexplained(int atMost) {
    return db.resultQuery(
            "select * from payouts.exception where explained_at is null order by opened_at, exception_id limit ?",
            atMost)
        .fetch(row ->
            new PayoutException(
                row.get("exception_id", Long.class),
                row.get("kind", String.class),
                row.get("sentence", String.class),
                row.get("payout_id", Long.class),
                row.get("opened_at", Instant.class),
                row.get("owner", String.class)));
  }

  /// What nobody has, and what `from` has where that is given. False where it changed nothing.
  boolean take(long exceptionId, String owner, @Nullable String from) {
    return db.query(
                """
                update payouts.exception set owner = ?
                where exception_id = ? and explained_at is null and (owner is null or owner = ?)
                """,
                owner,
                exceptionId,
                from)
            .execute()
        == 1;
  }

  /// Who has an open exception.
  Optional<String> owner(long exceptionId) {
    return db.resultQuery(
            "select owner from payouts.exception where exception_id = ? and explained_at is null and owner is not null",
            exceptionId)
        .fetchOptional(0, String.class);
  }

  boolean explain(long exceptionId, String by, String explanation, Instant at) {
    return db.query(
                """
                update payouts.exception
                set explained_at = ?::timestamptz, explained_by = ?, explanation = ?, owner = coalesce(owner, ?)
                where exception_id = ? and explained_at is null
                """,
                at.toString(),
                by,
                explanation,
                by,
                exceptionId)
            .execute()
        == 1;
  }

  /// Makes the open exceptions of this kind about a payout somebody's, where they are nobody's.
  void giveTo(String kind, long payoutId, String owner) {
    db.query(
            "update payouts.exception set owner = ? where kind = ? and payout_id = ? and owner is null and explained_at is null",
            owner,
            kind,
            payoutId)
        .execute();
  }

  /// Closes the open exceptions of this kind about a payout.
  void explain(String kind, long payoutId, String by, String explanation, Instant at) {
    db.query(
            """
            update payouts.exception
            set explained_at = ?::timestamptz, explained_by = ?, explanation = ?, owner = coalesce(owner, ?)
            where kind = ? and payout_id = ? and explained_at is null
            """,
            at.toString(),
            by,
            explanation,
            by,
            kind,
            payoutId)
        .execute();
  }
}
