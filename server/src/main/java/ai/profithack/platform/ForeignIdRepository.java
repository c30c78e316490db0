package ai.profithack.platform;

import ai.profithack.platform.ForeignIds.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// SQL on the foreign ids.
@Repository
class ForeignIdRepository {
  private static final long LOCK = 0x464f_5245_4947_4eL;

  private final DSLContext db;

  ForeignIdRepository(DSLContext db) {
    this.db = db;
  }

  Map<String, Long> known(String namespace, Kind kind, Collection<String> keys) {
    return db.resultQuery(
            """
            select f.foreign_key, f.id from unnest(?::text[]) as k (foreign_key)
            join platform.foreign_id as f on f.namespace = ? and f.kind = ? and f.foreign_key = k.foreign_key
            """,
            keys.toArray(String[]::new),
            namespace,
            kind.code())
        .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
  }

  /// One transaction at a time gives ids of a kind, so that none is given twice.
  void lock(Kind kind) {
    db.execute("select pg_advisory_xact_lock(?)", LOCK + kind.code().hashCode());
  }

  /// Gives each key the next id above all that are in use, in the order of the keys, and moves the
  /// sequence of the table behind them.
  Map<String, Long> create(String namespace, Kind kind, SortedSet<String> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var sequence =
        switch (kind) {
          case USER -> "pg_get_serial_sequence('public.users', 'id')::regclass";
          case VIDEO -> "pg_get_serial_sequence('public.videos', 'id')::regclass";
          case GIFT -> "'platform.foreign_gift_id'::regclass";
        };
    var highest =
        switch (kind) {
          case USER -> "select max(id) from public.users";
          case VIDEO -> "select max(id) from public.videos";
          case GIFT -> "select max(gift_id) from platform.gift_type";
        };
    return db.resultQuery(
            """
            with base as (
              select greatest(coalesce(pg_sequence_last_value(%1$s), 0), coalesce((%2$s), 0)) as id
            ),
            moved as (select setval(%1$s, base.id + ?::bigint) as id from base),
            created as (
              insert into platform.foreign_id (namespace, kind, foreign_key, id)
              select ?, ?, k.foreign_key, moved.id - ?::bigint + k.place
              from unnest(?::text[]) with ordinality as k (foreign_key, place) cross join moved
              returning foreign_key, id
            )
            select foreign_key, id from created
            """
                .formatted(sequence, highest),
            keys.size(),
            namespace,
            kind.code(),
            keys.size(),
            keys.toArray(String[]::new))
        .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
  }
}
