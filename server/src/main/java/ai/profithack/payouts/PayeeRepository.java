package ai.profithack.payouts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Payees and their destinations.
@Repository
class PayeeRepository {
  private final DSLContext db;
  private final DestinationCipher cipher;

  PayeeRepository(DSLContext db, DestinationCipher cipher) {
    this.db = db;
    this.cipher = cipher;
  }

  Map<Long, Payee> payees(Collection<Long> creatorIds) {
    return db.resultQuery(
            "select * from payouts.payee where creator_id = any (?::bigint[])",
            (Object) creatorIds.toArray(Long[]::new))
        .fetchMap(row -> row.get("creator_id", Long.class), PayeeRepository::payee);
  }

  Map<Long, PayoutMethod> methods(Collection<Long> creatorIds) {
    return db.resultQuery(
            "select * from payouts.method where creator_id = any (?::bigint[]) and retired_at is null",
            (Object) creatorIds.toArray(Long[]::new))
        .fetchMap(row -> row.get("creator_id", Long.class), this::method);
  }

  /// The same; none of them can be replaced before the transaction ends. One that is being replaced
  /// is waited for and left out.
  Map<Long, PayoutMethod> keptMethods(Collection<Long> creatorIds) {
    return db.resultQuery(
            "select * from payouts.method where creator_id = any (?::bigint[]) and retired_at is null order by creator_id for share",
            (Object) creatorIds.toArray(Long[]::new))
        .fetchMap(row -> row.get("creator_id", Long.class), this::method);
  }

  Optional<PayoutMethod> method(long methodId) {
    return db.resultQuery("select * from payouts.method where method_id = ?", methodId)
        .fetchOptional(this::method);
  }

  /// What is known of a creator, locked until the transaction ends.
  Payee lock(long creatorId) {
    db.query(
            "insert into payouts.payee (creator_id) values (?) on conflict (creator_id) do nothing",
            creatorId)
        .execute();
    return db.resultQuery("select * from payouts.payee where creator_id = ? for update", creatorId)
        .fetchSingle(PayeeRepository::payee);
  }

  /// Keeps all of it in place of what was: for whoever holds the lock.
  void save(Payee payee) {
    db.query(
            """
            insert into payouts.payee (creator_id, identity_reviewed_at, of_age_confirmed_at, tax_form_until, paused_by_self,
              paused_by_platform, paused_by_provider, reserve_percent, reserve_since)
            values (?, ?::timestamptz, ?::timestamptz, ?::date, ?, ?, ?, ?, ?::timestamptz)
            on conflict (creator_id) do update set identity_reviewed_at = excluded.identity_reviewed_at,
              of_age_confirmed_at = excluded.of_age_confirmed_at, tax_form_until = excluded.tax_form_until,
              paused_by_self = excluded.paused_by_self, paused_by_platform = excluded.paused_by_platform,
              paused_by_provider = excluded.paused_by_provider, reserve_percent = excluded.reserve_percent,
              reserve_since = excluded.reserve_since
            """,
            payee.creatorId(),
            text(payee.identityReviewedAt()),
            text(payee.ofAgeConfirmedAt()),
            text(payee.taxFormUntil()),
            payee.pausedBySelf(),
            payee.pausedByPlatform(),
            payee.pausedByProvider(),
            payee.reservePercent(),
            text(payee.reserveSince()))
        .execute();
  }

  /// Ends a provider's pause: false where there was none.
  boolean endProvidersPause(long creatorId) {
    return db.query(
                "update payouts.payee set paused_by_provider = null where creator_id = ? and paused_by_provider is not null",
                creatorId)
            .execute()
        == 1;
  }

  void retireMethods(long creatorId, Instant at) {
    db.query(
            "update payouts.method set retired_at = ?::timestamptz where creator_id = ? and retired_at is null",
            at.toString(),
            creatorId)
        .execute();
  }

  long insertMethod(
      long creatorId,
      String rail,
      String holder,
      String account,
      @Nullable String bic,
      Instant at,
      String by) {
    var methodId =
        db.resultQuery("select nextval(pg_get_serial_sequence('payouts.method', 'method_id'))")
            .fetchSingle(0, Long.class);
    var sealed = isSealed(rail) ? cipher.seal(account, methodId) : null;
    db.query(
            """
            insert into payouts.method (method_id, creator_id, rail, holder, account, account_sealed, account_key, account_tail, bic,
              changed_at, changed_by)
            overriding system value values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?)
            """,
            methodId,
            creatorId,
            rail,
            holder,
            sealed == null ? account : null,
            sealed == null ? null : sealed.bytes(),
            sealed == null ? null : sealed.keyName(),
            PayoutMethod.tailOf(account),
            bic,
            at.toString(),
            by)
        .execute();
    return methodId;
  }

  /// Accounts at Stripe are names, by which its notices are recognised.
  private static boolean isSealed(String rail) {
    return !rail.equals(StripeRail.NAME);
  }

  /// Seals up to `atMost` destinations after number `after` that are not sealed, or are under
  /// another key that is here. What another caller is sealing is left to it, and what cannot be
  /// opened stays as it is.
  Sealing sealSome(long after, int atMost) {
    var open =
        db.resultQuery(
                """
                select method_id, account, account_sealed, account_key from payouts.method
                where rail <> 'stripe' and method_id > ? and (account_key is null or account_key <> ? and account_key = any (?::text[]))
                order by method_id limit ? for update skip locked
                """,
                after,
                cipher.sealingKey(),
                cipher.openingKeys().toArray(String[]::new),
                atMost)
            .fetch();
    var last = after;
    var done = 0;
    for (var row : open) {
      var methodId = row.get("method_id", Long.class);
      last = methodId;
      if (!(sealed(cipher, row).opened() instanceof Opened.Account(var account))) {
        continue;
      }
      done++;
      var sealed = cipher.seal(account, methodId);
      db.query(
              """
              update payouts.method set account = null, account_sealed = ?, account_key = ?, account_tail = coalesce(account_tail, ?)
              where method_id = ?
              """,
              sealed.bytes(),
              sealed.keyName(),
              PayoutMethod.tailOf(account),
              methodId)
          .execute();
    }
    return new Sealing(done, open.isEmpty() ? null : (Long) last);
  }

  /// So many were sealed. `last` is the last one that was looked at, null where there was none.
  record Sealing(int sealed, @Nullable Long last) {}

  /// How many destinations are sealed under keys that are not here.
  long sealedUnderOtherKeys() {
    return db.resultQuery(
            "select count(*) from payouts.method where account_key <> all (?::text[])",
            (Object) cipher.openingKeys().toArray(String[]::new))
        .fetchSingle(0, Long.class);
  }

  /// An account as it was named, from the row of its destination.
  static SealedAccount sealed(DestinationCipher cipher, Record row) {
    var methodId = row.get("method_id", Long.class);
    var plain = row.get("account", String.class);
    var sealed = row.get("account_sealed", byte[].class);
    var keyName = row.get("account_key", String.class);
    return sealed == null || keyName == null
        ? SealedAccount.of(Objects.requireNonNull(plain, "neither an account nor a sealed one"))
        : new SealedAccount(() -> cipher.open(sealed, keyName, methodId));
  }

  /// Notes that somebody verified a destination; `before` is when it was verified last. False where
  /// it is not in force, or somebody else was first.
  boolean verifyMethod(long methodId, @Nullable Instant before, Instant at, String by) {
    return db.query(
                """
                update payouts.method set verified_at = ?::timestamptz, verified_by = ?, verified_alone = false
                where method_id = ? and verified_at is not distinct from ?::timestamptz and retired_at is null
                """,
                at.toString(),
                by,
                methodId,
                before == null ? null : before.toString())
            .execute()
        == 1;
  }

  /// Takes a destination out of force that nobody verified: false where it is not in force, or
  /// somebody did.
  boolean retireUnverified(long methodId, Instant at) {
    return db.query(
                """
                update payouts.method set retired_at = ?::timestamptz
                where method_id = ? and verified_at is null and retired_at is null
                """,
                at.toString(),
                methodId)
            .execute()
        == 1;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Payee payee(Record row) {
    return new Payee(
        row.get("creator_id", Long.class),
        row.get("identity_reviewed_at", Instant.class),
        row.get("of_age_confirmed_at", Instant.class),
        row.get("tax_form_until", LocalDate.class),
        row.get("paused_by_self", String.class),
        row.get("paused_by_platform", String.class),
        row.get("paused_by_provider", String.class),
        row.get("reserve_percent", BigDecimal.class),
        row.get("reserve_since", Instant.class));
  }

  private PayoutMethod method(Record row) {
    var methodId = row.get("method_id", Long.class);
    var tail = row.get("account_tail", String.class);
    return new PayoutMethod(
        methodId,
        row.get("creator_id", Long.class),
        row.get("rail", String.class),
        row.get("holder", String.class),
        sealed(cipher, row),
        tail == null
            ? PayoutMethod.tailOf(Objects.requireNonNull(row.get("account", String.class)))
            : tail,
        row.get("bic", String.class),
        row.get("changed_at", Instant.class),
        row.get("changed_by", String.class),
        row.get("verified_at", Instant.class),
        row.get("verified_by", String.class),
        row.get("retired_at", Instant.class));
  }
}
