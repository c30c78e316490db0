package ai.profithack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The embedded PostgreSQL survives whatever happens to it, to its files and to its process.
class EmbeddedPostgresTests {
  /// A path with spaces and quotes, as people have them.
  private static Path home = Path.of("");

  @BeforeAll
  static void makeHome() throws IOException {
    home = Files.createTempDirectory(Path.of("target"), "it's a folder ").toRealPath();
  }

  @AfterAll
  static void deleteHome() throws IOException {
    PostgresBinaries.deleteTree(home);
  }

  @Test
  void keepsItsRowsAcrossStarts() throws Exception {
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      execute(
          postgres,
          "create table if not exists kept (n int)",
          "truncate kept",
          "insert into kept values (42)");
    }
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(query(postgres, "select n from kept")).isEqualTo("42");
      assertThat(query(postgres, "show fsync")).isEqualTo("on");
      assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void endsAtOnceWhereItIsAbandonedAndStillKeepsWhatWasCommitted() throws Exception {
    var abandoned = EmbeddedPostgres.startOrJoin(home);
    execute(
        abandoned,
        "create table if not exists left_behind (n int)",
        "truncate left_behind",
        "insert into left_behind values (7)");
    var pid = abandoned.pid().orElseThrow();
    try (var open = DriverManager.getConnection(HoldingProcess.url(abandoned))) {
      open.setAutoCommit(false);
      try (var statement = open.createStatement()) {
        statement.execute("insert into left_behind values (8)");
      }
      abandoned.abandon();
    }
    assertThat(ProcessHandle.of(pid)).as("nobody starts it again").isEmpty();
    assertThat(Files.readString(home.resolve("postgres.log"))).contains("immediate shutdown");
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(query(postgres, "select string_agg(n::text, ' ') from left_behind"))
          .isEqualTo("7");
    }
  }

  @Test
  void refusesWhoeverDoesNotKnowThePassword() {
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "guess"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void isStartedAgainOnTheSamePortWhenItIsKilled() throws Exception {
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      var url = postgres.jdbcUrl("postgres");
      execute(
          postgres,
          "create table if not exists survives (n int)",
          "insert into survives values (1)");

      kill(postgres.pid().orElseThrow());

      assertThat(eventually(postgres, "select count(*) > 0 from survives")).isEqualTo("t");
      assertThat(postgres.jdbcUrl("postgres")).isEqualTo(url);
    }
  }

  @Test
  void isTakenOverOnTheSamePortByWhoeverJoined() throws Exception {
    var first = EmbeddedPostgres.startOrJoin(home);
    try (var second = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(second.jdbcUrl("x")).isEqualTo(first.jdbcUrl("x"));
      assertThat(query(second, "select 1")).isEqualTo("1");

      first.close();

      assertThat(eventually(second, "select 2")).isEqualTo("2");
      assertThat(second.pid()).isPresent();
    }
  }

  @Test
  void recoversFromAProcessThatWasKilled() throws Exception {
    var holder = new Holder(home);
    execute(
        holder.url(),
        "create table if not exists acknowledged (n int)",
        "insert into acknowledged values (7)");
    kill(holder.process.pid());

    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(query(postgres, "select count(*) > 0 from acknowledged")).isEqualTo("t");
    }
  }

  @Test
  void recoversFromProcessAndServerThatWereKilledTogether() throws Exception {
    var holder = new Holder(home);
    execute(
        holder.url(),
        "create table if not exists both_killed (n int)",
        "insert into both_killed values (7)");
    var postmaster = PostmasterFile.read(PostgresCluster.dataFolder(home)).orElseThrow().pid();
    kill(holder.process.pid());
    kill(postmaster);

    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(query(postgres, "select count(*) > 0 from both_killed")).isEqualTo("t");
    }
  }

  @Test
  void joinsTheServerOfAnotherProcess() throws Exception {
    var holder = new Holder(home);
    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(postgres.pid()).isEmpty();
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    } finally {
      holder.process.destroy();
      holder.process.waitFor();
    }
  }

  @Test
  void isNotMisledByAProcessIdThatAnotherProgramHasNow() throws Exception {
    EmbeddedPostgres.startOrJoin(home).close();
    var other = new ProcessBuilder("sleep", "60").start();
    try {
      writePostmasterFile(
          other.pid()
              + "\n"
              + PostgresCluster.dataFolder(home)
              + "\n1\n5432\n\n127.0.0.1\n0 0\nready\n");
      try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
        assertThat(query(postgres, "select 1")).isEqualTo("1");
        assertThat(other.isAlive()).isTrue();
      }
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void startsDespiteAPidFileThatIsEmptyOrGarbage() throws Exception {
    EmbeddedPostgres.startOrJoin(home).close();
    for (var content : List.of("", "\0\0\0\0\n", "999999999\n")) {
      writePostmasterFile(content);
      try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
        assertThat(query(postgres, "select 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void unpacksAgainWhatIsBroken() throws Exception {
    EmbeddedPostgres.startOrJoin(home).close();
    Files.write(home.resolve("postgres-18.6/bin/postgres"), new byte[0]);
    Files.createDirectories(home.resolve("postgres.partial/bin"));

    try (var postgres = EmbeddedPostgres.startOrJoin(home)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
    assertThat(home.resolve("postgres.partial")).doesNotExist();
  }

  @Test
  void doesNotOpenAHalfMadeCluster() throws Exception {
    var fresh = Files.createTempDirectory(Path.of("target"), "half-made").toRealPath();
    var deep = fresh.resolve("d".repeat(100)).resolve("e".repeat(100));
    Files.createDirectories(deep.resolve("initdb.partial/base"));
    Files.writeString(deep.resolve("initdb.partial/PG_VERSION"), "18");
    try (var postgres = EmbeddedPostgres.startOrJoin(deep)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
      assertThat(deep.resolve("initdb.partial")).doesNotExist();
    } finally {
      PostgresBinaries.deleteTree(fresh);
    }
  }

  @Test
  void refusesTheDataOfAnotherMajorVersionAndLetsTheFolderGo() throws Exception {
    var fresh = Files.createTempDirectory(Path.of("target"), "other-version").toRealPath();
    Files.createDirectories(fresh.resolve("data-17"));
    try {
      for (var attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> EmbeddedPostgres.startOrJoin(fresh))
            .isInstanceOf(DatabaseUnavailable.class)
            .hasMessageContaining("data-17");
      }
    } finally {
      PostgresBinaries.deleteTree(fresh);
    }
  }

  @Test
  void saysThatTheFolderIsAFile() throws Exception {
    var file = Files.createTempFile(Path.of("target"), "file", "");
    assertThatThrownBy(() -> EmbeddedPostgres.startOrJoin(file))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("it is a file, not a folder")
        .hasMessageContaining("set PROFITHACK_HOME to another folder");
    Files.delete(file);
  }

  /// A process of its own that starts the server and then waits to be killed.
  private static final class Holder {
    private final Process process;
    private final String url;

    Holder(Path home) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  HoldingProcess.class.getName(),
                  home.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      url =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
    }

    String url() {
      return url;
    }
  }

  private static void writePostmasterFile(String content) throws IOException {
    Files.writeString(PostgresCluster.dataFolder(home).resolve("postmaster.pid"), content);
  }

  private static void kill(long pid) {
    var handle = ProcessHandle.of(pid).orElseThrow();
    handle.destroyForcibly();
    handle.onExit().join();
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    execute(HoldingProcess.url(postgres), statements);
  }

  private static void execute(String url, String... statements) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(HoldingProcess.url(postgres));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static String eventually(EmbeddedPostgres postgres, String sql) throws Exception {
    var deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      try {
        return query(postgres, sql);
      } catch (SQLException notYet) {
        if (Instant.now().isAfter(deadline)) {
          throw notYet;
        }
        Thread.sleep(50);
      }
    }
  }
}
