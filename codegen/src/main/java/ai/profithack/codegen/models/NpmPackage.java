package ai.profithack.codegen.models;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// A package of the npm registry, in one version, told by the digest that the registry published.
///
/// `integrity`: SHA-512 of the tarball in Base64, as in a lock file, without the `sha512-`.
record NpmPackage(String name, String version, String integrity) {
  private static final String ROOT = "package/";

  @Override
  public String toString() {
    return name + "@" + version;
  }

  /// Gets what is at a path of a registry.
  @FunctionalInterface
  interface Registry {
    byte[] download(String path) throws IOException, InterruptedException;
  }

  /// Where a registry keeps it, below its address.
  String path() {
    return name + "/-/" + name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
  }

  /// The files by their path in the package: from the cache, else from the registry.
  ///
  /// Errors: [IOException] where it is in neither; [IllegalStateException] where what was
  /// downloaded is not what was published.
  Map<String, byte[]> files(Path cache, Registry registry)
      throws IOException, InterruptedException {
    var digest = Base64.getDecoder().decode(integrity);
    var tarball = cache.resolve(HexFormat.of().formatHex(digest).substring(0, 32) + ".tgz");
    if (Files.isRegularFile(tarball)) {
      var cached = Files.readAllBytes(tarball);
      if (isOurs(cached, digest)) {
        return unpacked(cached);
      }
    }
    var downloaded = registry.download(path());
    if (!isOurs(downloaded, digest)) {
      throw new IllegalStateException(
          this + " as it was downloaded is not what was published: its SHA-512 differs.");
    }
    var partial = Files.createTempFile(Files.createDirectories(cache), "partial", ".tgz");
    Files.write(partial, downloaded);
    Files.move(partial, tarball, StandardCopyOption.ATOMIC_MOVE);
    return unpacked(downloaded);
  }

  private static boolean isOurs(byte[] tarball, byte[] digest) {
    try {
      return MessageDigest.isEqual(MessageDigest.getInstance("SHA-512").digest(tarball), digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, byte[]> unpacked(byte[] tarball) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(tarball)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().startsWith(ROOT)) {
          files.put(entry.getName().substring(ROOT.length()), tar.readAllBytes());
        }
      }
    }
    return files;
  }
}
