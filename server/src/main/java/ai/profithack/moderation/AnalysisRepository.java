package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;

import ai.profithack.moderation.Analysis.State;
import ai.profithack.moderation.AnalysisFilter.Outcome;
import ai.profithack.moderation.Evidence.Area;
import ai.profithack.moderation.Evidence.Found;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// SQL on analyses and their evidence.
@Repository
class AnalysisRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String COLUMNS =
      """
      analysis_id, video_id, sha256, source_url, declared_origin, policy_version, state, stage, progress, requested_at,
      requested_by, started_at, finished_at, attempts, fault, failure, facts, verdict, deepfake
      """;

  private static final String OUTCOME =
      """
      case when state = 'failed' then 'FAILED' when state <> 'done' then 'UNDER_WAY'
        when jsonb_array_length(verdict -> 'flags') > 0 then 'FLAGGED' else 'CLEAR' end
      """;

  private final DSLContext db;

  AnalysisRepository(DSLContext db) {
    this.db = db;
  }

  /// What is asked for.
  record Request(
      long videoId, @Nullable String sha256, @Nullable String url, Origin declared, String by) {}

  /// The new analysis, or the one of the same file that is under way, which then goes by what this
  /// one declares; empty where `waitingMax` wait already.
  Optional<Long> request(Request request, String policyVersion, Instant now, int waitingMax) {
    return insert(request, policyVersion, now, waitingMax)
        .or(() -> join(request, policyVersion))
        // That one ended between the two.
        .or(() -> insert(request, policyVersion, now, waitingMax))
        .or(() -> join(request, policyVersion));
  }

  private Optional<Long> insert(
      Request request, String policyVersion, Instant now, int waitingMax) {
    return db.resultQuery(
            """
            insert into moderation.analysis
              (video_id, sha256, source_url, declared_origin, policy_version, requested_at, requested_by)
            select ?, ?, ?, ?, ?, ?::timestamptz, ?
            where (select count(*) from moderation.analysis where state = 'queued') < ?
            on conflict (video_id, coalesce(sha256, md5(source_url)), policy_version)
              where state in ('queued', 'running') do nothing
            returning analysis_id
            """,
            request.videoId(),
            request.sha256(),
            request.url(),
            request.declared().word(),
            policyVersion,
            now.toString(),
            request.by(),
            waitingMax)
        .fetchOptional(0, Long.class);
  }

  private Optional<Long> join(Request request, String policyVersion) {
    return db.resultQuery(
            """
            update moderation.analysis
            set declared_origin = case when ? = 'unsaid' then declared_origin else ? end
            where video_id = ? and coalesce(sha256, md5(source_url)) = coalesce(?, md5(?)) and policy_version = ?
              and state in ('queued', 'running')
            returning analysis_id
            """,
            request.declared().word(),
            request.declared().word(),
            request.videoId(),
            request.sha256(),
            request.url(),
            policyVersion)
        .fetchOptional(0, Long.class);
  }

  /// How many wait.
  long waiting() {
    return requireNonNull(
        db.resultQuery("select count(*) from moderation.analysis where state = 'queued'")
            .fetchOne(0, Long.class));
  }

  LeaseRepository leases() {
    return new LeaseRepository(db, "moderation.analysis", "analysis_id");
  }

  /// Gives the oldest analysis that nobody works on to a worker: one that waits, or one whose
  /// worker has not been heard of.
  Optional<Analysis> claim(String worker, Instant now, Instant leaseUntil, int attemptsMax) {
    return db.resultQuery(
            """
            update moderation.analysis set state = 'running', worker = ?, lease_until = ?::timestamptz,
              started_at = coalesce(started_at, ?::timestamptz), attempts = attempts + 1, stage = 'Begun', progress = 0
            where analysis_id = (
              select analysis_id from moderation.analysis
              where (state = 'queued' or state = 'running' and lease_until < ?::timestamptz) and attempts < ?
              order by analysis_id limit 1 for update skip locked)
            returning %s
            """
                .formatted(COLUMNS),
            worker,
            leaseUntil.toString(),
            now.toString(),
            now.toString(),
            attemptsMax)
        .fetchOptional(AnalysisRepository::analysis);
  }

  /// What became of an analysis whose file was fetched.
  enum Fetched {
    /// It goes on with that file.
    ITS_OWN,
    /// Another one looks at the same file of the same video: it ends in that one.
    JOINED,
    /// It is not this worker's any more; nothing was written.
    LOST
  }

  /// Notes what was fetched for it. `declared`: what it goes by from here on.
  Fetched fetched(
      long analysisId,
      String worker,
      String sha256,
      Origin declared,
      String urlToKeep,
      Instant now) {
    while (true) {
      try {
        return take(analysisId, worker, sha256, declared, urlToKeep)
            ? Fetched.ITS_OWN
            : Fetched.LOST;
      } catch (DuplicateKeyException sameFile) {
        if (join(analysisId, worker, sha256, declared, urlToKeep, now)) {
          return Fetched.JOINED;
        }
        // That one ended between the two.
      }
    }
  }

  private boolean take(
      long analysisId, String worker, String sha256, Origin declared, String urlToKeep) {
    return db.query(
                """
                update moderation.analysis set sha256 = ?, source_url = ?, declared_origin = ?
                where analysis_id = ? and worker = ? and state = 'running'
                """,
                sha256,
                urlToKeep,
                declared.word(),
                analysisId,
                worker)
            .execute()
        == 1;
  }

  private boolean join(
      long analysisId,
      String worker,
      String sha256,
      Origin declared,
      String urlToKeep,
      Instant now) {
    return db.query(
                """
                with other as (
                  update moderation.analysis as o set declared_origin = ?
                  from moderation.analysis as a
                  where a.analysis_id = ? and a.worker = ? and a.state = 'running' and o.analysis_id <> a.analysis_id
                    and o.video_id = a.video_id and o.sha256 = ? and o.policy_version = a.policy_version
                    and o.state in ('queued', 'running')
                  returning o.analysis_id)
                update moderation.analysis as a
                set state = 'joined', joined_to = other.analysis_id, stage = 'Joined', source_url = ?,
                  finished_at = ?::timestamptz, worker = null, lease_until = null
                from other where a.analysis_id = ?
                """,
                declared.word(),
                analysisId,
                worker,
                sha256,
                urlToKeep,
                now.toString(),
                analysisId)
            .execute()
        == 1;
  }

  /// False where it is not this worker's any more: then nothing was written.
  boolean fail(long analysisId, String worker, Failure failure, String urlToKeep, Instant now) {
    return db.query(
                """
                update moderation.analysis set state = 'failed', fault = ?, failure = ?, finished_at = ?::timestamptz,
                  worker = null, lease_until = null, source_url = case when source_url is null then null else ? end
                where analysis_id = ? and worker = ? and state = 'running'
                """,
                failure.fault().word(),
                failure.sentence(),
                now.toString(),
                urlToKeep,
                analysisId,
                worker)
            .execute()
        == 1;
  }

  /// What an analysis ends with.
  record Result(
      Analysis.Facts facts, List<Evidence> evidence, Verdict verdict, Deepfake deepfake) {}

  /// False where it is not this worker's any more, or goes by another declaration than when it was
  /// looked at: then nothing was written.
  boolean finish(Analysis analysis, String worker, Result result, Instant now) {
    var written =
        db.query(
                """
                update moderation.analysis set state = 'done', stage = 'Done', progress = 100,
                  finished_at = ?::timestamptz, worker = null, lease_until = null, facts = ?::jsonb, verdict = ?::jsonb,
                  deepfake = ?::jsonb
                where analysis_id = ? and worker = ? and state = 'running' and declared_origin = ?
                """,
                now.toString(),
                JSON.writeValueAsString(result.facts()),
                JSON.writeValueAsString(result.verdict()),
                JSON.writeValueAsString(result.deepfake()),
                analysis.analysisId(),
                worker,
                analysis.declared().word())
            .execute();
    if (written == 0) {
      return false;
    }
    writeEvidence(analysis.analysisId(), result.evidence());
    return true;
  }

  /// What this worker has in its hands, as it is now; empty where it is not its own any more.
  Optional<Analysis> inHands(long analysisId, String worker) {
    return db.resultQuery(
            "select %s from moderation.analysis where analysis_id = ? and worker = ? and state = 'running'"
                .formatted(COLUMNS),
            analysisId,
            worker)
        .fetchOptional(AnalysisRepository::analysis);
  }

  /// Replaces the evidence of an analysis.
  void writeEvidence(long analysisId, List<Evidence> all) {
    db.query("delete from moderation.evidence where analysis_id = ?", analysisId).execute();
    var insert =
        db.batch(
            """
            insert into moderation.evidence (analysis_id, place, kind, source, version, found, score, from_ms, to_ms, area,
              flag_type, severity, explanation, detail)
            values (?, ?, ?, ?, ?, ?, ?::double precision, ?::bigint, ?::bigint, ?::jsonb, ?, ?, ?, ?::jsonb)
            """);
    for (var place = 0; place < all.size(); place++) {
      var each = all.get(place);
      insert =
          insert.bind(
              analysisId,
              place,
              each.kind(),
              each.source(),
              each.version(),
              each.found().name().toLowerCase(Locale.ROOT),
              each.score(),
              each.fromMillis(),
              each.toMillis(),
              each.area() == null ? null : JSON.writeValueAsString(each.area()),
              each.flag() == null ? null : each.flag().word(),
              each.severity() == null ? null : each.severity().word(),
              each.explanation(),
              JSON.writeValueAsString(each.detail()));
    }
    if (!all.isEmpty()) {
      insert.execute();
    }
  }

  List<Evidence> evidence(long analysisId) {
    return db.resultQuery(
            "select * from moderation.evidence where analysis_id = ? order by place", analysisId)
        .fetch(AnalysisRepository::evidence);
  }

  /// One that joined another is that other one.
  Optional<Analysis> find(long analysisId) {
    return db.resultQuery(
            """
            select %s from moderation.analysis
            where analysis_id = (select coalesce(joined_to, analysis_id) from moderation.analysis where analysis_id = ?)
            """
                .formatted(COLUMNS),
            analysisId)
        .fetchOptional(AnalysisRepository::analysis);
  }

  /// The newest one of a file that is done and goes by that declaration.
  Optional<Analysis> newestDone(
      long videoId, String sha256, Origin declared, String policyVersion) {
    return db.resultQuery(
            """
            select %s from moderation.analysis
            where video_id = ? and sha256 = ? and declared_origin = ? and policy_version = ? and state = 'done'
            order by analysis_id desc limit 1
            """
                .formatted(COLUMNS),
            videoId,
            sha256,
            declared.word(),
            policyVersion)
        .fetchOptional(AnalysisRepository::analysis);
  }

  /// How long a file of a video is, as an analysis saw it; 0 for a still. Empty where none looked
  /// at it yet.
  OptionalLong lengthMillis(long videoId, String sha256) {
    return db.resultQuery(
            """
            select coalesce((facts ->> 'lengthMillis')::bigint, 0) from moderation.analysis
            where video_id = ? and sha256 = ? and facts is not null order by analysis_id desc limit 1
            """,
            videoId,
            sha256)
        .fetchOptional(0, Long.class)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /// The newest first; those before `before` (null for all).
  List<Analysis> page(@Nullable Long before, AnalysisFilter filter, int limit) {
    var state = filter.state() == null ? null : filter.state().name().toLowerCase(Locale.ROOT);
    var outcome = filter.outcome() == null ? null : filter.outcome().name();
    var flag = filter.flag() == null ? null : filter.flag().name();
    var videoIds = filter.videoIds() == null ? null : filter.videoIds().toArray(Long[]::new);
    return db.resultQuery(
            """
            select %s from moderation.analysis
            where (?::bigint is null or analysis_id < ?::bigint) and (?::text is null or state = ?::text)
              and (?::text is null or %s = ?::text)
              and (?::text is null or verdict -> 'flags' @> jsonb_build_array(jsonb_build_object('type', ?::text)))
              and (?::bigint[] is null or video_id = any (?::bigint[])) and state <> 'joined'
            order by analysis_id desc limit ?
            """
                .formatted(COLUMNS, OUTCOME),
            before,
            before,
            state,
            state,
            outcome,
            outcome,
            flag,
            flag,
            videoIds,
            videoIds,
            limit)
        .fetch(AnalysisRepository::analysis);
  }

  Map<Outcome, Long> counts() {
    return db.resultQuery(
            "select %s, count(*) from moderation.analysis where state <> 'joined' group by 1"
                .formatted(OUTCOME))
        .fetchMap(row -> Outcome.valueOf(row.get(0, String.class)), row -> row.get(1, Long.class));
  }

  /// Whether anybody is at work on one of these files.
  boolean isUnderWay(String sha256) {
    return Boolean.TRUE.equals(
        db.resultQuery(
                "select exists (select 1 from moderation.analysis where sha256 = ? and state in ('queued', 'running'))",
                sha256)
            .fetchOne(0, Boolean.class));
  }

  private static Analysis analysis(Record row) {
    return new Analysis(
        row.get("analysis_id", Long.class),
        row.get("video_id", Long.class),
        row.get("sha256", String.class),
        row.get("source_url", String.class),
        Origin.of(row.get("declared_origin", String.class)).orElseThrow(),
        row.get("policy_version", String.class),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("stage", String.class),
        row.get("progress", Integer.class),
        row.get("requested_at", Instant.class),
        row.get("requested_by", String.class),
        row.get("started_at", Instant.class),
        row.get("finished_at", Instant.class),
        row.get("attempts", Integer.class),
        row.get("fault", String.class) == null ? null : Fault.of(row.get("fault", String.class)),
        row.get("failure", String.class),
        read(row.get("facts", JSONB.class), Analysis.Facts.class),
        read(row.get("verdict", JSONB.class), Verdict.class),
        read(row.get("deepfake", JSONB.class), Deepfake.class));
  }

  private static Evidence evidence(Record row) {
    var flag = row.get("flag_type", String.class);
    var severity = row.get("severity", String.class);
    return new Evidence(
        row.get("kind", String.class),
        row.get("source", String.class),
        row.get("version", String.class),
        Found.valueOf(row.get("found", String.class).toUpperCase(Locale.ROOT)),
        row.get("score", Double.class),
        row.get("from_ms", Long.class),
        row.get("to_ms", Long.class),
        read(row.get("area", JSONB.class), Area.class),
        flag == null ? null : FlagType.of(flag),
        severity == null ? null : Severity.of(severity),
        row.get("explanation", String.class),
        JSON.readValue(row.get("detail", JSONB.class).data(), new TypeReference<>() {}));
  }

  private static <T> @Nullable T read(@Nullable JSONB json, Class<T> type) {
    return json == null ? null : JSON.readValue(json.data(), type);
  }
}
