package ai.profithack.monetization;

import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Collaborations.Answer;
import ai.profithack.monetization.Collaborations.Collaboration;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.monetization.Collaborations.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The rows of collaborations and their versions.
@Repository
class CollaborationRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final BigDecimal WHOLE = new BigDecimal("100.00");
  private static final String COLLABORATION =
      """
      select id, creator_id_1, creator_id_2, video_id, revenue, status, created_at, ended_at, end_asked_by
      from public.creator_collaborations
      """;

  private final DSLContext db;

  CollaborationRepository(DSLContext db) {
    this.db = db;
  }

  /// Writes a proposal with its first version; empty where the video has an open agreement.
  Optional<Long> insert(
      long videoId, long by, long partner, Terms terms, ReportingFrame frame, Instant now) {
    var percent = terms.ownPercent().setScale(2);
    var split =
        Map.of(
            Long.toString(by),
            percent.toPlainString(),
            Long.toString(partner),
            WHOLE.subtract(percent).toPlainString());
    var id =
        db.resultQuery(
                """
                insert into public.creator_collaborations
                  (creator_id_1, creator_id_2, video_id, revenue, split, status, created_at, proposed_by)
                values (?, ?, ?, 0, ?::jsonb, 'proposed', ?::timestamptz, ?)
                on conflict (video_id) where proposed_by is not null and status in ('proposed', 'accepted', 'active')
                do nothing
                returning id
                """,
                by,
                partner,
                videoId,
                JSON.writeValueAsString(split),
                now.toString(),
                by)
            .fetchOptional(0, Long.class);
    id.ifPresent(written -> insertVersion(written, 1, true, by, terms, frame, now));
    return id;
  }

  void insertVersion(
      long id,
      int version,
      boolean byFirst,
      long by,
      Terms terms,
      ReportingFrame frame,
      Instant now) {
    var own = terms.ownPercent().setScale(2);
    var others = WHOLE.subtract(own);
    var recoupment = terms.recoupment();
    var from = terms.from();
    db.query(
            """
            insert into monetization.collaboration_version (collaboration_id, version, percent_1, percent_2,
              recoup_creator_id, recoup_minor, proposed_by, proposed_at, wanted_from)
            values (?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz)
            """,
            id,
            version,
            byFirst ? own : others,
            byFirst ? others : own,
            recoupment == null ? null : recoupment.creatorId(),
            recoupment == null ? null : Money.of(recoupment.amount(), frame.currency()).minor(),
            by,
            now.toString(),
            from == null ? null : frame.startOf(from).toString())
        .execute();
  }

  void answer(long id, int version, Answer answer, Instant now, @Nullable Instant inForceFrom) {
    db.query(
            """
            update monetization.collaboration_version
            set state = ?, answered_at = ?::timestamptz, in_force_from = ?::timestamptz
            where collaboration_id = ? and version = ? and state = 'proposed'
            """,
            answer.name().toLowerCase(java.util.Locale.ROOT),
            now.toString(),
            inForceFrom == null ? null : inForceFrom.toString(),
            id,
            version)
        .execute();
  }

  void setStatus(long id, String status) {
    db.query("update public.creator_collaborations set status = ? where id = ?", status, id)
        .execute();
  }

  void setSplit(long id, Map<String, String> split) {
    db.query(
            "update public.creator_collaborations set split = ?::jsonb where id = ?",
            JSON.writeValueAsString(split),
            id)
        .execute();
  }

  /// Keeps who asks for the end; null for nobody.
  void askEnd(long id, @Nullable Long by) {
    db.query("update public.creator_collaborations set end_asked_by = ? where id = ?", by, id)
        .execute();
  }

  /// Ends it, and with it whatever still waits for an answer.
  void end(long id, Instant now) {
    db.query(
            "update public.creator_collaborations set status = 'ended', ended_at = ?::timestamptz where id = ?",
            now.toString(),
            id)
        .execute();
    db.query(
            """
            update monetization.collaboration_version set state = 'withdrawn', answered_at = ?::timestamptz
            where collaboration_id = ? and state = 'proposed'
            """,
            now.toString(),
            id)
        .execute();
  }

  /// Ends the waiting of what was proposed before; returns the version of each agreement. The
  /// agreement is locked first, as by whoever answers it.
  Map<Long, Integer> expire(Instant proposedBefore, Instant now) {
    return db.resultQuery(
            """
            with due as materialized (
              select c.id from public.creator_collaborations as c
              where exists (select from monetization.collaboration_version as v
                where v.collaboration_id = c.id and v.state = 'proposed' and v.proposed_at <= ?::timestamptz)
              order by c.id for update
            ), expired as (
              update monetization.collaboration_version as v set state = 'expired', answered_at = ?::timestamptz
              from due where v.collaboration_id = due.id and v.state = 'proposed' and v.proposed_at <= ?::timestamptz
              returning v.collaboration_id, v.version
            ), closed as (
              update public.creator_collaborations as c set status = 'expired'
              from expired where c.id = expired.collaboration_id and c.status = 'proposed'
            )
            select collaboration_id, version from expired order by 1
            """,
            proposedBefore.toString(),
            now.toString(),
            proposedBefore.toString())
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Integer.class));
  }

  int begin(Instant now) {
    return db.query(
            """
            update public.creator_collaborations as c set status = 'active'
            where c.status = 'accepted' and c.proposed_by is not null and exists (
              select 1 from monetization.collaboration_version as v
              where v.collaboration_id = c.id and v.in_force_from <= ?::timestamptz)
            """,
            now.toString())
        .execute();
  }

  Optional<Collaboration> lock(long id) {
    db.resultQuery("select 1 from public.creator_collaborations where id = ? for update", id)
        .fetch();
    return find(id);
  }

  Optional<Collaboration> find(long id) {
    return withVersions(db.resultQuery(COLLABORATION + " where id = ?", id).fetch()).stream()
        .findFirst();
  }

  List<Collaboration> list(@Nullable Long creatorId, @Nullable Long before, int limit) {
    return withVersions(
        db.resultQuery(
                COLLABORATION
                    + """
                     where (?::bigint is null or creator_id_1 = ? or creator_id_2 = ?)
                      and (?::bigint is null or id < ?)
                    order by id desc limit ?
                    """,
                creatorId,
                creatorId,
                creatorId,
                before,
                before,
                limit)
            .fetch());
  }

  private List<Collaboration> withVersions(Collection<? extends Record> rows) {
    var versions =
        db.resultQuery(
                """
                select v.*, coalesce((select sum(b.recouped_minor) from monetization.collaboration_booking as b
                  where b.collaboration_id = v.collaboration_id and b.version = v.version), 0)::bigint as recouped_minor
                from monetization.collaboration_version as v
                where v.collaboration_id = any (?::bigint[])
                order by v.collaboration_id, v.version desc
                """,
                (Object) rows.stream().map(row -> row.get("id", Long.class)).toArray(Long[]::new))
            .fetchGroups(
                row -> row.get("collaboration_id", Long.class), CollaborationRepository::version);
    return rows.stream()
        .map(row ->
            new Collaboration(
                row.get("id", Long.class),
                row.get("creator_id_1", Long.class),
                row.get("creator_id_2", Long.class),
                row.get("video_id", Long.class),
                row.get("revenue", BigDecimal.class),
                row.get("status", String.class),
                row.get("created_at", Instant.class),
                row.get("ended_at", Instant.class),
                row.get("end_asked_by", Long.class),
                List.copyOf(versions.getOrDefault(row.get("id", Long.class), List.of()))))
        .toList();
  }

  private static Version version(Record row) {
    return new Version(
        row.get("version", Integer.class),
        row.get("percent_1", BigDecimal.class),
        row.get("percent_2", BigDecimal.class),
        row.get("recoup_creator_id", Long.class),
        row.get("recoup_minor", Long.class),
        row.get("recouped_minor", Long.class),
        row.get("proposed_by", Long.class),
        row.get("proposed_at", Instant.class),
        row.get("wanted_from", Instant.class),
        Answer.of(row.get("state", String.class)),
        row.get("answered_at", Instant.class),
        row.get("in_force_from", Instant.class));
  }
}
