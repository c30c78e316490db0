package ai.profithack.media;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// SQL on originals and the videos that refer to them.
@Repository
class OriginalRepository {
  private static final String COLUMNS =
      "o.sha256, o.byte_count, o.container, o.stored_at, o.deleted_at";

  private final DSLContext db;

  OriginalRepository(DSLContext db) {
    this.db = db;
  }

  /// Makes the row, or takes its deletion back, and locks it until the transaction ends. True where
  /// it was held before.
  boolean holdAndLock(String sha256, long byteCount, String container, Instant now) {
    var inserted =
        db.query(
                """
                insert into media.original (sha256, byte_count, container, stored_at)
                values (?, ?, ?, ?::timestamptz) on conflict (sha256) do nothing
                """,
                sha256,
                byteCount,
                container,
                now.toString())
            .execute();
    if (inserted == 1) {
      return false;
    }
    var held = lock(sha256).orElseThrow().isHeld();
    if (!held) {
      db.query(
              """
              update media.original
              set stored_at = ?::timestamptz, deleted_at = null, deleted_by = null, deleted_because = null
              where sha256 = ?
              """,
              now.toString(),
              sha256)
          .execute();
    }
    return held;
  }

  Optional<Original> lock(String sha256) {
    return db.resultQuery(
            "select " + COLUMNS + " from media.original as o where o.sha256 = ? for update", sha256)
        .fetchOptional(OriginalRepository::original);
  }

  void refer(Arrival arrival, String sha256, Instant now) {
    db.query(
            """
            insert into media.original_reference (sha256, video_id, file_name, came_by, added_at, added_by)
            values (?, ?, ?, ?, ?::timestamptz, ?)
            on conflict (video_id, sha256) do update
            set file_name = excluded.file_name, came_by = excluded.came_by, added_at = excluded.added_at,
              added_by = excluded.added_by
            """,
            sha256,
            arrival.videoId(),
            arrival.fileName(),
            arrival.by().word(),
            now.toString(),
            arrival.actor())
        .execute();
  }

  Optional<Original> find(String sha256) {
    return db.resultQuery(
            "select " + COLUMNS + " from media.original as o where o.sha256 = ?", sha256)
        .fetchOptional(OriginalRepository::original);
  }

  Optional<Original> newest(long videoId) {
    return db.resultQuery(
            "select "
                + COLUMNS
                + """
                 from media.original_reference as r join media.original as o on o.sha256 = r.sha256
                where r.video_id = ? and o.deleted_at is null
                order by r.added_at desc, r.reference_id desc limit 1
                """,
            videoId)
        .fetchOptional(OriginalRepository::original);
  }

  /// Those of a video that are held, and whether another video refers to them too.
  List<String> heldOf(long videoId) {
    return db.resultQuery(
            """
            select o.sha256 from media.original_reference as r join media.original as o on o.sha256 = r.sha256
            where r.video_id = ? and o.deleted_at is null order by o.sha256
            """,
            videoId)
        .fetch(row -> row.get(0, String.class));
  }

  Set<String> heldAmong(Collection<String> hashes) {
    return db.resultQuery(
            "select sha256 from media.original where sha256 = any (?::text[]) and deleted_at is null",
            (Object) hashes.toArray(String[]::new))
        .fetchSet(row -> row.get(0, String.class));
  }

  List<Long> videosOf(String sha256) {
    return db.resultQuery(
            "select video_id from media.original_reference where sha256 = ? order by video_id",
            sha256)
        .fetch(row -> row.get(0, Long.class));
  }

  /// Held files to which every reference is older than `before`, the oldest first, after `last`.
  List<Original> unreferredSince(Instant before, @Nullable Original last, int atMost) {
    return db.resultQuery(
            "select "
                + COLUMNS
                + """
                 from media.original as o
                where o.deleted_at is null and o.stored_at < ?::timestamptz
                  and not exists (
                    select 1 from media.original_reference as r
                    where r.sha256 = o.sha256 and r.added_at >= ?::timestamptz)
                  and (o.stored_at, o.sha256) > (?::timestamptz, ?)
                order by o.stored_at, o.sha256 limit ?
                """,
            before.toString(),
            before.toString(),
            last == null ? "-infinity" : last.storedAt().toString(),
            last == null ? "" : last.sha256(),
            atMost)
        .fetch(OriginalRepository::original);
  }

  boolean isUnreferredSince(String sha256, Instant before) {
    return Boolean.TRUE.equals(
        db.resultQuery(
                """
                select not exists (
                  select 1 from media.original_reference where sha256 = ? and added_at >= ?::timestamptz)
                """,
                sha256,
                before.toString())
            .fetchOne(0, Boolean.class));
  }

  /// Those of the hashes whose bytes are held.
  Set<String> heldAmong(List<String> hashes) {
    return db.resultQuery(
            "select sha256 from media.original where deleted_at is null and sha256 = any (?::text[])",
            (Object) hashes.toArray(String[]::new))
        .fetchSet(row -> row.get(0, String.class));
  }

  /// Until the transaction ends nobody else takes in, or sweeps away, these bytes: also where no
  /// row is there to be locked.
  void waitForOthers(String sha256) {
    db.resultQuery("select pg_advisory_xact_lock(hashtextextended(?, 20261))", sha256).fetch();
  }

  void markDeleted(String sha256, String by, String reason, Instant now) {
    db.query(
            """
            update media.original set deleted_at = ?::timestamptz, deleted_by = ?, deleted_because = ?
            where sha256 = ? and deleted_at is null
            """,
            now.toString(),
            by,
            reason,
            sha256)
        .execute();
  }

  private static Original original(Record row) {
    return new Original(
        row.get("sha256", String.class),
        row.get("byte_count", Long.class),
        row.get("container", String.class),
        row.get("stored_at", Instant.class),
        row.get("deleted_at", Instant.class));
  }
}
