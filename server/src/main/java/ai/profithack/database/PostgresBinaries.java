package ai.profithack.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The programs of PostgreSQL, unpacked in the data folder. Whoever calls holds its lock.
record PostgresBinaries(Path folder) {
  private static final String VERSION = "18.6";
  private static final String PARTIAL = "postgres.partial";

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /// Unpacks them once, into a folder that appears only when it is complete; a folder whose files a
  /// power cut left empty is replaced.
  static PostgresBinaries in(Path home) throws IOException, InterruptedException {
    var binaries = new PostgresBinaries(home.resolve("postgres-" + VERSION));
    if (Files.isDirectory(binaries.folder())) {
      if (binaries.work()) {
        return binaries;
      }
      deleteTree(binaries.folder());
    }
    try (var leftovers = Files.newDirectoryStream(home, PARTIAL + "*")) {
      for (var leftover : leftovers) {
        deleteTree(leftover);
      }
    }
    var partial = Files.createDirectories(home.resolve(PARTIAL));
    try {
      extract(partial);
    } catch (IOException failure) {
      deleteTree(partial);
      throw failure;
    }
    try {
      Files.move(partial, binaries.folder(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException plainMove) {
      Files.move(partial, binaries.folder());
    }
    return binaries;
  }

  private boolean work() throws InterruptedException {
    for (var program : List.of("postgres", "initdb")) {
      try {
        var process =
            new ProcessBuilder(program(program).toString(), "--version")
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !output.contains(VERSION)) {
          return false;
        }
      } catch (IOException notAProgram) {
        return false;
      }
    }
    return true;
  }

  private static void extract(Path target) throws IOException {
    var os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    try (var archive =
        PostgresBinaries.class.getResourceAsStream("/postgres-" + os + "-" + arch + ".txz")) {
      if (archive == null) {
        throw new DatabaseUnavailable(
            "No PostgreSQL for this platform (%s, %s) is in this build. Set DATABASE_URL to a PostgreSQL 15 or newer."
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      extract(archive, target);
    }
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("archive entry outside the target: " + entry.getName());
        }
        if (entry.isDirectory()) {
          folder(path);
          continue;
        }
        folder(requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.copy(target.resolve(entry.getLinkName()).normalize(), path);
        } else {
          Files.copy(tar, path);
          // Whatever the umask: PostgreSQL may run as another user.
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(
                  (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
    folder(target);
  }

  private static void folder(Path path) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
