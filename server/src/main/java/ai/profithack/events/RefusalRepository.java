package ai.profithack.events;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// All SQL on refused events.
@Repository
class RefusalRepository {
  private final DSLContext db;

  RefusalRepository(DSLContext db) {
    this.db = db;
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
              (refused_at, last_refused_at, fingerprint, source, reason_code, reason, event_id, payload, raw)
            select ?::timestamptz, ?::timestamptz, f, ?, c, s, e, p::jsonb, t
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              as u (f, c, s, e, p, t) order by f
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
            column(rows, Refused::raw))
        .execute();
  }

  private static Object column(
      Collection<Refused> rows, Function<Refused, @Nullable String> value) {
    IntFunction<String[]> type = String[]::new;
    return rows.stream().map(value).toArray(type);
  }
}
