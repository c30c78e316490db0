package ai.profithack.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/// Lets one process at a time import a file's content by a mapping. Held by a connection, so that
/// it ends with the process, however that ends.
final class RunLock implements AutoCloseable {
  private final Connection connection;
  private final long key;

  private RunLock(Connection connection, long key) {
    this.connection = connection;
    this.key = key;
  }

  /// The lock, or null while another process has it.
  static @Nullable RunLock tryTake(DataSource source, String sha256, String mapping) {
    return take(source, sha256, mapping, "select pg_try_advisory_lock(?)");
  }

  /// Waits for the lock.
  static RunLock take(DataSource source, String sha256, String mapping) {
    var lock = take(source, sha256, mapping, "select pg_advisory_lock(?) is not null");
    if (lock == null) {
      throw new IllegalStateException("waited for a lock and did not get it");
    }
    return lock;
  }

  /// Whether some process imports that content by that mapping now.
  static boolean isHeld(DSLContext db, String sha256, String mapping) {
    var key = key(sha256 + mapping);
    return Boolean.TRUE.equals(
        db.resultQuery(
                """
                select exists (
                  select 1 from pg_locks
                  where locktype = 'advisory' and objsubid = 1 and granted
                    and database = (select oid from pg_database where datname = current_database())
                    and classid::bigint = ? and objid::bigint = ?)
                """,
                key >>> 32,
                key & 0xffff_ffffL)
            .fetchSingle(0, Boolean.class));
  }

  private static @Nullable RunLock take(
      DataSource source, String sha256, String mapping, String sql) {
    var key = key(sha256 + mapping);
    Connection connection = null;
    try {
      connection = source.getConnection();
      try (var statement = connection.prepareStatement(sql)) {
        statement.setLong(1, key);
        try (var rows = statement.executeQuery()) {
          if (rows.next() && rows.getBoolean(1)) {
            return new RunLock(connection, key);
          }
        }
      }
      connection.close();
      return null;
    } catch (SQLException failure) {
      throw closed(connection, new IllegalStateException("no lock for the import", failure));
    }
  }

  @Override
  public void close() {
    try (connection;
        var statement = connection.prepareStatement("select pg_advisory_unlock(?)")) {
      statement.setLong(1, key);
      statement.execute();
    } catch (SQLException failure) {
      throw new IllegalStateException("the lock of the import cannot be given back", failure);
    }
  }

  private static IllegalStateException closed(
      @Nullable Connection connection, IllegalStateException failure) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
    }
    return failure;
  }

  private static long key(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
