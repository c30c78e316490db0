package ai.profithack.media;

import java.nio.file.Path;

/// The bytes of a kept file on this machine, to be read only, and only until it is closed.
///
/// From a store elsewhere it is a copy, which stays for [WorkingCopies#IDLE] after the last one was
/// closed: an answer that begins to be written by then may still be made of it.
public final class LocalFile implements AutoCloseable {
  private final Path path;
  private final Runnable closing;

  LocalFile(Path path, Runnable closing) {
    this.path = path;
    this.closing = closing;
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    closing.run();
  }
}
