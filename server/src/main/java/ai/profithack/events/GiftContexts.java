package ai.profithack.events;

import java.time.Duration;
import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What is kept of gifts' contexts and of accounts' devices, and for how long.
@Component
public class GiftContexts {
  private final DSLContext db;
  private final Duration kept;

  GiftContexts(DSLContext db, @Value("${PROFITHACK_CONTEXT_DAYS:180}") int days) {
    if (days < 1) {
      throw new IllegalArgumentException(
          "PROFITHACK_CONTEXT_DAYS is %d; it must be at least 1.".formatted(days));
    }
    this.db = db;
    this.kept = Duration.ofDays(days);
  }

  /// Deletes what was accepted before `now` less the time it is kept, and devices that were not
  /// used since; returns how many gifts that were. What is kept with refused events goes with it.
  @Transactional
  public int forget(Instant now) {
    db.query(
            """
            update events.refused_event set device_hash = null, method_hash = null, method_added_at = null, address_hash = null
            where last_refused_at < ?::timestamptz and num_nonnulls(device_hash, method_hash, method_added_at, address_hash) > 0
            """,
            now.minus(kept).toString())
        .execute();
    db.query(
            "delete from events.account_device where last_day < (?::timestamptz at time zone 'UTC')::date",
            now.minus(kept).toString())
        .execute();
    return db.query(
            "delete from events.gift_context where accepted_at < ?::timestamptz",
            now.minus(kept).toString())
        .execute();
  }
}
