package ai.profithack.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hash that files are named by, in 64 lower-case hexadecimal digits.
public final class Sha256 {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FANOUT_DIGITS = 2;
  private static final String DIGITS = "[0-9a-f]{64}";

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// That of what is in a file.
  public static String of(Path file) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var digest = digest();
      var buffer = new byte[BUFFER_BYTES];
      for (var read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  static boolean isOne(String text) {
    return text.matches(DIGITS);
  }

  /// Where a store has it: `ab/ab…`, so that no folder holds them all.
  static String place(String sha256) {
    return sha256.substring(0, FANOUT_DIGITS) + "/" + sha256;
  }
}
