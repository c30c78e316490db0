package ai.profithack.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Where the bytes of files are, each once, named by the SHA-256 of what is in it.
///
/// Errors: [IOException] wherever the store cannot do what it is asked for; its message says why,
/// for whoever runs it. Where a store elsewhere does not, it is a
/// [ai.profithack.kernel.StoreUnavailable].
interface ContentStore {
  /// Keeps a file under its hash. When this returns the bytes are durable; a reader never sees a
  /// part of them. Safe to repeat: nothing is written where the bytes are there.
  void put(String sha256, Path file) throws IOException;

  /// The bytes as a file on this machine.
  ///
  /// Errors: [java.nio.file.NoSuchFileException] where they are not kept.
  LocalFile open(String sha256) throws IOException;

  boolean has(String sha256) throws IOException;

  /// Deletes the bytes for good, earlier versions included. Safe to repeat.
  void delete(String sha256) throws IOException;

  /// Hands out the hashes of all that was kept before a moment, some at a time.
  void keptBefore(Instant before, Some some) throws IOException;

  /// Deletes what was begun before a moment and never came to its end.
  void sweep(Instant before) throws IOException;

  /// Takes some of many.
  @FunctionalInterface
  interface Some {
    void take(List<String> hashes) throws IOException;
  }
}
