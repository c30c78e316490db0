package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Payouts, what is asked of rails for them, and their steps.
@Repository
class PayoutRepository {
  private static final String PAYOUT = "select p.* from payouts.payout as p ";

  /// The states of [PayoutState#over] as a list of SQL.
  static final String OVER =
      Arrays.stream(PayoutState.values())
          .filter(PayoutState::over)
          .map(state -> "'" + state.text() + "'")
          .collect(Collectors.joining(", "));

  private final DSLContext db;
  private final DestinationCipher cipher;

  PayoutRepository(DSLContext db, DestinationCipher cipher) {
    this.db = db;
    this.cipher = cipher;
  }

  /// What a payout is made as.
  record Draft(
      long payoutId,
      long creatorId,
      long runId,
      LocalDate period,
      Money amount,
      PayoutMethod method,
      long holdId,
      String createdBy,
      Instant createdAt,
      boolean approvalNeeded) {}

  /// A step of a payout. `entryId` is the entry of the ledger that moved its money, null where none
  /// did.
  record Step(
      long payoutId,
      @Nullable PayoutState from,
      PayoutState to,
      String source,
      @Nullable String detail,
      @Nullable Long entryId,
      Instant at) {}

  /// The ids of the next payouts; never given twice.
  List<Long> nextIds(int count) {
    return db.resultQuery(
            "select nextval(pg_get_serial_sequence('public.creator_payouts', 'id')) from generate_series(1, ?)",
            count)
        .fetch(0, Long.class);
  }

  void insert(List<Draft> drafts) {
    var ids = drafts.stream().map(Draft::payoutId).toArray(Long[]::new);
    var creators = drafts.stream().map(Draft::creatorId).toArray(Long[]::new);
    var currencies = texts(drafts, draft -> draft.amount().currency().getCurrencyCode());
    var rails = texts(drafts, draft -> draft.method().rail());
    var times = texts(drafts, draft -> draft.createdAt().toString());
    db.query(
            """
            insert into public.creator_payouts (id, creator_id, amount, payout_method, status, currency, created_at)
            select id, creator_id, amount, rail, 'pending', currency, created_at
            from unnest(?::bigint[], ?::bigint[], ?::numeric[], ?::text[], ?::text[], ?::timestamptz[])
              as t (id, creator_id, amount, rail, currency, created_at)
            """,
            ids,
            creators,
            drafts.stream().map(draft -> draft.amount().toDecimal()).toArray(BigDecimal[]::new),
            rails,
            currencies,
            times)
        .execute();
    db.query(
            """
            insert into payouts.payout (payout_id, creator_id, run_id, period, currency, exponent, amount_minor, method_id, rail,
              hold_id, created_by, created_at, approval_needed, state, state_since)
            select id, creator_id, run_id, period, currency, exponent, amount_minor, method_id, rail,
              hold_id, created_by, created_at, approval_needed, 'reserved', created_at
            from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::date[], ?::text[], ?::smallint[], ?::bigint[], ?::bigint[], ?::text[],
              ?::bigint[], ?::text[], ?::timestamptz[], ?::boolean[])
              as t (id, creator_id, run_id, period, currency, exponent, amount_minor, method_id, rail,
                hold_id, created_by, created_at, approval_needed)
            """,
            ids,
            creators,
            drafts.stream().map(Draft::runId).toArray(Long[]::new),
            texts(drafts, draft -> draft.period().toString()),
            currencies,
            drafts.stream()
                .map(draft -> (short) draft.amount().currency().getDefaultFractionDigits())
                .toArray(Short[]::new),
            drafts.stream().map(draft -> draft.amount().minor()).toArray(Long[]::new),
            drafts.stream().map(draft -> draft.method().methodId()).toArray(Long[]::new),
            rails,
            drafts.stream().map(Draft::holdId).toArray(Long[]::new),
            texts(drafts, Draft::createdBy),
            times,
            drafts.stream().map(Draft::approvalNeeded).toArray(Boolean[]::new))
        .execute();
  }

  private static <T> String[] texts(List<T> all, Function<T, @Nullable String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  void note(List<Step> steps) {
    db.query(
            """
            insert into payouts.event (payout_id, occurred_at, from_state, to_state, source, detail, entry_id)
            select * from unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
            """,
            steps.stream().map(Step::payoutId).toArray(Long[]::new),
            texts(steps, step -> step.at().toString()),
            texts(steps, step -> step.from() == null ? null : step.from().text()),
            texts(steps, step -> step.to().text()),
            texts(steps, Step::source),
            texts(steps, Step::detail),
            steps.stream().map(Step::entryId).toArray(Long[]::new))
        .execute();
  }

  List<Step> steps(long payoutId) {
    return db.resultQuery(
            "select * from payouts.event where payout_id = ? order by event_id", payoutId)
        .fetch(row ->
            new Step(
                payoutId,
                row.get("from_state", String.class) == null
                    ? null
                    : PayoutState.of(row.get("from_state", String.class)),
                PayoutState.of(row.get("to_state", String.class)),
                row.get("source", String.class),
                row.get("detail", String.class),
                row.get("entry_id", Long.class),
                row.get("occurred_at", Instant.class)));
  }

  /// What a payout is given with its next state, each null where there is none.
  record Move(
      long payoutId,
      @Nullable String reference,
      @Nullable String reason,
      @Nullable Instant nextLookAt) {}

  /// A payout keeps what it was called first; one that is carried by a file and paid by a name of
  /// its own goes by that instead of the file's.
  void move(List<Move> moves, PayoutState to, Instant at) {
    db.query(
            """
            update payouts.payout as p
            set state = ?, state_since = ?::timestamptz, reason = coalesce(m.reason, p.reason),
              reference = coalesce(case when payouts.by_file(p.rail) and p.state = 'accepted' and ? then m.reference end, p.reference, m.reference),
              looks = 0, next_look_at = m.next_look_at
            from unnest(?::bigint[], ?::text[], ?::text[], ?::timestamptz[]) as m (payout_id, reference, reason, next_look_at)
            where p.payout_id = m.payout_id
            """,
            to.text(),
            at.toString(),
            to == PayoutState.PAID,
            moves.stream().map(Move::payoutId).toArray(Long[]::new),
            texts(moves, Move::reference),
            texts(moves, Move::reason),
            texts(moves, move -> move.nextLookAt() == null ? null : move.nextLookAt().toString()))
        .execute();
  }

  void looked(long payoutId, @Nullable Instant nextLookAt) {
    db.query(
            "update payouts.payout set looks = looks + 1, next_look_at = ?::timestamptz where payout_id = ?",
            nextLookAt == null ? null : nextLookAt.toString(),
            payoutId)
        .execute();
  }

  /// Those of these payouts of which a provider's report said already what was taken for them.
  Set<Long> feesProved(Collection<Long> payoutIds) {
    return db.resultQuery(
            "select distinct payout_id from payouts.paypal_line where payout_id = any (?::bigint[]) and outcome = 'settles'",
            (Object) payoutIds.toArray(Long[]::new))
        .fetchSet(0, Long.class);
  }

  /// Approves it; false where it does not wait for that.
  ///
  /// Errors: the database refuses whoever started its run, or named or verified its destination.
  boolean approve(long payoutId, String by, Instant at) {
    return db.query(
                """
                update payouts.payout set approved_by = ?, approved_at = ?::timestamptz
                where payout_id = ? and state = 'reserved' and approval_needed and approved_by is null
                """,
                by,
                at.toString(),
                payoutId)
            .execute()
        == 1;
  }

  Optional<Payout> find(long payoutId) {
    return db.resultQuery(PAYOUT + "where p.payout_id = ?", payoutId)
        .fetchOptional(PayoutRepository::payout);
  }

  /// The payout, locked until the transaction ends.
  Optional<Payout> lock(long payoutId) {
    return db.resultQuery(PAYOUT + "where p.payout_id = ? for update", payoutId)
        .fetchOptional(PayoutRepository::payout);
  }

  /// These payouts in the order of their numbers, locked until the transaction ends.
  List<Payout> lockAll(Collection<Long> payoutIds) {
    return db.resultQuery(
            PAYOUT + "where p.payout_id = any (?::bigint[]) order by p.payout_id for update",
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(PayoutRepository::payout);
  }

  List<Payout> findAll(Collection<Long> payoutIds) {
    return db.resultQuery(
            PAYOUT + "where p.payout_id = any (?::bigint[])",
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(PayoutRepository::payout);
  }

  Optional<Payout> findByKey(String key) {
    return db.resultQuery(PAYOUT + "where p.attempt_key = ?", key)
        .fetchOptional(PayoutRepository::payout);
  }

  List<Payout> findByKeys(Collection<String> keys) {
    return db.resultQuery(
            PAYOUT + "where p.attempt_key = any (?::text[])", (Object) keys.toArray(String[]::new))
        .fetch(PayoutRepository::payout);
  }

  /// The payouts of the batch that went out under this name.
  List<Payout> ofMessage(String messageId) {
    return db.resultQuery(
            PAYOUT
                + "join payouts.attempt as a on a.payout_id = p.payout_id join payouts.batch as b on b.batch_id = a.batch_id"
                + " where b.message_id = ? order by p.payout_id",
            messageId)
        .fetch(PayoutRepository::payout);
  }

  List<Payout> reservedOf(long creatorId) {
    return db.resultQuery(
            PAYOUT
                + "where p.creator_id = ? and p.state = 'reserved' order by p.payout_id for update",
            creatorId)
        .fetch(PayoutRepository::payout);
  }

  /// The newest payout of a creator; 0 where there is none.
  long newestOf(long creatorId) {
    return db.resultQuery(
            "select coalesce(max(payout_id), 0) from payouts.payout where creator_id = ?",
            creatorId)
        .fetchSingle(0, Long.class);
  }

  /// Those of a creator that are newer than payout `after`.
  List<Payout> newerOf(long creatorId, long after) {
    return db.resultQuery(
            PAYOUT + "where p.creator_id = ? and p.payout_id > ? order by p.payout_id",
            creatorId,
            after)
        .fetch(PayoutRepository::payout);
  }

  /// What was set aside for a creator, and is neither paid nor over, by currency.
  List<Money> onTheirWay(long creatorId) {
    return db.resultQuery(
            """
            select currency, sum(amount_minor)::bigint from payouts.payout
            where creator_id = ? and state in ('reserved', 'submitting', 'unknown', 'accepted', 'unclaimed', 'on_hold')
            group by currency order by currency
            """,
            creatorId)
        .fetch(row ->
            new Money(row.get(1, Long.class), Currency.getInstance(row.get(0, String.class))));
  }

  List<Payout> ofRun(long runId, int atMost, int offset) {
    return db.resultQuery(
            PAYOUT + "where p.run_id = ? order by p.payout_id limit ? offset ?",
            runId,
            atMost,
            offset)
        .fetch(PayoutRepository::payout);
  }

  List<Payout> ofBatch(long batchId) {
    return db.resultQuery(
            PAYOUT
                + "join payouts.attempt as a on a.payout_id = p.payout_id where a.batch_id = ? order by p.payout_id",
            batchId)
        .fetch(PayoutRepository::payout);
  }

  /// The payouts of each of these batches, by its id.
  Map<Long, List<Payout>> ofBatches(Collection<Long> batchIds) {
    return db.resultQuery(
            "select p.*, a.batch_id from payouts.payout as p join payouts.attempt as a on a.payout_id = p.payout_id"
                + " where a.batch_id = any (?::bigint[]) order by p.payout_id",
            (Object) batchIds.toArray(Long[]::new))
        .fetchGroups(row -> row.get("batch_id", Long.class), PayoutRepository::payout);
  }

  /// The first `atMost` of them.
  List<Payout> ofBatch(long batchId, int atMost) {
    return db.resultQuery(
            PAYOUT
                + "join payouts.attempt as a on a.payout_id = p.payout_id where a.batch_id = ? order by p.payout_id limit ?",
            batchId,
            atMost)
        .fetch(PayoutRepository::payout);
  }

  /// The first payout of a batch that is over.
  Optional<Payout> overInBatch(long batchId) {
    return db.resultQuery(
            (PAYOUT
                    + "join payouts.attempt as a on a.payout_id = p.payout_id where a.batch_id = ? and p.state in (%s) order by p.payout_id limit 1")
                .formatted(OVER),
            batchId)
        .fetchOptional(PayoutRepository::payout);
  }

  List<Payout> waitingForApproval() {
    return db.resultQuery(
            PAYOUT
                + "where p.state = 'reserved' and p.approval_needed and p.approved_by is null order by p.payout_id limit 500")
        .fetch(PayoutRepository::payout);
  }

  /// A payout to be looked at, and how often it was.
  record Due(Payout payout, int looks) {}

  List<Due> toLookAt(Instant now, int atMost) {
    return db.resultQuery(
            PAYOUT
                + "where p.next_look_at <= ?::timestamptz order by p.next_look_at, p.payout_id limit ?",
            now.toString(),
            atMost)
        .fetch(row -> new Due(payout(row), row.get("looks", Integer.class)));
  }

  /// The creators among these who have an open payout of this period, by currency and id: `USD 17`.
  Set<String> openInPeriod(LocalDate period, Collection<Long> creatorIds) {
    return db.resultQuery(
            """
            select p.currency || ' ' || p.creator_id from payouts.payout as p
            where p.period = ?::date and p.creator_id = any (?::bigint[]) and p.state not in (%s)
            """
                .formatted(OVER),
            period.toString(),
            creatorIds.toArray(Long[]::new))
        .fetchSet(0, String.class);
  }

  /// When the last payment to each destination of these creators came back, by destination; those
  /// to which the last one did not are left out. The last is the one that was made last: of an
  /// earlier one a statement may tell any time later.
  Map<Long, Instant> cameBack(Collection<Long> creatorIds) {
    return db.resultQuery(
            """
            select method_id, state_since from (
              select distinct on (method_id) method_id, state, state_since from payouts.payout
              where creator_id = any (?::bigint[]) and state in ('paid', 'confirmed', 'returned')
              order by method_id, payout_id desc
            ) as newest where state = 'returned'
            """,
            (Object) creatorIds.toArray(Long[]::new))
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Instant.class));
  }

  /// What was paid, or is on its way, since each creator's reserve began, by currency and id.
  Map<String, Long> paidSinceReserve(Collection<Long> creatorIds) {
    return db.resultQuery(
            """
            select p.currency || ' ' || p.creator_id as name, sum(p.amount_minor)::bigint as amount_minor
            from payouts.payout as p join payouts.payee as e on e.creator_id = p.creator_id
            where p.creator_id = any (?::bigint[]) and p.created_at >= e.reserve_since
              and p.state not in (%s)
            group by 1
            """
                .formatted(OVER),
            (Object) creatorIds.toArray(Long[]::new))
        .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
  }

  /// Locks up to `atMost` payouts that may be sent over a rail in a currency, and returns them,
  /// without those `left` out. What another caller is sending is left to it; who is paused waits;
  /// nothing goes to a destination that was replaced.
  List<Payout> lockSendable(String rail, String currency, Collection<Long> left, int atMost) {
    return db.resultQuery(
            """
            select p.* from payouts.payout as p
            join payouts.payee as e on e.creator_id = p.creator_id
            join payouts.method as m on m.method_id = p.method_id and m.retired_at is null
            where p.state = 'reserved' and p.rail = ? and p.currency = ? and (not p.approval_needed or p.approved_by is not null)
              and coalesce(e.paused_by_self, e.paused_by_platform, e.paused_by_provider) is null
              and p.payout_id <> all (?::bigint[])
            order by p.payout_id limit ? for update of p skip locked
            """,
            rail,
            currency,
            left.toArray(Long[]::new),
            atMost)
        .fetch(PayoutRepository::payout);
  }

  /// Those of these payouts whose destination cannot be opened, each with what is said of it.
  Map<Long, Opened.Closed> closed(Collection<Long> payoutIds) {
    var closed = new LinkedHashMap<Long, Opened.Closed>();
    db.resultQuery(
            """
            select p.payout_id, m.method_id, m.account, m.account_sealed, m.account_key
            from payouts.payout as p join payouts.method as m on m.method_id = p.method_id
            where p.payout_id = any (?::bigint[]) and m.account_sealed is not null order by p.payout_id
            """,
            (Object) payoutIds.toArray(Long[]::new))
        .forEach(row -> {
          if (PayeeRepository.sealed(cipher, row).opened() instanceof Opened.Closed why) {
            closed.put(row.get("payout_id", Long.class), why);
          }
        });
    return closed;
  }

  /// Up to `atMost` payouts that are set aside, those after this number, in order.
  List<Payout> reserved(long after, int atMost) {
    return db.resultQuery(
            PAYOUT + "where p.state = 'reserved' and p.payout_id > ? order by p.payout_id limit ?",
            after,
            atMost)
        .fetch(PayoutRepository::payout);
  }

  /// Those of these that are still set aside, locked until the transaction ends. What another
  /// caller has locked is left to it.
  List<Payout> lockReserved(Collection<Long> payoutIds) {
    return db.resultQuery(
            PAYOUT
                + "where p.payout_id = any (?::bigint[]) and p.state = 'reserved' order by p.payout_id for update skip locked",
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(PayoutRepository::payout);
  }

  /// What is set aside for a destination that another has taken the place of.
  List<Long> setAsideForRetired() {
    return db.resultQuery(
            """
            select p.payout_id from payouts.payout as p join payouts.method as m on m.method_id = p.method_id
            where p.state = 'reserved' and m.retired_at is not null order by p.payout_id
            """)
        .fetch(0, Long.class);
  }

  /// The rails and currencies in which something can be sent.
  List<Map.Entry<String, String>> sendable() {
    return db.resultQuery(
            "select distinct p.rail, p.currency from payouts.payout as p where p.state = 'reserved' order by 1, 2")
        .fetch(row -> Map.entry(row.get(0, String.class), row.get(1, String.class)));
  }

  long insertBatch(String rail, String currency, Instant at, LocalDate executionDate) {
    return db.resultQuery(
            """
            insert into payouts.batch (rail, currency, message_id, created_at, execution_date)
            values (?, ?, 'PHM' || replace(gen_random_uuid()::text, '-', ''), ?::timestamptz, ?::date) returning batch_id
            """,
            rail,
            currency,
            at.toString(),
            executionDate.toString())
        .fetchSingle(0, Long.class);
  }

  /// Saves a key for each of these payouts, and notes that they are being sent. In sets.
  void beginAttempts(
      long batchId, Collection<Long> payoutIds, Instant at, @Nullable Instant nextLookAt) {
    var ids = payoutIds.toArray(Long[]::new);
    db.query(
            """
            insert into payouts.attempt (key, payout_id, batch_id, saved_at)
            select 'PH' || replace(gen_random_uuid()::text, '-', ''), id, ?, ?::timestamptz from unnest(?::bigint[]) as t (id)
            """,
            batchId,
            at.toString(),
            ids)
        .execute();
    db.query(
            """
            update payouts.payout as p
            set state = 'submitting', state_since = ?::timestamptz, attempt_key = a.key, looks = 0, next_look_at = ?::timestamptz
            from payouts.attempt as a where a.payout_id = p.payout_id and p.payout_id = any (?::bigint[])
            """,
            at.toString(),
            nextLookAt == null ? null : nextLookAt.toString(),
            ids)
        .execute();
    db.query(
            """
            insert into payouts.event (payout_id, occurred_at, from_state, to_state, source, detail)
            select a.payout_id, ?::timestamptz, 'reserved', 'submitting', 'batch ' || ?::bigint, 'key ' || a.key
            from payouts.attempt as a where a.payout_id = any (?::bigint[]) order by a.payout_id
            """,
            at.toString(),
            batchId,
            ids)
        .execute();
  }

  void called(Collection<String> keys, Instant at) {
    db.query(
            "update payouts.attempt set calls = calls + 1, last_called_at = ?::timestamptz where key = any (?::text[])",
            at.toString(),
            keys.toArray(String[]::new))
        .execute();
  }

  record Attempt(String key, long batchId, Instant savedAt, int calls) {}

  Optional<Attempt> attempt(long payoutId) {
    return db.resultQuery(
            "select key, batch_id, saved_at, calls from payouts.attempt where payout_id = ?",
            payoutId)
        .fetchOptional(row ->
            new Attempt(
                row.get(0, String.class),
                row.get(1, Long.class),
                row.get(2, Instant.class),
                row.get(3, Integer.class)));
  }

  /// The orders of these payouts.
  List<Order> orders(Collection<Long> payoutIds) {
    return db.resultQuery(
            """
            select p.attempt_key, p.payout_id, p.creator_id, p.amount_minor, p.currency, m.holder, m.bic,
              m.method_id, m.account, m.account_sealed, m.account_key
            from payouts.payout as p join payouts.method as m on m.method_id = p.method_id
            where p.payout_id = any (?::bigint[]) and p.attempt_key is not null
            order by p.payout_id
            """,
            (Object) payoutIds.toArray(Long[]::new))
        .fetch(this::order);
  }

  Optional<OrderBatch> batch(long batchId) {
    return db.resultQuery("select * from payouts.batch where batch_id = ?", batchId)
        .fetchOptional(row ->
            new OrderBatch(
                batchId,
                row.get("rail", String.class),
                row.get("message_id", String.class),
                Currency.getInstance(row.get("currency", String.class)),
                row.get("created_at", Instant.class),
                row.get("execution_date", LocalDate.class),
                orders(
                    db.resultQuery(
                            "select payout_id from payouts.attempt where batch_id = ?", batchId)
                        .fetch(0, Long.class))));
  }

  /// The currencies of a creator's payouts.
  List<Currency> currenciesOf(long creatorId) {
    return db.resultQuery(
            "select distinct currency from payouts.payout where creator_id = ?", creatorId)
        .fetch(row -> Currency.getInstance(row.get("currency", String.class)));
  }

  private Order order(Record row) {
    return new Order(
        row.get("attempt_key", String.class),
        row.get("payout_id", Long.class),
        row.get("creator_id", Long.class),
        new Money(
            row.get("amount_minor", Long.class),
            Currency.getInstance(row.get("currency", String.class))),
        row.get("holder", String.class),
        PayeeRepository.sealed(cipher, row),
        row.get("bic", String.class));
  }

  static Payout payout(Record row) {
    return new Payout(
        row.get("payout_id", Long.class),
        row.get("creator_id", Long.class),
        row.get("run_id", Long.class),
        row.get("period", LocalDate.class),
        new Money(
            row.get("amount_minor", Long.class),
            Currency.getInstance(row.get("currency", String.class))),
        row.get("method_id", Long.class),
        row.get("rail", String.class),
        row.get("hold_id", Long.class),
        row.get("created_by", String.class),
        row.get("created_at", Instant.class),
        row.get("approval_needed", Boolean.class),
        row.get("approved_by", String.class),
        PayoutState.of(row.get("state", String.class)),
        row.get("state_since", Instant.class),
        row.get("attempt_key", String.class),
        row.get("reference", String.class),
        row.get("reason", String.class));
  }
}
