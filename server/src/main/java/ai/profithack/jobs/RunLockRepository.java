package ai.profithack.jobs;

import static java.util.stream.Collectors.toSet;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/// The lock that each run holds: one run of a job at a time among all servers and command lines.
///
/// It is an advisory lock of a database session that does nothing else, so PostgreSQL itself frees
/// it when the process dies, and whoever looks can tell a run under way from one that was cut off.
/// A connection pooler that hands sessions around between transactions cannot stand in between.
@Component
class RunLockRepository {
  /// The first half of the key, for all job runs: "jobs" in ASCII.
  private static final int CLASS = 0x6a6f6273;

  private final DataSource dataSource;
  private final DSLContext db;

  RunLockRepository(DataSource dataSource, DSLContext db) {
    this.dataSource = dataSource;
    this.db = db;
  }

  /// The lock of `job`, or nothing while another run holds it.
  Optional<RunLock> tryAcquire(String job) {
    var connection = connection();
    var acquired = false;
    try {
      acquired =
          DSL.using(connection, SQLDialect.POSTGRES)
              .fetchSingle("select pg_try_advisory_lock(?, ?)", CLASS, key(job))
              .get(0, boolean.class);
      return acquired ? Optional.of(new RunLock(connection, job)) : Optional.empty();
    } finally {
      if (!acquired) {
        close(connection);
      }
    }
  }

  /// Those of `jobs` whose lock somebody holds now.
  Set<String> held(Collection<String> jobs) {
    if (jobs.isEmpty()) {
      return Set.of();
    }
    var keys =
        db.fetch(
                """
                select objid::bigint from pg_locks
                where locktype = 'advisory' and granted and objsubid = 2 and classid = ?
                  and database = (select oid from pg_database where datname = current_database())
                """,
                CLASS)
            .intoSet(0, Long.class);
    return jobs.stream()
        .filter(job -> keys.contains(Integer.toUnsignedLong(key(job))))
        .collect(toSet());
  }

  /// The second half of the key. The specification of `String.hashCode` fixes its value, so every
  /// version of the server computes the same one.
  static int key(String job) {
    return job.hashCode();
  }

  private Connection connection() {
    try {
      return dataSource.getConnection();
    } catch (SQLException failure) {
      throw new DataAccessException("no connection for the lock of a job run", failure);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new DataAccessException("a connection could not be given back", failure);
    }
  }

  /// A lock that is held until it is released, or until its session ends.
  static final class RunLock {
    private final Connection connection;
    private final String job;

    private RunLock(Connection connection, String job) {
      this.connection = connection;
      this.job = job;
    }

    /// Frees the lock. False where it was gone before that: the session had ended, so another run
    /// may have begun meanwhile.
    boolean release() {
      try (connection) {
        var held =
            DSL.using(connection, SQLDialect.POSTGRES)
                .fetchSingle("select pg_advisory_unlock(?, ?)", CLASS, key(job))
                .get(0, boolean.class);
        return held;
      } catch (DataAccessException | SQLException sessionEnded) {
        abort();
        return false;
      }
    }

    /// A session that cannot be asked must not go back to the pool: it might still hold the lock.
    private void abort() {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException alreadyClosed) {
        throw new DataAccessException(
            "the session of the lock of " + job + " cannot be ended", alreadyClosed);
      }
    }
  }
}
