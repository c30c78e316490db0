package ai.profithack.platform;

import static ai.profithack.platform.schema.UserName.USER_NAME;

import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/// The names that users are shown under.
@Component
public class UserNames {
  private final DSLContext db;

  UserNames(DSLContext db) {
    this.db = db;
  }

  /// Keeps the names of these users; a newer name replaces an older one.
  public void keep(Map<Long, String> names) {
    if (names.isEmpty()) {
      return;
    }
    var rows =
        new TreeMap<>(names)
            .entrySet().stream().map(name -> DSL.row(name.getKey(), name.getValue())).toList();
    db.insertInto(USER_NAME, USER_NAME.USER_ID, USER_NAME.NAME)
        .valuesOfRows(rows)
        .onConflict(USER_NAME.USER_ID)
        .doUpdate()
        .set(USER_NAME.NAME, DSL.excluded(USER_NAME.NAME))
        .where(USER_NAME.NAME.ne(DSL.excluded(USER_NAME.NAME)))
        .execute();
  }
}
