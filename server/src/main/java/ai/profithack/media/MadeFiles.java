package ai.profithack.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The files that this server made of originals, kept once by what is in them, apart from the
/// originals. Which they are, and of what, knows whoever made them.
@Component
public class MadeFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private final FolderStore store;
  private final Path incoming;

  MadeFiles(@Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    var folder = home.toAbsolutePath().normalize();
    this.store = new FolderStore(folder.resolve("made"));
    this.incoming = folder.resolve("incoming");
  }

  /// A name that no file has yet, for one that is being made, with that ending. What a crash leaves
  /// there is swept up by [Originals#sweep].
  public Path unfinished(String ending) throws IOException {
    return Files.createDirectories(incoming).resolve("made-" + UUID.randomUUID() + ending);
  }

  /// Keeps a file, durably when this returns, and returns the SHA-256 under which it is kept. Safe
  /// to repeat.
  public String keep(Path file) throws IOException {
    var sha256 = sha256(file);
    store.put(sha256, file);
    return sha256;
  }

  /// The bytes as a file to be read only; empty where they are not kept.
  public Optional<Path> open(String sha256) throws IOException {
    try {
      return Optional.of(store.fetch(sha256));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /// Safe to repeat.
  public void delete(String sha256) throws IOException {
    store.delete(sha256);
  }

  private static String sha256(Path file) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BUFFER_BYTES];
      for (var read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
