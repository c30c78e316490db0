package ai.profithack.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
/// - killed alone: the process that started it starts it again, on the same port;
/// - its starter gone while another process has joined: that one takes the lock and starts it
///   again, on the same port.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration JOIN_LIMIT = Duration.ofMinutes(5);

  /// How long the processes of a server that was killed may take to notice.
  private static final Duration LINGER_LIMIT = Duration.ofSeconds(90);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final Path home;
  private final int port;
  private final String password;
  private final Thread keeper;
  private @Nullable Process process;
  private @Nullable ProcessLock lock;
  private boolean closed;

  private EmbeddedPostgres(
      Path home, int port, String password, @Nullable Process process, @Nullable ProcessLock lock) {
    this.home = home;
    this.port = port;
    this.password = password;
    this.process = process;
    this.lock = lock;
    this.keeper = Thread.ofVirtual().name("postgres-keeper").unstarted(this::keep);
  }

  /// Starts the server of this data folder, or joins the one that another process has started.
  ///
  /// Errors: [DatabaseUnavailable] with one sentence that says what is wrong and what to do.
  public static EmbeddedPostgres startOrJoin(Path folder) {
    try {
      var home = Files.createDirectories(folder).toRealPath();
      var deadline = Instant.now().plus(JOIN_LIMIT);
      while (true) {
        var lock = tryLock(home);
        if (lock.isPresent()) {
          return kept(start(home, lock.get()));
        }
        var running = running(home);
        if (running.isPresent()) {
          return kept(
              new EmbeddedPostgres(
                  home, running.get().port(), PostgresCluster.password(home), null, null));
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
      throw DatabaseUnavailable.folder(folder, failure);
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
  public synchronized Optional<Long> pid() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  /// Stops the server if this process started it: waits for open transactions to be ended and the
  /// data to be on disk.
  @Override
  public void close() {
    end(PostgresCluster::stop);
  }

  /// Ends the server at once if this process started it, with open transactions and data that is
  /// not on disk yet: for a folder that is deleted next. Writing much to disk only to delete it can
  /// take a minute.
  public void abandon() {
    end(PostgresCluster::abandon);
  }

  @FunctionalInterface
  private interface Ending {
    void end(Process server) throws IOException, InterruptedException;
  }

  private void end(Ending ending) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    keeper.interrupt();
    try {
      keeper.join();
      if (process != null) {
        ending.end(process);
      }
      if (lock != null) {
        lock.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static EmbeddedPostgres kept(EmbeddedPostgres postgres) {
    postgres.keeper.start();
    return postgres;
  }

  private static EmbeddedPostgres start(Path home, ProcessLock lock)
      throws IOException, InterruptedException {
    try {
      var port = freePort();
      var process = startPatiently(PostgresCluster.open(home), port);
      return new EmbeddedPostgres(home, port, PostgresCluster.password(home), process, lock);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private static Process startPatiently(PostgresCluster cluster, int port)
      throws IOException, InterruptedException {
    var deadline = Instant.now().plus(LINGER_LIMIT);
    while (true) {
      try {
        return cluster.start(port);
      } catch (PostgresCluster.StillInUse lingering) {
        if (Instant.now().isAfter(deadline)) {
          throw new DatabaseUnavailable(
              "PostgreSQL did not start: " + lingering.getMessage(), lingering);
        }
        Thread.sleep(FIRST_PAUSE);
      }
    }
  }

  /// Sees to it that there is a server for as long as this object is open.
  private void keep() {
    try {
      while (true) {
        var watched = current();
        if (watched != null) {
          watched.waitFor();
          log.info("PostgreSQL ended unexpectedly; starting it again");
          watched.getOutputStream().close();
          restart();
        } else {
          takeOver();
        }
      }
    } catch (InterruptedException _) {
      log.debug("No longer watching PostgreSQL");
    } catch (IOException failure) {
      log.error("PostgreSQL is no longer watched", failure);
    }
  }

  /// A joined server is somebody else's as long as that process holds the lock.
  private void takeOver() throws IOException, InterruptedException {
    var taken = tryLock(home);
    if (taken.isEmpty()) {
      Thread.sleep(FIRST_PAUSE);
      return;
    }
    log.info("The process that had started PostgreSQL has ended; starting it here");
    synchronized (this) {
      lock = taken.get();
    }
    restart();
  }

  private void restart() throws InterruptedException {
    var pause = FIRST_PAUSE;
    var told = "";
    while (true) {
      try {
        var started = startPatiently(PostgresCluster.open(home), port);
        synchronized (this) {
          process = started;
        }
        log.info("PostgreSQL is up again");
        return;
      } catch (IOException | DatabaseUnavailable failure) {
        var reason = String.valueOf(failure.getMessage());
        if (reason.equals(told)) {
          log.info("The same again");
        } else {
          log.error("{} Trying again until it starts.", reason);
          told = reason;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  private synchronized @Nullable Process current() {
    return process;
  }

  private static Optional<ProcessLock> tryLock(Path home) throws IOException {
    return ProcessLock.tryAcquire(home.resolve("lock"));
  }

  private static Optional<PostmasterFile> running(Path home)
      throws IOException, InterruptedException {
    var data = PostgresCluster.dataFolder(home);
    var state = PostmasterFile.read(data).filter(PostmasterFile::isReady);
    return state.isPresent() && PostmasterFile.serves(state.get().pid(), data)
        ? state
        : Optional.empty();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
