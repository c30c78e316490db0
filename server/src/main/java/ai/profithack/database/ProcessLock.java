package ai.profithack.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A file that one process at a time holds. The operating system frees it when that process ends,
/// however it ends; what is left then is a file that hinders nobody.
public final class ProcessLock implements AutoCloseable {
  /// What this process holds. The lock of a file belongs to the whole process: opening and closing
  /// the file a second time would give it up.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// The lock of `file`, a real path, which is made if there is none; nothing while it is held, by
  /// this process or another one.
  public static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    var acquired = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      acquired = channel.tryLock() != null;
      return acquired ? Optional.of(new ProcessLock(file, channel)) : Optional.empty();
    } catch (OverlappingFileLockException heldUnderAnotherName) {
      return Optional.empty();
    } finally {
      if (!acquired) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(file);
      }
    }
  }

  /// Leaves `text`, in the place of what was there, for others to read while this is held.
  public void write(String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
