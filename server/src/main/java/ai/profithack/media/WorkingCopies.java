package ai.profithack.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files of a store elsewhere, copied to this machine while somebody reads them and a little
/// longer, since a page asks for the same one many times. Each is fetched once, however many want
/// it at the same time.
///
/// What a crash leaves lies among the files on their way in, and is swept with them.
final class WorkingCopies implements AutoCloseable {
  /// How long a copy stays after its last reader.
  static final Duration IDLE = Duration.ofMinutes(1);

  private static final long SWEEP_MIN_MILLIS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(WorkingCopies.class);

  private final Path folder;
  private final Duration idle;
  private final ConcurrentHashMap<String, Copy> copies = new ConcurrentHashMap<>();
  private final Thread sweeper;

  WorkingCopies(Path folder, Duration idle) {
    this.folder = folder;
    this.idle = idle;
    this.sweeper = Thread.ofVirtual().name("working-copies").start(this::keepSweeping);
  }

  /// Fetches a file's bytes to a path at which nothing is yet.
  @FunctionalInterface
  interface Fetching {
    void to(Path path) throws IOException;
  }

  /// `readers` and `idleSinceNanos` are changed only while the map holds the key; `path` only under
  /// the lock.
  private static final class Copy {
    private final ReentrantLock fetching = new ReentrantLock();
    private int readers;
    private long idleSinceNanos;
    private volatile @Nullable Path path;
  }

  /// Errors: what `fetching` throws.
  LocalFile open(String sha256, Fetching fetching) throws IOException {
    var copy =
        copies.compute(
            sha256,
            (_, known) -> {
              var one = known == null ? new Copy() : known;
              one.readers++;
              return one;
            });
    var there = false;
    copy.fetching.lock();
    try {
      var path = copy.path;
      if (path == null || !Files.exists(path)) {
        path = Files.createDirectories(folder).resolve("copy-" + UUID.randomUUID());
        fetch(path, fetching);
        copy.path = path;
      }
      there = true;
      return new LocalFile(path, () -> close(sha256, copy));
    } finally {
      copy.fetching.unlock();
      if (!there) {
        close(sha256, copy);
      }
    }
  }

  private static void fetch(Path path, Fetching fetching) throws IOException {
    var whole = false;
    try {
      fetching.to(path);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void close(String sha256, Copy copy) {
    copies.computeIfPresent(
        sha256,
        (_, known) -> {
          copy.readers--;
          copy.idleSinceNanos = System.nanoTime();
          return known;
        });
  }

  private void keepSweeping() {
    try {
      while (true) {
        Thread.sleep(Math.max(SWEEP_MIN_MILLIS, idle.toMillis() / 4));
        sweep();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep() {
    for (var sha256 : copies.keySet()) {
      try {
        copies.computeIfPresent(
            sha256,
            (_, copy) -> {
              var over = System.nanoTime() - copy.idleSinceNanos >= idle.toNanos();
              return copy.readers == 0 && over ? deleted(copy) : copy;
            });
      } catch (UncheckedIOException failure) {
        LOG.warn("A working copy cannot be deleted; it is tried again.", failure);
      }
    }
  }

  /// Deletes a copy now, whoever reads it: its original is gone.
  void forget(String sha256) {
    copies.computeIfPresent(sha256, (_, copy) -> deleted(copy));
  }

  /// Null, which takes it out of the map.
  private static @Nullable Copy deleted(Copy copy) {
    var path = copy.path;
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
      return null;
    } catch (IOException failure) {
      throw new UncheckedIOException("a working copy cannot be deleted", failure);
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
    copies.keySet().forEach(this::forget);
  }
}
