package ai.profithack.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The files that this server made of originals, kept once by what is in them, apart from the
/// originals. Which they are, and of what, knows whoever made them.
@Component
public class MadeFiles {
  /// Whoever made a file has said so by then.
  private static final Duration BEING_MADE = Duration.ofDays(1);

  private final ContentStore store;
  private final Clock clock;
  private final Path incoming;

  MadeFiles(
      @Qualifier(StoreConfiguration.OF_MADE) ContentStore store,
      Clock clock,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.store = store;
    this.clock = clock;
    this.incoming = home.toAbsolutePath().normalize().resolve(StoreConfiguration.INCOMING);
  }

  /// A name that no file has yet, for one that is being made, with that ending. What a crash leaves
  /// there is swept up by [Originals#sweep].
  public Path unfinished(String ending) throws IOException {
    return Files.createDirectories(incoming).resolve("made-" + UUID.randomUUID() + ending);
  }

  /// Keeps a file, durably when this returns, and returns the SHA-256 under which it is kept. Safe
  /// to repeat.
  public String keep(Path file) throws IOException {
    var sha256 = Sha256.of(file);
    store.put(sha256, file);
    return sha256;
  }

  /// The bytes as a file on this machine; empty where they are not kept.
  public Optional<LocalFile> open(String sha256) throws IOException {
    try {
      return Optional.of(store.open(sha256));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  public boolean isKept(String sha256) throws IOException {
    return store.has(sha256);
  }

  /// Safe to repeat.
  public void delete(String sha256) throws IOException {
    store.delete(sha256);
  }

  /// Deletes what crashes left: files of which their maker knows nothing a day after they were
  /// kept. Returns how many.
  ///
  /// `known`: those of some hashes that are still needed. No file is made twice with the same bytes
  /// (each is signed with a time of its own), so nobody comes back to one that was left.
  public int sweep(Function<List<String>, Collection<String>> known) throws IOException {
    var before = clock.instant().minus(BEING_MADE);
    store.sweep(before);
    var orphans = new AtomicInteger();
    store.keptBefore(
        before,
        hashes -> {
          var needed = known.apply(hashes);
          for (var sha256 : hashes) {
            if (!needed.contains(sha256)) {
              store.delete(sha256);
              orphans.incrementAndGet();
            }
          }
        });
    return orphans.get();
  }
}
