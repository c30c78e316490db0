package ai.profithack.kernel;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/// A secret of this installation in a file of its own: 32 random bytes in hexadecimal, made at the
/// first use, readable by its owner only. Of several who make it at once one does.
public final class SecretFile {
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private SecretFile() {}

  /// What the file holds, which is made where it is not there.
  ///
  /// Errors: [IOException] where it cannot be read or made, and where others than its owner may
  /// read it.
  public static String read(Path file) throws IOException {
    if (Files.notExists(file)) {
      make(file);
    }
    for (var permission : Files.getPosixFilePermissions(file)) {
      if (OTHERS.contains(permission)) {
        throw new IOException(
            "%s may be read by others than its owner: chmod 600 it.".formatted(file));
      }
    }
    return Files.readString(file).strip();
  }

  private static void make(Path file) throws IOException {
    var secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var fresh =
        Files.createTempFile(
            folder,
            "secret",
            ".key",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(
          fresh, HexFormat.of().formatHex(secret), StandardOpenOption.TRUNCATE_EXISTING);
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException another) {
      // Somebody else made it at the same moment; theirs holds.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
