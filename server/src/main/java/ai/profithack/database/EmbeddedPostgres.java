package ai.profithack.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of our own in the data folder: real binaries, durable settings, a password,
/// loopback only.
///
/// One process *starts* it and holds the folder's lock; others on the same folder *join* it. The
/// server's life hangs on a pipe from the process that started it: when that process ends, however
/// it ends, the pipe closes and PostgreSQL shuts down by itself within a moment. Nothing needs to
/// be cleaned up by hand:
///
/// - killed with its parent (`postmaster.pid` is stale): PostgreSQL recovers from its log;
/// - orphaned and still running: it is asked to stop and waited for;
/// - its process id reused by another program: the file is pointed at ourselves, never deleted, so
///   that PostgreSQL's own check for a second server on the same data stays in force.
///
/// PostgreSQL refuses to run as root. For root it therefore runs in a user namespace of its own
/// (`unshare -U`), or, where those are switched off, as the user `nobody` (`setpriv`).
public final class EmbeddedPostgres implements AutoCloseable {
  /// The data folder of one major version; another major version never opens it.
  private static final String CLUSTER = "data-18";

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /// Waits on the pipe in the background and asks PostgreSQL for a fast shutdown when it closes;
  /// then becomes PostgreSQL itself, so that the process id stays the same. A Ctrl-C in the
  /// terminal must not reach it before the application has finished with it, hence the session of
  /// its own.
  private static final String WATCH =
      """
      exec 3<&0 </dev/null
      ( trap '' INT HUP TERM
        cat <&3 >/dev/null 2>&1
        read -r p < "$PGDATA/postmaster.pid" && [ "$p" = $$ ] && kill -INT $$ ) &
      exec 3<&-
      exec "$@"
      """;

  private final int port;
  private final String password;
  private final @Nullable Process process;
  private final @Nullable FileChannel lockChannel;

  private EmbeddedPostgres(
      int port, String password, @Nullable Process process, @Nullable FileChannel lockChannel) {
    this.port = port;
    this.password = password;
    this.process = process;
    this.lockChannel = lockChannel;
  }

  /// Starts the server of this data folder, or joins the one that another process has started.
  ///
  /// Errors: [DatabaseUnavailable] with one sentence that says what is wrong and what to do.
  public static EmbeddedPostgres startOrJoin(Path home) {
    try {
      Files.createDirectories(home);
      var channel =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var deadline = Instant.now().plus(START_LIMIT);
      while (true) {
        if (lock(channel) != null) {
          return start(home, channel);
        }
        var running = runningPort(home);
        if (running.isPresent()) {
          channel.close();
          return new EmbeddedPostgres(running.get(), password(home), null, null);
        }
        if (Instant.now().isAfter(deadline)) {
          throw new DatabaseUnavailable(
              "Another process holds "
                  + home
                  + " but its PostgreSQL does not answer. End that process and try again.");
        }
        Thread.sleep(100);
      }
    } catch (IOException failure) {
      throw new DatabaseUnavailable(
          "The data folder %s cannot be used: %s. Check its permissions and the free space, or set PROFITHACK_HOME to another folder."
              .formatted(home, failure),
          failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("Interrupted while PostgreSQL was starting.", interrupted);
    }
  }

  /// `jdbc:postgresql:` URL of a database of this server.
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public String user() {
    return "postgres";
  }

  public String password() {
    return password;
  }

  /// Process id of the server, where this process started it.
  public Optional<Long> pid() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  /// Stops the server if this process started it: waits for open transactions to be ended and the
  /// data to be on disk.
  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn(
            "PostgreSQL did not stop within {}; ending it, it will recover at the next start",
            STOP_LIMIT);
        process.destroyForcibly().waitFor();
      }
      if (lockChannel != null) {
        lockChannel.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static EmbeddedPostgres start(Path home, FileChannel lockChannel)
      throws IOException, InterruptedException {
    var data = home.resolve(CLUSTER);
    refuseOtherMajorVersions(home);
    var binaries = unpack(home);
    var identity = Identity.decide(data);
    var password = password(home);
    if (!Files.exists(data)) {
      initialise(home, binaries, identity);
    }
    endOrphan(data);
    var socketFolder = Files.createDirectories(home.resolve("run"));
    identity.own(socketFolder);
    var freePort = freePort();
    var process = launch(home, binaries, identity, data, socketFolder, freePort);
    awaitReady(home, data, process);
    return new EmbeddedPostgres(freePort, password, process, lockChannel);
  }

  private static Process launch(
      Path home, Path binaries, Identity identity, Path data, Path socketFolder, int port)
      throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(List.of("sh", "-c", WATCH, "postgres"));
    command.addAll(identity.prefix());
    command.addAll(
        List.of(
            binaries.resolve("bin/postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port)));
    var settings = new ArrayList<>(settings());
    // A socket's path is limited to about 100 bytes; clients come by TCP anyway.
    settings.add(
        "unix_socket_directories=" + (socketFolder.toString().length() < 80 ? socketFolder : ""));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    var logFile = home.resolve("postgres.log");
    if (Files.exists(logFile) && Files.size(logFile) > 16L << 20) {
      Files.move(logFile, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    builder.environment().put("PGDATA", data.toString());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") && !name.equals("PGDATA"));
    return builder.start();
  }

  private static List<String> settings() {
    var memory =
        ((com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    var sharedBuffersMb = Math.clamp((memory / 8) >> 20, 64, 1024);
    return List.of(
        "listen_addresses=127.0.0.1",
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
        "log_checkpoints=off",
        "log_timezone=UTC",
        "timezone=UTC");
  }

  /// Ready when line 1 of `postmaster.pid` is our process and line 8 says so: no connection
  /// attempts needed.
  private static void awaitReady(Path home, Path data, Process process)
      throws IOException, InterruptedException {
    var deadline = Instant.now().plus(START_LIMIT);
    while (true) {
      if (!process.isAlive()) {
        throw new DatabaseUnavailable(
            "PostgreSQL did not start: %s (whole log: %s)"
                .formatted(lastLine(home.resolve("postgres.log")), home.resolve("postgres.log")));
      }
      var state = postmasterState(data);
      if (state.isPresent()
          && state.get().pid() == process.pid()
          && state.get().status().equals("ready")) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        process.destroyForcibly();
        throw new DatabaseUnavailable(
            "PostgreSQL was not ready after %s; see %s."
                .formatted(START_LIMIT, home.resolve("postgres.log")));
      }
      Thread.sleep(20);
    }
  }

  /// What `postmaster.pid` says: process, port, and whether connections are accepted.
  private record PostmasterState(long pid, int port, String status) {}

  private static Optional<PostmasterState> postmasterState(Path data) throws IOException {
    var file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(file);
    if (lines.size() < 8) {
      return Optional.empty();
    }
    return Optional.of(
        new PostmasterState(
            Long.parseLong(lines.get(0).strip()),
            Integer.parseInt(lines.get(3).strip()),
            lines.get(7).strip()));
  }

  private static Optional<Integer> runningPort(Path home) throws IOException {
    return postmasterState(home.resolve(CLUSTER))
        .filter(state -> state.status().equals("ready"))
        .filter(state -> ProcessHandle.of(state.pid()).isPresent())
        .map(PostmasterState::port);
  }

  private static void endOrphan(Path data) throws IOException, InterruptedException {
    var file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    var lines = new ArrayList<>(Files.readAllLines(file));
    if (lines.isEmpty() || lines.getFirst().isBlank()) {
      return;
    }
    var pid = Long.parseLong(lines.getFirst().strip());
    var handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (handle.isEmpty()) {
      return;
    }
    if (!isPostgresOn(pid, data)) {
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(file, lines);
      return;
    }
    log.info("Stopping a PostgreSQL that an earlier run left behind (process {})", pid);
    signal("INT", pid);
    var deadline = Instant.now().plus(STOP_LIMIT);
    while (handle.get().isAlive()) {
      if (Instant.now().isAfter(deadline)) {
        signal("QUIT", pid);
      }
      if (Instant.now().isAfter(deadline.plus(STOP_LIMIT))) {
        throw new DatabaseUnavailable(
            "A PostgreSQL of an earlier run (process %d) does not stop. End it and try again."
                .formatted(pid));
      }
      Thread.sleep(50);
    }
  }

  private static boolean isPostgresOn(long pid, Path data)
      throws IOException, InterruptedException {
    var ps = new ProcessBuilder("ps", "-o", "args=", "-ww", "-p", Long.toString(pid)).start();
    var arguments = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ps.waitFor();
    return arguments.contains("postgres") && arguments.contains(data.toString());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private static void refuseOtherMajorVersions(Path home) throws IOException {
    try (var entries = Files.list(home)) {
      var other =
          entries
              .map(path -> path.getFileName().toString())
              .filter(name -> name.matches("data-\\d+") && !name.equals(CLUSTER))
              .findFirst();
      if (other.isPresent() && !Files.exists(home.resolve(CLUSTER))) {
        throw new DatabaseUnavailable(
            "%s holds the data of another PostgreSQL version (%s), which this version cannot open. Start the ProfitHack that wrote it, or choose another PROFITHACK_HOME."
                .formatted(home, other.get()));
      }
    }
  }

  /// Unpacks the binaries once, into a folder that appears only when it is complete.
  private static Path unpack(Path home) throws IOException {
    var resource = binariesResource();
    var target = home.resolve("postgres-18.6");
    if (Files.isDirectory(target)) {
      return target;
    }
    var partial = home.resolve("postgres.partial-" + ProcessHandle.current().pid());
    deleteTree(partial);
    Files.createDirectories(partial);
    try (var archive = EmbeddedPostgres.class.getResourceAsStream(resource)) {
      if (archive == null) {
        throw new DatabaseUnavailable(
            "No PostgreSQL for this platform (%s, %s) is in this build. Set DATABASE_URL to a PostgreSQL 15 or newer."
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      extract(archive, partial);
    }
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException plainMove) {
      Files.move(partial, target);
    }
    return target;
  }

  private static String binariesResource() {
    var os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    return "/postgres-" + os + "-" + arch + ".txz";
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("archive entry outside the target: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.copy(target.resolve(entry.getLinkName()).normalize(), path);
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  /// Makes a cluster under another name and renames it, so that a half-made one is never opened.
  private static void initialise(Path home, Path binaries, Identity identity)
      throws IOException, InterruptedException {
    var partial = home.resolve("initdb.partial");
    deleteTree(partial);
    Files.createDirectories(partial);
    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
    identity.own(partial);
    var command = new ArrayList<>(identity.prefix());
    command.addAll(
        List.of(
            binaries.resolve("bin/initdb").toString(),
            "-D",
            partial.toString(),
            "-U",
            "postgres",
            "-E",
            "UTF-8",
            "-A",
            "scram-sha-256",
            "--pwfile=" + identity.readable(passwordFile(home)),
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums"));
    var initdb = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (initdb.waitFor() != 0) {
      throw new DatabaseUnavailable(
          "PostgreSQL could not set up its data folder: " + output.strip());
    }
    Files.move(partial, home.resolve(CLUSTER), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path passwordFile(Path home) {
    return home.resolve("postgres.password");
  }

  private static String password(Path home) throws IOException {
    var file = passwordFile(home);
    if (!Files.exists(file)) {
      var secret = new byte[24];
      new SecureRandom().nextBytes(secret);
      var partial =
          Files.createTempFile(
              home,
              "password",
              ".partial",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, HexFormat.of().formatHex(secret));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String lastLine(Path file) throws IOException {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("HINT"))
          .reduce((_, next) -> next)
          .orElse("no reason in its log");
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Under which user PostgreSQL runs. Decided once a cluster: mixing the ways fails on file
  /// ownership.
  private sealed interface Identity {
    /// The user who started us.
    record Ourselves() implements Identity {}

    /// Root, seen from inside a user namespace as nobody.
    record Namespace() implements Identity {}

    /// Root stepped down to an ordinary user.
    record SteppedDown(int uid) implements Identity {}

    int NOBODY = 65534;

    static Identity decide(Path data) throws IOException, InterruptedException {
      if (new com.sun.security.auth.module.UnixSystem().getUid() != 0) {
        return new Ourselves();
      }
      if (Files.exists(data)) {
        var owner = (int) Files.getAttribute(data, "unix:uid");
        return owner == 0 ? new Namespace() : new SteppedDown(owner);
      }
      var probe = new ProcessBuilder("unshare", "-U", "true").redirectErrorStream(true).start();
      return probe.waitFor() == 0 ? new Namespace() : new SteppedDown(NOBODY);
    }

    default List<String> prefix() {
      return switch (this) {
        case Ourselves _ -> List.of();
        case Namespace _ -> List.of("unshare", "-U");
        case SteppedDown(var uid) ->
            List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
      };
    }

    default void own(Path folder) throws IOException {
      if (this instanceof SteppedDown(var uid)) {
        Files.setAttribute(folder, "unix:uid", uid);
        Files.setAttribute(folder, "unix:gid", uid);
      }
    }

    /// A file that the server's user may read: for a stepped-down user, one of its own.
    default Path readable(Path file) throws IOException {
      own(file);
      return file;
    }
  }
}
