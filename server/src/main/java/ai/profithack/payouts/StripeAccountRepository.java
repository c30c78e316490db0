package ai.profithack.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// Connected accounts, and what Stripe's word about one changes for the creators paid to it.
@Repository
class StripeAccountRepository {
  private static final String PAID_TO =
      "select m.creator_id from payouts.method as m where m.rail = 'stripe' and m.account = ? and m.retired_at is null";

  private final DSLContext db;

  StripeAccountRepository(DSLContext db) {
    this.db = db;
  }

  /// Pauses the creators that are paid to an account; returns those for whom that is new.
  List<Long> pause(String account, String why) {
    return db.resultQuery(
            """
            insert into payouts.payee as p (creator_id, paused_by_provider)
            %s on conflict (creator_id) do update set paused_by_provider = ?
            where p.paused_by_provider is distinct from ?
            returning p.creator_id
            """
                .formatted(PAID_TO.replace("m.creator_id from", "m.creator_id, ? from")),
            why,
            account,
            why,
            why)
        .fetch(0, Long.class);
  }

  /// Ends Stripe's pause of the creators that are paid to an account; returns those who had one.
  List<Long> resume(String account) {
    return db.resultQuery(
            """
            update payouts.payee set paused_by_provider = null
            where creator_id in (%s) and paused_by_provider like 'Stripe: %%' returning creator_id
            """
                .formatted(PAID_TO),
            account)
        .fetch(0, Long.class);
  }

  /// The accounts in force of creators whom Stripe paused, a random choice where there are more.
  List<String> paused(int atMost) {
    return db.resultQuery(
            """
            select m.account from payouts.payee as p
            join payouts.method as m on m.creator_id = p.creator_id and m.rail = 'stripe' and m.retired_at is null
            where p.paused_by_provider like 'Stripe: %' group by m.account order by random() limit ?
            """,
            atMost)
        .fetch(0, String.class);
  }

  /// Verifies the destinations that lead to an account; returns those that were not.
  List<Long> verify(String account, Instant at, String by) {
    return db.resultQuery(
            """
            update payouts.method set verified_at = ?::timestamptz, verified_by = ?
            where rail = 'stripe' and account = ? and retired_at is null and verified_at is null returning method_id
            """,
            at.toString(),
            by,
            account)
        .fetch(0, Long.class);
  }

  /// Whether anybody is or was paid to an account.
  boolean knows(String account) {
    return db.resultQuery(
            "select exists (select from payouts.method where rail = 'stripe' and account = ?) or exists (select from payouts.stripe_account where account = ?)",
            account,
            account)
        .fetchSingle(0, Boolean.class);
  }

  Optional<String> accountOf(long creatorId) {
    return db.resultQuery(
            "select account from payouts.stripe_account where creator_id = ?", creatorId)
        .fetchOptional(0, String.class);
  }

  boolean keep(long creatorId, String account, Instant at, String by) {
    return db.query(
                """
                insert into payouts.stripe_account (creator_id, account, created_at, created_by) values (?, ?, ?::timestamptz, ?)
                on conflict do nothing
                """,
                creatorId,
                account,
                at.toString(),
                by)
            .execute()
        == 1;
  }
}
