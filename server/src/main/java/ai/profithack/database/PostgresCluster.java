package ai.profithack.database;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data of one major version of PostgreSQL in the data folder, and how a server is started on
/// it. Whoever calls holds the folder's lock.
final class PostgresCluster {
  /// Another major version never opens it.
  private static final String FOLDER = "data-18";

  /// PostgreSQL's own limit for a path is 1,024 bytes.
  private static final int LONGEST_PATH_BYTES = 900;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration REMARK_AFTER = Duration.ofSeconds(30);
  private static final long LOG_LIMIT_BYTES = 16L << 20;
  private static final Logger log = LoggerFactory.getLogger(PostgresCluster.class);

  /// Waits on the pipe in the background and asks PostgreSQL for a fast shutdown when it closes;
  /// then becomes PostgreSQL itself, so that the process id stays the same.
  private static final String WATCH =
      """
      exec 3<&0 </dev/null
      ( trap '' INT HUP TERM
        cat <&3 >/dev/null 2>&1
        read -r p < "$PGDATA/postmaster.pid" && [ "$p" = $$ ] && kill -INT $$ ) &
      exec 3<&-
      exec "$@"
      """;

  private final Path home;
  private final Path data;
  private final PostgresBinaries binaries;
  private final PostgresIdentity identity;

  private PostgresCluster(
      Path home, Path data, PostgresBinaries binaries, PostgresIdentity identity) {
    this.home = home;
    this.data = data;
    this.binaries = binaries;
    this.identity = identity;
  }

  static Path dataFolder(Path home) {
    return home.resolve(FOLDER);
  }

  /// Opens the cluster of a data folder, making it if there is none.
  static PostgresCluster open(Path home) throws IOException, InterruptedException {
    var data = dataFolder(home);
    if (data.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH_BYTES) {
      throw new DatabaseUnavailable(
          "The path of the data folder is too long for PostgreSQL: set PROFITHACK_HOME to a shorter one.");
    }
    refuseOtherMajorVersions(home);
    var binaries = PostgresBinaries.in(home);
    var identity = PostgresIdentity.decide(data);
    var cluster = new PostgresCluster(home, data, binaries, identity);
    if (!Files.exists(data)) {
      cluster.initialise();
    }
    cluster.endOrphan();
    return cluster;
  }

  /// Starts a server and waits until it takes connections, however long a recovery takes.
  ///
  /// Errors: [StillInUse] while processes of a server that was killed still hold the data;
  /// [DatabaseUnavailable] with PostgreSQL's own reason.
  Process start(int port) throws IOException, InterruptedException, StillInUse {
    PostmasterFile.claim(data);
    var logFile = home.resolve("postgres.log");
    if (Files.exists(logFile) && Files.size(logFile) > LOG_LIMIT_BYTES) {
      Files.move(logFile, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    var logged = Files.exists(logFile) ? Files.size(logFile) : 0;
    var process = launch(port, logFile);
    try {
      awaitReady(process, logFile, logged);
      return process;
    } catch (InterruptedException interrupted) {
      process.getOutputStream().close();
      throw interrupted;
    }
  }

  private void awaitReady(Process process, Path logFile, long logged)
      throws IOException, InterruptedException, StillInUse {
    var begun = Instant.now();
    var remarked = false;
    while (true) {
      var state = PostmasterFile.read(data);
      if (state.isPresent() && state.get().pid() == process.pid() && state.get().isReady()) {
        return;
      }
      if (!process.isAlive()) {
        var reason = reason(logFile, logged);
        if (reason.contains("pre-existing shared memory block")
            || reason.contains("lock file \"postmaster.pid\" already exists")) {
          throw new StillInUse(reason);
        }
        throw new DatabaseUnavailable(
            "PostgreSQL did not start: %s (whole log: %s)".formatted(reason, logFile));
      }
      if (!remarked && Instant.now().isAfter(begun.plus(REMARK_AFTER))) {
        remarked = true;
        log.warn("PostgreSQL is still starting, most likely recovering; see {}", logFile);
      }
      Thread.sleep(20);
    }
  }

  /// A server that was killed has left processes that have not noticed yet.
  static final class StillInUse extends Exception {
    private static final long serialVersionUID = 1L;

    StillInUse(String message) {
      super(message);
    }
  }

  private Process launch(int port, Path logFile) throws IOException {
    var command = new ArrayList<String>();
    // A Ctrl-C in the terminal must not reach PostgreSQL before the application is done with it.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(List.of("sh", "-c", WATCH, "postgres"));
    command.addAll(identity.prefix());
    command.addAll(
        List.of(
            binaries.program("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port)));
    settings().forEach(setting -> command.addAll(List.of("-c", setting)));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("PGDATA", data.toString());
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static List<String> settings() {
    var memory =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    var sharedBuffersMb = Math.clamp((memory / 8) >> 20, 64, 1024);
    return List.of(
        "listen_addresses=127.0.0.1",
        // Clients come by TCP; a socket's path would be limited to about 100 bytes.
        "unix_socket_directories=",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        "max_connections=80",
        "shared_buffers=" + sharedBuffersMb + "MB",
        "work_mem=32MB",
        "maintenance_work_mem=128MB",
        "max_wal_size=4GB",
        "checkpoint_timeout=15min",
        "wal_compression=on",
        "random_page_cost=1.1",
        "jit=off",
        "logging_collector=off",
        // Not the values of a row that a constraint refuses.
        "log_error_verbosity=terse",
        "log_checkpoints=off",
        "log_timezone=UTC",
        "timezone=UTC");
  }

  /// A server that was left running by a run that was killed is asked to stop and waited for.
  private void endOrphan() throws IOException, InterruptedException {
    var orphan = PostmasterFile.claim(data);
    if (orphan.isEmpty()) {
      return;
    }
    var pid = orphan.get().pid();
    log.info("Stopping a PostgreSQL that an earlier run left behind (process {})", pid);
    signal("INT", pid);
    if (ended(orphan.get())) {
      return;
    }
    signal("QUIT", pid);
    if (!ended(orphan.get())) {
      throw new DatabaseUnavailable(
          "A PostgreSQL of an earlier run (process %d) does not stop. End it and try again."
              .formatted(pid));
    }
  }

  private static boolean ended(ProcessHandle process) throws InterruptedException {
    var deadline = Instant.now().plus(STOP_LIMIT);
    while (process.isAlive()) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
  }

  /// Closes the pipe of a server and waits for it to stop.
  static void stop(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      log.warn(
          "PostgreSQL did not stop within {}; ending it, it will recover at the next start",
          STOP_LIMIT);
      process.destroyForcibly().waitFor();
    }
  }

  /// Ends a server and all of its processes without a checkpoint; its data would have to be
  /// recovered.
  static void abandon(Process process) throws IOException, InterruptedException {
    signal("QUIT", process.pid());
    stop(process);
  }

  private static void refuseOtherMajorVersions(Path home) throws IOException {
    try (var others = Files.newDirectoryStream(home, "data-[0-9]*")) {
      for (var other : others) {
        if (!other.getFileName().toString().equals(FOLDER) && !Files.exists(dataFolder(home))) {
          throw new DatabaseUnavailable(
              "%s holds the data of another PostgreSQL version (%s), which this version cannot open. Start the ProfitHack that wrote it, or choose another PROFITHACK_HOME."
                  .formatted(home, other.getFileName()));
        }
      }
    }
  }

  /// Makes a cluster under another name and renames it, so that a half-made one is never opened.
  private void initialise() throws IOException, InterruptedException {
    var partial = home.resolve("initdb.partial");
    PostgresBinaries.deleteTree(partial);
    Files.createDirectories(partial);
    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
    identity.own(partial);
    var secret = privateFile(home, password(home));
    identity.own(secret);
    try {
      var command = new ArrayList<>(identity.prefix());
      command.addAll(
          List.of(
              binaries.program("initdb").toString(),
              "-D",
              partial.toString(),
              "-U",
              "postgres",
              "-E",
              "UTF-8",
              "-A",
              "scram-sha-256",
              "--pwfile=" + secret,
              "--locale-provider=builtin",
              "--locale=C.UTF-8",
              "--data-checksums"));
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      var initdb = builder.start();
      var output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (initdb.waitFor() != 0) {
        throw new DatabaseUnavailable(
            "PostgreSQL could not set up its data in %s: %s Check the free space and the permissions."
                .formatted(home, reason(output.lines().toList())));
      }
    } finally {
      Files.delete(secret);
    }
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The superuser's password, made at first use.
  static String password(Path home) throws IOException {
    var file = home.resolve("postgres.password");
    if (!Files.exists(file)) {
      var secret = new byte[24];
      new SecureRandom().nextBytes(secret);
      Files.move(
          privateFile(home, HexFormat.of().formatHex(secret)),
          file,
          StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /// A file that only its owner may read, and that is on disk when it is returned.
  private static Path privateFile(Path home, String text) throws IOException {
    var file =
        Files.createTempFile(
            home,
            "password",
            ".partial",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return file;
  }

  private static String reason(Path logFile, long from) throws IOException {
    try (var channel = FileChannel.open(logFile, StandardOpenOption.READ)) {
      channel.position(Math.min(from, channel.size()));
      var text =
          new String(
              java.nio.channels.Channels.newInputStream(channel).readAllBytes(),
              StandardCharsets.ISO_8859_1);
      return reason(text.lines().toList());
    }
  }

  /// What PostgreSQL gives as the reason, without its time stamps.
  private static String reason(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(".*(FATAL|PANIC|initdb: error|could not).*"))
        .map(line -> line.replaceFirst("^.*?(FATAL|PANIC|initdb: error): *", ""))
        .reduce((_, next) -> next)
        .map(line -> line.endsWith(".") ? line : line + ".")
        .orElse("it gave no reason.");
  }
}
