package ai.profithack.imports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/// Lines of bounded length: of a longer one the beginning is kept and the rest skipped.
final class Lines {
  private final Reader in;
  private long number;
  private boolean tooLong;

  Lines(Reader in) {
    this.in = new BufferedReader(in, 1 << 16);
  }

  /// The next line without its end, which may be LF, CR LF or CR; null after the last.
  @Nullable String next() throws IOException {
    var line = new StringBuilder();
    tooLong = false;
    var read = in.read();
    if (read < 0) {
      return null;
    }
    while (read >= 0 && read != '\n' && read != '\r') {
      if (line.length() < RecordSource.RECORD_LIMIT) {
        line.append((char) read);
      } else {
        tooLong = true;
      }
      read = in.read();
    }
    if (read == '\r') {
      in.mark(1);
      if (in.read() != '\n') {
        in.reset();
      }
    }
    number++;
    return line.toString();
  }

  long number() {
    return number;
  }

  /// Whether the last line was cut.
  boolean wasTooLong() {
    return tooLong;
  }
}
