package ai.profithack.monetization;

import ai.profithack.monetization.RefundException.Why;
import ai.profithack.monetization.RefundExceptions.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The refunds that wait for a person's decision, and what was decided.
@Repository
class RefundExceptionRepository {
  private final DSLContext db;

  RefundExceptionRepository(DSLContext db) {
    this.db = db;
  }

  /// Up to `limit` of those that wait, the newest first, those before the event `before` where one
  /// is given.
  List<RefundException> open(@Nullable String before, int limit) {
    return db.resultQuery(
            """
            select r.event_id, r.occurred_at, r.payer_id, r.creator_id, r.amount_minor, r.unmatched_minor - r.decided_minor as open_minor,
              r.owner, case
                when r.refunds is not null then 'BEYOND_GIFT'
                when r.named_gift is null then 'NO_GIFT_FITS'
                when exists (select 1 from monetization.earning as e where e.event_key = r.named_gift) then 'GIFT_OF_OTHERS'
                when exists (select 1 from monetization.refund as n where n.event_key = r.named_gift) then 'REFUND_OF_A_REFUND'
                else 'GIFT_UNKNOWN' end as why
            from monetization.refund as r
            where r.unmatched_minor > r.decided_minor and (?::text is null or (r.occurred_at, r.event_key) < (
              select b.occurred_at, b.event_key from monetization.refund as b where b.event_id = ?))
            order by r.occurred_at desc, r.event_key desc limit ?
            """,
            before,
            before,
            limit)
        .fetch(RefundExceptionRepository::exception);
  }

  /// What waits: how many refunds, and how much of them together.
  RefundExceptions.Sum sum() {
    return db.resultQuery(
            """
            select count(*), coalesce(sum(unmatched_minor - decided_minor), 0)::bigint
            from monetization.refund where unmatched_minor > decided_minor
            """)
        .fetchSingle(
            row -> new RefundExceptions.Sum(row.get(0, Long.class), row.get(1, Long.class)));
  }

  /// A refund that waits, as it was heard, with what is open of it; and how often it was decided
  /// on. `owner`: who looks into it.
  record Open(Refund refund, @Nullable String owner, Amount open, int decisions) {}

  /// Locks it until the transaction ends. Empty where there is none, or nothing of it is open.
  Optional<Open> lock(String eventId) {
    return db.resultQuery(
            """
            select event_key, event_id, occurred_at, payer_id, creator_id, gift_id, amount_minor, original_minor, original_currency, named_gift,
              revision, owner, unmatched_minor - decided_minor as open_minor,
              unmatched_original_minor - decided_original_minor as open_original_minor,
              (select count(*) from monetization.refund_decision as d where d.event_key = r.event_key) as decisions
            from monetization.refund as r where event_id = ? and unmatched_minor > decided_minor for update of r
            """,
            eventId)
        .fetchOptional(row ->
            new Open(
                RefundRepository.refund(row),
                row.get("owner", String.class),
                EarningRepository.amount(row, "open_minor", "open_original_minor"),
                row.get("decisions", Integer.class)));
  }

  boolean isKnown(String eventId) {
    return db.resultQuery(
            "select exists (select 1 from monetization.refund where event_id = ?)", eventId)
        .fetchSingle(0, Boolean.class);
  }

  void own(UUID refund, String owner) {
    db.query("update monetization.refund set owner = ? where event_key = ?", owner, refund)
        .execute();
  }

  /// Notes a decision on `decided` of a refund, and `taken` of which gift where one gives it back.
  void decide(
      Open open,
      Outcome outcome,
      @Nullable UUID gift,
      Amount decided,
      @Nullable Amount taken,
      String reason,
      String by,
      Instant at,
      long entry) {
    var key = open.refund().key();
    db.query(
            """
            insert into monetization.refund_decision (event_key, number, outcome, gift_key, amount_minor, taken_minor, taken_original_minor, reason,
              decided_by, decided_at, entry_id)
            values (?, ?, ?, ?::uuid, ?, ?::bigint, ?::bigint, ?, ?, ?::timestamptz, ?)
            """,
            key,
            open.decisions() + 1,
            outcome.name().toLowerCase(Locale.ROOT),
            gift,
            decided.minor(),
            taken == null ? null : (Long) taken.minor(),
            taken == null ? null : taken.keptOriginal(),
            reason,
            by,
            at.toString(),
            entry)
        .execute();
    db.query(
            """
            update monetization.refund
            set decided_minor = decided_minor + ?, decided_original_minor = decided_original_minor + ?::bigint, owner = coalesce(owner, ?)
            where event_key = ?
            """,
            decided.minor(),
            decided.keptOriginal(),
            by,
            key)
        .execute();
  }

  private static RefundException exception(Record row) {
    return new RefundException(
        row.get("event_id", String.class),
        row.get("occurred_at", Instant.class),
        row.get("payer_id", Long.class),
        row.get("creator_id", Long.class),
        row.get("amount_minor", Long.class),
        row.get("open_minor", Long.class),
        Why.valueOf(row.get("why", String.class)),
        row.get("owner", String.class));
  }
}
