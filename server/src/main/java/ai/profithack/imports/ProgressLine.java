package ai.profithack.imports;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/// How far an import is: a bar that rewrites itself on a terminal, else a line every few seconds.
final class ProgressLine implements ImportProgress, AutoCloseable {
  private static final int BAR_WIDTH = 30;
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

  @Override
  public void batchDone(
      String fileName, long bytesRead, long byteCount, long records, long skipped) {
    var now = System.nanoTime();
    if (bytesBefore < 0) {
      bytesBefore = skipped == 0 ? 0 : bytesRead;
    }
    if (now - shown < intervalNanos) {
      return;
    }
    shown = now;
    var seconds = (now - began) / (double) SECOND;
    var share = byteCount == 0 ? 1 : Math.min(1, bytesRead / (double) byteCount);
    var text =
        "%s %3.0f %%, %,d records, %,.0f a second, %s left"
            .formatted(
                fileName,
                share * 100,
                records,
                (records - skipped) / Math.max(seconds, 0.001),
                left(bytesRead, byteCount, seconds));
    if (terminal) {
      var done = (int) Math.round(share * BAR_WIDTH);
      out.print("\r\u001b[K[" + "#".repeat(done) + " ".repeat(BAR_WIDTH - done) + "] " + text);
      open = true;
    } else {
      out.println(text);
    }
    out.flush();
  }

  @Override
  public void notice(String sentence) {
    endLine();
    out.println(sentence);
    out.flush();
  }

  /// The next file begins.
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

  private String left(long bytesRead, long byteCount, double seconds) {
    var newBytes = bytesRead - bytesBefore;
    if (newBytes <= 0 || byteCount < bytesRead) {
      return "unknown time";
    }
    var left = Duration.ofSeconds(Math.round(seconds * (byteCount - bytesRead) / newBytes));
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
