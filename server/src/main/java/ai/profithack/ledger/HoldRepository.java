package ai.profithack.ledger;

import ai.profithack.ledger.Account.Bound;
import ai.profithack.ledger.Holds.End;
import ai.profithack.ledger.Holds.Hold;
import ai.profithack.ledger.Holds.Request;
import ai.profithack.ledger.Holds.State;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The rows of holds.
@Repository
class HoldRepository {
  private static final String HOLD =
      """
      select h.hold_id, h.key, h.amount_minor, h.state, h.posted_minor, h.reserving_entry_id, h.resolving_entry_id,
        s.path as source_path, s.bound as source_bound, t.path as holding_path, t.bound as holding_bound,
        s.asset, a.exponent, h.created_at + h.expires_after as expires_at
      from ledger.hold as h
      join ledger.account as s on s.account_id = h.source_account_id
      join ledger.account as t on t.account_id = h.holding_account_id
      join ledger.asset as a on a.asset = s.asset
      """;

  private final DSLContext db;

  HoldRepository(DSLContext db) {
    this.db = db;
  }

  /// A hold whose time is up, and when it was.
  record Due(Hold hold, Instant expiredAt) {}

  Optional<Hold> find(String key) {
    return db.resultQuery(HOLD + " where h.key = ?", key).fetchOptional(HoldRepository::hold);
  }

  /// The holds among these keys that are there, by key.
  Map<String, Hold> findAll(Collection<String> keys) {
    return db.resultQuery(
            HOLD + " where h.key = any (?::text[])", (Object) keys.toArray(String[]::new))
        .fetchMap(row -> row.get("key", String.class), HoldRepository::hold);
  }

  /// Those of these holds that are there, by id, locked until the transaction ends.
  Map<Long, Hold> lockAll(Collection<Long> holdIds) {
    return db.resultQuery(
            HOLD + " where h.hold_id = any (?::bigint[]) order by h.hold_id for update of h",
            (Object) holdIds.toArray(Long[]::new))
        .fetchMap(row -> row.get("hold_id", Long.class), HoldRepository::hold);
  }

  List<Due> lockExpired(int atMost) {
    return db.resultQuery(
            HOLD
                + """
                 where h.state = 'held' and h.expires_after is not null
                  and h.created_at + h.expires_after <= clock_timestamp()
                order by h.hold_id limit ? for update of h skip locked
                """,
            atMost)
        .fetch(row -> new Due(hold(row), row.get("expires_at", Instant.class)));
  }

  /// `entryIds` are the entries that moved the amounts, in the order of the requests.
  void insert(List<Request> requests, List<Long> entryIds) {
    db.query(
            """
            insert into ledger.hold (key, source_account_id, holding_account_id, amount_minor, reserving_entry_id, expires_after)
            select r.key, s.account_id, h.account_id, r.amount_minor, r.entry_id, r.seconds * interval '1 second'
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::double precision[])
              as r (key, source, holding, asset, amount_minor, entry_id, seconds)
            join ledger.account as s on s.path = r.source and s.asset = r.asset
            join ledger.account as h on h.path = r.holding and h.asset = r.asset
            """,
            texts(requests, Request::key),
            texts(requests, request -> request.source().path()),
            texts(requests, request -> request.holding().path()),
            texts(requests, request -> request.source().asset().code()),
            requests.stream().map(Request::minor).toArray(Long[]::new),
            entryIds.toArray(Long[]::new),
            requests.stream().map(HoldRepository::seconds).toArray(Double[]::new))
        .execute();
  }

  private static @Nullable Double seconds(Request request) {
    var span = request.expiresAfter();
    return span == null ? null : span.toMillis() / 1000.0;
  }

  private static <T> String[] texts(List<T> all, Function<T, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  /// `entryIds` are the entries that moved the amounts, in the order of the ends.
  void resolve(List<End> ends, List<Long> entryIds) {
    db.query(
            """
            update ledger.hold as h
            set state = e.state, posted_minor = e.posted_minor, resolving_entry_id = e.entry_id, resolved_at = clock_timestamp()
            from unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[]) as e (hold_id, state, posted_minor, entry_id)
            where h.hold_id = e.hold_id
            """,
            ends.stream().map(end -> end.hold().holdId()).toArray(Long[]::new),
            texts(ends, end -> end.state().name().toLowerCase(Locale.ROOT)),
            ends.stream().map(End::postedMinor).toArray(Long[]::new),
            entryIds.toArray(Long[]::new))
        .execute();
  }

  private static Hold hold(Record row) {
    var asset = new Asset(row.get("asset", String.class), row.get("exponent", Integer.class));
    return new Hold(
        row.get("hold_id", Long.class),
        row.get("key", String.class),
        new Account(
            row.get("source_path", String.class),
            asset,
            Bound.ofSign(row.get("source_bound", Integer.class))),
        new Account(
            row.get("holding_path", String.class),
            asset,
            Bound.ofSign(row.get("holding_bound", Integer.class))),
        row.get("amount_minor", Long.class),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("posted_minor", Long.class),
        row.get("reserving_entry_id", Long.class),
        row.get("resolving_entry_id", Long.class));
  }
}
