package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The transactions of PayPal's reports that were read, and what they prove.
@Repository
class PayPalReportRepository {
  /// A payout that no report shows after so long keeps nobody reading that far back.
  private static final Duration FARTHEST = Duration.ofDays(93);

  /// PayPal has no report of the last hours, and refuses to give one from then on.
  private static final Duration SHORTEST = Duration.ofDays(1);

  private final DSLContext db;

  PayPalReportRepository(DSLContext db) {
    this.db = db;
  }

  /// A transaction as it is kept. `outcome` is `settles`, `returns`, `fee`, `mismatched` or
  /// `not_ours`.
  record Kept(
      PayPalReport.Shown line, String outcome, @Nullable Long payoutId, @Nullable Long entryId) {}

  /// Since when transactions matter: somewhat before the oldest payout that is not shown yet, also
  /// of those that came back, and before the newest transaction that was read, and at least a day:
  /// of the last hours there is no report yet. Empty where nothing was ever sent.
  Optional<Instant> since(Instant now) {
    return db.resultQuery(
            """
            select least(since, ?::timestamptz) from (select least(
              (select max(occurred_at) - interval '3 days' from payouts.paypal_line),
              (select greatest(min(a.saved_at) - interval '1 hour', ?::timestamptz)
               from payouts.payout as p join payouts.attempt as a on a.payout_id = p.payout_id
               where p.rail = 'paypal' and p.state not in ('failed', 'cancelled')
                 and (p.state <> 'returned' or exists (select from payouts.paypal_transaction as t where t.payout_id = p.payout_id))
                 and not exists (select from payouts.paypal_line as l where l.payout_id = p.payout_id and l.outcome = 'settles')
               having count(*) > 0))
            ) as needed (since) where since is not null
            """,
            now.minus(SHORTEST).toString(),
            now.minus(FARTHEST).toString())
        .fetchOptional(0, Instant.class);
  }

  /// What PayPal calls the batches with payouts whose transactions are not known by name yet.
  List<String> unnamedBatches(Instant now) {
    return db.resultQuery(
            """
            select distinct b.provider_id from payouts.payout as p
            join payouts.attempt as a on a.payout_id = p.payout_id
            join payouts.batch as b on b.batch_id = a.batch_id
            where p.rail = 'paypal' and b.provider_id is not null and b.created_at > ?::timestamptz
              and p.state not in ('reserved', 'failed', 'cancelled')
              and not exists (select from payouts.paypal_transaction as t where t.payout_id = p.payout_id)
            order by 1
            """,
            now.minus(FARTHEST).toString())
        .fetch(0, String.class);
  }

  void name(String transactionId, long payoutId) {
    db.query(
            "insert into payouts.paypal_transaction (transaction_id, payout_id) values (?, ?) on conflict do nothing",
            transactionId,
            payoutId)
        .execute();
  }

  /// The payout that a transaction paid: by PayPal's own word, or by that of two people.
  Optional<Long> owner(String transactionId) {
    return db.resultQuery(
            """
            select payout_id from payouts.paypal_transaction where transaction_id = ?
            union
            select payout_id from payouts.payout where rail = 'paypal' and reference = ?
            limit 1
            """,
            transactionId,
            transactionId)
        .fetchOptional(0, Long.class);
  }

  /// Whether a transaction of that time may still get a name: that of a payout which was sent
  /// before it, and whose own transaction is not known.
  boolean namesToCome(Instant occurredAt) {
    return db.resultQuery(
            """
            select exists (select from payouts.payout as p join payouts.attempt as a on a.payout_id = p.payout_id
              where p.rail = 'paypal' and p.state not in ('failed', 'cancelled')
                and a.saved_at between ?::timestamptz and ?::timestamptz + interval '1 hour'
                and not exists (select from payouts.paypal_transaction as t where t.payout_id = p.payout_id))
            """,
            occurredAt.minus(FARTHEST).toString(),
            occurredAt.toString())
        .fetchSingle(0, Boolean.class);
  }

  /// A payout of unknown outcome, or one that failed, that a transaction over `amount` may have
  /// paid: sent within the day before it.
  Optional<Long> suspect(Money amount, Instant occurredAt) {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p join payouts.attempt as a on a.payout_id = p.payout_id
            where p.rail = 'paypal' and p.currency = ? and p.amount_minor = ? and p.state in ('unknown', 'failed')
              and a.saved_at between ?::timestamptz - interval '1 day' and ?::timestamptz + interval '1 hour'
            order by p.state desc, p.payout_id limit 1
            """,
            amount.currency().getCurrencyCode(),
            amount.minor(),
            occurredAt.toString(),
            occurredAt.toString())
        .fetchOptional(0, Long.class);
  }

  Set<String> readAlready(Collection<String> transactionIds) {
    return db.resultQuery(
            "select transaction_id from payouts.paypal_line where transaction_id = any (?::text[])",
            (Object) transactionIds.toArray(String[]::new))
        .fetchSet(0, String.class);
  }

  /// One reader at a time, until the transaction ends.
  void lock() {
    db.query("lock table payouts.paypal_line in share row exclusive mode").execute();
  }

  void insert(Kept kept, Instant readAt) {
    var line = kept.line();
    db.query(
            """
            insert into payouts.paypal_line (transaction_id, event_code, reference_id, currency, amount_minor, fee_minor,
              occurred_at, read_at, outcome, payout_id, entry_id)
            values (?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?)
            """,
            line.transactionId(),
            line.code(),
            line.referenceId(),
            line.amount().currency().getCurrencyCode(),
            line.amount().minor(),
            line.fee().minor(),
            line.occurredAt().toString(),
            readAt.toString(),
            kept.outcome(),
            kept.payoutId(),
            kept.entryId())
        .execute();
  }

  boolean isMatched(long payoutId, String outcome) {
    return db.resultQuery(
            "select exists (select from payouts.paypal_line where payout_id = ? and outcome = ?)",
            payoutId,
            outcome)
        .fetchSingle(0, Boolean.class);
  }

  /// Payouts that PayPal says were paid and that its report shows.
  List<Long> proved() {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p
            join payouts.paypal_line as s on s.payout_id = p.payout_id and s.outcome = 'settles'
            where p.rail = 'paypal' and p.state = 'paid'
              and not exists (select from payouts.paypal_line as r where r.payout_id = p.payout_id and r.outcome = 'returns')
            order by p.payout_id
            """)
        .fetch(0, Long.class);
  }

  /// Tells somebody of money that is available again here since `before`, was paid according to
  /// PayPal's report, and did not come back there. Safe to repeat.
  void tellDrift(Instant before, Instant now) {
    db.query(
            """
            insert into payouts.exception (kind, subject, payout_id, sentence, opened_at)
            select 'paypal_not_back', 'payout ' || p.payout_id, p.payout_id,
              format('Payout %s is %s and its money is available again, but PayPal''s report shows that it was paid and not that it came back.', p.payout_id, p.state),
              ?::timestamptz
            from payouts.payout as p
            join payouts.paypal_line as s on s.payout_id = p.payout_id and s.outcome = 'settles'
            where p.rail = 'paypal' and p.state in ('failed', 'cancelled', 'returned') and p.state_since < ?::timestamptz
              and not exists (select from payouts.paypal_line as r where r.payout_id = p.payout_id and r.outcome = 'returns')
            on conflict (kind, subject) do nothing
            """,
            now.toString(), before.toString())
        .execute();
  }
}
