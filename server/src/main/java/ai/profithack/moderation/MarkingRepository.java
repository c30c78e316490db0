package ai.profithack.moderation;

import ai.profithack.moderation.Marking.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// SQL on watermarks: payloads, markings, and the contract's table of those that are done.
@Repository
class MarkingRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SELECT =
      """
      select m.*, w.watermark_data, w.watermark_url
      from moderation.marking as m left join public.content_watermarks as w on w.id = m.marking_id
      """;

  private final DSLContext db;

  MarkingRepository(DSLContext db) {
    this.db = db;
  }

  /// What a payload says.
  record Registered(String payload, long videoId, long creatorId, Instant registeredAt) {}

  /// The payload of a video and its creator: the one that is registered, else `fresh`. Empty where
  /// `fresh` is somebody else's: draw another one.
  Optional<String> register(String fresh, long videoId, long creatorId, Instant now) {
    db.query(
            """
            insert into moderation.payload (payload, video_id, creator_id, registered_at)
            values (?, ?, ?, ?::timestamptz) on conflict do nothing
            """,
            fresh,
            videoId,
            creatorId,
            now.toString())
        .execute();
    return db.resultQuery(
            "select payload from moderation.payload where video_id = ? and creator_id = ?",
            videoId,
            creatorId)
        .fetchOptional(0, String.class);
  }

  Optional<Registered> registered(String payload) {
    return db.resultQuery("select * from moderation.payload where payload = ?", payload)
        .fetchOptional(row ->
            new Registered(
                row.get("payload", String.class),
                row.get("video_id", Long.class),
                row.get("creator_id", Long.class),
                row.get("registered_at", Instant.class)));
  }

  /// What is asked for.
  record Request(
      long videoId,
      @Nullable Long creatorId,
      String sha256,
      WatermarkType type,
      Map<String, Object> settings,
      String by) {}

  /// The new marking, or the same one that is there already; empty where `waitingMax` wait.
  Optional<Marking> request(Request request, Instant now, int waitingMax) {
    var settings = JSON.writeValueAsString(request.settings());
    db.query(
            """
            insert into moderation.marking
              (marking_id, video_id, creator_id, sha256, watermark_type, settings, requested_at, requested_by)
            select nextval(pg_get_serial_sequence('public.content_watermarks', 'id')), ?, ?::bigint, ?, ?, ?::jsonb,
              ?::timestamptz, ?
            where (select count(*) from moderation.marking where state = 'queued') < ?
              and not exists (
                select 1 from moderation.marking
                where video_id = ? and sha256 = ? and watermark_type = ? and settings = ?::jsonb
                  and state in ('queued', 'running', 'done'))
            on conflict (video_id, sha256, watermark_type, settings) where state in ('queued', 'running', 'done') do nothing
            """,
            request.videoId(),
            request.creatorId(),
            request.sha256(),
            request.type().word(),
            settings,
            now.toString(),
            request.by(),
            waitingMax,
            request.videoId(),
            request.sha256(),
            request.type().word(),
            settings)
        .execute();
    return db.resultQuery(
            SELECT
                + """
                where m.video_id = ? and m.sha256 = ? and m.watermark_type = ? and m.settings = ?::jsonb
                  and m.state in ('queued', 'running', 'done')
                """,
            request.videoId(),
            request.sha256(),
            request.type().word(),
            settings)
        .fetchOptional(MarkingRepository::marking);
  }

  LeaseRepository leases() {
    return new LeaseRepository(db, "moderation.marking", "marking_id");
  }

  /// Gives the oldest marking that nobody works on to a worker.
  Optional<Marking> claim(String worker, Instant now, Instant leaseUntil, int attemptsMax) {
    return db.resultQuery(
            """
            update moderation.marking set state = 'running', worker = ?, lease_until = ?::timestamptz,
              attempts = attempts + 1, stage = 'Begun', progress = 0
            where marking_id = (
              select marking_id from moderation.marking
              where (state = 'queued' or state = 'running' and lease_until < ?::timestamptz) and attempts < ?
              order by marking_id limit 1 for update skip locked)
            returning *, null::jsonb as watermark_data, null::text as watermark_url
            """,
            worker,
            leaseUntil.toString(),
            now.toString(),
            attemptsMax)
        .fetchOptional(MarkingRepository::marking);
  }

  void fail(long markingId, String worker, Failure failure, Instant now) {
    db.query(
            """
            update moderation.marking set state = 'failed', fault = ?, failure = ?, finished_at = ?::timestamptz,
              worker = null, lease_until = null
            where marking_id = ? and worker = ? and state = 'running'
            """,
            failure.fault().word(),
            failure.sentence(),
            now.toString(),
            markingId,
            worker)
        .execute();
  }

  /// What was made of an original.
  record Made(String sha256, String mediaType, Map<String, Object> data, String url) {}

  /// Ends a marking and writes its row in the contract's table, both or nothing. False where it is
  /// not this worker's any more.
  boolean finish(Marking marking, String worker, Made made, Instant now) {
    return db.query(
                """
                with done as (
                  update moderation.marking set state = 'done', stage = 'Done', progress = 100, made_sha256 = ?,
                    made_type = ?, finished_at = ?::timestamptz, worker = null, lease_until = null
                  where marking_id = ? and worker = ? and state = 'running'
                  returning marking_id, video_id, watermark_type)
                insert into public.content_watermarks
                  (id, video_id, watermark_type, watermark_data, watermark_url, created_at)
                select marking_id, video_id, watermark_type, ?::jsonb, ?, ?::timestamptz from done
                """,
                made.sha256(),
                made.mediaType(),
                now.toString(),
                marking.markingId(),
                worker,
                JSON.writeValueAsString(made.data()),
                made.url(),
                now.toString())
            .execute()
        == 1;
  }

  Optional<Marking> find(long markingId) {
    return db.resultQuery(SELECT + "where m.marking_id = ?", markingId)
        .fetchOptional(MarkingRepository::marking);
  }

  /// The newest first; those before `before` (null for all), of one video where given.
  List<Marking> page(@Nullable Long before, @Nullable Long videoId, int limit) {
    return db.resultQuery(
            SELECT
                + """
                where (?::bigint is null or m.marking_id < ?::bigint) and (?::bigint is null or m.video_id = ?::bigint)
                order by m.marking_id desc limit ?
                """,
            before,
            before,
            videoId,
            videoId,
            limit)
        .fetch(MarkingRepository::marking);
  }

  /// Those of the hashes that are of a marked file.
  Set<String> madeAmong(List<String> hashes) {
    return db.resultQuery(
            "select made_sha256 from moderation.marking where state = 'done' and made_sha256 = any (?::text[])",
            (Object) hashes.toArray(String[]::new))
        .fetchSet(row -> row.get(0, String.class));
  }

  /// Whether anybody is at work on a file.
  boolean isUnderWay(String sha256) {
    return Boolean.TRUE.equals(
        db.resultQuery(
                "select exists (select 1 from moderation.marking where sha256 = ? and state in ('queued', 'running'))",
                sha256)
            .fetchOne(0, Boolean.class));
  }

  /// Ends the markings of an original that is deleted, takes their addresses away, and returns the
  /// hashes of the files that were made of it.
  List<String> erase(String sha256, Instant now) {
    db.query(
            """
            update moderation.marking set state = 'failed', fault = 'file', failure = 'The files of this video were deleted.',
              finished_at = ?::timestamptz, worker = null, lease_until = null
            where sha256 = ? and state in ('queued', 'running')
            """,
            now.toString(),
            sha256)
        .execute();
    return db.resultQuery(
            """
            with erased as (
              update moderation.marking set state = 'erased' where sha256 = ? and state = 'done'
              returning marking_id, made_sha256),
            led_nowhere as (
              update public.content_watermarks set watermark_url = null
              where id in (select marking_id from erased))
            select made_sha256 from erased
            """,
            sha256)
        .fetch(row -> row.get(0, String.class));
  }

  private static Marking marking(Record row) {
    return new Marking(
        row.get("marking_id", Long.class),
        row.get("video_id", Long.class),
        row.get("creator_id", Long.class),
        row.get("sha256", String.class),
        WatermarkType.of(row.get("watermark_type", String.class)).orElseThrow(),
        map(row.get("settings", JSONB.class)),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("stage", String.class),
        row.get("progress", Integer.class),
        row.get("requested_at", Instant.class),
        row.get("requested_by", String.class),
        row.get("finished_at", Instant.class),
        row.get("fault", String.class) == null ? null : Fault.of(row.get("fault", String.class)),
        row.get("failure", String.class),
        row.get("made_sha256", String.class),
        row.get("made_type", String.class),
        row.get("watermark_data", JSONB.class) == null
            ? null
            : map(row.get("watermark_data", JSONB.class)),
        row.get("watermark_url", String.class));
  }

  private static Map<String, Object> map(JSONB json) {
    return JSON.readValue(json.data(), new TypeReference<>() {});
  }
}
