package ai.profithack.moderation;

import ai.profithack.moderation.Analyses.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
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

  /// True where it is a new one.
  boolean flag(Analysis analysis, Verdict.Flag flag, Instant now) {
    return db.query(
                """
                insert into public.content_flags
                  (video_id, flag_type, severity, description, flagged_at, analysis_id, sha256, policy_version)
                values (?, ?, ?, ?, ?::timestamptz, ?, ?, ?)
                on conflict (video_id, flag_type, sha256, policy_version) where sha256 is not null do nothing
                """,
                analysis.videoId(),
                flag.type().word(),
                flag.severity().word(),
                flag.description(),
                now.toString(),
                analysis.analysisId(),
                analysis.sha256(),
                analysis.policyVersion())
            .execute()
        == 1;
  }

  /// Opens an item, or lets the open one be as urgent as this one.
  void queue(Analysis analysis, Severity severity, String notes, Instant now) {
    db.query(
            """
            insert into public.moderation_queue as q
              (video_id, priority, status, notes, created_at, updated_at, analysis_id)
            values (?, ?, 'pending', ?, ?::timestamptz, ?::timestamptz, ?)
            on conflict (video_id) where status in ('pending', 'in_review', 'escalated') and not superseded
            do update set priority = excluded.priority, notes = excluded.notes, updated_at = excluded.updated_at,
              analysis_id = excluded.analysis_id
            where q.priority > excluded.priority
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

  void block(Analysis analysis, String reason, Instant now) {
    db.query(
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
        .execute();
  }

  /// Whether somebody may still need the media of one of these videos: an item is open, or a block
  /// can be appealed.
  boolean isNeeded(List<Long> videoIds, Instant now) {
    var ids = videoIds.toArray(Long[]::new);
    return Boolean.TRUE.equals(
        db.resultQuery(
                """
                select exists (
                  select 1 from public.moderation_queue
                  where video_id = any (?::bigint[]) and status in ('pending', 'in_review', 'escalated') and not superseded)
                or exists (
                  select 1 from public.blocked_content
                  where video_id = any (?::bigint[]) and appealable and appeal_deadline >= ?::timestamptz)
                """,
                ids,
                ids,
                now.toString())
            .fetchOne(0, Boolean.class));
  }

  Standing standing(long videoId) {
    return db.resultQuery(
            """
            select
              (select count(*) from public.content_flags where video_id = ? and not coalesce(resolved, false)) as flags,
              (select priority::bigint from public.moderation_queue
                where video_id = ? and status in ('pending', 'in_review', 'escalated') and not superseded) as priority,
              (select max(block_date)::timestamptz from public.blocked_content where video_id = ?) as blocked,
              (select max(appeal_deadline)::timestamptz from public.blocked_content where video_id = ? and appealable) as appeal
            """,
            videoId,
            videoId,
            videoId,
            videoId)
        .fetchSingle(row ->
            new Standing(
                row.get("flags", Long.class),
                row.get("priority", Long.class),
                row.get("blocked", Instant.class),
                row.get("appeal", Instant.class)));
  }
}
