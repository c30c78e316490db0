package ai.profithack.events;

import static ai.profithack.events.schema.RefusedEvent.REFUSED_EVENT;

import ai.profithack.events.RefusedEvent.State;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// All SQL on refused events.
@Repository
class RefusalRepository {
  private final DSLContext db;
  private final ContextHasher hasher;

  RefusalRepository(DSLContext db, ContextHasher hasher) {
    this.db = db;
    this.hasher = hasher;
  }

  /// Keeps the refusals; one that is kept already is counted once more instead.
  void keep(Collection<Refused> refused, String source, Instant now) {
    if (refused.isEmpty()) {
      return;
    }
    var byFingerprint = new LinkedHashMap<UUID, Refused>();
    refused.forEach(one -> byFingerprint.putIfAbsent(one.fingerprint(source), one));
    var rows = byFingerprint.values();
    db.query(
            """
            insert into events.refused_event as r
              (refused_at, last_refused_at, fingerprint, source, reason_code, reason, event_id, payload, raw,
              device_hash, method_hash, method_added_at, address_hash)
            select ?::timestamptz, ?::timestamptz, f, ?, c, s, e, p::jsonb, t, d, m, a::timestamptz, i
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::uuid[])
              as u (f, c, s, e, p, t, d, m, a, i) order by f
            on conflict (fingerprint) where state = 'refused'
            do update set times = r.times + 1, last_refused_at = excluded.last_refused_at
            """,
            now.toString(),
            now.toString(),
            source,
            byFingerprint.keySet().toArray(UUID[]::new),
            column(rows, one -> one.problem().code()),
            column(rows, one -> one.problem().reason()),
            column(rows, Refused::eventId),
            column(rows, Refused::payload),
            column(rows, Refused::raw),
            hashes(rows, hasher::device),
            hashes(rows, hasher::method),
            column(rows, one -> addedAt(one.context())),
            hashes(rows, hasher::address))
        .execute();
  }

  private static @Nullable String addedAt(@Nullable GiftContext context) {
    return context == null || context.paymentMethodAddedAt() == null
        ? null
        : context.paymentMethodAddedAt().toString();
  }

  private static Object hashes(
      Collection<Refused> rows, Function<GiftContext, @Nullable UUID> hash) {
    IntFunction<UUID[]> type = UUID[]::new;
    return rows.stream()
        .map(one -> one.context() == null ? null : hash.apply(one.context()))
        .toArray(type);
  }

  private static Object column(
      Collection<Refused> rows, Function<Refused, @Nullable String> value) {
    IntFunction<String[]> type = String[]::new;
    return rows.stream().map(value).toArray(type);
  }

  List<RefusedEvent> page(State state, @Nullable String code, @Nullable Long before, int limit) {
    return db.selectFrom(REFUSED_EVENT)
        .where(REFUSED_EVENT.STATE.eq(wireName(state)))
        .and(code == null ? DSL.noCondition() : REFUSED_EVENT.REASON_CODE.eq(code))
        .and(before == null ? DSL.noCondition() : REFUSED_EVENT.REFUSAL_ID.lt(before))
        .orderBy(REFUSED_EVENT.REFUSAL_ID.desc())
        .limit(limit)
        .fetch(RefusalRepository::refusedEvent);
  }

  Optional<RefusedEvent> find(long id) {
    return db.selectFrom(REFUSED_EVENT)
        .where(REFUSED_EVENT.REFUSAL_ID.eq(id))
        .fetchOptional(RefusalRepository::refusedEvent);
  }

  List<RefusedEvents.Count> counts() {
    var events = DSL.count().as("events");
    return db.select(REFUSED_EVENT.REASON_CODE, events)
        .from(REFUSED_EVENT)
        .where(REFUSED_EVENT.STATE.eq("refused"))
        .groupBy(REFUSED_EVENT.REASON_CODE)
        .orderBy(events.desc(), REFUSED_EVENT.REASON_CODE)
        .fetch(row -> new RefusedEvents.Count(row.value1(), row.value2()));
  }

  /// Settles those that are open; returns how many were.
  int settle(List<Long> ids, State state, Instant now, String by) {
    return db.update(REFUSED_EVENT)
        .set(REFUSED_EVENT.STATE, wireName(state))
        .set(REFUSED_EVENT.SETTLED_AT, now)
        .set(REFUSED_EVENT.SETTLED_BY, by)
        .where(REFUSED_EVENT.REFUSAL_ID.in(ids))
        .and(REFUSED_EVENT.STATE.eq("refused"))
        .execute();
  }

  private static RefusedEvent refusedEvent(Record row) {
    var payload = row.get(REFUSED_EVENT.PAYLOAD);
    return new RefusedEvent(
        row.get(REFUSED_EVENT.REFUSAL_ID),
        row.get(REFUSED_EVENT.REFUSED_AT),
        row.get(REFUSED_EVENT.LAST_REFUSED_AT),
        row.get(REFUSED_EVENT.TIMES),
        row.get(REFUSED_EVENT.SOURCE),
        row.get(REFUSED_EVENT.REASON_CODE),
        row.get(REFUSED_EVENT.REASON),
        row.get(REFUSED_EVENT.EVENT_ID),
        payload == null ? row.get(REFUSED_EVENT.RAW) : payload.data(),
        context(row),
        State.valueOf(row.get(REFUSED_EVENT.STATE).toUpperCase(Locale.ROOT)),
        row.get(REFUSED_EVENT.SETTLED_AT),
        row.get(REFUSED_EVENT.SETTLED_BY));
  }

  private static @Nullable GiftContext context(Record row) {
    var device = row.get(REFUSED_EVENT.DEVICE_HASH);
    var method = row.get(REFUSED_EVENT.METHOD_HASH);
    var addedAt = row.get(REFUSED_EVENT.METHOD_ADDED_AT);
    var address = row.get(REFUSED_EVENT.ADDRESS_HASH);
    return device == null && method == null && addedAt == null && address == null
        ? null
        : new GiftContext(text(device), text(method), addedAt, text(address), true);
  }

  private static @Nullable String text(@Nullable UUID hash) {
    return hash == null ? null : hash.toString();
  }

  private static String wireName(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
