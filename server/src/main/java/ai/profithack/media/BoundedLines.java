package ai.profithack.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/// The lines of a text that nobody trusts: of one that is too long, no more is held than is taken.
final class BoundedLines {
  private final BufferedReader text;
  private final int charsMax;

  /// `charsMax`: of a line.
  BoundedLines(Reader text, int charsMax) {
    this.text = text instanceof BufferedReader buffered ? buffered : new BufferedReader(text);
    this.charsMax = charsMax;
  }

  /// A line, without its end.
  sealed interface Line {}

  record Text(String text) implements Line {}

  /// It has more characters than are taken.
  record TooLong() implements Line {}

  /// The next line; empty at the end.
  Optional<Line> next() throws IOException {
    var line = new StringBuilder();
    var tooLong = false;
    var at = text.read();
    if (at < 0) {
      return Optional.empty();
    }
    for (; at >= 0 && at != '\n'; at = text.read()) {
      tooLong = tooLong || line.length() == charsMax;
      if (!tooLong) {
        line.append((char) at);
      }
    }
    return Optional.of(tooLong ? new TooLong() : new Text(line.toString()));
  }
}
