package ai.profithack.testing;

import ai.profithack.database.EmbeddedPostgres;
import ai.profithack.database.Push;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// One real PostgreSQL for all tests of a JVM, and a fresh database for whoever asks.
///
/// The session zone of each database is deliberately not UTC: a query that leans on it shows. No
/// commit waits for the disk, for this server does not outlive the tests.
public final class TestPostgres {
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String TEMPLATE = migratedTemplate();

  private TestPostgres() {}

  /// URL, with credentials, of a new database on which all migrations have run.
  public static String migratedDatabase() {
    return database("template " + TEMPLATE);
  }

  /// URL, with credentials, of a new database with nothing in it.
  public static String emptyDatabase() {
    return database("");
  }

  private static String database(String clause) {
    var name = "test_" + DATABASES.incrementAndGet();
    execute("create database " + name + " " + clause);
    execute("alter database " + name + " set timezone to 'America/Los_Angeles'");
    execute("alter database " + name + " set synchronous_commit to off");
    return url(name);
  }

  private static String migratedTemplate() {
    execute("create database migrated");
    new Push(new DriverManagerDataSource(url("migrated"))).run();
    return "migrated";
  }

  private static String url(String database) {
    return SERVER.jdbcUrl(database) + "?user=" + SERVER.user() + "&password=" + SERVER.password();
  }

  private static void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      var home = Files.createTempDirectory(Path.of("target"), "postgres-").toAbsolutePath();
      var server = EmbeddedPostgres.startOrJoin(home);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                server.abandon();
                delete(home);
              }));
      return server;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Goes on after this process has ended: tens of thousands of files take their time.
  private static void delete(Path home) {
    try {
      new ProcessBuilder("rm", "-rf", home.toString()).start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
