package ai.profithack.payouts;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The lines of Stripe's own balance that were read, and what they prove.
@Repository
class StripeBalanceRepository {
  private final DSLContext db;

  StripeBalanceRepository(DSLContext db) {
    this.db = db;
  }

  /// A line as it is kept. `outcome` is `settles`, `returns`, `fee`, `mismatched` or `not_ours`;
  /// amounts are minor units, what came in is positive.
  record Kept(
      String lineId,
      String kind,
      @Nullable String source,
      String currency,
      long minor,
      long feeMinor,
      Instant occurredAt,
      String outcome,
      @Nullable Long payoutId,
      @Nullable Long entryId) {}

  /// Since when lines matter: somewhat before the newest that was read, else before the first
  /// transfer; empty where nothing was ever sent.
  Optional<Instant> since() {
    return db.resultQuery(
            """
            select coalesce(
              (select max(occurred_at) - interval '3 days' from payouts.stripe_balance_line),
              (select min(asked_at) - interval '1 hour' from payouts.stripe_move))
            """)
        .fetchOptional(0, Instant.class);
  }

  Set<String> readAlready(Collection<String> lineIds) {
    return db.resultQuery(
            "select line_id from payouts.stripe_balance_line where line_id = any (?::text[])",
            (Object) lineIds.toArray(String[]::new))
        .fetchSet(0, String.class);
  }

  void insert(Kept line, Instant readAt) {
    db.query(
            """
            insert into payouts.stripe_balance_line (line_id, kind, source, currency, amount_minor, fee_minor, occurred_at,
              read_at, outcome, payout_id, entry_id)
            values (?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?)
            """,
            line.lineId(),
            line.kind(),
            line.source(),
            line.currency(),
            line.minor(),
            line.feeMinor(),
            line.occurredAt().toString(),
            readAt.toString(),
            line.outcome(),
            line.payoutId(),
            line.entryId())
        .execute();
  }

  boolean isMatched(long payoutId, String outcome) {
    return db.resultQuery(
            "select exists (select from payouts.stripe_balance_line where payout_id = ? and outcome = ?)",
            payoutId,
            outcome)
        .fetchSingle(0, Boolean.class);
  }

  /// Payouts that Stripe says were paid and whose transfer its balance shows.
  List<Long> proved() {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p
            join payouts.stripe_balance_line as s on s.payout_id = p.payout_id and s.outcome = 'settles'
            where p.rail = 'stripe' and p.state = 'paid'
              and not exists (select from payouts.stripe_balance_line as r where r.payout_id = p.payout_id and r.outcome = 'returns')
            order by p.payout_id
            """)
        .fetch(0, Long.class);
  }

  /// Tells somebody of what does not fit for longer than `before`: money that is available again
  /// here and not back at Stripe, and money that is back there and paid here. Safe to repeat.
  void tellDrift(Instant before, Instant now) {
    db.query(
            """
            insert into payouts.exception (kind, subject, payout_id, sentence, opened_at)
            select case when p.state in (:over) then 'stripe_not_back' else 'stripe_back' end,
              'payout ' || p.payout_id, p.payout_id,
              case when p.state in (:over)
                then format('Payout %s is %s and its money is available again, but Stripe''s balance does not show that its transfer came back.', p.payout_id, p.state)
                else format('Payout %s is %s, but Stripe''s balance shows that its transfer came back.', p.payout_id, p.state) end,
              ?::timestamptz
            from payouts.payout as p
            join payouts.stripe_balance_line as s on s.payout_id = p.payout_id and s.outcome = 'settles'
            left join payouts.stripe_balance_line as r on r.payout_id = p.payout_id and r.outcome = 'returns'
            where p.rail = 'stripe' and greatest(p.state_since, r.read_at) < ?::timestamptz
              and (p.state in (:over)) = (r.line_id is null)
            on conflict (kind, subject) do nothing
            """
                .replace(":over", PayoutRepository.OVER),
            now.toString(),
            before.toString())
        .execute();
  }
}
