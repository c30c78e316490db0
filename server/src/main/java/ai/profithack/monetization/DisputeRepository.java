package ai.profithack.monetization;

import ai.profithack.events.MoneyEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Disputes as they stand, and every event about them.
@Repository
class DisputeRepository {
  private final DSLContext db;

  DisputeRepository(DSLContext db) {
    this.db = db;
  }

  /// Where a dispute stands.
  enum State {
    OPEN,
    WON,
    LOST;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What came of an event: it changed the dispute, it said what was known or earlier, or it
  /// contradicts what is final.
  enum Effect {
    TAKEN,
    REPEATED,
    REFUSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A dispute; `openedAt` is null where its end was heard before its beginning.
  record Dispute(State state, @Nullable Instant openedAt, @Nullable Instant decidedAt) {
    /// The event time of what made it so.
    Instant since() {
      return Objects.requireNonNull(decidedAt == null ? openedAt : decidedAt);
    }
  }

  Optional<Dispute> lock(UUID gift) {
    return db.resultQuery(
            "select state, opened_at, decided_at from monetization.dispute where gift_key = ? for update",
            gift)
        .fetchOptional(row ->
            new Dispute(
                State.valueOf(row.get(0, String.class).toUpperCase(Locale.ROOT)),
                row.get(1, Instant.class),
                row.get(2, Instant.class)));
  }

  /// The dispute about the gift is in this state since `at`.
  void save(UUID gift, String giftId, State state, Instant at) {
    var open = state == State.OPEN;
    db.query(
            """
            insert into monetization.dispute as d (gift_key, gift_event_id, state, opened_at, decided_at)
            values (?, ?, ?, ?::timestamptz, ?::timestamptz)
            on conflict (gift_key) do update set state = excluded.state, decided_at = excluded.decided_at,
              opened_at = coalesce(excluded.opened_at, d.opened_at)
            """,
            gift,
            giftId,
            state.word(),
            open ? at.toString() : null,
            open ? null : at.toString())
        .execute();
  }

  boolean isKnown(UUID event) {
    return db.resultQuery(
            "select exists (select 1 from monetization.dispute_word where event_key = ?)", event)
        .fetchSingle(0, Boolean.class);
  }

  void note(MoneyEvent event, UUID gift, Effect effect) {
    db.query(
            """
            insert into monetization.dispute_word (event_key, event_id, gift_key, word, said_at, effect)
            values (?, ?, ?, ?, ?::timestamptz, ?)
            """,
            event.key(),
            event.id(),
            gift,
            switch (event.type()) {
              case GIFT_DISPUTED -> "disputed";
              case GIFT_DISPUTE_WON -> "won";
              default -> "lost";
            },
            event.time().toString(),
            effect.word())
        .execute();
  }
}
