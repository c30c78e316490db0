package ai.profithack.payouts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Payees and their destinations.
@Repository
class PayeeRepository {
  private final DSLContext db;

  PayeeRepository(DSLContext db) {
    this.db = db;
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
        .fetchMap(row -> row.get("creator_id", Long.class), PayeeRepository::method);
  }

  Optional<PayoutMethod> method(long methodId) {
    return db.resultQuery("select * from payouts.method where method_id = ?", methodId)
        .fetchOptional(PayeeRepository::method);
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
    return db.resultQuery(
            """
            insert into payouts.method (creator_id, rail, holder, account, bic, changed_at, changed_by)
            values (?, ?, ?, ?, ?, ?::timestamptz, ?) returning method_id
            """,
            creatorId,
            rail,
            holder,
            account,
            bic,
            at.toString(),
            by)
        .fetchSingle(0, Long.class);
  }

  boolean verifyMethod(long methodId, Instant at, String by) {
    return db.query(
                """
                update payouts.method set verified_at = ?::timestamptz, verified_by = ?
                where method_id = ? and verified_at is null and retired_at is null
                """,
                at.toString(),
                by,
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

  private static PayoutMethod method(Record row) {
    return new PayoutMethod(
        row.get("method_id", Long.class),
        row.get("creator_id", Long.class),
        row.get("rail", String.class),
        row.get("holder", String.class),
        row.get("account", String.class),
        row.get("bic", String.class),
        row.get("changed_at", Instant.class),
        row.get("verified_at", Instant.class),
        row.get("retired_at", Instant.class));
  }
}
