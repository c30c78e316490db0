package ai.profithack.ledger;

import ai.profithack.ledger.Account.Bound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Writing and reading entries.
@Repository
class LedgerRepository {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int AT_A_TIME = 1_000;

  private static final String MOVEMENTS =
      """
      select e.entry_id, e.effective_at, e.kind, e.key, sum(p.amount_minor)::bigint as amount_minor
      from unnest(?::text[], ?::text[]) as t (path, asset)
      join ledger.account as a on a.path = t.path and a.asset = t.asset
      join ledger.posting as p on p.account_id = a.account_id
      join ledger.entry as e on e.entry_id = p.entry_id
      where e.effective_at >= ?::timestamptz and e.effective_at < ?::timestamptz
      group by e.entry_id having sum(p.amount_minor) <> 0
      """;

  private final DSLContext db;

  LedgerRepository(DSLContext db) {
    this.db = db;
  }

  /// What is known of a key: the entry it names, or the account on which its attempt failed.
  sealed interface Known {
    byte[] bodySha256();

    /// It names this entry.
    @SuppressWarnings("ArrayRecordComponent")
    record Written(byte[] bodySha256, long entryId) implements Known {}

    /// Its attempt failed; it stays failed. `attempt` is null where the key was burnt before that
    /// was noted.
    @SuppressWarnings("ArrayRecordComponent")
    record Burnt(byte[] bodySha256, @Nullable Attempt attempt, String account, long missingMinor)
        implements Known {}
  }

  /// What was booked under a key, or tried to be, apart from its lines.
  record Attempt(String kind, Instant effectiveAt, @Nullable Long reverses) {}

  /// The ids of the accounts; those that are not there yet come into being, in the caller's
  /// transaction.
  Map<Account, Long> open(Set<Account> accounts) {
    var found = find(accounts);
    if (found.size() < accounts.size()) {
      create(accounts.stream().filter(account -> !found.containsKey(account)).toList());
      found.putAll(find(accounts));
    }
    return found;
  }

  /// The ids of those of the accounts that are there.
  Map<Account, Long> find(Set<Account> accounts) {
    var byName = new HashMap<String, Account>();
    accounts.forEach(account -> byName.put(name(account), account));
    var found = new HashMap<Account, Long>();
    db.resultQuery(
            """
            select a.account_id, a.path, a.asset, a.bound
            from unnest(?::text[], ?::text[]) as t (path, asset)
            join ledger.account as a on a.path = t.path and a.asset = t.asset
            """,
            texts(accounts, Account::path),
            texts(accounts, account -> account.asset().code()))
        .forEach(row -> {
          var account =
              Objects.requireNonNull(
                  byName.get(row.get("asset", String.class) + " " + row.get("path", String.class)));
          if (row.get("bound", Integer.class) != account.bound().sign()) {
            throw new IllegalStateException(
                "%s has bound %s in the ledger, not %s"
                    .formatted(name(account), row.get("bound"), account.bound()));
          }
          found.put(account, row.get("account_id", Long.class));
        });
    return found;
  }

  private void create(List<Account> missing) {
    var assets = missing.stream().map(Account::asset).distinct().toList();
    db.query(
            """
            insert into ledger.asset (asset, exponent)
            select * from unnest(?::text[], ?::smallint[]) order by 1 on conflict do nothing
            """,
            texts(assets, Asset::code),
            assets.stream().map(asset -> (short) asset.exponent()).toArray(Short[]::new))
        .execute();
    db.query(
            """
            insert into ledger.account (path, asset, bound)
            select * from unnest(?::text[], ?::text[], ?::smallint[]) order by 1, 2 on conflict do nothing
            """,
            texts(missing, Account::path),
            texts(missing, account -> account.asset().code()),
            missing.stream().map(account -> (short) account.bound().sign()).toArray(Short[]::new))
        .execute();
  }

  /// Locks the balances of these bounded accounts, in one order for everybody, and returns them.
  Map<Long, Long> lockBalances(Map<Account, Long> accounts) {
    var bounded =
        accounts.entrySet().stream()
            .filter(account -> account.getKey().bound() != Bound.FREE)
            .sorted(Map.Entry.comparingByValue())
            .toList();
    var ids = bounded.stream().map(Map.Entry::getValue).toArray(Long[]::new);
    db.query(
            """
            insert into ledger.balance (account_id, bound, amount_minor)
            select t.account_id, t.bound, 0 from unnest(?::bigint[], ?::smallint[]) as t (account_id, bound)
            where not exists (select 1 from ledger.balance as b where b.account_id = t.account_id)
            order by t.account_id
            on conflict do nothing
            """,
            ids,
            bounded.stream()
                .map(account -> (short) account.getKey().bound().sign())
                .toArray(Short[]::new))
        .execute();
    return db.resultQuery(
            """
            select account_id, amount_minor from ledger.balance
            where account_id = any (?::bigint[]) order by account_id for update
            """,
            (Object) ids)
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Long.class));
  }

  /// What is known of those keys among `keys` that were used.
  Map<String, Known> known(Collection<String> keys) {
    var known = new HashMap<String, Known>();
    var names = keys.toArray(String[]::new);
    db.resultQuery(
            "select key, body_sha256, entry_id from ledger.entry where key = any (?::text[])",
            (Object) names)
        .forEach(row ->
            known.put(
                row.get(0, String.class),
                new Known.Written(bytes(row, 1), row.get(2, Long.class))));
    db.resultQuery(
            """
            select k.key, k.body_sha256, k.kind, k.effective_at, k.reverses, a.path, k.missing_minor
            from ledger.burnt_key as k join ledger.account as a on a.account_id = k.account_id
            where k.key = any (?::text[])
            """,
            (Object) names)
        .forEach(row ->
            known.put(
                row.get(0, String.class),
                new Known.Burnt(
                    bytes(row, 1),
                    attempt(row),
                    row.get("path", String.class),
                    row.get("missing_minor", Long.class))));
    return known;
  }

  private static @Nullable Attempt attempt(Record row) {
    var kind = row.get("kind", String.class);
    return kind == null
        ? null
        : new Attempt(
            kind, row.get("effective_at", Instant.class), row.get("reverses", Long.class));
  }

  /// Until the caller's transaction ends, nobody else can lock the entry. Booking, also of what
  /// takes back parts of it, goes on.
  void lock(long entryId) {
    db.resultQuery("select 1 from ledger.entry where entry_id = ? for no key update", entryId)
        .fetch();
  }

  /// The first entry that took the entry back, or a part of it.
  Optional<Long> takenBackBy(long entryId) {
    return db.resultQuery(
            "select entry_id from ledger.entry where reverses = ? order by entry_id limit 1",
            entryId)
        .fetchOptional(0, Long.class);
  }

  /// Writes the entries whose keys are new, with their postings, in one statement; returns the ids
  /// of those written, by key.
  Map<String, Long> write(List<Entry> entries, Map<Account, Long> accounts) {
    var keys = new ArrayList<String>();
    var lines = new ArrayList<Short>();
    var accountIds = new ArrayList<Long>();
    var amounts = new ArrayList<Long>();
    for (var entry : entries) {
      for (var i = 0; i < entry.lines().size(); i++) {
        var line = entry.lines().get(i);
        keys.add(entry.key());
        lines.add((short) (i + 1));
        accountIds.add(Objects.requireNonNull(accounts.get(line.account())));
        amounts.add(line.minor());
      }
    }
    return db.resultQuery(
            """
            with new_entry as (
              insert into ledger.entry (key, body_sha256, kind, effective_at, line_count, reverses, explanation)
              select key, decode(body, 'hex'), kind, effective_at, line_count, reverses, explanation
              from unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::smallint[], ?::bigint[], ?::jsonb[])
                as t (key, body, kind, effective_at, line_count, reverses, explanation)
              where not exists (select 1 from ledger.burnt_key as k where k.key = t.key)
              -- In one order for everybody: two batches with the same keys wait for each other, never in a circle.
              order by key
              on conflict (key) do nothing
              returning entry_id, key
            ), new_posting as (
              insert into ledger.posting (entry_id, line, account_id, amount_minor)
              select e.entry_id, t.line, t.account_id, t.amount_minor
              from unnest(?::text[], ?::smallint[], ?::bigint[], ?::bigint[]) as t (key, line, account_id, amount_minor)
              join new_entry as e on e.key = t.key
            )
            select key, entry_id from new_entry
            """,
            texts(entries, Entry::key),
            texts(entries, entry -> java.util.HexFormat.of().formatHex(entry.bodySha256())),
            texts(entries, Entry::kind),
            texts(entries, entry -> entry.effectiveAt().toString()),
            entries.stream().map(entry -> (short) entry.lines().size()).toArray(Short[]::new),
            entries.stream().map(Entry::reverses).toArray(Long[]::new),
            texts(entries, entry -> JSON.writeValueAsString(entry.explanation())),
            keys.toArray(String[]::new),
            lines.toArray(Short[]::new),
            accountIds.toArray(Long[]::new),
            amounts.toArray(Long[]::new))
        .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
  }

  void burn(Entry entry, long accountId, long missingMinor) {
    db.query(
            """
            insert into ledger.burnt_key (key, body_sha256, kind, effective_at, reverses, account_id, missing_minor)
            values (?, ?, ?, ?::timestamptz, ?, ?, ?) on conflict (key) do nothing
            """,
            entry.key(),
            entry.bodySha256(),
            entry.kind(),
            entry.effectiveAt().toString(),
            entry.reverses(),
            accountId,
            missingMinor)
        .execute();
  }

  Optional<BookedEntry> find(long entryId) {
    return entries("e.entry_id = ?", entryId).stream().findFirst();
  }

  Optional<BookedEntry> find(String key) {
    return entries("e.key = ?", key).stream().findFirst();
  }

  /// Newest first.
  List<BookedEntry> findAll(Collection<Long> entryIds) {
    return entries("e.entry_id = any (?::bigint[])", entryIds.toArray(Long[]::new)).reversed();
  }

  private List<BookedEntry> entries(String condition, Object value) {
    var rows =
        db.resultQuery(
                """
                select e.entry_id, e.key, e.kind, e.effective_at, e.recorded_at, e.reverses, e.explanation::text,
                  a.path, a.asset, s.exponent, a.bound, p.amount_minor
                from ledger.entry as e
                join ledger.posting as p on p.entry_id = e.entry_id
                join ledger.account as a on a.account_id = p.account_id
                join ledger.asset as s on s.asset = a.asset
                where %s
                order by e.entry_id, p.line
                """
                    .formatted(condition),
                value)
            .fetch();
    return rows.intoGroups(row -> row.get("entry_id", Long.class)).values().stream()
        .map(LedgerRepository::entry)
        .toList();
  }

  private static BookedEntry entry(Result<? extends Record> rows) {
    var first = rows.getFirst();
    return new BookedEntry(
        first.get("entry_id", Long.class),
        first.get("key", String.class),
        first.get("kind", String.class),
        first.get("effective_at", Instant.class),
        first.get("recorded_at", Instant.class),
        rows.stream().map(LedgerRepository::line).toList(),
        first.get("explanation", String.class),
        first.get("reverses", Long.class));
  }

  private static Line line(Record row) {
    return new Line(
        new Account(
            row.get("path", String.class),
            new Asset(row.get("asset", String.class), row.get("exponent", Integer.class)),
            Bound.ofSign(row.get("bound", Integer.class))),
        row.get("amount_minor", Long.class));
  }

  long balance(Account account) {
    return amount(
        "select amount_minor from ledger.account_balance where path = ? and asset = ?",
        account.path(),
        account.asset().code());
  }

  Map<Account, Long> balances(Collection<Account> accounts) {
    var byName = new HashMap<String, Account>();
    accounts.forEach(account -> byName.put(name(account), account));
    return db.resultQuery(
            """
            select b.asset || ' ' || b.path as name, b.amount_minor
            from unnest(?::text[], ?::text[]) as t (path, asset)
            join ledger.account_balance as b on b.path = t.path and b.asset = t.asset
            """,
            texts(accounts, Account::path),
            texts(accounts, account -> account.asset().code()))
        .fetchMap(
            row -> Objects.requireNonNull(byName.get(row.get(0, String.class))),
            row -> row.get(1, Long.class));
  }

  Map<Account, Long> balances(String parent, String place) {
    return balancesWhere("b.path ~ ?", "^" + parent + ":[^:]+:" + place + "$");
  }

  Map<Account, Long> balances(String path) {
    return balancesWhere("b.path = ?", path);
  }

  private Map<Account, Long> balancesWhere(String condition, String value) {
    return db.resultQuery(
            """
            select b.path, b.asset, s.exponent, b.bound, b.amount_minor
            from ledger.account_balance as b join ledger.asset as s on s.asset = b.asset
            where %s and b.amount_minor <> 0
            """
                .formatted(condition),
            value)
        .fetchMap(
            row ->
                new Account(
                    row.get("path", String.class),
                    new Asset(row.get("asset", String.class), row.get("exponent", Integer.class)),
                    Bound.ofSign(row.get("bound", Integer.class))),
            row -> row.get("amount_minor", Long.class));
  }

  void eachMovement(
      Collection<Account> accounts, Instant from, Instant until, Consumer<Ledger.Movement> sink) {
    try (var cursor =
        db.resultQuery(
                MOVEMENTS + "order by e.effective_at, e.entry_id",
                movementsOf(accounts, from, until))
            .fetchSize(AT_A_TIME)
            .fetchLazy()) {
      cursor.forEach(row ->
          sink.accept(
              new Ledger.Movement(
                  row.get("entry_id", Long.class),
                  row.get("effective_at", Instant.class),
                  row.get("kind", String.class),
                  row.get("key", String.class),
                  row.get("amount_minor", Long.class))));
    }
  }

  List<Ledger.KindSum> sums(Collection<Account> accounts, Instant from, Instant until) {
    return db.resultQuery(
            "select kind, count(*) as entries, sum(amount_minor)::bigint as minor from ("
                + MOVEMENTS
                + ") as m group by kind order by min(effective_at), min(entry_id)",
            movementsOf(accounts, from, until))
        .fetch(row ->
            new Ledger.KindSum(
                row.get(0, String.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  private static Object[] movementsOf(Collection<Account> accounts, Instant from, Instant until) {
    return new Object[] {
      texts(accounts, Account::path),
      texts(accounts, account -> account.asset().code()),
      from.toString(),
      until.toString()
    };
  }

  long balanceAt(Account account, Instant until) {
    return amount(
        """
        select sum(p.amount_minor)
        from ledger.account as a
        join ledger.posting as p on p.account_id = a.account_id
        join ledger.entry as e on e.entry_id = p.entry_id
        where a.path = ? and a.asset = ? and e.effective_at < ?::timestamptz
        """,
        account.path(),
        account.asset().code(),
        until.toString());
  }

  private long amount(String sql, Object... bindings) {
    var amount = db.resultQuery(sql, bindings).fetchOptional(0, Long.class);
    return amount.orElse(0L);
  }

  int seal(int atMost) {
    return db.resultQuery("select ledger.seal(?)", atMost).fetchSingle(0, Integer.class);
  }

  private static String name(Account account) {
    return account.asset().code() + " " + account.path();
  }

  private static byte[] bytes(Record row, int column) {
    return Objects.requireNonNull(row.get(column, byte[].class));
  }

  private static <T> String[] texts(
      Collection<T> values, java.util.function.Function<T, String> text) {
    return values.stream().map(text).toArray(String[]::new);
  }
}
