package ai.profithack.platform;

import static ai.profithack.platform.schema.OwnedTable.OWNED_TABLE;

import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/// Which of `users` and `videos` are ours to fill because the platform had none.
@Component
public class Ownership {
  private final Set<String> owned;

  Ownership(DSLContext db) {
    owned = db.select(OWNED_TABLE.TABLE_NAME).from(OWNED_TABLE).fetchSet(OWNED_TABLE.TABLE_NAME);
  }

  /// Whether an event about an unknown user may create it.
  public boolean ownsUsers() {
    return owned.contains("users");
  }

  /// Whether an event about an unknown video may create it.
  public boolean ownsVideos() {
    return owned.contains("videos");
  }
}
