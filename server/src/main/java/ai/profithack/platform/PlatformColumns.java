package ai.profithack.platform;

import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/// How the platform's own tables hold their times: `timestamptz`, or `timestamp`, which is taken to
/// be UTC.
@Component
class PlatformColumns {
  private final Set<String> withoutZone;

  PlatformColumns(DSLContext db) {
    withoutZone =
        db.resultQuery(
                """
                select table_name::text from information_schema.columns
                where table_schema = 'public' and table_name in ('users', 'videos', 'virtual_gifts')
                  and column_name = 'created_at' and data_type = 'timestamp without time zone'
                """)
            .fetchSet(0, String.class);
  }

  /// SQL for `column` of `table` as a point in time.
  String instant(String table, String column) {
    return withoutZone.contains(table) ? "(" + column + " at time zone 'UTC')" : column;
  }
}
