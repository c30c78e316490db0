package ai.profithack.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A child process with hard limits on time, memory and output.
///
/// Processor time and memory are limited by the kernel; it cannot leave a core, nor write a file,
/// or none larger than it is given. At the end of its time, or past its output, it is killed with
/// everything that it started.
final class LimitedProcess implements AutoCloseable {
  /// What the shell counts files in.
  private static final int FILE_UNIT = 512;

  private static final int COMPLAINT_BYTES = 4_096;
  private static final int SIGNALLED = 128;
  static final int KILLED = SIGNALLED + 9;
  private static final int OUT_OF_CPU = SIGNALLED + 24;
  private static final boolean MEMORY_IS_LIMITED =
      System.getProperty("os.name").startsWith("Linux");

  /// Sets the limits on itself, then becomes the program.
  private static final String SHELL =
      "ulimit -t \"$1\" && ulimit -c 0 && ulimit -f \"$3\""
          + (MEMORY_IS_LIMITED ? " && ulimit -v \"$2\"" : "")
          + " && shift 3 && exec \"$@\"";

  private final Process process;
  private final DecodingLimits limits;
  private final Thread complaining;
  private final AtomicLong outputBytesLeft;
  private final InputStream output;
  private volatile @Nullable String passed;
  private volatile String complaint = "";

  private LimitedProcess(Process process, DecodingLimits limits) {
    this.process = process;
    this.limits = limits;
    this.outputBytesLeft = new AtomicLong(limits.outputBytes());
    this.output = bounded(process.getInputStream());
    this.complaining = Thread.ofVirtual().name("complaints").start(this::listen);
    Thread.ofVirtual().name("time limit").start(this::watch);
  }

  /// How it ended. `passed`: the limit that ended it, in words; `complaint`: the beginning of what
  /// it wrote to the error output.
  record Ending(int exitCode, @Nullable String passed, String complaint) {}

  /// Starts a program in an empty environment but for `environment`, with no input.
  static LimitedProcess start(
      List<String> command, Map<String, String> environment, DecodingLimits limits)
      throws IOException {
    return start(
        command,
        environment,
        limits,
        0,
        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  /// The same for one that is given its input ([#input]), and may write files of `fileBytes`.
  static LimitedProcess startWriting(
      List<String> command, Map<String, String> environment, DecodingLimits limits, long fileBytes)
      throws IOException {
    return start(command, environment, limits, fileBytes, ProcessBuilder.Redirect.PIPE);
  }

  private static LimitedProcess start(
      List<String> command,
      Map<String, String> environment,
      DecodingLimits limits,
      long fileBytes,
      ProcessBuilder.Redirect input)
      throws IOException {
    var all =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                SHELL,
                "sh",
                Integer.toString(limits.cpuSeconds()),
                Long.toString(limits.memoryMib() * 1_024L),
                Long.toString(fileBytes / FILE_UNIT)));
    all.addAll(command);
    var builder = new ProcessBuilder(all).directory(Path.of("/").toFile()).redirectInput(input);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new LimitedProcess(builder.start(), limits);
  }

  /// What it writes; ends early when a limit is passed.
  InputStream output() {
    return output;
  }

  /// Something else that it writes, under the same limit on all that it puts out.
  InputStream bounded(InputStream other) {
    return new Bounded(other);
  }

  /// What it reads, if it was started for that; to be closed where that ends.
  OutputStream input() {
    return process.getOutputStream();
  }

  /// Waits for its end, which its limits bound.
  Ending await() throws InterruptedException {
    var exitCode = process.waitFor();
    complaining.join();
    var limit = passed;
    if (limit == null && (exitCode == KILLED || exitCode == OUT_OF_CPU)) {
      limit =
          "was ended by the system, for it takes more than %d seconds of processor time or too much memory"
              .formatted(limits.cpuSeconds());
    }
    return new Ending(exitCode, limit, complaint);
  }

  /// Kills it and what it started, if they still run.
  void kill() {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
  }

  private void watch() {
    try {
      if (!process.waitFor(limits.wall())) {
        end("takes longer than " + words(limits.wall()));
      }
    } catch (InterruptedException stopped) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private void end(String limit) {
    passed = limit;
    kill();
  }

  private void listen() {
    try (var errors = process.getErrorStream()) {
      complaint = new String(errors.readNBytes(COMPLAINT_BYTES), StandardCharsets.UTF_8);
      errors.transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      // The pipe of a process that was killed: what was heard until then counts.
      complaint = complaint.isEmpty() ? String.valueOf(closed.getMessage()) : complaint;
    }
  }

  static String words(Duration length) {
    return length.toSeconds() < 120
        ? "%.1f seconds".formatted(length.toMillis() / 1_000.0)
        : "%d minutes".formatted(length.toMinutes());
  }

  /// Ends the process where it writes too much.
  private final class Bounded extends FilterInputStream {
    Bounded(InputStream output) {
      super(output);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var count = super.read(buffer, offset, length);
      if (outputBytesLeft.addAndGet(-Math.max(0, count)) < 0) {
        end("puts out more than %d MiB".formatted(limits.outputBytes() >> 20));
        return -1;
      }
      return count;
    }
  }
}
