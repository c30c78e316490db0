package ai.profithack.monetization;

import ai.profithack.events.MoneyEvent;
import ai.profithack.monetization.Earning.Kind;
import ai.profithack.monetization.SharingRules.Part;
import ai.profithack.monetization.SharingRules.Shares;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The rows that say what the amounts in the ledger belong to.
@Repository
class EarningRepository {
  private static final long BOOKER_LOCK = 0x50_48_42_4f_4f_4bL;

  /// The second half of each says no more than the first, but the indexes are of rows like these.
  private static final String LEFT =
      "e.amount_minor - e.refunded_minor >= ? and e.refunded_minor < e.amount_minor";

  private static final String ORIGINAL_LEFT =
      "e.original_minor - e.refunded_original_minor >= ? and e.refunded_original_minor < e.original_minor";

  private final DSLContext db;

  EarningRepository(DSLContext db) {
    this.db = db;
  }

  /// Until the transaction ends, nobody else books or releases, on any server.
  void lock() {
    db.resultQuery("select pg_advisory_xact_lock(?)", BOOKER_LOCK).fetch();
  }

  /// The earnings that are booked under these keys, locked.
  Map<UUID, Earning> find(Collection<UUID> keys) {
    var found = new HashMap<UUID, Earning>();
    for (var earning :
        earnings(
            "e.event_key = any (?::uuid[]) order by e.event_key for update",
            (Object) keys.toArray(UUID[]::new))) {
      found.put(earning.key(), earning);
    }
    return found;
  }

  /// The gift that a refund which names none most likely takes back: the newest of that viewer to
  /// that creator, of that type, before the refund, of which enough is left. One that was sent in
  /// the same currency, where there is one.
  Optional<Earning> giftOf(Refund refund) {
    var amount = refund.amount();
    var sameCurrency =
        amount.currency() == null
            ? newestOf(refund, "e.original_currency is null and " + LEFT, amount.minor())
            : newestOf(
                refund,
                "e.original_currency = ? and " + ORIGINAL_LEFT,
                amount.currency(),
                amount.original());
    return sameCurrency.isPresent() || amount.minor() == 0
        ? sameCurrency
        : newestOf(
            refund,
            "e.original_currency is distinct from ?::text and " + LEFT,
            amount.currency(),
            amount.minor());
  }

  private Optional<Earning> newestOf(
      Refund refund, String enoughLeft, @Nullable Object... bindings) {
    var all = new ArrayList<@Nullable Object>();
    all.add(refund.payerId());
    all.add(refund.at().toString());
    for (var binding : bindings) {
      all.add(binding);
    }
    all.add(refund.giftType());
    all.add(refund.creatorId());
    all.add(refund.creatorId());
    return earnings(
            """
            e.kind = 'gift' and e.payer_id %s ?::bigint and e.occurred_at <= ?::timestamptz
              and %s and e.gift_id is not distinct from ?::bigint
              and case when ?::bigint is null then not exists (
                  select 1 from monetization.earning_part as p where p.event_key = e.event_key)
                else exists (
                  select 1 from monetization.earning_part as p where p.event_key = e.event_key and p.creator_id = ?) end
            order by e.occurred_at desc, e.event_key limit 1 for update
            """
                // Only `=` is answered by an index; null equals nothing.
                .formatted(refund.payerId() == null ? "is not distinct from" : "=", enoughLeft),
            all.toArray())
        .stream()
        .findFirst();
  }

  /// Those who have a part of any of these earnings.
  List<Long> creatorsOf(Collection<UUID> earnings) {
    return earnings.isEmpty()
        ? List.of()
        : db.resultQuery(
                "select distinct creator_id from monetization.earning_part where event_key = any (?::uuid[])",
                (Object) earnings.toArray(UUID[]::new))
            .fetch(0, Long.class);
  }

  private List<Earning> earnings(String condition, @Nullable Object... bindings) {
    var rows =
        db.resultQuery(
                """
                select e.event_key, e.event_id, e.kind, e.occurred_at, e.payer_id, e.creator_id, e.amount_minor, e.platform_minor,
                  e.refunded_minor, e.platform_refunded_minor, e.revision, e.entry_id, e.original_minor, e.original_currency,
                  e.refunded_original_minor
                from monetization.earning as e where
                """
                    + condition,
                bindings)
            .fetch();
    var parts = parts(rows.getValues("event_key", UUID.class));
    return rows.map(
        row -> earning(row, parts.getOrDefault(row.get("event_key", UUID.class), List.of())));
  }

  private Map<UUID, List<EarningPart>> parts(Collection<UUID> keys) {
    return keys.isEmpty()
        ? Map.of()
        : db.resultQuery(
                """
                select event_key, creator_id, tier, share_percent::integer as percent, earned_minor, taken_back_minor, state
                from monetization.earning_part where event_key = any (?::uuid[]) order by event_key, creator_id for update
                """,
                (Object) keys.toArray(UUID[]::new))
            .fetchGroups(row -> row.get("event_key", UUID.class), EarningRepository::part);
  }

  private static EarningPart part(Record row) {
    return new EarningPart(
        row.get("creator_id", Long.class),
        row.get("tier", String.class),
        row.get("percent", Integer.class),
        row.get("earned_minor", Long.class),
        row.get("taken_back_minor", Long.class),
        EarningPart.State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)));
  }

  private static Earning earning(Record row, List<EarningPart> parts) {
    return new Earning(
        row.get("event_key", UUID.class),
        row.get("event_id", String.class),
        Kind.named(row.get("kind", String.class)),
        row.get("occurred_at", Instant.class),
        row.get("payer_id", Long.class),
        row.get("creator_id", Long.class),
        amount(row, "amount_minor", "original_minor"),
        row.get("platform_minor", Long.class),
        amount(row, "refunded_minor", "refunded_original_minor"),
        row.get("platform_refunded_minor", Long.class),
        row.get("revision", Integer.class),
        row.get("entry_id", Long.class),
        parts);
  }

  /// The amount that these columns hold, as sent in the row's `original_currency`.
  static Amount amount(Record row, String minor, String original) {
    return Amount.of(
        row.get(minor, Long.class),
        row.get(original, Long.class),
        row.get("original_currency", String.class));
  }

  /// An event as it was shared, with the entry that booked it.
  record Shared(MoneyEvent event, Shares shares, int revision, long entryId, Instant releaseAt) {
    Amount amount() {
      return Amount.of(event.amountMinor(), event.original());
    }
  }

  /// Writes new earnings with their parts.
  void insert(List<Shared> shared) {
    db.query(
            """
            insert into monetization.earning (event_key, event_id, kind, occurred_at, payer_id, creator_id, video_id, gift_id, amount_minor,
              original_minor, original_currency, refunded_original_minor, platform_minor, rule_version, revision, entry_id, release_at)
            select event_key, event_id, kind, occurred_at, payer_id, creator_id, video_id, gift_id, amount_minor,
              original_minor, original_currency, case when original_minor is not null then 0 end, platform_minor, ?, revision,
              entry_id, release_at
            from unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
              ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::smallint[], ?::bigint[], ?::timestamptz[])
              as t (event_key, event_id, kind, occurred_at, payer_id, creator_id, video_id, gift_id, amount_minor, original_minor,
                original_currency, platform_minor, revision, entry_id, release_at)
            """,
            SharingRules.VERSION,
            array(shared, UUID.class, one -> one.event().key()),
            array(shared, String.class, one -> one.event().id()),
            array(shared, String.class, one -> Kind.of(one.event()).word()),
            array(shared, String.class, one -> one.event().time().toString()),
            array(shared, Long.class, one -> one.event().userId()),
            array(shared, Long.class, one -> one.event().creatorId()),
            array(shared, Long.class, one -> one.event().videoId()),
            array(shared, Long.class, one -> one.event().giftId()),
            array(shared, Long.class, one -> one.event().amountMinor()),
            array(shared, Long.class, one -> one.amount().keptOriginal()),
            array(shared, String.class, one -> one.amount().currency()),
            array(shared, Long.class, one -> one.shares().platformMinor()),
            array(shared, Short.class, one -> (short) one.revision()),
            array(shared, Long.class, Shared::entryId),
            array(shared, String.class, one -> one.releaseAt().toString()))
        .execute();
    insertParts(shared);
  }

  /// Gives an earning that named nobody its creators. What refunds took of it is to be taken back
  /// anew: [Refunds#share].
  void reassign(Shared shared) {
    db.query(
            """
            update monetization.earning
            set creator_id = ?, platform_minor = ?, refunded_minor = 0, refunded_original_minor = case when original_minor is not null then 0 end,
              platform_refunded_minor = 0, revision = ?, entry_id = ?
            where event_key = ?
            """,
            shared.event().creatorId(),
            shared.shares().platformMinor(),
            shared.revision(),
            shared.entryId(),
            shared.event().key())
        .execute();
    insertParts(List.of(shared));
  }

  private void insertParts(List<Shared> shared) {
    var keys = new ArrayList<UUID>();
    var parts = new ArrayList<Part>();
    var releases = new ArrayList<String>();
    for (var one : shared) {
      for (var part : one.shares().parts()) {
        keys.add(one.event().key());
        parts.add(part);
        releases.add(one.releaseAt().toString());
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into monetization.earning_part (event_key, creator_id, tier, share_percent, earned_minor, release_at)
            select * from unnest(?::uuid[], ?::bigint[], ?::text[], ?::numeric[], ?::bigint[], ?::timestamptz[])
            """,
            keys.toArray(UUID[]::new),
            array(parts, Long.class, Part::creatorId),
            array(parts, String.class, Part::tier),
            array(parts, Integer.class, Part::percent),
            array(parts, Long.class, Part::minor),
            releases.toArray(String[]::new))
        .execute();
  }

  /// Notes what a refund took back from an earning.
  void takeBack(UUID earning, Amount amount, SharingRules.Taken taken) {
    db.query(
            """
            update monetization.earning
            set refunded_minor = refunded_minor + ?, refunded_original_minor = refunded_original_minor + ?::bigint,
              platform_refunded_minor = platform_refunded_minor + ?
            where event_key = ?
            """,
            amount.minor(),
            amount.keptOriginal(),
            taken.fromPlatform(),
            earning)
        .execute();
    taken
        .byCreator()
        .forEach((creator, minor) ->
            db.query(
                    """
                    update monetization.earning_part set taken_back_minor = taken_back_minor + ?
                    where event_key = ? and creator_id = ?
                    """,
                    minor,
                    earning,
                    creator)
                .execute());
  }

  /// What becomes available to a creator: what is left of the parts that are due, added up, and of
  /// which earnings they are parts.
  record Due(long creatorId, long minor, List<UUID> earnings) {}

  /// Up to `atMost` parts that are due and booked by an entry up to `cleared`, the longest due
  /// first, locked until the transaction ends. What another transaction holds is left to it.
  List<Due> lockDue(Instant now, long cleared, int atMost) {
    return db.resultQuery(
            """
            with due as (
              select event_key, creator_id, earned_minor - taken_back_minor as minor
              from monetization.earning_part as p
              where state = 'pending' and release_at <= ?::timestamptz
                and exists (select 1 from monetization.earning as e where e.event_key = p.event_key and e.entry_id <= ?)
              order by release_at, event_key, creator_id limit ? for update skip locked
            )
            select creator_id, sum(minor)::bigint as minor, array_agg(event_key) as earnings
            from due group by creator_id order by creator_id
            """,
            now.toString(),
            cleared,
            atMost)
        .fetch(row ->
            new Due(
                row.get("creator_id", Long.class),
                row.get("minor", Long.class),
                List.of(row.get("earnings", UUID[].class))));
  }

  /// Notes that these parts are released, by which entry; by none where nothing was left of them.
  void release(Instant now, List<Due> due, Map<Long, Long> entryByCreator) {
    var keys = new ArrayList<UUID>();
    var creators = new ArrayList<Long>();
    var entries = new ArrayList<@Nullable Long>();
    for (var one : due) {
      for (var earning : one.earnings()) {
        keys.add(earning);
        creators.add(one.creatorId());
        entries.add(entryByCreator.get(one.creatorId()));
      }
    }
    db.query(
            """
            update monetization.earning_part as p
            set state = 'released', released_at = ?::timestamptz, release_entry_id = t.entry_id
            from unnest(?::uuid[], ?::bigint[], ?::bigint[]) as t (event_key, creator_id, entry_id)
            where p.event_key = t.event_key and p.creator_id = t.creator_id
            """,
            now.toString(),
            keys.toArray(UUID[]::new),
            creators.toArray(Long[]::new),
            entries.toArray(Long[]::new))
        .execute();
  }

  @SuppressWarnings("unchecked")
  private static <S, T> T[] array(
      Collection<S> values, Class<T> type, Function<S, @Nullable T> field) {
    return values.stream().map(field).toArray(size -> (T[]) Array.newInstance(type, size));
  }
}
