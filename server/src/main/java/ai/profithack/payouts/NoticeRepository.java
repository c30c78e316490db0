package ai.profithack.payouts;

import ai.profithack.payouts.NoticeSource.Verdict;
import ai.profithack.payouts.ProviderNotice.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The notices of providers.
@Repository
class NoticeRepository {
  private static final String NOTICE =
      "select notice_id, provider, event_id, kind, occurred_at, received_at, state, reason, tries, next_try_at from payouts.notice ";

  private final DSLContext db;

  NoticeRepository(DSLContext db) {
    this.db = db;
  }

  /// Keeps a notice, to be tried at once; false where it is here already.
  boolean insertIfAbsent(String provider, Verdict.Genuine notice, byte[] body, Instant at) {
    return db.query(
                """
                insert into payouts.notice (provider, event_id, kind, occurred_at, received_at, body, state_since, next_try_at)
                values (?, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?::timestamptz, ?::timestamptz)
                on conflict (provider, event_id) do nothing
                """,
                provider,
                notice.eventId(),
                notice.kind(),
                notice.occurredAt().toString(),
                at.toString(),
                body,
                at.toString(),
                at.toString())
            .execute()
        == 1;
  }

  List<ProviderNotice> due(Instant now, int atMost) {
    return db.resultQuery(
            NOTICE + "where next_try_at <= ?::timestamptz order by next_try_at, notice_id limit ?",
            now.toString(),
            atMost)
        .fetch(NoticeRepository::notice);
  }

  Optional<ProviderNotice> find(long noticeId) {
    return db.resultQuery(NOTICE + "where notice_id = ?", noticeId)
        .fetchOptional(NoticeRepository::notice);
  }

  /// The notice, locked until the transaction ends.
  Optional<ProviderNotice> lock(long noticeId) {
    return db.resultQuery(NOTICE + "where notice_id = ? for update", noticeId)
        .fetchOptional(NoticeRepository::notice);
  }

  byte[] body(long noticeId) {
    return db.resultQuery("select body from payouts.notice where notice_id = ?", noticeId)
        .fetchSingle(0, byte[].class);
  }

  void move(
      long noticeId, State state, @Nullable String reason, Instant at, @Nullable Instant nextTry) {
    db.query(
            """
            update payouts.notice
            set state_since = case when state = ? then state_since else ?::timestamptz end,
              state = ?, reason = ?, tries = tries + 1, next_try_at = ?::timestamptz
            where notice_id = ?
            """,
            text(state),
            at.toString(),
            text(state),
            reason,
            nextTry == null ? null : nextTry.toString(),
            noticeId)
        .execute();
  }

  /// What may still come to something, oldest first.
  List<ProviderNotice> open(int atMost) {
    return db.resultQuery(
            NOTICE + "where state in ('received', 'parked') order by notice_id limit ?", atMost)
        .fetch(NoticeRepository::notice);
  }

  /// What is done with, newest first.
  List<ProviderNotice> done(int atMost) {
    return db.resultQuery(
            NOTICE + "where state in ('applied', 'ignored') order by notice_id desc limit ?",
            atMost)
        .fetch(NoticeRepository::notice);
  }

  private static String text(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static ProviderNotice notice(Record row) {
    return new ProviderNotice(
        row.get("notice_id", Long.class),
        row.get("provider", String.class),
        row.get("event_id", String.class),
        row.get("kind", String.class),
        row.get("occurred_at", Instant.class),
        row.get("received_at", Instant.class),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("reason", String.class),
        row.get("tries", Integer.class),
        row.get("next_try_at", Instant.class));
  }
}
