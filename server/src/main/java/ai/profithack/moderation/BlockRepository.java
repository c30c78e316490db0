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

  /// Writes a block by a person; false where one of this file stands already, under whatever
  /// policy.
  boolean block(Analysis analysis, String reason, boolean fake, String by, Instant now) {
    db.query("select pg_advisory_xact_lock(hashtextextended('block', ?))", analysis.videoId())
        .execute();
    var blocked =
        db.resultQuery(
                """
                insert into public.blocked_content as b (video_id, block_reason, block_date, appealable, appeal_deadline,
                  analysis_id, sha256, policy_version, blocked_by, confirmed_fake)
                select ?, ?, ?::timestamptz, true, ?::timestamptz, ?, ?, ?, ?, ?
                where not exists (
                  select 1 from public.blocked_content as s where s.video_id = ? and s.sha256 = ? and s.lifted_at is null)
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
                fake,
                analysis.videoId(),
                analysis.sha256())
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

  /// Standing blocks of a known file that is in no bank and is to be looked at now, the oldest
  /// first. A file that two of them block is put there once.
  List<Standing> notRemembered(Instant now, int atMost) {
    return db.resultQuery(
            """
            select b.id, b.analysis_id, b.block_reason, b.confirmed_fake, b.blocked_by from public.blocked_content as b
            where b.lifted_at is null and b.analysis_id is not null
              and not exists (
                select 1 from moderation.blocked_media as m
                where m.block_id = b.id and (m.item_id is not null or m.next_try_at is null or m.next_try_at > ?::timestamptz))
              and not exists (
                select 1 from public.blocked_content as o join moderation.blocked_media as m on m.block_id = o.id
                where o.video_id = b.video_id and o.sha256 = b.sha256 and o.lifted_at is null and m.item_id is not null)
            order by b.id limit ?
            """,
            now.toString(),
            atMost)
        .fetch(BlockRepository::standing);
  }

  /// The block as it stands now, kept from being lifted until the transaction ends; empty where it
  /// does not stand.
  Optional<Standing> lockStanding(long blockId) {
    return db.resultQuery(
            """
            select id, analysis_id, block_reason, confirmed_fake, blocked_by from public.blocked_content
            where id = ? and lifted_at is null for update
            """,
            blockId)
        .fetchOptional(BlockRepository::standing);
  }

  /// Its file is an item of a bank now.
  void inBank(long blockId, long itemId, Instant now) {
    db.query(
            """
            insert into moderation.blocked_media (block_id, item_id, noted_at) values (?, ?, ?::timestamptz)
            on conflict (block_id) do update set item_id = excluded.item_id, reason = null, noted_at = excluded.noted_at, next_try_at = null
            """,
            blockId,
            itemId,
            now.toString())
        .execute();
  }

  /// Its file can't be recognised, for this `reason`. It is tried again four times, each after four
  /// times as long as the one before: an hour, four, sixteen and sixty-four; what was only too slow
  /// on a busy machine passes.
  void notInBank(long blockId, String reason, Instant now) {
    db.query(
            """
            insert into moderation.blocked_media as m (block_id, reason, noted_at, tries, next_try_at)
            values (?, ?, ?::timestamptz, 1, ?::timestamptz + interval '1 hour')
            on conflict (block_id) do update
            set reason = excluded.reason, noted_at = excluded.noted_at, tries = m.tries + 1,
              next_try_at = case when m.tries < 4 then excluded.noted_at + interval '1 hour' * 4 ^ m.tries end
            where m.item_id is null
            """,
            blockId,
            reason,
            now.toString(),
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
