package ai.profithack.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Files in a folder, in subfolders by the first two digits of their hash.
final class FolderStore implements ContentStore {
  private static final String PARTIAL = "partial-";

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
    var partial = Files.createTempFile(beside, PARTIAL, "");
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
  public LocalFile open(String sha256) throws IOException {
    var place = place(sha256);
    if (!Files.isRegularFile(place)) {
      throw new NoSuchFileException(place.toString());
    }
    return new LocalFile(place, () -> {});
  }

  @Override
  public boolean has(String sha256) {
    return Files.isRegularFile(place(sha256));
  }

  @Override
  public void delete(String sha256) throws IOException {
    Files.deleteIfExists(place(sha256));
  }

  @Override
  public void keptBefore(Instant before, Some some) throws IOException {
    for (var subfolder : in(folder)) {
      var hashes = new ArrayList<String>();
      for (var file : in(subfolder)) {
        var name = file.getFileName().toString();
        if (Sha256.isOne(name) && isOlder(file, before)) {
          hashes.add(name);
        }
      }
      if (!hashes.isEmpty()) {
        some.take(hashes);
      }
    }
  }

  @Override
  public void sweep(Instant before) throws IOException {
    for (var subfolder : in(folder)) {
      for (var file : in(subfolder)) {
        if (file.getFileName().toString().startsWith(PARTIAL) && isOlder(file, before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  /// False where it is gone meanwhile.
  private static boolean isOlder(Path file, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private Path place(String sha256) {
    return folder.resolve(Sha256.place(sha256));
  }

  /// What was written to a file, or the names in a folder, survive a power cut.
  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
