package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Bank statements and their lines.
@Repository
class StatementRepository {
  private final DSLContext db;

  StatementRepository(DSLContext db) {
    this.db = db;
  }

  /// Keeps a statement; empty where one of that name and these days is there for the account.
  Optional<Long> insert(BankStatement statement, Instant at, String by) {
    return db.resultQuery(
            """
            insert into payouts.statement (notification, account, bank_id, currency, from_day, to_day, opening_minor, closing_minor, read_at, read_by)
            values (?, ?, ?, ?, ?::date, ?::date, ?, ?, ?::timestamptz, ?)
            on conflict (account, currency, bank_id, notification, from_day, to_day) do nothing returning statement_id
            """,
            statement.notification(),
            statement.account(),
            statement.bankId(),
            statement.currency().getCurrencyCode(),
            text(statement.fromDay()),
            text(statement.toDay()),
            statement.openingMinor(),
            statement.closingMinor(),
            at.toString(),
            by)
        .fetchOptional(0, Long.class);
  }

  /// Whether this very statement, line by line, is there without its days: it was read before days
  /// were taken from balances. Of an account that is swept each day many have one name, the same
  /// balances and as many lines.
  boolean isKeptWithoutDays(BankStatement statement) {
    return db
        .resultQuery(
            """
            select statement_id from payouts.statement
            where account = ? and currency = ? and bank_id = ? and notification = ? and from_day is null and to_day is null
              and opening_minor is not distinct from ? and closing_minor is not distinct from ?
            """,
            statement.account(),
            statement.currency().getCurrencyCode(),
            statement.bankId(),
            statement.notification(),
            statement.openingMinor(),
            statement.closingMinor())
        .fetch(0, Long.class)
        .stream()
        .anyMatch(kept -> hasLinesOf(kept, statement));
  }

  /// Whether the lines of one that is there are those of this one: day, amount and key of each.
  boolean hasLinesOf(long statementId, BankStatement statement) {
    record Kept(int ordinal, LocalDate bookedOn, long minor, @Nullable String key) {}
    return db.resultQuery(
            "select ordinal, booked_on, amount_minor, key from payouts.statement_line where statement_id = ? order by ordinal",
            statementId)
        .fetch(row ->
            new Kept(
                row.get(0, Integer.class),
                row.get(1, LocalDate.class),
                row.get(2, Long.class),
                row.get(3, String.class)))
        .equals(
            statement.lines().stream()
                .map(line -> new Kept(line.ordinal(), line.bookedOn(), line.minor(), line.key()))
                .toList());
  }

  /// A statement that was read, and its balances.
  record Known(long statementId, @Nullable Long openingMinor, @Nullable Long closingMinor) {}

  /// The one that is there in this one's place.
  Known same(BankStatement statement) {
    return db.resultQuery(
            """
            select statement_id, opening_minor, closing_minor from payouts.statement
            where account = ? and currency = ? and bank_id = ? and notification = ?
              and from_day is not distinct from ?::date and to_day is not distinct from ?::date
            """,
            statement.account(),
            statement.currency().getCurrencyCode(),
            statement.bankId(),
            statement.notification(),
            text(statement.fromDay()),
            text(statement.toDay()))
        .fetchSingle(row ->
            new Known(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  /// What other statements of the account say.
  record Neighbour(
      String bankId,
      @Nullable LocalDate fromDay,
      @Nullable LocalDate toDay,
      @Nullable Long closingMinor) {}

  /// The statement of the account that ended last before this one began, which may be on the day on
  /// which this one begins: an opening balance may have the day of the closing one before it.
  Optional<Neighbour> before(BankStatement statement) {
    return statement.fromDay() == null
        ? Optional.empty()
        : db.resultQuery(
                """
                select bank_id, from_day, to_day, closing_minor from payouts.statement
                where account = ? and currency = ? and not notification and to_day <= ?::date and (from_day < ?::date or to_day < ?::date)
                order by to_day desc, statement_id desc limit 1
                """,
                statement.account(),
                statement.currency().getCurrencyCode(),
                statement.fromDay().toString(),
                statement.fromDay().toString(),
                text(statement.toDay()))
            .fetchOptional(row ->
                new Neighbour(
                    row.get(0, String.class),
                    row.get(1, LocalDate.class),
                    row.get(2, LocalDate.class),
                    row.get(3, Long.class)));
  }

  /// A statement of the account of which more than the edge lies within this one's days.
  Optional<String> overlapping(BankStatement statement) {
    return statement.fromDay() == null || statement.toDay() == null
        ? Optional.empty()
        : db.resultQuery(
                """
                select bank_id from payouts.statement
                where account = ? and currency = ? and not notification
                  and (bank_id, from_day, to_day) is distinct from (?, ?::date, ?::date)
                  and (from_day < ?::date and to_day > ?::date or from_day = ?::date and to_day = ?::date)
                order by statement_id limit 1
                """,
                statement.account(),
                statement.currency().getCurrencyCode(),
                statement.bankId(),
                statement.fromDay().toString(),
                statement.toDay().toString(),
                statement.toDay().toString(),
                statement.fromDay().toString(),
                statement.fromDay().toString(),
                statement.toDay().toString())
            .fetchOptional(0, String.class);
  }

  /// Whether another statement of the account had this movement booked, by the bank's own
  /// reference. A notification books none.
  boolean repeats(long statementId, BankStatement statement, BankStatement.Line line) {
    return line.bankReference() != null
        && db.resultQuery(
                    """
                    select count(*) from payouts.statement_line as l join payouts.statement as s on s.statement_id = l.statement_id
                    where s.account = ? and l.statement_id <> ? and l.bank_reference = ? and l.booked_on = ?::date
                      and l.amount_minor = ? and l.key is not distinct from ?
                      and l.outcome in ('settles', 'returns', 'fee')
                    """,
                    statement.account(),
                    statementId,
                    line.bankReference(),
                    line.bookedOn().toString(),
                    line.minor(),
                    line.key())
                .fetchSingle(0, Long.class)
            > 0;
  }

  long insertLine(
      long statementId, BankStatement.Line line, String outcome, @Nullable Long entryId) {
    return db.resultQuery(
            """
            insert into payouts.statement_line (statement_id, ordinal, booked_on, amount_minor, key, bank_reference, description, outcome, entry_id)
            values (?, ?, ?::date, ?, ?, ?, ?, ?, ?) returning line_id
            """,
            statementId,
            line.ordinal(),
            line.bookedOn().toString(),
            line.minor(),
            line.key(),
            line.bankReference(),
            line.description(),
            outcome,
            entryId)
        .fetchSingle(0, Long.class);
  }

  void match(long payoutId, String role, long lineId) {
    db.query(
            "insert into payouts.matched (payout_id, role, line_id) values (?, ?, ?)",
            payoutId,
            role,
            lineId)
        .execute();
  }

  boolean isMatched(long payoutId, String role) {
    return db.resultQuery(
                "select count(*) from payouts.matched where payout_id = ? and role = ?",
                payoutId,
                role)
            .fetchSingle(0, Long.class)
        > 0;
  }

  /// Payouts that wait for a line of this amount on about this day: with a rail by file, in a batch
  /// that was handed over, to be paid within the five days before it was booked, not settled. What
  /// is paid by hand may be paid from the day on which its list was made. What was handed over and
  /// is still being sent stood in a batch of which something was said before its file was carried,
  /// while that was possible.
  List<Long> waitingFor(Money amount, LocalDate bookedOn) {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p
            join payouts.attempt as a on a.payout_id = p.payout_id
            join payouts.batch as b on b.batch_id = a.batch_id
            where p.currency = ? and p.amount_minor = ? and p.state in ('submitting', 'accepted', 'paid')
              and payouts.by_file(p.rail) and b.handed_over_at is not null and b.execution_date >= ?::date - 5
              and case when p.rail = 'by-hand' then (b.created_at at time zone 'UTC')::date else b.execution_date end <= ?::date
              and not exists (select 1 from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles')
            """,
            amount.currency().getCurrencyCode(),
            amount.minor(),
            bookedOn.toString(),
            bookedOn.toString())
        .fetch(0, Long.class);
  }

  /// The unsettled payouts of the batch that went out under this name.
  List<Long> unsettledOf(String messageId) {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p
            join payouts.attempt as a on a.payout_id = p.payout_id
            join payouts.batch as b on b.batch_id = a.batch_id
            where b.message_id = ? and p.state not in (%s)
              and not exists (select 1 from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles')
            order by p.payout_id
            """
                .formatted(PayoutRepository.OVER),
            messageId)
        .fetch(0, Long.class);
  }

  List<Reconciliation.Unproved> unproved(Collection<String> rails, Instant before, int atMost) {
    return db.resultQuery(
            """
            select p.payout_id, p.rail, p.currency, p.amount_minor, p.state, p.state_since from payouts.payout as p
            where p.state in ('accepted', 'unclaimed', 'on_hold', 'paid') and p.rail = any (?::text[]) and p.state_since < ?::timestamptz
              and not exists (select 1 from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles')
            order by p.state_since, p.payout_id limit ?
            """,
            rails.toArray(String[]::new),
            before.toString(),
            atMost)
        .fetch(row ->
            new Reconciliation.Unproved(
                row.get("payout_id", Long.class),
                row.get("rail", String.class),
                new Money(
                    row.get("amount_minor", Long.class),
                    Currency.getInstance(row.get("currency", String.class))),
                PayoutState.of(row.get("state", String.class)),
                row.get("state_since", Instant.class)));
  }

  /// Opens an exception for each batch of these rails of which payouts have been with their rail
  /// since `before` and no statement shows them, and closes those of batches of which statements
  /// show everything now, or whose rail no statement shows.
  void tellAged(Collection<String> rails, Instant before, Instant now) {
    var shown = rails.toArray(String[]::new);
    db.query(
            """
            insert into payouts.exception (kind, subject, sentence, opened_at)
            select 'unproved', 'batch ' || a.batch_id,
              format('%s of batch %s, %s %s, %s with the bank or provider for more than a week, and no statement shows %s.',
                case count(*) when 1 then 'One payout' else count(*) || ' payouts' end, a.batch_id, p.currency, round(sum(p.amount_minor) / (10 ^ p.exponent)::numeric, p.exponent),
                case count(*) when 1 then 'is' else 'are' end, case count(*) when 1 then 'it' else 'them' end), ?::timestamptz
            from payouts.payout as p join payouts.attempt as a on a.payout_id = p.payout_id
            where p.state in ('accepted', 'unclaimed', 'on_hold', 'paid') and p.rail = any (?::text[]) and p.state_since < ?::timestamptz
              and not exists (select 1 from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles')
            group by a.batch_id, p.currency, p.exponent
            on conflict (kind, subject) do nothing
            """,
            now.toString(), shown, before.toString())
        .execute();
    db.query(
            """
            update payouts.exception as e
            set explained_at = ?::timestamptz, explained_by = 'the statements', explanation = 'Statements show all of them, they came back, or no statement can show them.'
            where e.kind = 'unproved' and e.explained_at is null and not exists (
              select 1 from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
              where a.batch_id = split_part(e.subject, ' ', 2)::bigint and p.state in ('accepted', 'unclaimed', 'on_hold', 'paid')
                and p.rail = any (?::text[])
                and not exists (select 1 from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles'))
            """,
            now.toString(),
            shown)
        .execute();
  }

  /// Opens an exception for each batch by file that was made before then and that nobody took to
  /// the bank, and closes those of batches that somebody took there, or of which nothing is left to
  /// be taken.
  void tellNotCarried(Instant before, Instant now) {
    db.query(
            """
            insert into payouts.exception (kind, subject, sentence, opened_at)
            select 'not_handed_over', 'batch ' || b.batch_id,
              format('Batch %s of %s payouts has been waiting for more than a week to be taken to the bank, or to whoever pays.', b.batch_id, count(*)),
              ?::timestamptz
            from payouts.batch as b
            join payouts.attempt as a on a.batch_id = b.batch_id
            join payouts.payout as p on p.payout_id = a.payout_id
            where payouts.by_file(b.rail) and b.handed_over_at is null and b.created_at < ?::timestamptz and p.state = 'submitting'
            group by b.batch_id
            on conflict (kind, subject) do nothing
            """,
            now.toString(), before.toString())
        .execute();
    db.query(
            """
            update payouts.exception as e
            set explained_at = ?::timestamptz, explained_by = 'the books', explanation = 'It was handed over, or discarded.'
            where e.kind = 'not_handed_over' and e.explained_at is null and not exists (
              select 1 from payouts.batch as b
              join payouts.attempt as a on a.batch_id = b.batch_id
              join payouts.payout as p on p.payout_id = a.payout_id
              where b.batch_id = split_part(e.subject, ' ', 2)::bigint and b.handed_over_at is null and p.state = 'submitting')
            """,
            now.toString())
        .execute();
  }

  List<Reconciliation.ReadStatement> newest(int atMost) {
    return db.resultQuery(
            """
            select s.*, (select count(*) from payouts.statement_line as l where l.statement_id = s.statement_id) as lines,
              (select count(*) from payouts.statement_line as l where l.statement_id = s.statement_id and l.outcome in ('settles', 'returns', 'fee')) as recognised
            from payouts.statement as s order by s.statement_id desc limit ?
            """,
            atMost)
        .fetch(row ->
            new Reconciliation.ReadStatement(
                row.get("bank_id", String.class),
                row.get("account", String.class),
                row.get("currency", String.class),
                row.get("from_day", LocalDate.class),
                row.get("to_day", LocalDate.class),
                row.get("read_at", Instant.class),
                row.get("read_by", String.class),
                row.get("lines", Long.class),
                row.get("recognised", Long.class)));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
