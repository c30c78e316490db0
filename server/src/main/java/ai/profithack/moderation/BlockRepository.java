package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// SQL on blocks that a person makes or lifts, and on what of them is in a bank.
@Repository
class BlockRepository {
  private static final Duration APPEALABLE = Duration.ofDays(180);

  private final DSLContext db;

  BlockRepository(DSLContext db) {
    this.db = db;
  }

  /// A block whose video is to be in a bank. `by`: who blocked; null where an analysis did.
  record Standing(
      long blockId, long analysisId, String reason, boolean fake, @Nullable String by) {}

  /// Writes a block by a person; false where one of this file stands already.
  boolean block(Analysis analysis, String reason, boolean fake, String by, Instant now) {
    var blocked =
        db.resultQuery(
                """
                insert into public.blocked_content as b (video_id, block_reason, block_date, appealable, appeal_deadline,
                  analysis_id, sha256, policy_version, blocked_by, confirmed_fake)
                values (?, ?, ?::timestamptz, true, ?::timestamptz, ?, ?, ?, ?, ?)
                on conflict (video_id, sha256, policy_version) where sha256 is not null do update
                set block_reason = excluded.block_reason, block_date = excluded.block_date, appealable = true,
                  appeal_deadline = excluded.appeal_deadline, analysis_id = excluded.analysis_id,
                  blocked_by = excluded.blocked_by, confirmed_fake = excluded.confirmed_fake,
                  lifted_at = null, lifted_by = null, lifted_reason = null
                where b.lifted_at is not null
                returning id
                """,
                analysis.videoId(),
                reason,
                now.toString(),
                now.plus(APPEALABLE).toString(),
                analysis.analysisId(),
                analysis.sha256(),
                analysis.policyVersion(),
                by,
                fake)
            .fetchOptional(row -> requireNonNull(row.get(0, Long.class)));
    // A file that was blocked before comes into the bank anew.
    blocked.ifPresent(blockId ->
        db.query("delete from moderation.blocked_media where block_id = ?", blockId).execute());
    return blocked.isPresent();
  }

  /// Lifts what stands of a video, and returns the items of banks that came of it.
  Optional<List<Long>> lift(long videoId, String reason, String by, Instant now) {
    var lifted =
        db.resultQuery(
                """
                update public.blocked_content set lifted_at = ?::timestamptz, lifted_by = ?, lifted_reason = ?
                where video_id = ? and lifted_at is null returning id
                """,
                now.toString(),
                by,
                reason,
                videoId)
            .fetch(row -> requireNonNull(row.get(0, Long.class)));
    return lifted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            db.resultQuery(
                    "select item_id from moderation.blocked_media where item_id is not null and block_id = any (?::bigint[])",
                    (Object) lifted.toArray(Long[]::new))
                .fetch(row -> requireNonNull(row.get(0, Long.class))));
  }

  /// Standing blocks of a known file of which nothing is noted yet, the oldest first.
  List<Standing> notRemembered(int atMost) {
    return db.resultQuery(
            """
            select b.id, b.analysis_id, b.block_reason, b.confirmed_fake, b.blocked_by from public.blocked_content as b
            where b.lifted_at is null and b.analysis_id is not null
              and not exists (select 1 from moderation.blocked_media as m where m.block_id = b.id)
            order by b.id limit ?
            """,
            atMost)
        .fetch(BlockRepository::standing);
  }

  /// Keeps a block from being lifted until the transaction ends; false where it does not stand.
  boolean lockStanding(long blockId) {
    return db.resultQuery(
            "select id from public.blocked_content where id = ? and lifted_at is null for update",
            blockId)
        .fetchOptional()
        .isPresent();
  }

  /// `itemId`, or the `reason` why there is none.
  void note(long blockId, @Nullable Long itemId, @Nullable String reason, Instant now) {
    db.query(
            """
            insert into moderation.blocked_media (block_id, item_id, reason, noted_at)
            values (?, ?::bigint, ?::text, ?::timestamptz) on conflict (block_id) do nothing
            """,
            blockId,
            itemId,
            reason,
            now.toString())
        .execute();
  }

  private static Standing standing(Record row) {
    return new Standing(
        requireNonNull(row.get("id", Long.class)),
        requireNonNull(row.get("analysis_id", Long.class)),
        requireNonNull(row.get("block_reason", String.class)),
        requireNonNull(row.get("confirmed_fake", Boolean.class)),
        row.get("blocked_by", String.class));
  }
}
