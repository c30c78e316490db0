package ai.profithack.monetization;

import ai.profithack.monetization.BurnOrder.Slice;
import ai.profithack.monetization.BurnOrder.Usable;
import ai.profithack.monetization.Credits.Balance;
import ai.profithack.monetization.Credits.Breakage;
import ai.profithack.monetization.Credits.Remainder;
import ai.profithack.monetization.Credits.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The rows of credits: grants, holds, and the contract's row a creator.
@Repository
class CreditRepository {
  private static final String HOLD =
      "select hold_id, job_key, creator_id, credits, state, leased_until from monetization.credit_hold where job_key = ?";

  private final DSLContext db;

  CreditRepository(DSLContext db) {
    this.db = db;
  }

  /// A grant to be written. `entryId` is the ledger's entry that brought the credits.
  record Grant(
      String key,
      long creatorId,
      String source,
      @Nullable LocalDate month,
      int priority,
      int credits,
      @Nullable Instant expiresAt,
      long entryId) {
    Grant bookedAs(long id) {
      return new Grant(key, creatorId, source, month, priority, credits, expiresAt, id);
    }
  }

  /// A grant whose time is up with something left of it.
  record Lapsed(long grantId, long creatorId, int remaining, Instant expiresAt) {}

  /// Credits held for a job.
  record Hold(
      long holdId, String jobKey, long creatorId, int credits, State state, Instant leasedUntil) {}

  /// Locks the creators' rows, in one order for everybody, making those that are missing; returns
  /// the creators that exist.
  Set<Long> lock(Collection<Long> creators) {
    var ids = ids(creators);
    db.query(
            """
            insert into public.creator_ai_credits (creator_id, monthly_allowance, used_credits, remaining_credits, reset_date)
            select u.id, 0, 0, 0, now()
            from public.users as u
            where u.id = any (?::bigint[])
              and not exists (
                select 1 from public.creator_ai_credits as c where c.creator_id = u.id and not c.superseded)
            order by u.id
            on conflict do nothing
            """,
            (Object) ids)
        .execute();
    return new HashSet<>(
        db.resultQuery(
                """
                select creator_id from public.creator_ai_credits
                where creator_id = any (?::bigint[]) and not superseded
                order by creator_id for update
                """,
                (Object) ids)
            .fetch(0, Long.class));
  }

  /// Up to `limit` creators with a higher id, lowest first.
  List<Long> creatorsAfter(long id, int limit) {
    return db.resultQuery(
            "select id from public.users where is_creator and id > ? order by id limit ?",
            id,
            limit)
        .fetch(0, Long.class);
  }

  /// What was granted as allowance for a month, by creator.
  Map<Long, Integer> allowances(Collection<Long> creators, LocalDate month) {
    return db.resultQuery(
            """
            select creator_id, sum(credits)::integer from monetization.credit_grant
            where creator_id = any (?::bigint[]) and month = ?
            group by creator_id
            """,
            ids(creators),
            month)
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, Integer.class));
  }

  boolean anyLapsed(Collection<Long> creators, Instant now) {
    return db.resultQuery(
            """
            select exists (select 1 from monetization.credit_grant
              where creator_id = any (?::bigint[]) and remaining > 0 and expires_at <= ?::timestamptz)
            """,
            ids(creators),
            now.toString())
        .fetchSingle(0, Boolean.class);
  }

  List<Lapsed> lapsed(Collection<Long> creators, Instant now) {
    return db.resultQuery(
            """
            select grant_id, creator_id, remaining, expires_at from monetization.credit_grant
            where creator_id = any (?::bigint[]) and remaining > 0 and expires_at <= ?::timestamptz
            order by grant_id
            """,
            ids(creators),
            now.toString())
        .fetch(row ->
            new Lapsed(
                row.get(0, Long.class),
                row.get(1, Long.class),
                row.get(2, Integer.class),
                row.get(3, Instant.class)));
  }

  void markExpired(List<Long> grants) {
    db.query(
            """
            update monetization.credit_grant set expired_credits = remaining, remaining = 0
            where grant_id = any (?::bigint[])
            """,
            (Object) ids(grants))
        .execute();
  }

  List<Usable> usable(long creatorId, Instant now) {
    return db.resultQuery(
            """
            select grant_id, priority, expires_at, granted_at, remaining from monetization.credit_grant
            where creator_id = ? and remaining > 0 and (expires_at is null or expires_at > ?::timestamptz)
            """,
            creatorId,
            now.toString())
        .fetch(row ->
            new Usable(
                row.get(0, Long.class),
                row.get(1, Integer.class),
                row.get(2, Instant.class),
                row.get(3, Instant.class),
                row.get(4, Integer.class)));
  }

  long remaining(long creatorId, Instant now) {
    return db.resultQuery(
            """
            select coalesce(sum(remaining), 0)::bigint from monetization.credit_grant
            where creator_id = ? and remaining > 0 and (expires_at is null or expires_at > ?::timestamptz)
            """,
            creatorId,
            now.toString())
        .fetchSingle(0, Long.class);
  }

  /// Those of the keys that name a grant.
  Set<String> knownKeys(List<String> keys) {
    return new HashSet<>(
        db.resultQuery(
                "select key from monetization.credit_grant where key = any (?::text[])",
                (Object) keys.toArray(String[]::new))
            .fetch(0, String.class));
  }

  /// To whom a key gave how much.
  record Granted(long creatorId, int credits) {}

  Optional<Granted> granted(String key) {
    return db.resultQuery(
            "select creator_id, credits from monetization.credit_grant where key = ?", key)
        .fetchOptional(row -> new Granted(row.get(0, Long.class), row.get(1, Integer.class)));
  }

  void insertGrants(List<Grant> grants, Instant now) {
    if (grants.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into monetization.credit_grant
              (key, creator_id, source, month, priority, credits, remaining, granted_at, expires_at, entry_id)
            select key, creator_id, source, month, priority, credits, credits, ?::timestamptz, expires_at, entry_id
            from unnest(?::text[], ?::bigint[], ?::text[], ?::date[], ?::smallint[], ?::integer[], ?::timestamptz[], ?::bigint[])
              as g (key, creator_id, source, month, priority, credits, expires_at, entry_id)
            """,
            now.toString(),
            grants.stream().map(Grant::key).toArray(String[]::new),
            grants.stream().map(Grant::creatorId).toArray(Long[]::new),
            grants.stream().map(Grant::source).toArray(String[]::new),
            grants.stream()
                .map(grant -> grant.month() == null ? null : grant.month().toString())
                .toArray(String[]::new),
            grants.stream().map(grant -> (short) grant.priority()).toArray(Short[]::new),
            grants.stream().map(Grant::credits).toArray(Integer[]::new),
            grants.stream()
                .map(grant -> grant.expiresAt() == null ? null : grant.expiresAt().toString())
                .toArray(String[]::new),
            grants.stream().map(Grant::entryId).toArray(Long[]::new))
        .execute();
  }

  Optional<Hold> hold(String jobKey) {
    return db.resultQuery(HOLD, jobKey).fetchOptional(CreditRepository::hold);
  }

  /// Keeps a hold with its slices and takes them from their grants; returns until when it is
  /// leased.
  Instant insertHold(
      String jobKey, long creatorId, int credits, List<Slice> slices, Instant now, Duration lease) {
    var row =
        db.resultQuery(
                """
                insert into monetization.credit_hold (job_key, creator_id, credits, held_at, leased_until)
                values (?, ?, ?, ?::timestamptz, clock_timestamp() + ?::double precision * interval '1 second')
                returning hold_id, leased_until
                """,
                jobKey,
                creatorId,
                credits,
                now.toString(),
                lease.toMillis() / 1000.0)
            .fetchSingle();
    var grants = ids(slices.stream().map(Slice::grantId).toList());
    var amounts = slices.stream().map(Slice::credits).toArray(Integer[]::new);
    db.query(
            """
            insert into monetization.credit_slice (hold_id, grant_id, credits)
            select ?, * from unnest(?::bigint[], ?::integer[])
            """,
            row.get(0, Long.class),
            grants,
            amounts)
        .execute();
    db.query(
            """
            update monetization.credit_grant as g set remaining = g.remaining - s.credits
            from unnest(?::bigint[], ?::integer[]) as s (grant_id, credits)
            where g.grant_id = s.grant_id
            """,
            grants,
            amounts)
        .execute();
    return row.get(1, Instant.class);
  }

  boolean extend(String jobKey, Duration lease) {
    return db.query(
                """
                update monetization.credit_hold
                set leased_until = clock_timestamp() + ?::double precision * interval '1 second'
                where job_key = ? and state = 'held'
                """,
                lease.toMillis() / 1000.0,
                jobKey)
            .execute()
        == 1;
  }

  /// The keys of up to `limit` jobs whose lease ran out, the longest overdue first.
  List<String> overdue(int limit) {
    return db.resultQuery(
            """
            select job_key from monetization.credit_hold
            where state = 'held' and leased_until <= clock_timestamp()
            order by leased_until, hold_id limit ?
            """,
            limit)
        .fetch(0, String.class);
  }

  /// Whether the lease of a hold ran out; then nobody renews it until the transaction ends.
  boolean lockOverdue(long holdId) {
    return db.resultQuery(
            """
            select 1 from monetization.credit_hold
            where hold_id = ? and state = 'held' and leased_until <= clock_timestamp() for update
            """,
            holdId)
        .fetchOptional()
        .isPresent();
  }

  void endHold(long holdId, State state, Instant now) {
    db.query(
            """
            update monetization.credit_hold set state = ?, resolved_at = ?::timestamptz
            where hold_id = ? and state = 'held'
            """,
            state.code(),
            now.toString(),
            holdId)
        .execute();
  }

  /// Gives slices back to those of their grants that still last.
  void restore(long holdId, Instant now) {
    db.query(
            """
            update monetization.credit_grant as g set remaining = g.remaining + s.credits
            from monetization.credit_slice as s
            where s.hold_id = ? and g.grant_id = s.grant_id
              and (g.expires_at is null or g.expires_at > ?::timestamptz)
            """,
            holdId,
            now.toString())
        .execute();
  }

  /// The slices whose grants do not last any more.
  List<Slice> lapsedSlices(long holdId, Instant now) {
    return db.resultQuery(
            """
            select s.grant_id, s.credits
            from monetization.credit_slice as s join monetization.credit_grant as g on g.grant_id = s.grant_id
            where s.hold_id = ? and g.expires_at <= ?::timestamptz
            order by s.grant_id
            """,
            holdId,
            now.toString())
        .fetch(row -> new Slice(row.get(0, Long.class), row.get(1, Integer.class)));
  }

  /// Writes what the grants say into the contract's rows of these creators.
  void refresh(Collection<Long> creators, LocalDate month, Instant now, Instant nextMonth) {
    db.query(
            """
            update public.creator_ai_credits as c
            set monthly_allowance = f.allowance, used_credits = f.used, remaining_credits = f.remaining,
              reset_date = ?::timestamptz, updated_at = ?::timestamptz
            from (
              select r.creator_id,
                (select coalesce(sum(g.credits), 0) from monetization.credit_grant as g
                  where g.creator_id = r.creator_id and g.month = ?) as allowance,
                (select coalesce(sum(h.credits), 0) from monetization.credit_hold as h
                  where h.creator_id = r.creator_id and h.state = 'captured' and h.resolved_at >= ?::date::timestamp at time zone 'UTC'
                    and h.resolved_at < ?::timestamptz) as used,
                (select coalesce(sum(g.remaining), 0) from monetization.credit_grant as g
                  where g.creator_id = r.creator_id and g.remaining > 0
                    and (g.expires_at is null or g.expires_at > ?::timestamptz)) as remaining
              from unnest(?::bigint[]) as r (creator_id)
            ) as f
            where c.creator_id = f.creator_id and not c.superseded
            """,
            nextMonth.toString(),
            now.toString(),
            month,
            month,
            nextMonth.toString(),
            now.toString(),
            ids(creators))
        .execute();
  }

  Optional<Balance> balance(long creatorId, LocalDate month, Instant now, Instant nextMonth) {
    if (!db.resultQuery("select exists (select 1 from public.users where id = ?)", creatorId)
        .fetchSingle(0, Boolean.class)) {
      return Optional.empty();
    }
    var grants =
        db.resultQuery(
                """
                select source, credits, remaining, granted_at, expires_at from monetization.credit_grant
                where creator_id = ? and remaining > 0 and (expires_at is null or expires_at > ?::timestamptz)
                order by priority, expires_at nulls last, granted_at, grant_id
                """,
                creatorId,
                now.toString())
            .fetch(row ->
                new Remainder(
                    row.get(0, String.class),
                    row.get(1, Integer.class),
                    row.get(2, Integer.class),
                    row.get(3, Instant.class),
                    row.get(4, Instant.class)));
    var sums =
        db.resultQuery(
                """
                select coalesce(sum(credits) filter (where state = 'captured' and resolved_at >= ?::date::timestamp at time zone 'UTC'), 0)::bigint,
                  coalesce(sum(credits) filter (where state = 'held'), 0)::bigint
                from monetization.credit_hold where creator_id = ?
                """,
                month,
                creatorId)
            .fetchSingle();
    return Optional.of(
        new Balance(
            allowances(List.of(creatorId), month).getOrDefault(creatorId, 0),
            sums.get(0, Long.class),
            grants.stream().mapToLong(Remainder::remaining).sum(),
            sums.get(1, Long.class),
            nextMonth,
            grants));
  }

  List<Breakage> plannedBreakage() {
    return db.resultQuery(
            "select expires_at, unused_credits, held_credits from monetization.planned_breakage order by expires_at")
        .fetch(row ->
            new Breakage(
                row.get(0, Instant.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  private static Hold hold(Record row) {
    return new Hold(
        row.get("hold_id", Long.class),
        row.get("job_key", String.class),
        row.get("creator_id", Long.class),
        row.get("credits", Integer.class),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("leased_until", Instant.class));
  }

  private static Long[] ids(Collection<Long> ids) {
    return ids.toArray(Long[]::new);
  }
}
