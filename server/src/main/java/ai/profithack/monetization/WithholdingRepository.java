package ai.profithack.monetization;

import ai.profithack.monetization.EarningPart.State;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// Which gifts are withheld and why.
@Repository
class WithholdingRepository {
  private final DSLContext db;

  WithholdingRepository(DSLContext db) {
    this.db = db;
  }

  /// A creator's part of a gift that moves from one place to another.
  record Movable(UUID gift, long creatorId, State state, long leftMinor) {}

  void open(Map<UUID, String> causeByGift, Instant at) {
    var gifts = List.copyOf(causeByGift.keySet());
    db.query(
            """
            insert into monetization.withholding (event_key, cause, since)
            select gift, cause, ?::timestamptz from unnest(?::uuid[], ?::text[]) as t (gift, cause) order by gift
            on conflict (event_key, cause) where lifted_at is null do nothing
            """,
            at.toString(),
            keys(gifts),
            gifts.stream().map(causeByGift::get).toArray(String[]::new))
        .execute();
  }

  /// Lifts the cause; returns those of the gifts that nothing withholds any more.
  List<UUID> lift(Collection<UUID> gifts, String cause, Instant at) {
    db.query(
            """
            update monetization.withholding set lifted_at = ?::timestamptz
            where event_key = any (?::uuid[]) and cause = ? and lifted_at is null
            """,
            at.toString(),
            keys(gifts),
            cause)
        .execute();
    return db.resultQuery(
            """
            select gift from unnest(?::uuid[]) as gift
            where not exists (select 1 from monetization.withholding as w where w.event_key = gift and w.lifted_at is null)
            """,
            (Object) keys(gifts))
        .fetch(0, UUID.class);
  }

  /// Those of the gifts that something withholds.
  List<UUID> expected(Collection<UUID> gifts) {
    return gifts.isEmpty()
        ? List.of()
        : db.resultQuery(
                "select distinct event_key from monetization.withholding where event_key = any (?::uuid[]) and lifted_at is null",
                (Object) keys(gifts))
            .fetch(0, UUID.class);
  }

  /// The parts of these gifts that are in one of these places, locked until the transaction ends.
  List<Movable> lockParts(Collection<UUID> gifts, Collection<State> states) {
    return gifts.isEmpty()
        ? List.of()
        : db.resultQuery(
                """
                select p.event_key, p.creator_id, p.state, p.earned_minor - p.taken_back_minor as left_minor
                from monetization.earning_part as p join monetization.earning as e on e.event_key = p.event_key
                where p.event_key = any (?::uuid[]) and e.kind = 'gift' and p.state = any (?::text[])
                order by p.event_key, p.creator_id for update of p
                """,
                keys(gifts),
                states.stream().map(State::word).toArray(String[]::new))
            .fetch(row ->
                new Movable(
                    row.get("event_key", UUID.class),
                    row.get("creator_id", Long.class),
                    State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
                    row.get("left_minor", Long.class)));
  }

  /// Notes where these parts are now; never `released`, which only a release does.
  void put(List<Movable> parts, State state) {
    db.query(
            """
            update monetization.earning_part as p set state = ?, released_at = null, release_entry_id = null
            from unnest(?::uuid[], ?::bigint[]) as t (event_key, creator_id)
            where p.event_key = t.event_key and p.creator_id = t.creator_id
            """,
            state.word(),
            parts.stream().map(Movable::gift).toArray(UUID[]::new),
            parts.stream().map(Movable::creatorId).toArray(Long[]::new))
        .execute();
  }

  private static UUID[] keys(Collection<UUID> gifts) {
    return gifts.toArray(UUID[]::new);
  }
}
