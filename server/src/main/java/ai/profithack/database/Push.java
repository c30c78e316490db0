package ai.profithack.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/// Brings a database up to date, whatever it holds: nothing, the platform's own tables, the tables
/// of an earlier installation, or an older state of our own.
///
/// 1. Looks, and refuses with a complete report if something does not fit; nothing is changed then.
/// 2. Adopts the tables of the contract that exist, see [Adoption], in one transaction.
/// 3. Runs the pending migrations, all in one transaction.
/// 4. Creates missing indexes and foreign keys, see [Repair], in one transaction.
/// 5. Verifies the contract against the catalogue, see [Verification].
///
/// Each step does nothing where there is nothing to do, so a push that was interrupted is simply
/// repeated. Pushes at the same time wait for each other.
public final class Push {
  /// A history of our own, so that a platform that migrates its database with Flyway, too, is not
  /// mixed up with us.
  private static final String HISTORY = "profithack_schema_history";

  /// One number for all pushes; any will do that nobody else uses.
  private static final long ADVISORY_LOCK = 0x70726f66_69746861L;

  private static final int OLDEST_VERSION = 15;

  private final DataSource database;
  private final Contract contract = Contract.read();

  public Push(DataSource database) {
    this.database = database;
  }

  /// What a push found and did, in lines for an operator.
  ///
  /// - `done`: what was changed, or, in a dry run, what would be.
  /// - `remarks`: what an operator should know.
  /// - `broken`: what is not as it should be, although the push went through.
  record Report(
      List<String> done, List<String> remarks, List<String> broken, Verification verification) {}

  /// Does whatever is needed.
  ///
  /// Errors: [DatabaseUnavailable] where the database does not fit; the report is its message.
  public void run() {
    report();
  }

  Report report() {
    return locked(connection -> {
      var db = DSL.using(connection, SQLDialect.POSTGRES);
      var before = Catalogue.read(db);
      var adoption = examine(db, before);
      var done = new ArrayList<String>();
      var remarks = new ArrayList<String>();
      transaction(
          connection,
          () ->
              adoption
                  .alterations()
                  .forEach(alteration -> {
                    alteration.statements().forEach(db::execute);
                    done.add(words(alteration));
                  }));
      if (isFirst(before)) {
        remarks.addAll(PlatformTables.remarks(before));
      }
      var flyway = flyway();
      var pending = pending(flyway);
      flyway.migrate();
      pending.forEach(migration -> done.add(words(migration)));
      var repaired = new Repair.Report[1];
      transaction(connection, () -> repaired[0] = Repair.run(contract, Catalogue.read(db), db));
      done.addAll(repaired[0].done());
      return new Report(
          done, remarks, repaired[0].broken(), Verification.of(contract, Catalogue.read(db)));
    });
  }

  /// What [#report] would do; changes nothing.
  Report dryRun() {
    try (var connection = database.getConnection()) {
      var db = DSL.using(connection, SQLDialect.POSTGRES);
      var catalogue = Catalogue.read(db);
      var planned = new ArrayList<String>();
      examine(db, catalogue).alterations().forEach(alteration -> planned.add(words(alteration)));
      pending(flyway()).forEach(migration -> planned.add(words(migration)));
      Repair.plan(contract, catalogue)
          .forEach(missing -> planned.add("Create the " + missing + "."));
      return new Report(
          planned,
          isFirst(catalogue) ? PlatformTables.remarks(catalogue) : List.of(),
          List.of(),
          Verification.of(contract, catalogue));
    } catch (SQLException failure) {
      throw new DatabaseUnavailable("The database failed: " + failure.getMessage(), failure);
    }
  }

  /// What the figures of a database are stated in.
  public record Frame(String zone, String currency) {}

  /// How a database is doing, without changing it. `riskySettings` are sentences about settings
  /// under which an acknowledged write may be lost.
  public record Health(
      String version,
      List<String> riskySettings,
      Instant now,
      int pending,
      Optional<Frame> frame) {}

  /// Errors: [DatabaseUnavailable], as for a push.
  public Health health() {
    try (var connection = database.getConnection()) {
      var db = DSL.using(connection, SQLDialect.POSTGRES);
      examine(db, Catalogue.read(db));
      var server =
          db.fetchSingle(
              """
              select current_setting('server_version') as version, clock_timestamp() as now,
                     to_regclass('platform.frame') is not null as framed
              """);
      var frame =
          server.get("framed", Boolean.class)
              ? db.fetchOptional("select zone, currency from platform.frame")
                  .map(row ->
                      new Frame(row.get("zone", String.class), row.get("currency", String.class)))
              : Optional.<Frame>empty();
      return new Health(
          server.get("version", String.class),
          riskySettings(db),
          server.get("now", OffsetDateTime.class).toInstant(),
          pending(flyway()).size(),
          frame);
    } catch (SQLException failure) {
      throw new DatabaseUnavailable("The database failed: " + failure.getMessage(), failure);
    }
  }

  private static List<String> riskySettings(DSLContext db) {
    return db.fetch(
            """
            select name, setting from pg_settings
            where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'
            order by name
            """)
        .map(row ->
            "%s is off: after a crash, events that were acknowledged may be gone; set it to on"
                .formatted(row.get("name", String.class)));
  }

  /// Whether ProfitHack has never been here.
  private static boolean isFirst(Catalogue catalogue) {
    return catalogue.relation(HISTORY).isEmpty();
  }

  private Adoption examine(DSLContext db, Catalogue catalogue) {
    var problems = new ArrayList<>(serverProblems(db));
    // Once we have been here, users, videos and virtual_gifts are as they were accepted, or ours.
    problems.addAll(PlatformTables.problems(catalogue));
    var adoption = Adoption.of(contract, catalogue, db);
    problems.addAll(adoption.problems());
    if (!problems.isEmpty()) {
      throw new DatabaseUnavailable(
          "This database does not fit, and nothing was changed:\n  - "
              + String.join("\n  - ", problems));
    }
    return adoption;
  }

  private static List<String> serverProblems(DSLContext db) {
    var server =
        db.fetchSingle(
            """
            select current_setting('server_version_num')::int / 10000 as version,
                   current_setting('server_version') as version_text,
                   current_setting('server_encoding') as encoding,
                   pg_is_in_recovery() as standby,
                   has_database_privilege(current_database(), 'CREATE') as may_create_schema,
                   coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false) as may_create_table
            """);
    var problems = new ArrayList<String>();
    if (server.get("version", Integer.class) < OLDEST_VERSION) {
      problems.add(
          "PostgreSQL %s is too old: ProfitHack needs %d or newer."
              .formatted(server.get("version_text"), OLDEST_VERSION));
    }
    if (!"UTF8".equals(server.get("encoding"))) {
      problems.add(
          "The database is encoded in %s: create one with encoding UTF8."
              .formatted(server.get("encoding")));
    }
    if (server.get("standby", Boolean.class)) {
      problems.add("The server is a read-only standby: use the primary.");
    }
    if (!server.get("may_create_schema", Boolean.class)) {
      problems.add("This database user may not create schemas: grant create on database … to it.");
    }
    if (!server.get("may_create_table", Boolean.class)) {
      problems.add(
          "This database user may not create tables: grant create on schema public to it.");
    }
    return problems;
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration")
        .table(HISTORY)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        // "already exists, skipping" is what adoption is about, and no warning.
        .initSql("set client_min_messages = warning")
        .group(true)
        // Modules number their migrations apart: one that comes later may have the lower number.
        .outOfOrder(true)
        .load();
  }

  private static List<MigrationInfo> pending(Flyway flyway) {
    return Arrays.asList(flyway.info().pending());
  }

  private static String words(Adoption.Alteration alteration) {
    return "Adopt %s: %s.".formatted(alteration.table(), String.join(", ", alteration.changes()));
  }

  private static String words(MigrationInfo migration) {
    return "Migrate V%s %s: %s"
        .formatted(
            migration.getVersion(),
            migration.getDescription(),
            firstComment(migration.getScript()).orElse("no description"));
  }

  /// What a migration says about itself in its first line.
  private static Optional<String> firstComment(String script) {
    try (var resource = Push.class.getResourceAsStream("/db/migration/" + script)) {
      if (resource == null) {
        return Optional.empty();
      }
      return new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
          .lines()
          .findFirst()
          .filter(line -> line.startsWith("-- "))
          .map(line -> line.substring(3));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private <T> T locked(Work<T> work) {
    try (var connection = database.getConnection()) {
      try (var statement = connection.prepareStatement("select pg_advisory_lock(?)")) {
        statement.setLong(1, ADVISORY_LOCK);
        statement.execute();
      }
      try {
        return work.with(connection);
      } finally {
        try (var statement = connection.prepareStatement("select pg_advisory_unlock(?)")) {
          statement.setLong(1, ADVISORY_LOCK);
          statement.execute();
        }
      }
    } catch (SQLException failure) {
      throw new DatabaseUnavailable("The database failed: " + failure.getMessage(), failure);
    }
  }

  /// A table that somebody else keeps locked is waited for, but not for ever.
  private static void transaction(Connection connection, Runnable work) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = '60s'");
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
