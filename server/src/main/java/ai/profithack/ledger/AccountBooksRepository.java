package ai.profithack.ledger;

import ai.profithack.ledger.AccountBooks.Extract;
import ai.profithack.ledger.AccountBooks.Holding;
import ai.profithack.ledger.AccountBooks.Order;
import ai.profithack.ledger.AccountBooks.Posting;
import ai.profithack.ledger.AccountBooks.Sums;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Reads for [AccountBooks].
@Repository
class AccountBooksRepository {
  private static final int AT_A_TIME = 1_000;

  /// A path, or the kind of many.
  private static final String OF_KIND = "regexp_replace(a.path, ':[0-9]+', ':*') = ?";

  private static final String OF_PATH = "a.path = ?";

  private static final String POSTINGS =
      """
      select e.entry_id, e.effective_at, e.recorded_at, e.kind, e.key, a.path, p.amount_minor, e.explanation::text as explanation
      from ledger.account as a
      join ledger.posting as p on p.account_id = a.account_id
      join ledger.entry as e on e.entry_id = p.entry_id
      where %s and a.asset = ? and e.effective_at >= ?::timestamptz and e.effective_at < ?::timestamptz
      """;

  /// What each account of a kind holds: what it holds now less what is effective later.
  private static final String HOLDINGS =
      """
      select path, sum(amount_minor)::bigint as minor
      from (
        select b.path, b.amount_minor from ledger.account as a join ledger.account_balance as b on b.account_id = a.account_id
        where %1$s and a.asset = ?
        union all
        select a.path, -p.amount_minor
        from ledger.entry as e join ledger.posting as p on p.entry_id = e.entry_id join ledger.account as a on a.account_id = p.account_id
        where e.effective_at >= ?::timestamptz and %1$s and a.asset = ?
      ) as t
      group by path having sum(amount_minor) <> 0
      """
          .formatted(OF_KIND);

  private final DSLContext db;

  AccountBooksRepository(DSLContext db) {
    this.db = db;
  }

  Optional<Asset> asset(String path, String code) {
    return db.resultQuery(
            "select s.asset, s.exponent from ledger.asset as s where s.asset = ? and exists (select 1 from ledger.account as a where "
                + (path.contains(":*") ? OF_KIND : OF_PATH)
                + " and a.asset = s.asset)",
            code,
            path)
        .fetchOptional(row -> new Asset(row.get(0, String.class), row.get(1, Integer.class)));
  }

  List<Holding> holdings(
      String kind, Asset asset, @Nullable Instant until, Order order, int limit, int offset) {
    var by =
        switch (order) {
          case LARGEST_FIRST -> "abs(minor) desc, path";
          case SMALLEST_FIRST -> "abs(minor), path";
          case BY_PATH -> "path";
          case BY_PATH_BACKWARDS -> "path desc";
        };
    return db.resultQuery(
            "select path, minor from (" + HOLDINGS + ") as h order by " + by + " limit ? offset ?",
            kind,
            asset.code(),
            later(until),
            kind,
            asset.code(),
            limit,
            offset)
        .fetch(row -> new Holding(row.get(0, String.class), row.get(1, Long.class)));
  }

  long holders(String kind, Asset asset, @Nullable Instant until) {
    return db.resultQuery(
            "select count(*) from (" + HOLDINGS + ") as h",
            kind,
            asset.code(),
            later(until),
            kind,
            asset.code())
        .fetchSingle(0, Long.class);
  }

  static String later(@Nullable Instant until) {
    return until == null ? "infinity" : until.toString();
  }

  Sums sums(Extract extract) {
    return db.resultQuery(
            """
            select coalesce(sum(p.amount_minor) filter (where e.effective_at < ?::timestamptz), 0)::bigint,
              coalesce(sum(p.amount_minor) filter (where e.effective_at >= ?::timestamptz and p.amount_minor > 0), 0)::bigint,
              coalesce(sum(p.amount_minor) filter (where e.effective_at >= ?::timestamptz and p.amount_minor < 0), 0)::bigint,
              count(*) filter (where e.effective_at >= ?::timestamptz)
            from ledger.account as a
            join ledger.posting as p on p.account_id = a.account_id
            join ledger.entry as e on e.entry_id = p.entry_id
            where a.asset = ? and e.effective_at < ?::timestamptz and %s
            """
                .formatted(which(extract)),
            extract.from().toString(),
            extract.from().toString(),
            extract.from().toString(),
            extract.from().toString(),
            extract.asset().code(),
            extract.until().toString(),
            extract.path())
        .fetchSingle(row ->
            new Sums(
                row.get(0, Long.class),
                row.get(1, Long.class),
                row.get(2, Long.class),
                row.get(3, Long.class)));
  }

  List<Posting> postings(Extract extract, @Nullable Long before, int limit) {
    return db.resultQuery(
            POSTINGS.formatted(which(extract))
                + " and p.entry_id < ? order by p.entry_id desc, p.line limit ?",
            extract.path(),
            extract.asset().code(),
            extract.from().toString(),
            extract.until().toString(),
            before == null ? Long.MAX_VALUE : before,
            limit)
        .fetch(AccountBooksRepository::posting);
  }

  void eachPosting(Extract extract, Consumer<Posting> sink) {
    try (var cursor =
        db.resultQuery(
                POSTINGS.formatted(which(extract)) + " order by p.entry_id, p.line",
                extract.path(),
                extract.asset().code(),
                extract.from().toString(),
                extract.until().toString())
            .fetchSize(AT_A_TIME)
            .fetchLazy()) {
      cursor.forEach(row -> sink.accept(posting(row)));
    }
  }

  List<Long> takenBackBy(long entryId) {
    return db.resultQuery(
            "select entry_id from ledger.entry where reverses = ? order by entry_id", entryId)
        .fetch(0, Long.class);
  }

  private static String which(Extract extract) {
    return extract.isOfAKind() ? OF_KIND : OF_PATH;
  }

  private static Posting posting(Record row) {
    return new Posting(
        row.get("entry_id", Long.class),
        row.get("effective_at", Instant.class),
        row.get("recorded_at", Instant.class),
        row.get("kind", String.class),
        row.get("key", String.class),
        row.get("path", String.class),
        row.get("amount_minor", Long.class),
        row.get("explanation", String.class));
  }
}
