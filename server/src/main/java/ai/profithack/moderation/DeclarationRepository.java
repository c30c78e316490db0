package ai.profithack.moderation;

import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// SQL on what senders say of files: kept with the video and its file, whichever analysis it came
/// with. The newest word counts; saying nothing takes no word back.
@Repository
class DeclarationRepository {
  private final DSLContext db;

  DeclarationRepository(DSLContext db) {
    this.db = db;
  }

  /// Nothing is kept of [Origin#UNSAID].
  void declare(long videoId, String sha256, Origin origin, String by, Instant now) {
    if (origin == Origin.UNSAID) {
      return;
    }
    db.query(
            """
            insert into moderation.declaration as d (video_id, sha256, origin, declared_at, declared_by)
            values (?, ?, ?, ?::timestamptz, ?)
            on conflict (video_id, sha256) do update
            set origin = excluded.origin, declared_at = excluded.declared_at, declared_by = excluded.declared_by
            where d.declared_at <= excluded.declared_at
            """,
            videoId,
            sha256,
            origin.word(),
            now.toString(),
            by)
        .execute();
  }

  Origin of(long videoId, String sha256) {
    return db.resultQuery(
            "select origin from moderation.declaration where video_id = ? and sha256 = ?",
            videoId,
            sha256)
        .fetchOptional(row -> Origin.of(row.get(0, String.class)).orElseThrow())
        .orElse(Origin.UNSAID);
  }
}
