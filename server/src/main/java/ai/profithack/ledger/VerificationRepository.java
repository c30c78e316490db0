package ai.profithack.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Reads the ledger as it lies there, for checking and for export. Rows come through a cursor: call
/// inside a transaction.
@Repository
class VerificationRepository {
  private static final int ROWS_AT_A_TIME = 2_000;

  private final DSLContext db;

  VerificationRepository(DSLContext db) {
    this.db = db;
  }

  /// A seal and one line of the entry it covers; no entry where it is gone, no line where it has
  /// none.
  @SuppressWarnings("ArrayRecordComponent")
  record SealedLine(long sequence, byte[] hash, @Nullable Header header, @Nullable Posted posted) {}

  /// An entry without its lines; times in microseconds since 1970, as the seal covers them.
  record Header(
      long entryId,
      String key,
      String bodyHex,
      String kind,
      long effectiveMicros,
      long recordedMicros,
      @Nullable Long reverses,
      String explanation) {}

  /// A line as it was written.
  record Posted(int line, String path, String asset, long minor) {}

  /// Every seal in order, its entry's lines in order.
  void sealed(Consumer<SealedLine> reader) {
    var rows =
        db.resultQuery(
                """
                select s.sequence, s.hash, e.entry_id, e.key, encode(e.body_sha256, 'hex') as body, e.kind,
                  (extract(epoch from e.effective_at) * 1000000)::bigint as effective,
                  (extract(epoch from e.recorded_at) * 1000000)::bigint as recorded,
                  e.reverses, e.explanation::text, p.line, a.path, a.asset, p.amount_minor
                from ledger.seal as s
                left join ledger.entry as e on e.entry_id = s.entry_id
                left join ledger.posting as p on p.entry_id = e.entry_id
                left join ledger.account as a on a.account_id = p.account_id
                order by s.sequence, p.line
                """)
            .fetchSize(ROWS_AT_A_TIME);
    try (var cursor = rows.fetchLazy()) {
      cursor.forEach(row -> reader.accept(sealedLine(row)));
    }
  }

  private static SealedLine sealedLine(Record row) {
    var entryId = row.get("entry_id", Long.class);
    var line = row.get("line", Integer.class);
    return new SealedLine(
        row.get("sequence", Long.class),
        Objects.requireNonNull(row.get("hash", byte[].class)),
        entryId == null
            ? null
            : new Header(
                entryId,
                row.get("key", String.class),
                row.get("body", String.class),
                row.get("kind", String.class),
                row.get("effective", Long.class),
                row.get("recorded", Long.class),
                row.get("reverses", Long.class),
                row.get("explanation", String.class)),
        line == null
            ? null
            : new Posted(
                line,
                row.get("path", String.class),
                row.get("asset", String.class),
                row.get("amount_minor", Long.class)));
  }

  /// Each thing that is not as it must be in what was written, as a sentence, found by reading
  /// every posting again.
  List<String> contradictions() {
    return db.resultQuery(
            """
            with posted as (
              select account_id, sum(amount_minor) as amount_minor from ledger.posting group by account_id
            )
            select 'Entry ' || e.entry_id || ' has ' || count(p.line) || ' of ' || e.line_count || ' lines.'
            from ledger.entry as e left join ledger.posting as p on p.entry_id = e.entry_id
            group by e.entry_id having count(p.line) <> e.line_count
            union all
            select 'Entry ' || p.entry_id || ' is off balance by ' || sum(p.amount_minor) || ' minor units of ' || a.asset || '.'
            from ledger.posting as p join ledger.account as a on a.account_id = p.account_id
            group by p.entry_id, a.asset having sum(p.amount_minor) <> 0
            union all
            select 'Entry ' || e.reverses || ' is taken back ' || count(*) || ' times.'
            from ledger.entry as e where e.reverses is not null and ledger.undoes(e.entry_id, e.reverses)
            group by e.reverses having count(*) > 1
            union all
            select a.path || ' in ' || a.asset || ' is beyond its bound: ' || f.amount_minor || '.'
            from ledger.account as a join posted as f on f.account_id = a.account_id where f.amount_minor * a.bound < 0
            union all
            select 'Holds on ' || a.path || ' add up to ' || h.amount_minor || ', the account holds ' || -coalesce(f.amount_minor, 0) || '.'
            from ledger.account as a
            join (
              select holding_account_id, coalesce(sum(amount_minor) filter (where state = 'held'), 0) as amount_minor
              from ledger.hold group by holding_account_id
            ) as h on h.holding_account_id = a.account_id
            left join posted as f on f.account_id = a.account_id
            where h.amount_minor <> -coalesce(f.amount_minor, 0)
            """)
        .fetch(0, String.class);
  }

  /// Each thing that is reckoned from postings and is not as they have it, as a sentence.
  List<String> misreckoned() {
    return db.resultQuery("select sentence from ledger.misreckoned order by sentence")
        .fetch(0, String.class);
  }

  /// Makes them as the postings have them; returns what was [#misreckoned]. Whoever books or seals
  /// waits until the transaction ends.
  List<String> rebuild() {
    return db.resultQuery("select sentence from ledger.rebuild() as t (sentence)")
        .fetch(0, String.class);
  }

  long entryCount() {
    return db.resultQuery("select count(*) from ledger.entry").fetchSingle(0, Long.class);
  }

  /// A line with the entry it belongs to, in the order of entries.
  record JournalLine(
      long entryId,
      String key,
      String kind,
      Instant effectiveAt,
      String path,
      Asset asset,
      long minor) {}

  void journal(Consumer<JournalLine> reader) {
    var rows =
        db.resultQuery(
                """
                select e.entry_id, e.key, e.kind, e.effective_at, a.path, a.asset, s.exponent, p.amount_minor
                from ledger.entry as e
                join ledger.posting as p on p.entry_id = e.entry_id
                join ledger.account as a on a.account_id = p.account_id
                join ledger.asset as s on s.asset = a.asset
                order by e.entry_id, p.line
                """)
            .fetchSize(ROWS_AT_A_TIME);
    try (var cursor = rows.fetchLazy()) {
      cursor.forEach(row ->
          reader.accept(
              new JournalLine(
                  row.get("entry_id", Long.class),
                  row.get("key", String.class),
                  row.get("kind", String.class),
                  row.get("effective_at", Instant.class),
                  row.get("path", String.class),
                  new Asset(row.get("asset", String.class), row.get("exponent", Integer.class)),
                  row.get("amount_minor", Long.class))));
    }
  }

  List<Asset> assets() {
    return db.resultQuery("select asset, exponent from ledger.asset order by asset")
        .fetch(row -> new Asset(row.get(0, String.class), row.get(1, Integer.class)));
  }
}
