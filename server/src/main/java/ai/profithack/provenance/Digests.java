package ai.profithack.provenance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Hash algorithms by the names that C2PA gives them.
final class Digests {
  private Digests() {}

  static MessageDigest named(String name) throws MalformedCredentials {
    return switch (name) {
      case "sha256" -> ofTheJdk("SHA-256");
      case "sha384" -> ofTheJdk("SHA-384");
      case "sha512" -> ofTheJdk("SHA-512");
      default ->
          throw new MalformedCredentials(
              "algorithm.unsupported",
              "The hash %s is none of sha256, sha384 and sha512."
                  .formatted(JumbfBox.printable(name)));
    };
  }

  static MessageDigest ofTheJdk(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + name, impossible);
    }
  }
}
