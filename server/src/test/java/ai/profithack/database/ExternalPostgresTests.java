package ai.profithack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The oldest PostgreSQL that is supported, as an operator brings it: Debian's 15.
class ExternalPostgresTests {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static Path folder = Path.of("");
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(BIN.resolve("initdb")),
        "PostgreSQL 15 is not installed in " + BIN + ": apt-get install postgresql-15");
    folder = Files.createTempDirectory(Path.of("/tmp"), "postgres-15-");
    var data = folder.resolve("data");
    Files.createDirectory(data);
    Files.setPosixFilePermissions(
        data, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Files.writeString(folder.resolve("password"), "s3cret");
    run(
        "initdb",
        "-D",
        data.toString(),
        "-U",
        "owner",
        "-E",
        "UTF-8",
        "--locale=C",
        "-A",
        "scram-sha-256",
        "--pwfile=" + folder.resolve("password"));
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    run(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
        "start");
    admin().sql("create database shop").update();
    admin().sql("create database latin template template0 encoding 'LATIN1'").update();
    admin().sql("create role guest login password 'guest'").update();
  }

  @AfterAll
  static void stop() throws Exception {
    if (port != 0) {
      run("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "fast", "stop");
      PostgresBinaries.deleteTree(folder);
    }
  }

  @Test
  void takesTheWholeSchema() {
    var push = new Push(url("owner", "s3cret", "shop").reach().dataSource());

    assertThat(push.report().verification().amiss()).isEmpty();
    assertThat(push.health().version()).startsWith("15.");
    assertThat(push.health().riskySettings()).isEmpty();
    assertThat(push.health().pending()).isZero();
  }

  @Test
  void refusesInOneSentence() {
    assertThatThrownBy(() -> url("owner", "wrong", "shop").reach())
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("refuses the user or the password")
        .hasMessageNotContaining("wrong");
    assertThatThrownBy(() -> url("owner", "s3cret", "nowhere").reach())
        .hasMessageContaining("does not have this database");
  }

  @Test
  void refusesAUserWithoutRightsAndAnotherEncoding() {
    assertThatThrownBy(() -> new Push(url("guest", "guest", "shop").dataSource()).run())
        .hasMessageContaining("may not create schemas");
    assertThatThrownBy(() -> new Push(url("owner", "s3cret", "latin").dataSource()).run())
        .hasMessageContaining("encoded in LATIN1");
  }

  private static DatabaseUrl url(String user, String password, String database) {
    return DatabaseUrl.parse(
        "postgres://%s:%s@127.0.0.1:%d/%s?sslmode=prefer"
            .formatted(user, password, port, database));
  }

  private static JdbcClient admin() {
    return JdbcClient.create(url("owner", "s3cret", "postgres").dataSource());
  }

  /// PostgreSQL refuses to be run by root, who runs it in a user namespace.
  private static void run(String program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(PostgresIdentity.decide(folder.resolve("absent")).prefix());
    command.add(BIN.resolve(program).toString());
    command.addAll(List.of(arguments));
    var output = folder.resolve(program + ".out");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor())
        .as(() -> {
          try {
            return Files.readString(output, StandardCharsets.UTF_8);
          } catch (IOException unreadable) {
            return unreadable.toString();
          }
        })
        .isZero();
  }
}
