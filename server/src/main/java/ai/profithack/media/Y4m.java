package ai.profithack.media;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the pictures of a YUV4MPEG2 stream as a decoder writes it, trusting nothing of it.
final class Y4m {
  private static final int LINE_BYTES = 200;
  private static final int BUFFER = 1 << 16;

  private final InputStream stream;
  private final String header;
  private final int width;
  private final int height;
  private final int colourWidth;
  private final int colourHeight;

  /// Errors: [IOException] where it does not begin as such a stream, is larger than `pixels`, or
  /// has planes of a kind that was not asked for.
  Y4m(InputStream from, int pixels) throws IOException {
    stream = new BufferedInputStream(from, BUFFER);
    header = line().orElse("");
    if (!header.matches("YUV4MPEG2 [\\x21-\\x7e ]*")) {
      throw new IOException("no pictures came");
    }
    width = number('W');
    height = number('H');
    if (width < 1 || height < 1 || (long) width * height > pixels) {
      throw new IOException("a picture of %d × %d pixels came".formatted(width, height));
    }
    var kind = field('C');
    var half = kind.isEmpty() || kind.matches("420(jpeg|mpeg2|paldv)?");
    if (!half && !kind.equals("444")) {
      throw new IOException("pictures of an unknown kind came");
    }
    colourWidth = half ? (width + 1) / 2 : width;
    colourHeight = half ? (height + 1) / 2 : height;
  }

  /// The first line, without its end.
  String header() {
    return header;
  }

  /// An empty picture of the stream's size, to be filled again and again.
  Planes empty() {
    return at(
        0,
        new byte[width * height],
        new byte[colourWidth * colourHeight],
        new byte[colourWidth * colourHeight]);
  }

  /// The next picture, in the arrays of the one before; empty at the end.
  Optional<Planes> next(Planes before, long atMillis) throws IOException {
    var line = line();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    if (!line.orElseThrow().startsWith("FRAME")) {
      throw new IOException("something else than pictures came");
    }
    fill(before.luma());
    fill(before.blue());
    fill(before.red());
    return Optional.of(at(atMillis, before.luma(), before.blue(), before.red()));
  }

  private Planes at(long atMillis, byte[] luma, byte[] blue, byte[] red) {
    return new Planes(
        atMillis,
        width,
        height,
        colourWidth,
        colourHeight,
        field('X').contains("FULL"),
        luma,
        blue,
        red);
  }

  private void fill(byte[] plane) throws IOException {
    if (stream.readNBytes(plane, 0, plane.length) < plane.length) {
      throw new IOException("a picture breaks off");
    }
  }

  private Optional<String> line() throws IOException {
    var bytes = new byte[LINE_BYTES];
    for (var i = 0; i < LINE_BYTES; i++) {
      var next = stream.read();
      if (next < 0 && i == 0) {
        return Optional.empty();
      }
      if (next == '\n') {
        return Optional.of(new String(bytes, 0, i, StandardCharsets.ISO_8859_1));
      }
      bytes[i] = (byte) next;
    }
    throw new IOException("a line has no end");
  }

  private int number(char name) {
    var text = field(name);
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  /// All fields of this name, without it; mostly one.
  private String field(char name) {
    var found = new StringBuilder();
    for (var part : header.split(" ", -1)) {
      if (!part.isEmpty() && part.charAt(0) == name && !part.startsWith("YUV")) {
        found.append(part, 1, part.length());
      }
    }
    return found.toString();
  }
}
