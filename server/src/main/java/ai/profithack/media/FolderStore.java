package ai.profithack.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Originals as files in a folder, in subfolders by the first two digits of their hash.
final class FolderStore implements OriginalStore {
  private static final int FANOUT_DIGITS = 2;

  private final Path folder;

  FolderStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(String sha256, Path file) throws IOException {
    var place = place(sha256);
    if (Files.exists(place)) {
      return;
    }
    var beside = Files.createDirectories(place.getParent());
    var partial = Files.createTempFile(beside, "partial-", "");
    try {
      Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
      force(partial, StandardOpenOption.WRITE);
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
      force(beside, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  @Override
  public Path fetch(String sha256) throws IOException {
    var place = place(sha256);
    if (!Files.isRegularFile(place)) {
      throw new NoSuchFileException(place.toString());
    }
    return place;
  }

  @Override
  public void delete(String sha256) throws IOException {
    Files.deleteIfExists(place(sha256));
  }

  private Path place(String sha256) {
    return folder.resolve(sha256.substring(0, FANOUT_DIGITS)).resolve(sha256);
  }

  /// What was written to a file, or the names in a folder, survive a power cut.
  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
