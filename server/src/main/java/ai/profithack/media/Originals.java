package ai.profithack.media;

import ai.profithack.media.Keeping.Kept;
import ai.profithack.media.Keeping.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// The files that videos are made of: kept once by what is in them, however often and for however
/// many videos they are sent, until they are deleted.
///
/// A file is taken only where its first bytes say that it is a video or a picture; whether it can
/// be decoded is not looked at here.
@Component
public class Originals {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long MIB = 1 << 20;

  /// No file takes longer to arrive.
  private static final Duration ON_ITS_WAY = Duration.ofDays(1);

  private final OriginalRepository repository;
  private final ContentStore store;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Path incoming;
  private final long bytesMax;

  Originals(
      OriginalRepository repository,
      @Qualifier(StoreConfiguration.OF_ORIGINALS) ContentStore store,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home,
      @Value("${PROFITHACK_MEDIA_MAX_MB:256}") int megabytesMax) {
    this.repository = repository;
    this.store = store;
    this.transaction = transaction;
    this.clock = clock;
    this.incoming = home.toAbsolutePath().normalize().resolve(StoreConfiguration.INCOMING);
    this.bytesMax = megabytesMax * MIB;
  }

  /// The most that a file may have.
  public long bytesMax() {
    return bytesMax;
  }

  /// Takes a file in and lets its video refer to it. Safe to repeat.
  ///
  /// Errors: [IOException] where `content` cannot be read to its end or there is no room,
  /// [UncheckedIOException] where the store does not take it; then nothing is kept.
  public Keeping keep(InputStream content, Arrival arrival) throws IOException {
    var file = Files.createTempFile(Files.createDirectories(incoming), "original-", "");
    try {
      var digest = Sha256.digest();
      var count = copy(content, file, digest);
      if (count > bytesMax) {
        return new Refused("The file has more than %d MB.".formatted(bytesMax / MIB));
      }
      var container = Container.of(file);
      if (container.isEmpty()) {
        return new Refused(Container.refusal(file));
      }
      var sha256 = HexFormat.of().formatHex(digest.digest());
      var word = container.orElseThrow().name().toLowerCase(Locale.ROOT);
      return transaction.execute(_ -> hold(sha256, count, word, file, arrival));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// The locks span the writing, even over the network: else a deletion of the same bytes could
  /// come between.
  private Keeping hold(String sha256, long count, String container, Path file, Arrival arrival) {
    var now = clock.instant();
    repository.waitForOthers(sha256);
    var alreadyHeld = repository.holdAndLock(sha256, count, container, now);
    try {
      store.put(sha256, file);
    } catch (IOException failure) {
      throw new UncheckedIOException("the file cannot be kept", failure);
    }
    repository.refer(arrival, sha256, now);
    return new Kept(repository.find(sha256).orElseThrow(), alreadyHeld);
  }

  private long copy(InputStream content, Path file, MessageDigest digest) throws IOException {
    var buffer = new byte[BUFFER_BYTES];
    var count = 0L;
    try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      for (var read = content.read(buffer);
          read >= 0 && count <= bytesMax;
          read = content.read(buffer)) {
        out.write(buffer, 0, read);
        digest.update(buffer, 0, read);
        count += read;
      }
    }
    return count;
  }

  public Optional<Original> find(String sha256) {
    return repository.find(sha256);
  }

  /// The file that a video was sent with last and that is held.
  public Optional<Original> newest(long videoId) {
    return repository.newest(videoId);
  }

  /// The bytes as a file on this machine; empty where they are not held any more.
  public Optional<LocalFile> open(String sha256) throws IOException {
    if (repository.find(sha256).filter(Original::isHeld).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(store.open(sha256));
    } catch (NoSuchFileException deletedMeanwhile) {
      return Optional.empty();
    }
  }

  /// Those of the files that are held.
  public Set<String> heldAmong(Collection<String> hashes) {
    return repository.heldAmong(hashes);
  }

  /// The hashes of a video's files that are held.
  public List<String> heldOf(long videoId) {
    return repository.heldOf(videoId);
  }

  /// The videos that refer to a file.
  public List<Long> videosOf(String sha256) {
    return repository.videosOf(sha256);
  }

  /// Up to `atMost` held files that no video was sent with since `before`, the oldest first, and
  /// after `last` of an earlier call (null for the first).
  public List<Original> unreferredSince(Instant before, @Nullable Original last, int atMost) {
    return repository.unreferredSince(before, last, atMost);
  }

  /// Whether it is held and no video was sent with it since `before`. Until the transaction of the
  /// caller ends nobody sends or deletes it.
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean lockUnreferredSince(String sha256, Instant before) {
    return repository.lock(sha256).filter(Original::isHeld).isPresent()
        && repository.isUnreferredSince(sha256, before);
  }

  /// Deletes the bytes of a file for all videos; that it was here, and why it is gone, stays. False
  /// where they were gone already.
  @Transactional
  public boolean delete(String sha256, String by, String reason) {
    if (repository.lock(sha256).filter(Original::isHeld).isEmpty()) {
      return false;
    }
    deleteBytes(sha256);
    repository.markDeleted(sha256, by, reason, clock.instant());
    return true;
  }

  /// Deletes what crashes left: files on their way in, and files that are kept and that no row
  /// knows as held. Returns how many of the latter there were.
  ///
  /// What is younger than a day may be the work of somebody who is still at it.
  public int sweep() throws IOException {
    var before = clock.instant().minus(ON_ITS_WAY);
    if (Files.isDirectory(incoming)) {
      try (var files = Files.list(incoming)) {
        for (var file : files.toList()) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
    store.sweep(before);
    var orphans = new AtomicInteger();
    store.keptBefore(
        before,
        hashes -> {
          var held = repository.heldAmong(hashes);
          for (var sha256 : hashes) {
            if (!held.contains(sha256)
                && Boolean.TRUE.equals(transaction.execute(_ -> deleteOrphan(sha256)))) {
              orphans.incrementAndGet();
            }
          }
        });
    return orphans.get();
  }

  /// Whoever sends the same bytes just now waits, and writes them again.
  private boolean deleteOrphan(String sha256) {
    repository.waitForOthers(sha256);
    if (repository.find(sha256).filter(Original::isHeld).isPresent()) {
      return false;
    }
    deleteBytes(sha256);
    return true;
  }

  private void deleteBytes(String sha256) {
    try {
      store.delete(sha256);
    } catch (IOException failure) {
      throw new UncheckedIOException("the file cannot be deleted", failure);
    }
  }
}
