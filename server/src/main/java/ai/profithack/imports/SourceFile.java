package ai.profithack.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file to import, known by its content: the same content under another name is the same file.
record SourceFile(Path path, String name, long byteCount, String sha256) {
  private static final int BUFFER_BYTES = 1 << 16;

  /// Errors: [UnreadableFile] where there is no such file or it may not be read.
  static SourceFile of(Path path) {
    return of(path, String.valueOf(path.getFileName()));
  }

  /// The same for a file that lies under another name than its own.
  static SourceFile of(Path path, String name) {
    if (!Files.isRegularFile(path)) {
      throw new UnreadableFile(
          Files.exists(path) ? path + " is not a file." : "There is no file " + path + ".");
    }
    try (var in = Files.newInputStream(path)) {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BUFFER_BYTES];
      var total = 0L;
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        total += read;
      }
      return new SourceFile(path, name, total, HexFormat.of().formatHex(sha256.digest()));
    } catch (IOException failure) {
      throw new UnreadableFile(path + " cannot be read: " + failure.getMessage(), failure);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
