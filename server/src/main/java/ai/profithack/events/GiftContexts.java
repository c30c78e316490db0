package ai.profithack.events;

import java.time.Duration;
import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What is kept of gifts' contexts, and for how long.
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

  /// Deletes what was accepted before `now` less the time it is kept; returns how many gifts that
  /// were.
  @Transactional
  public int forget(Instant now) {
    return db.query(
            "delete from events.gift_context where accepted_at < ?::timestamptz",
            now.minus(kept).toString())
        .execute();
  }
}
