package ai.profithack.events;

import static ai.profithack.events.schema.Identity.IDENTITY;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/// What is in the log, without its events.
@Component
public class LogQueries {
  private final DSLContext db;

  LogQueries(DSLContext db) {
    this.db = db;
  }

  /// Whether nothing was ever accepted.
  public boolean isEmpty() {
    return !db.fetchExists(DSL.selectOne().from(IDENTITY));
  }
}
