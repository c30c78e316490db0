package ai.profithack.imports;

import ai.profithack.kernel.Counted;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How far an import is: a bar that rewrites itself on a terminal, else a line every few seconds.
final class ProgressLine implements ImportProgress, AutoCloseable {
  private static final int BAR_WIDTH = 30;
  private static final String UNKNOWN = "unknown time";
  private static final long SECOND = 1_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final long intervalNanos;
  private long began = System.nanoTime();
  private long shown = System.nanoTime();
  private long bytesBefore = -1;
  private boolean open;

  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.intervalNanos = terminal ? SECOND / 5 : 3 * SECOND;
  }

  static ProgressLine on(PrintWriter out) {
    return new ProgressLine(
        out, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  /// A file is about to be read: something to see before its first records are done.
  void fileBegins(Path file) {
    show(0, "Reading %s …".formatted(file.getFileName()));
  }

  @Override
  public void batchDone(
      String fileName, long bytesRead, long byteCount, long records, long skipped) {
    if (bytesBefore < 0) {
      bytesBefore = skipped == 0 ? 0 : bytesRead;
    }
    if (!isDue()) {
      return;
    }
    var seconds = seconds();
    var share = byteCount == 0 ? 1 : Math.min(1, bytesRead / (double) byteCount);
    show(
        share,
        "%s %3.0f %%, %s, %,.0f a second, %s left"
            .formatted(
                fileName,
                share * 100,
                Counted.of(records, "record", "records"),
                (records - skipped) / Math.max(seconds, 0.001),
                byteCount < bytesRead
                    ? UNKNOWN
                    : left(bytesRead - bytesBefore, byteCount - bytesRead, seconds)));
  }

  /// How far the figures are that follow from what was imported.
  void figuresDone(long done, long all, String unit) {
    if (isDue()) {
      show(
          done / (double) all,
          "Figures %3.0f %%, %,d of %,d %s, %s left"
              .formatted(100.0 * done / all, done, all, unit, left(done, all - done, seconds())));
    }
  }

  private boolean isDue() {
    var now = System.nanoTime();
    if (now - shown < intervalNanos) {
      return false;
    }
    shown = now;
    return true;
  }

  private double seconds() {
    return (shown - began) / (double) SECOND;
  }

  private void show(double share, String text) {
    if (terminal) {
      draw(share, text);
    } else {
      out.println(text);
    }
    out.flush();
  }

  private void draw(double share, String text) {
    var done = (int) Math.round(share * BAR_WIDTH);
    out.print("\r\u001b[K[" + "#".repeat(done) + " ".repeat(BAR_WIDTH - done) + "] " + text);
    open = true;
  }

  @Override
  public void notice(String sentence) {
    endLine();
    out.println(sentence);
    out.flush();
  }

  /// The next file, or what follows the last, begins.
  void fileDone() {
    endLine();
    began = System.nanoTime();
    shown = began;
    bytesBefore = -1;
  }

  @Override
  public void close() {
    endLine();
  }

  /// How long `rest` takes if `done` took `seconds`.
  private static String left(long done, long rest, double seconds) {
    if (done <= 0) {
      return UNKNOWN;
    }
    var left = Duration.ofSeconds(Math.round(seconds * rest / done));
    return left.toHours() > 0
        ? "%d h %02d min".formatted(left.toHours(), left.toMinutesPart())
        : "%d min %02d s".formatted(left.toMinutes(), left.toSecondsPart());
  }

  private void endLine() {
    if (open) {
      out.print("\r\u001b[K");
      out.flush();
      open = false;
    }
  }
}
