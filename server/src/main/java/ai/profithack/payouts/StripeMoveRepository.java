package ai.profithack.payouts;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// What was asked of Stripe for each order, and what it has.
@Repository
class StripeMoveRepository {
  private final DSLContext db;

  StripeMoveRepository(DSLContext db) {
    this.db = db;
  }

  /// One of the moves of money that a payout is at Stripe.
  enum Step {
    /// Platform → connected account.
    TRANSFER,
    /// Connected account → its bank.
    PAYOUT,
    /// Connected account → platform: takes the transfer back.
    REVERSAL;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Where a move stands.
  enum State {
    /// Its key is saved, and it may have been asked for.
    ASKED,
    /// Stripe has it.
    MADE,
    /// Stripe refused it for good.
    REFUSED
  }

  /// A move. `status` is the object's own in Stripe's words; `paidAt` when a payout was first seen
  /// as paid.
  record Move(
      Step step,
      String idempotencyKey,
      Instant askedAt,
      State state,
      @Nullable String objectId,
      @Nullable String status,
      @Nullable Instant paidAt,
      @Nullable String reason) {
    boolean made() {
      return state == State.MADE;
    }
  }

  /// Takes an order for oneself until then; false where somebody else has it.
  boolean take(Order order, Instant now, Instant until) {
    return db.query(
                """
                insert into payouts.stripe_order as o (key, account, busy_until) values (?, ?, ?::timestamptz)
                on conflict (key) do update set busy_until = excluded.busy_until
                where o.busy_until is null or o.busy_until <= ?::timestamptz
                """,
                order.key(),
                order.account(),
                until.toString(),
                now.toString())
            .execute()
        == 1;
  }

  void leave(Order order) {
    db.query("update payouts.stripe_order set busy_until = null where key = ?", order.key())
        .execute();
  }

  Optional<Move> find(Order order, Step step) {
    return db.resultQuery(
            "select * from payouts.stripe_move where key = ? and step = ?",
            order.key(),
            step.text())
        .fetchOptional(StripeMoveRepository::move);
  }

  /// Saves that a move is going to be asked for, under which key. Once.
  Move ask(Order order, Step step, Instant at) {
    db.query(
            """
            insert into payouts.stripe_move (key, step, idempotency_key, asked_at) values (?, ?, ?, ?::timestamptz)
            on conflict (key, step) do nothing
            """,
            order.key(),
            step.text(),
            order.key() + "-" + step.text(),
            at.toString())
        .execute();
    return find(order, step).orElseThrow();
  }

  /// Keeps what Stripe has of a move.
  void made(
      Order order,
      Step step,
      String objectId,
      @Nullable String status,
      @Nullable Instant paidAt,
      @Nullable String reason) {
    db.query(
            """
            update payouts.stripe_move
            set state = 'made', object_id = ?, status = ?, paid_at = coalesce(paid_at, ?::timestamptz), reason = coalesce(?, reason)
            where key = ? and step = ?
            """,
            objectId,
            status,
            paidAt == null ? null : paidAt.toString(),
            reason,
            order.key(),
            step.text())
        .execute();
  }

  void refused(Order order, Step step, String reason) {
    db.query(
            "update payouts.stripe_move set state = 'refused', reason = ? where key = ? and step = ? and state = 'asked'",
            reason,
            order.key(),
            step.text())
        .execute();
  }

  /// The payout to which an object of Stripe belongs, and the account it went to.
  record Belonging(long payoutId, String account) {}

  Optional<Belonging> owner(String objectId) {
    return db.resultQuery(
            """
            select a.payout_id, o.account from payouts.stripe_move as m
            join payouts.stripe_order as o on o.key = m.key join payouts.attempt as a on a.key = m.key
            where m.object_id = ?
            """,
            objectId)
        .fetchOptional(StripeMoveRepository::belonging);
  }

  Optional<Belonging> ownerOfKey(String key) {
    return db.resultQuery(
            """
            select a.payout_id, o.account from payouts.stripe_order as o join payouts.attempt as a on a.key = o.key
            where o.key = ?
            """,
            key)
        .fetchOptional(StripeMoveRepository::belonging);
  }

  private static Belonging belonging(Record row) {
    return new Belonging(row.get("payout_id", Long.class), row.get("account", String.class));
  }

  private static Move move(Record row) {
    return new Move(
        Step.valueOf(row.get("step", String.class).toUpperCase(Locale.ROOT)),
        row.get("idempotency_key", String.class),
        row.get("asked_at", Instant.class),
        State.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        row.get("object_id", String.class),
        row.get("status", String.class),
        row.get("paid_at", Instant.class),
        row.get("reason", String.class));
  }
}
