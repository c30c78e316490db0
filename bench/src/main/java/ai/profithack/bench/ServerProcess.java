package ai.profithack.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The product as a real process on a data folder of its own.
final class ServerProcess {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final Path jar;
  private final Path home;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private @Nullable Process process;

  ServerProcess(Path jar, Path home) throws IOException {
    this.jar = jar;
    this.home = home;
    try (var socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /// Starts the server and waits until it says that it is healthy.
  void start() throws IOException, InterruptedException {
    var started = begin("serve");
    process = started;
    var deadline = Instant.now().plus(START_LIMIT);
    while (!healthy()) {
      if (!started.isAlive() || Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("The server does not start; see " + home);
      }
      Thread.sleep(100);
    }
  }

  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  void killDatabase() throws IOException {
    postmasterLine(0)
        .map(Long::parseLong)
        .flatMap(ProcessHandle::of)
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  void stop() throws InterruptedException {
    running().destroy();
    running().waitFor();
  }

  private Process running() {
    return Objects.requireNonNull(process, "the server was not started");
  }

  /// Runs a command to its end and returns what it printed.
  String run(String... arguments) throws IOException, InterruptedException {
    var command = begin(arguments);
    if (command.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", arguments) + " failed; see " + output(arguments));
    }
    return Files.readString(output(arguments));
  }

  Process begin(String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx320m",
                "-jar",
                jar.toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(output(arguments).toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("errors.txt").toFile()));
    builder.environment().put("PROFITHACK_HOME", home.toString());
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().remove("DATABASE_URL");
    return builder.start();
  }

  Connection connect() throws SQLException, IOException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postmasterLine(3).orElseThrow() + "/postgres",
        "postgres",
        Files.readString(home.resolve("postgres.password")).strip());
  }

  void delete() throws IOException {
    LocalServer.delete(home);
  }

  private Path output(String... arguments) {
    return home.resolve("output-" + arguments[0] + ".txt");
  }

  private Optional<String> postmasterLine(int index) throws IOException {
    var file = home.resolve("data-18/postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
        .skip(index)
        .findFirst()
        .map(String::strip);
  }

  private boolean healthy() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                      .timeout(Duration.ofSeconds(15))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
