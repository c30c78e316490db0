package ai.profithack.events;

import ai.profithack.kernel.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// All SQL on the event log.
@Repository
class EventRepository {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String EVENT_COLUMNS =
      "events.event (day, occurred_at, accepted_at, type, user_id, video_id, creator_id, gift_id, quantity,"
          + " duration_seconds, amount_minor, original_minor, original_currency, id, refund_of, dispute_of)";
  private static final String MONEY_COLUMNS =
      "events.money_event (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, original_minor,"
          + " original_currency, refund_of, dispute_of)";
  private static final String CONTEXT_COLUMNS =
      "events.gift_context (event_key, accepted_at, device_hash, method_hash, method_added_at, address_hash)";

  private final DSLContext db;
  private final DataSource dataSource;
  private final TransactionTemplate transaction;
  private final ContextHasher hasher;
  private final Set<YearMonth> partitions = ConcurrentHashMap.newKeySet();

  EventRepository(
      DSLContext db,
      DataSource dataSource,
      ContextHasher hasher,
      PlatformTransactionManager transactionManager) {
    this.db = db;
    this.dataSource = dataSource;
    this.hasher = hasher;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /// Claims identities, in ascending order, so that concurrent callers never wait for each other in
  /// a circle. Returns those that were claimed by others before, which are rarely any: hence first
  /// a plain COPY, and one by one only where that met a known one.
  Set<UUID> claim(List<EventId> ascending) throws SQLException {
    var connection = DataSourceUtils.getConnection(dataSource);
    var before = connection.setSavepoint();
    try {
      copyIdentities(connection, ascending);
      connection.releaseSavepoint(before);
      return Set.of();
    } catch (SQLException failure) {
      if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw failure;
      }
      connection.rollback(before);
    }
    var known = new HashSet<UUID>();
    for (var id : ascending) {
      known.add(id.toUuid());
    }
    var claimed =
        db.resultQuery(
                """
                insert into events.identity (id_hash) select unnest(?::uuid[])
                on conflict (id_hash) do nothing returning id_hash
                """,
                (Object) ascending.stream().map(EventId::toUuid).toArray(UUID[]::new))
            .fetch(0, UUID.class);
    known.removeAll(claimed);
    return known;
  }

  private static void copyIdentities(Connection connection, List<EventId> ids) throws SQLException {
    try (var copy = BinaryCopy.into(connection, "events.identity (id_hash)")) {
      for (var id : ids) {
        copy.row(1);
        copy.uuid(id.high(), id.low());
      }
      copy.finish();
    }
  }

  /// Appends the events to the log. The partitions of their months must be there.
  void append(Collection<Candidate> accepted, Instant acceptedAt) throws SQLException {
    var connection = DataSourceUtils.getConnection(dataSource);
    try (var copy = BinaryCopy.into(connection, EVENT_COLUMNS)) {
      for (var candidate : accepted) {
        var event = candidate.event;
        var original = candidate.original;
        copy.row(16);
        copy.date(candidate.day);
        copy.timestamptz(event.time());
        copy.timestamptz(acceptedAt);
        copy.int2(event.type().code());
        copy.int8(candidate.userId);
        copy.int8(event.videoId());
        copy.int8(candidate.creatorId);
        copy.int8(event.giftId());
        copy.int8(event.quantity());
        copy.int4(event.durationSeconds());
        copy.int8(candidate.amountMinor);
        copy.int8(original == null ? null : (Long) original.minor());
        copy.text(original == null ? null : original.currency().getCurrencyCode());
        copy.text(event.id());
        copy.text(event.refundOf());
        copy.text(event.disputeOf());
      }
      copy.finish();
    }
    appendMoney(connection, accepted);
    appendContexts(connection, accepted, acceptedAt);
  }

  private void appendContexts(
      Connection connection, Collection<Candidate> accepted, Instant acceptedAt)
      throws SQLException {
    var gifts =
        accepted.stream()
            .filter(one -> one.event.context() != null && !one.event.type().tellsDevice())
            .toList();
    if (gifts.isEmpty()) {
      return;
    }
    try (var copy = BinaryCopy.into(connection, CONTEXT_COLUMNS)) {
      for (var candidate : gifts) {
        var context = Objects.requireNonNull(candidate.event.context());
        copy.row(6);
        copy.uuid(candidate.id.high(), candidate.id.low());
        copy.timestamptz(acceptedAt);
        copy.uuid(hasher.device(context));
        copy.uuid(hasher.method(context));
        copy.timestamptz(context.paymentMethodAddedAt());
        copy.uuid(hasher.address(context));
      }
      copy.finish();
    }
  }

  /// Keeps from which devices the accounts of these events are used, in one order, so that
  /// concurrent callers never wait for each other in a circle. One whose span grows by more than a
  /// day is news.
  void keepDevices(List<Candidate> events, Instant acceptedAt) {
    var uses =
        events.stream()
            .filter(one -> one.event.context() != null && one.event.type().tellsDevice())
            .toList();
    if (uses.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into events.account_device as d (user_id, device_hash, first_day, last_day, known_at)
            select u.user_id, u.device_hash, min(u.day), max(u.day), ?::timestamptz
            from unnest(?::bigint[], ?::uuid[], ?::date[]) as u (user_id, device_hash, day)
            where u.user_id is not null and u.device_hash is not null
            group by u.user_id, u.device_hash
            order by u.user_id, u.device_hash
            on conflict (user_id, device_hash) do update
              set first_day = least(d.first_day, excluded.first_day), last_day = greatest(d.last_day, excluded.last_day),
                known_at = case when excluded.first_day < d.first_day - 1 or excluded.last_day > d.last_day + 1
                  then excluded.known_at else d.known_at end
              where excluded.first_day < d.first_day or excluded.last_day > d.last_day
            """,
            acceptedAt.toString(),
            uses.stream().map(EventRepository::whoUsedIt).toArray(Long[]::new),
            uses.stream()
                .map(use -> hasher.device(Objects.requireNonNull(use.event.context())))
                .toArray(UUID[]::new),
            uses.stream()
                .map(use -> LocalDate.ofInstant(use.event.time(), ZoneOffset.UTC).toString())
                .toArray(String[]::new))
        .execute();
  }

  private static @Nullable Long whoUsedIt(Candidate use) {
    return use.event.type() == EventType.VIDEO_PUBLISHED ? use.creatorId : use.userId;
  }

  private static void appendMoney(Connection connection, Collection<Candidate> accepted)
      throws SQLException {
    var money = accepted.stream().filter(EventRepository::isMoney).toList();
    if (money.isEmpty()) {
      return;
    }
    try (var copy = BinaryCopy.into(connection, MONEY_COLUMNS)) {
      for (var candidate : money) {
        var event = candidate.event;
        var original = candidate.original;
        copy.row(12);
        copy.text(event.id());
        copy.int2(event.type().code());
        copy.timestamptz(event.time());
        copy.int8(candidate.userId);
        copy.int8(event.videoId());
        copy.int8(candidate.creatorId);
        copy.int8(event.giftId());
        copy.int8(candidate.amountMinor);
        copy.int8(original == null ? null : (Long) original.minor());
        copy.text(original == null ? null : original.currency().getCurrencyCode());
        copy.text(event.refundOf());
        copy.text(event.disputeOf());
      }
      copy.finish();
    }
  }

  /// A refund also where it counts as nothing: of its gift it may take something all the same.
  private static boolean isMoney(Candidate candidate) {
    var type = candidate.event.type();
    var original = candidate.original;
    return candidate.amountMinor > 0
        || type.isDispute()
        || (type == EventType.GIFT_REFUNDED && original != null && original.minor() > 0);
  }

  /// Sees to it that there is a partition for each of the months.
  ///
  /// Attaching, unlike creating in place, keeps neither readers nor writers of the log waiting. In
  /// a transaction of its own, one at a time among all servers.
  void ensurePartitions(Collection<YearMonth> months) {
    for (var month : months) {
      if (partitions.contains(month)) {
        continue;
      }
      transaction.executeWithoutResult(_ -> createPartition(month));
      partitions.add(month);
    }
  }

  /// Forgets which partitions there are, for when one was taken away; always true.
  boolean forgetPartitions() {
    partitions.clear();
    return true;
  }

  private void createPartition(YearMonth month) {
    db.execute("select pg_advisory_xact_lock(hashtext('events.event partitions'))");
    var name = "events.event_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    var exists =
        db.resultQuery("select to_regclass(?) is not null", name).fetchSingle(0, Boolean.class);
    if (!Boolean.TRUE.equals(exists)) {
      db.execute("create table " + name + " (like events.event including all)");
      db.execute(
          "alter table events.event attach partition %s for values from ('%s') to ('%s')"
              .formatted(name, month.atDay(1), month.plusMonths(1).atDay(1)));
    }
  }

  /// Notes that the figures of the days no longer follow from the log.
  void touch(Collection<LocalDate> days, Collection<LocalDate> registrationDays, Instant now) {
    var all = new HashSet<>(days);
    all.addAll(registrationDays);
    var sorted = all.stream().sorted().toList();
    db.query(
            "insert into events.touched_day (day, touched_at, registrations) select d, ?::timestamptz, r from unnest(?::date[], ?::boolean[]) as t (d, r)",
            now.toString(),
            sorted.stream().map(LocalDate::toString).toArray(String[]::new),
            sorted.stream().map(registrationDays::contains).toArray(Boolean[]::new))
        .execute();
  }

  /// Puts one new note in place of the many of a day; returns how many went away. A computation
  /// that takes notes away at the same time either took these, or leaves the new one.
  int mergeTouches(Instant now) {
    return db.resultQuery(
            """
            with crowded as (
              select day from events.touched_day group by day having count(*) > 100
            ), gone as (
              delete from events.touched_day as t using crowded
              where t.day = crowded.day returning t.day, t.registrations
            ), merged as (
              insert into events.touched_day (day, touched_at, registrations)
              select day, ?::timestamptz, bool_or(registrations) from gone group by day
            )
            select count(*)::integer from gone
            """,
            now.toString())
        .fetchSingle(0, Integer.class);
  }

  /// Notes days on which something was accepted about a video whose creator nobody knows.
  void awaitCreator(long videoId, Collection<LocalDate> days) {
    db.query(
            """
            insert into events.awaiting_creator (video_id, day)
            select ?::bigint, unnest(?::date[]) on conflict do nothing
            """,
            videoId,
            days.stream().map(LocalDate::toString).toArray(String[]::new))
        .execute();
  }

  /// Gives earlier events of these videos the creators that are known now; returns their days.
  Set<LocalDate> creatorsKnown(Map<Long, Long> creatorsByVideo) {
    var changed = new HashSet<LocalDate>();
    db.resultQuery(
            "delete from events.awaiting_creator where video_id = any (?::bigint[]) returning video_id, day",
            (Object) creatorsByVideo.keySet().toArray(Long[]::new))
        .fetchGroups(row -> row.get(0, Long.class), row -> row.get(1, LocalDate.class))
        .forEach((video, days) -> {
          changed.addAll(days);
          db.query(
                  """
                  with known as (
                    update events.event set creator_id = ?
                    where day = any (?::date[]) and video_id = ? and creator_id is null
                    returning *
                  )
                  insert into events.money_event
                    (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, original_minor, original_currency,
                     refund_of)
                  select id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, original_minor, original_currency,
                    refund_of
                  from known where amount_minor > 0 or (type = 11 and original_minor > 0)
                  """,
                  creatorsByVideo.get(video),
                  days.stream().map(LocalDate::toString).toArray(String[]::new),
                  video)
              .execute();
        });
    return changed;
  }

  /// Those of the identities that an accepted event has.
  Set<UUID> known(Collection<UUID> ids) {
    return ids.isEmpty()
        ? Set.of()
        : db.resultQuery(
                "select id_hash from events.identity where id_hash = any (?::uuid[])",
                (Object) ids.toArray(UUID[]::new))
            .fetchSet(0, UUID.class);
  }

  /// Takes the oldest money events out of those that wait to be booked.
  List<MoneyEvent> takeMoney(int atMost) {
    return db.resultQuery(
            """
            with taken as (
              delete from events.money_event
              where sequence in (select sequence from events.money_event order by sequence limit ?)
              returning *
            )
            select * from taken order by sequence
            """,
            atMost)
        .fetch(row ->
            new MoneyEvent(
                row.get("id", String.class),
                EventId.of(row.get("id", String.class)).toUuid(),
                EventType.ofCode(row.get("type", Integer.class)),
                row.get("occurred_at", Instant.class),
                row.get("user_id", Long.class),
                row.get("video_id", Long.class),
                row.get("creator_id", Long.class),
                row.get("gift_id", Long.class),
                row.get("amount_minor", Long.class),
                original(row),
                row.get("refund_of", String.class),
                row.get("dispute_of", String.class)));
  }

  private static @Nullable Money original(Record row) {
    var minor = row.get("original_minor", Long.class);
    return minor == null
        ? null
        : new Money(minor, Currency.getInstance(row.get("original_currency", String.class)));
  }

  void noteRepeated(String refundId, long minor) {
    db.query(
            """
            insert into events.repeated_refund as r (event_id, repeated_minor) values (?, ?)
            on conflict (event_id) do update set repeated_minor = r.repeated_minor + excluded.repeated_minor
            """,
            refundId,
            minor)
        .execute();
  }

  long waitingMoney() {
    return db.resultQuery("select count(*) from events.money_event").fetchSingle(0, Long.class);
  }
}
