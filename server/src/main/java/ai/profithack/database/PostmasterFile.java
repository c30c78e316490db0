package ai.profithack.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `postmaster.pid`: which process serves a cluster, where, and whether it is ready.
record PostmasterFile(long pid, int port, String status) {
  boolean isReady() {
    return status.equals("ready");
  }

  /// What the file says; nothing while it is absent or not yet complete.
  static Optional<PostmasterFile> read(Path data) throws IOException {
    var lines = lines(data);
    if (lines.size() < 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PostmasterFile(
              Long.parseLong(lines.get(0).strip()),
              Integer.parseInt(lines.get(3).strip()),
              lines.get(7).strip()));
    } catch (NumberFormatException garbage) {
      return Optional.empty();
    }
  }

  /// Deals with the file that an earlier run left, and returns the PostgreSQL that still runs, if
  /// one does.
  ///
  /// - Its process is dead: left to PostgreSQL, which recovers.
  /// - Its process id was given to another program: the file is pointed at ourselves, the parent of
  ///   the server to come, and never deleted, so that PostgreSQL's own check for a second server on
  ///   the same data stays in force.
  /// - It holds no process id, as after a power cut: removed, since PostgreSQL would refuse it.
  static Optional<ProcessHandle> claim(Path data) throws IOException, InterruptedException {
    var file = file(data);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var lines = new ArrayList<>(lines(data));
    long pid;
    try {
      pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
    } catch (NumberFormatException garbage) {
      pid = 0;
    }
    if (pid <= 0) {
      Files.delete(file);
      return Optional.empty();
    }
    var running = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (running.isPresent() && !serves(pid, data)) {
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(file, lines);
      return Optional.empty();
    }
    return running;
  }

  /// Whether a process is a PostgreSQL on this data.
  static boolean serves(long pid, Path data) throws IOException, InterruptedException {
    var arguments = arguments(pid);
    return arguments.contains("postgres") && arguments.contains(data.toString());
  }

  private static String arguments(long pid) throws IOException, InterruptedException {
    var proc = Path.of("/proc", Long.toString(pid), "cmdline");
    if (Files.isReadable(proc)) {
      return new String(Files.readAllBytes(proc), StandardCharsets.UTF_8);
    }
    var ps = new ProcessBuilder("ps", "-o", "args=", "-ww", "-p", Long.toString(pid)).start();
    var arguments = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ps.waitFor();
    return arguments;
  }

  private static List<String> lines(Path data) throws IOException {
    try {
      return Files.readAllLines(file(data), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException notThere) {
      return List.of();
    }
  }

  private static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }
}
