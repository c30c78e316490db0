package ai.profithack.console;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ProfitHack;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The server as its operator meets it: a process that says where it is, has its data folder for
/// itself, gets over the loss of its database, and leaves nothing behind.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeTests {
  private static final Pattern ADDRESS = Pattern.compile("ProfitHack is at (http://\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private Path home = Path.of("");
  private @Nullable Server running;

  @BeforeAll
  void makeHome() throws IOException {
    home = Files.createTempDirectory(Path.of("target"), "serve-").toRealPath();
  }

  @AfterAll
  void stop() throws Exception {
    if (running != null) {
      running.process.destroy();
      running.process.waitFor();
    }
    try (var files = Files.walk(home)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() throws Exception {
    var server = server();
    var second = new Command("serve");
    assertThat(second.errors())
        .isEqualTo(
            "A ProfitHack server is running on the data folder %s already (process %d, %s). End it first, or set PROFITHACK_HOME to another folder for a second server; several servers share one database where DATABASE_URL names it.\n"
                .formatted(home, server.process.pid(), server.address));
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(server.health()).isEqualTo(200);

    server.process.destroyForcibly().waitFor();
    assertThat(server().health()).as("what a killed server leaves hinders nobody").isEqualTo(200);
  }

  @Test
  void aDatabaseThatIsKilledIsOneSentenceAndItsReturnAnother() throws Exception {
    var server = server();
    var beside = new Command("token", "create", "--role", "service", "--label", "a sender");
    assertThat(beside.exitCode()).as(beside.errors()).isZero();
    var sending = new AtomicBoolean(true);
    var senders =
        Stream.generate(() ->
                CompletableFuture.runAsync(
                    () -> server.sendWhile(sending, beside.output().strip()),
                    Thread::startVirtualThread))
            .limit(4)
            .toList();

    postgres().destroyForcibly();

    var errors = server.errorsUntil("The database is back.");
    sending.set(false);
    senders.forEach(CompletableFuture::join);

    assertThat(errors)
        .extracting(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d ", ""))
        .containsExactly(
            "The database is lost; trying again until it is back.", "The database is back.");
    assertThat(server.health()).isEqualTo(200);
    assertThat(Files.readString(home.resolve("profithack.log")))
        .contains("PostgreSQL ended unexpectedly");
  }

  @Test
  void ctrlCEndsServerAndDatabase() throws Exception {
    var server = server();
    var postgres = postgres();
    var said = Files.readString(errors());
    new ProcessBuilder("kill", "-INT", Long.toString(server.process.pid())).start().waitFor();
    assertThat(server.process.waitFor()).isEqualTo(130);
    assertThat(postgres.isAlive()).isFalse();
    assertThat(errors()).hasContent(said);
  }

  @Test
  void ctrlCDuringTheStartEndsItWithoutAWord() throws Exception {
    var folder = home;
    home = Files.createTempDirectory(home, "starting-");
    try {
      var starting = run();
      while (!Files.exists(home.resolve("data-18/postmaster.pid"))) {
        Thread.sleep(20);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(starting.pid())).start().waitFor();
      assertThat(starting.waitFor()).isEqualTo(130);
      assertThat(starting.getInputStream().readAllBytes()).asString().isEmpty();
      assertThat(errors()).isEmptyFile();
    } finally {
      home = folder;
    }
  }

  /// The server that runs on the folder of all tests: started by the first of them, and again after
  /// one that ended it.
  private Server server() throws IOException {
    if (running == null || !running.process.isAlive()) {
      running = new Server();
    }
    return running;
  }

  private ProcessHandle postgres() throws IOException {
    var file = home.resolve("data-18/postmaster.pid");
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow())).orElseThrow();
    }
  }

  private Process run(String... arguments) throws IOException {
    var classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("test-classes"))
            .collect(joining(File.pathSeparator));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                ProfitHack.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(errors(arguments).toFile());
    builder.environment().keySet().removeIf(name -> Setting.named(name).isPresent());
    builder.environment().put("PROFITHACK_HOME", home.toString());
    builder.environment().put("PORT", "0");
    return builder.start();
  }

  private Path errors(String... arguments) {
    return home.resolve("errors-" + String.join("-", arguments) + ".txt");
  }

  /// A command that runs to its end.
  private final class Command {
    private final Process process;
    private final String[] arguments;
    private final String output;

    Command(String... arguments) throws Exception {
      this.arguments = arguments;
      process = run(arguments);
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
    }

    int exitCode() {
      return process.exitValue();
    }

    String output() {
      return output;
    }

    String errors() throws IOException {
      return Files.readString(ServeTests.this.errors(arguments));
    }
  }

  /// The server, from the moment it says where it is.
  private final class Server {
    private final Process process;
    private final String address;

    Server() throws IOException {
      process = run();
      var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      var said = new StringBuilder();
      while (said.indexOf("Stop with Ctrl-C.") < 0) {
        var line = output.readLine();
        assertThat(line).as(said + Files.readString(errors())).isNotNull();
        said.append(line).append('\n');
      }
      var place = ADDRESS.matcher(said);
      assertThat(place.find()).as(said.toString()).isTrue();
      address = place.group(1);
    }

    /// Sends events one by one, whatever comes of it.
    void sendWhile(AtomicBoolean sending, String key) {
      while (sending.get()) {
        var request =
            HttpRequest.newBuilder(URI.create(address + "/api/events"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "[{\"id\":\"%s\",\"type\":\"view\",\"time\":\"2026-03-01T12:00:00Z\",\"userId\":1,\"videoId\":2,\"creatorId\":3}]"
                            .formatted(UUID.randomUUID())))
                .build();
        assertThat(http.sendAsync(request, BodyHandlers.discarding()).join().statusCode())
            .isIn(200, 503);
      }
    }

    int health() throws IOException, InterruptedException {
      var request = HttpRequest.newBuilder(URI.create(address + "/health")).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /// What it has said on standard error once it has said `sentence`.
    List<String> errorsUntil(String sentence) throws Exception {
      while (true) {
        var lines = Files.readAllLines(errors());
        if (lines.stream().anyMatch(line -> line.endsWith(sentence))) {
          return lines;
        }
        assertThat(process.isAlive()).as(String.join("\n", lines)).isTrue();
        Thread.sleep(50);
      }
    }
  }
}
