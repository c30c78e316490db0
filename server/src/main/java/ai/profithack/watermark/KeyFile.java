package ai.profithack.watermark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The key of this installation's invisible watermarks: what was configured, else the file
/// `watermark.key` in the data folder, made at the first use and readable by its owner only.
///
/// Whoever loses it can no longer read the marks that were made with it.
record KeyFile(String configured, Path home) {
  private static final int KEY_BYTES = 32;
  private static final int KEY_LEAST = 16;

  /// Errors: [IllegalStateException] where the configured key is short or the file is no key.
  byte[] key() throws IOException {
    if (!configured.isBlank()) {
      var secret = configured.strip().getBytes(StandardCharsets.UTF_8);
      if (secret.length < KEY_LEAST) {
        throw new IllegalStateException(
            "PROFITHACK_WATERMARK_KEY has at least %d characters.".formatted(KEY_LEAST));
      }
      return secret;
    }
    var folder = Files.createDirectories(home.toAbsolutePath());
    var file = folder.resolve("watermark.key");
    if (!Files.exists(file)) {
      make(folder, file);
    }
    try {
      var secret = HexFormat.of().parseHex(Files.readString(file).strip());
      if (secret.length >= KEY_LEAST) {
        return secret;
      }
    } catch (IllegalArgumentException noHex) {
      // The same as one that is short.
    }
    throw new IllegalStateException(
        "%s is no key: put back the one that was there, or delete it for a new one."
            .formatted(file));
  }

  private static void make(Path folder, Path file) throws IOException {
    var secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    var owner = PosixFilePermissions.fromString("rw-------");
    var fresh =
        Files.createTempFile(
            folder, "watermark", ".key", PosixFilePermissions.asFileAttribute(owner));
    try {
      Files.writeString(
          fresh, HexFormat.of().formatHex(secret), StandardOpenOption.TRUNCATE_EXISTING);
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException another) {
      // Whoever was first wins.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
