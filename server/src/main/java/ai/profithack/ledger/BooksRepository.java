package ai.profithack.ledger;

import ai.profithack.ledger.Books.Movement;
import ai.profithack.ledger.Books.Sealing;
import ai.profithack.ledger.Books.Total;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Reads for [Books].
@Repository
class BooksRepository {
  private final DSLContext db;
  private final LedgerRepository entries;

  BooksRepository(DSLContext db, LedgerRepository entries) {
    this.db = db;
    this.entries = entries;
  }

  List<Total> totals() {
    return db.resultQuery(
            """
            select t.path, t.asset, s.exponent, sum(t.accounts)::bigint as accounts, sum(t.amount_minor)::bigint as minor
            from (
              select path, asset, accounts, amount_minor from ledger.total
              union all
              select ledger.total_path(a.path), a.asset, count(distinct a.account_id) filter (where d.account_id is null), sum(p.amount_minor)
              from ledger.unsealed as u
              join ledger.posting as p on p.entry_id = u.entry_id
              join ledger.account as a on a.account_id = p.account_id
              left join ledger.totalled as d on d.account_id = p.account_id
              group by 1, 2
            ) as t
            join ledger.asset as s on s.asset = t.asset
            group by t.path, t.asset, s.exponent
            order by t.asset, t.path
            """)
        .fetch(BooksRepository::total);
  }

  /// What accounts hold now, less what is effective from `until` on.
  List<Total> totals(Instant until) {
    return db.resultQuery(
            """
            select ledger.total_path(t.path) as path, t.asset, s.exponent,
              count(*) filter (where t.minor <> 0) as accounts, sum(t.minor)::bigint as minor
            from (
              select path, asset, sum(amount_minor)::bigint as minor
              from (
                select a.path, a.asset, b.amount_minor
                from ledger.balance as b join ledger.account as a on a.account_id = b.account_id
                union all
                select a.path, a.asset, p.amount_minor
                from ledger.unsealed as u
                join ledger.posting as p on p.entry_id = u.entry_id
                join ledger.account as a on a.account_id = p.account_id
                where a.bound = 0
                union all
                select a.path, a.asset, -p.amount_minor
                from ledger.entry as e
                join ledger.posting as p on p.entry_id = e.entry_id
                join ledger.account as a on a.account_id = p.account_id
                where e.effective_at >= ?::timestamptz
              ) as moved
              group by path, asset
            ) as t
            join ledger.asset as s on s.asset = t.asset
            group by 1, t.asset, s.exponent
            order by t.asset, 1
            """,
            until.toString())
        .fetch(BooksRepository::total);
  }

  private static Total total(Record row) {
    return new Total(
        row.get("path", String.class),
        new Asset(row.get("asset", String.class), row.get("exponent", Integer.class)),
        row.get("accounts", Long.class),
        row.get("minor", Long.class));
  }

  List<Movement> movements(Collection<Account> accounts, @Nullable Long before, int limit) {
    var paths = accounts.stream().map(Account::path).toArray(String[]::new);
    var asked = new HashSet<>(List.of(paths));
    var ids =
        db.resultQuery(
                """
                select distinct newest.entry_id
                from unnest(?::text[], ?::text[]) as asked (path, asset)
                join ledger.account as a on a.path = asked.path and a.asset = asked.asset
                -- A page of each account: one with millions of postings is not read through.
                cross join lateral (
                  select p.entry_id from ledger.posting as p
                  where p.account_id = a.account_id and p.entry_id < ?
                  order by p.entry_id desc limit ?
                ) as newest
                order by newest.entry_id desc limit ?
                """,
                paths,
                accounts.stream().map(account -> account.asset().code()).toArray(String[]::new),
                before == null ? Long.MAX_VALUE : before,
                limit,
                limit)
            .fetch(0, Long.class);
    return entries.findAll(ids).stream()
        .map(entry ->
            new Movement(
                entry,
                entry.lines().stream()
                    .filter(line -> asked.contains(line.account().path()))
                    .collect(Collectors.toMap(line -> line.account().path(), Line::minor))))
        .toList();
  }

  Map<LocalDate, Long> owedByDay(Instant from, Instant until, ZoneId zone) {
    return new TreeMap<>(
        db.resultQuery(
                """
                select (effective_at at time zone ?)::date as day, sum(owed_minor)::bigint as minor
                from ledger.event_share
                where effective_at >= ?::timestamptz and effective_at < ?::timestamptz
                group by 1
                """,
                zone.getId(),
                from.toString(),
                until.toString())
            .fetchMap(row -> row.get(0, LocalDate.class), row -> row.get(1, Long.class)));
  }

  Sealing sealing() {
    return db.resultQuery(
            """
            select coalesce((select max(sequence) from ledger.seal), 0), (select count(*) from ledger.unsealed),
              (select encode(hash, 'hex') from ledger.seal order by sequence desc limit 1)
            """)
        .fetchSingle(row ->
            new Sealing(row.get(0, Long.class), row.get(1, Long.class), row.get(2, String.class)));
  }
}
