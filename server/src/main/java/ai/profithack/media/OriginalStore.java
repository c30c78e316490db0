package ai.profithack.media;

import java.io.IOException;
import java.nio.file.Path;

/// Where the bytes of originals are.
interface OriginalStore {
  /// Keeps a file under its hash. When this returns the bytes are durable; a reader never sees a
  /// part of them. Safe to repeat: nothing is written where the bytes are there.
  void put(String sha256, Path file) throws IOException;

  /// The bytes as a file on this machine, to be read only.
  ///
  /// Errors: [java.nio.file.NoSuchFileException] where they are not kept.
  Path fetch(String sha256) throws IOException;

  /// Safe to repeat.
  void delete(String sha256) throws IOException;
}
