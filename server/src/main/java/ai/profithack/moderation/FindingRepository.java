package ai.profithack.moderation;

import ai.profithack.moderation.Analyses.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// SQL on the contract's tables of moderation: flags, queue, detections, blocks. Each is written
/// once for a file under a policy, however often it is analysed; unique indexes see to that.
@Repository
class FindingRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration APPEALABLE = Duration.ofDays(180);

  private final DSLContext db;

  FindingRepository(DSLContext db) {
    this.db = db;
  }

  /// Raises a flag, or lets the open one of its type say what was found now, unless that was worse.
  /// A decided flag stays as it is. True where this is news: nothing of its type as severe was
  /// there, neither open nor decided.
  boolean flag(Analysis analysis, Verdict.Flag flag, Instant now) {
    return Boolean.TRUE.equals(
        db.resultQuery(
                """
                with before as (
                  select coalesce(max(moderation.severity_rank(severity)), 0) as worst,
                    coalesce(bool_or(not coalesce(resolved, false)), false) as is_open
                  from public.content_flags
                  where video_id = ? and flag_type = ? and sha256 = ? and policy_version = ?),
                written as (
                  insert into public.content_flags as f
                    (video_id, flag_type, severity, description, flagged_at, analysis_id, sha256, policy_version)
                  select ?, ?, ?, ?, ?::timestamptz, ?, ?, ? from before
                  where is_open or worst < moderation.severity_rank(?)
                  on conflict (video_id, flag_type, sha256, policy_version)
                    where sha256 is not null and not coalesce(resolved, false)
                  do update set severity = excluded.severity, description = excluded.description,
                    analysis_id = excluded.analysis_id
                  where moderation.severity_rank(f.severity) <= moderation.severity_rank(excluded.severity)
                  returning f.id)
                select worst < moderation.severity_rank(?) and exists (select from written) from before
                """,
                analysis.videoId(),
                flag.type().word(),
                analysis.sha256(),
                analysis.policyVersion(),
                analysis.videoId(),
                flag.type().word(),
                flag.severity().word(),
                flag.description(),
                now.toString(),
                analysis.analysisId(),
                analysis.sha256(),
                analysis.policyVersion(),
                flag.severity().word(),
                flag.severity().word())
            .fetchOne(0, Boolean.class));
  }

  /// Opens an item for what is news, or adds it to the open one, which becomes as urgent.
  void queue(Analysis analysis, Severity severity, String notes, Instant now) {
    db.query(
            """
            insert into public.moderation_queue as q
              (video_id, priority, status, notes, created_at, updated_at, analysis_id)
            values (?, ?, 'pending', ?, ?::timestamptz, ?::timestamptz, ?)
            on conflict (video_id) where status in ('pending', 'in_review', 'escalated') and not superseded
            do update set priority = least(q.priority, excluded.priority),
              notes = concat_ws(chr(10), q.notes, excluded.notes), updated_at = excluded.updated_at,
              analysis_id = excluded.analysis_id
            """,
            analysis.videoId(),
            severity.priority(),
            notes,
            now.toString(),
            now.toString(),
            analysis.analysisId())
        .execute();
  }

  /// The newest figures of a file under a policy count.
  void detection(Analysis analysis, Deepfake deepfake, List<FlaggedRegion> regions, Instant now) {
    db.query(
            """
            insert into public.deepfake_detection (video_id, is_deepfake, confidence, detection_method, flagged_regions,
              created_at, analysis_id, sha256, policy_version)
            values (?, ?, ?::numeric, ?, ?::jsonb, ?::timestamptz, ?, ?, ?)
            on conflict (video_id, sha256, policy_version) where sha256 is not null do update
            set is_deepfake = excluded.is_deepfake, confidence = excluded.confidence,
              detection_method = excluded.detection_method, flagged_regions = excluded.flagged_regions,
              analysis_id = excluded.analysis_id
            """,
            analysis.videoId(),
            deepfake.isDeepfake(),
            Double.toString(deepfake.confidence()),
            FlaggedRegion.METHOD,
            JSON.writeValueAsString(regions),
            now.toString(),
            analysis.analysisId(),
            analysis.sha256(),
            analysis.policyVersion())
        .execute();
  }

  /// True where it is a new one.
  boolean block(Analysis analysis, String reason, Instant now) {
    return db.query(
                """
                insert into public.blocked_content
                  (video_id, block_reason, block_date, appealable, appeal_deadline, analysis_id, sha256, policy_version)
                values (?, ?, ?::timestamptz, true, ?::timestamptz, ?, ?, ?)
                on conflict (video_id, sha256, policy_version) where sha256 is not null do nothing
                """,
                analysis.videoId(),
                reason,
                now.toString(),
                now.plus(APPEALABLE).toString(),
                analysis.analysisId(),
                analysis.sha256(),
                analysis.policyVersion())
            .execute()
        == 1;
  }

  /// Those of the videos whose media somebody may still need: an item is open, or a block can be
  /// appealed.
  List<Long> needed(List<Long> videoIds, Instant now) {
    var ids = videoIds.toArray(Long[]::new);
    return db.resultQuery(
            """
            select video_id::bigint from public.moderation_queue
            where video_id = any (?::bigint[]) and status in ('pending', 'in_review', 'escalated') and not superseded
            union
            select video_id::bigint from public.blocked_content
            where video_id = any (?::bigint[]) and appealable and lifted_at is null
              and appeal_deadline >= ?::timestamptz
            order by video_id
            """,
            ids,
            ids,
            now.toString())
        .fetch(row -> row.get(0, Long.class));
  }

  /// The open flags that analyses of these files raised, the worst of each video first.
  List<OpenFlag> openFlags(List<String> hashes) {
    return db.resultQuery(
            """
            select video_id::bigint, flag_type, severity, analysis_id from public.content_flags
            where sha256 = any (?::text[]) and analysis_id is not null and not coalesce(resolved, false)
            order by video_id, array_position(array['critical', 'high', 'medium', 'low'], severity::text), id
            """,
            (Object) hashes.toArray(String[]::new))
        .fetch(FindingRepository::openFlag);
  }

  /// The open flags of a video that analyses raised, the newest first.
  List<OpenFlag> openFlags(long videoId) {
    return db.resultQuery(
            """
            select video_id::bigint, flag_type, severity, analysis_id from public.content_flags
            where video_id = ? and analysis_id is not null and not coalesce(resolved, false) order by id desc
            """,
            videoId)
        .fetch(FindingRepository::openFlag);
  }

  private static OpenFlag openFlag(Record row) {
    return new OpenFlag(
        row.get(0, Long.class),
        FlagType.of(row.get(1, String.class)),
        Severity.of(row.get(2, String.class)),
        row.get(3, Long.class));
  }

  Standing standing(long videoId) {
    return db.resultQuery(
            """
            select
              (select count(*) from public.content_flags where video_id = ? and not coalesce(resolved, false)) as flags,
              (select priority::bigint from public.moderation_queue
                where video_id = ? and status in ('pending', 'in_review', 'escalated') and not superseded) as priority,
              (select max(block_date)::timestamptz from public.blocked_content
                where video_id = ? and lifted_at is null) as blocked,
              (select max(appeal_deadline)::timestamptz from public.blocked_content
                where video_id = ? and lifted_at is null and appealable) as appeal,
              array(select distinct sha256::text from public.blocked_content
                where video_id = ? and lifted_at is null and sha256 is not null) as files,
              array(select distinct m.reason from moderation.blocked_media as m join public.blocked_content as b on b.id = m.block_id
                where b.video_id = ? and b.lifted_at is null and m.reason is not null) as unrecognised
            """,
            videoId,
            videoId,
            videoId,
            videoId,
            videoId,
            videoId)
        .fetchSingle(row ->
            new Standing(
                row.get("flags", Long.class),
                openFlags(videoId),
                row.get("priority", Long.class),
                row.get("blocked", Instant.class),
                row.get("appeal", Instant.class),
                List.of(row.get("files", String[].class)),
                List.of(row.get("unrecognised", String[].class))));
  }
}
