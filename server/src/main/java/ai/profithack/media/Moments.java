package ai.profithack.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// Reads at which moments something is shown, as ffmpeg's `framecrc` tells it: a line that names
/// the unit of time (`#tb 0: 1/15360`), then a line for each piece, of which the third number is
/// its moment.
///
/// Errors: [IOException] for a line of another kind, and for a piece without a moment.
final class Moments {
  private static final String UNIT = "#tb 0: ";
  private static final int LINE_MAX = 1_000;
  private static final int MOMENT = 2;
  private static final double MILLIS = 1_000;

  private final BufferedReader lines;
  private double millisAUnit = 1;

  Moments(InputStream stream) {
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
  }

  /// The next one, in milliseconds; empty at the end.
  OptionalLong next() throws IOException {
    for (var line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith(UNIT)) {
        var unit = line.substring(UNIT.length()).split("/", -1);
        millisAUnit = MILLIS * number(unit, 0) / number(unit, 1);
      } else if (!line.startsWith("#")) {
        return OptionalLong.of(
            Math.round(number(line.split(",", MOMENT + 2), MOMENT) * millisAUnit));
      }
    }
    return OptionalLong.empty();
  }

  private static long number(String[] parts, int index) throws IOException {
    try {
      var number = parts.length <= index ? Long.MIN_VALUE : Long.parseLong(parts[index].strip());
      if (number != Long.MIN_VALUE) {
        return number;
      }
    } catch (NumberFormatException other) {
      // Said below.
    }
    throw new IOException("not a moment: " + String.join(",", parts));
  }

  /// Without its end; empty where there is no other.
  private String line() throws IOException {
    var line = new StringBuilder();
    int next;
    while ((next = lines.read()) >= 0 && next != '\n') {
      line.append((char) next);
      if (line.length() > LINE_MAX) {
        throw new IOException("a line without an end");
      }
    }
    return line.toString();
  }
}
