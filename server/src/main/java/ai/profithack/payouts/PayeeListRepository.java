package ai.profithack.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Lists of payees that were taken in, and the destinations that they named.
@Repository
class PayeeListRepository {
  /// The lists of which a destination waits for a person.
  private static final String WAITING =
      """
      select d.list_id from payouts.payee_list_destination as d join payouts.method as m on m.method_id = d.method_id
      where m.verified_at is null and m.retired_at is null and m.rail <> all (?::text[])
      """;

  private final DSLContext db;

  PayeeListRepository(DSLContext db) {
    this.db = db;
  }

  long insert(String sha256, @Nullable String name, int lines, int changed, String by, Instant at) {
    return db.resultQuery(
            """
            insert into payouts.payee_list (sha256, name, lines, changed, taken_by, taken_at)
            values (?, ?, ?, ?, ?, ?::timestamptz) returning list_id
            """,
            sha256,
            name,
            lines,
            changed,
            by,
            at.toString())
        .fetchSingle(0, Long.class);
  }

  void named(long listId, List<Long> creatorIds, List<Long> methodIds) {
    db.query(
            """
            insert into payouts.payee_list_destination (list_id, creator_id, method_id)
            select ?, * from unnest(?::bigint[], ?::bigint[])
            """,
            listId,
            creatorIds.toArray(Long[]::new),
            methodIds.toArray(Long[]::new))
        .execute();
  }

  /// Those of which a destination waits for a person, the newest first.
  List<PayeeList> waiting(List<String> alone, int atMost) {
    var rails = alone.toArray(String[]::new);
    return lists(
        rails,
        "select * from payouts.payee_list where list_id in ("
            + WAITING
            + ") order by list_id desc limit ?",
        rails,
        atMost);
  }

  /// The others below number `before`, or (null) from the newest.
  List<PayeeList> settled(List<String> alone, @Nullable Long before, int atMost) {
    var rails = alone.toArray(String[]::new);
    return lists(
        rails,
        "select * from payouts.payee_list where list_id not in ("
            + WAITING
            + ") and list_id < ? order by list_id desc limit ?",
        rails,
        before == null ? Long.MAX_VALUE : before,
        atMost);
  }

  Optional<PayeeList> find(List<String> alone, long listId) {
    return lists(
            alone.toArray(String[]::new),
            "select * from payouts.payee_list where list_id = ?",
            listId)
        .stream()
        .findFirst();
  }

  /// The lists that `some` selects with its parameters, with what became of their destinations;
  /// `alone` are the rails whose destinations wait for no person.
  private List<PayeeList> lists(String[] alone, String some, Object... parameters) {
    var all = new Object[parameters.length + 1];
    all[0] = alone;
    System.arraycopy(parameters, 0, all, 1, parameters.length);
    return db.resultQuery(
            """
            select l.*, count(m.method_id)::int as destinations,
              (count(*) filter (where m.verified_at is null and m.retired_at is null and m.rail <> all (?::text[])))::int as waiting,
              (count(*) filter (where m.verified_at is not null))::int as verified,
              (count(*) filter (where m.verified_at is null and m.retired_at is not null))::int as gone,
              string_agg(distinct m.verified_by, ', ') as verified_by
            from (%s) as l
              left join payouts.payee_list_destination as d on d.list_id = l.list_id
              left join payouts.method as m on m.method_id = d.method_id
            group by l.list_id, l.sha256, l.name, l.lines, l.changed, l.taken_by, l.taken_at, l.declined_by, l.declined_at, l.declined_because
            order by l.list_id desc
            """
                .formatted(some),
            all)
        .fetch(PayeeListRepository::list);
  }

  /// The destinations of a list, by creator: those after creator `after`.
  List<Long> methods(long listId, long after, int atMost) {
    return db.resultQuery(
            """
            select method_id from payouts.payee_list_destination where list_id = ? and creator_id > ?
            order by creator_id limit ?
            """,
            listId,
            after,
            atMost)
        .fetch(0, Long.class);
  }

  /// Those that wait for a person, by creator, locked until the transaction ends.
  List<Long> lockWaiting(long listId, List<String> alone) {
    return db.resultQuery(
            """
            select m.method_id from payouts.payee_list_destination as d join payouts.method as m on m.method_id = d.method_id
            where d.list_id = ? and m.verified_at is null and m.retired_at is null and m.rail <> all (?::text[])
            order by m.creator_id for update of m
            """,
            listId,
            alone.toArray(String[]::new))
        .fetch(0, Long.class);
  }

  void decline(long listId, String by, Instant at, String because) {
    db.query(
            """
            update payouts.payee_list set declined_by = ?, declined_at = ?::timestamptz, declined_because = ?
            where list_id = ? and declined_at is null
            """,
            by,
            at.toString(),
            because,
            listId)
        .execute();
  }

  private static PayeeList list(Record row) {
    return new PayeeList(
        row.get("list_id", Long.class),
        row.get("name", String.class),
        row.get("lines", Integer.class),
        row.get("changed", Integer.class),
        row.get("taken_by", String.class),
        row.get("taken_at", Instant.class),
        row.get("destinations", Integer.class),
        row.get("waiting", Integer.class),
        row.get("verified", Integer.class),
        row.get("gone", Integer.class),
        row.get("verified_by", String.class),
        row.get("declined_by", String.class),
        row.get("declined_at", Instant.class),
        row.get("declined_because", String.class));
  }
}
