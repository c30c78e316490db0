package ai.profithack.media;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the pictures that a child process writes one after another, as PGM (grey) or PPM (colour).
///
/// The child is not trusted: a size beyond `pixels` ends the reading, and so does a picture that
/// breaks off, both with an [IOException].
///
/// Source: netpbm's pgm(5) and ppm(5); eight bits a value.
final class NetpbmReader {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int NUMBER_MAX = 1 << 20;

  private final InputStream stream;
  private final int pixels;

  NetpbmReader(InputStream stream, int pixels) {
    this.stream = new BufferedInputStream(stream, BUFFER_BYTES);
    this.pixels = pixels;
  }

  /// The next picture; empty at the end.
  Optional<Luma> grey() throws IOException {
    var size = header('5');
    return size == null
        ? Optional.empty()
        : Optional.of(new Luma(size.width, size.height, values(size, 1)));
  }

  Optional<Rgb> colour() throws IOException {
    var size = header('6');
    return size == null
        ? Optional.empty()
        : Optional.of(new Rgb(size.width, size.height, values(size, Rgb.CHANNELS)));
  }

  private record Size(int width, int height) {}

  private @Nullable Size header(char kind) throws IOException {
    var first = stream.read();
    if (first < 0) {
      return null;
    }
    if (first != 'P' || stream.read() != kind) {
      throw new IOException("not a picture of kind " + kind);
    }
    require(Character.isWhitespace(stream.read()), "a space");
    var width = number();
    var height = number();
    require(number() == 255, "values up to 255");
    require(width > 0 && height > 0 && (long) width * height <= pixels, "a permitted size");
    return new Size(width, height);
  }

  /// A number and the one white space after it.
  private int number() throws IOException {
    var number = 0;
    var digits = 0;
    int next;
    while ((next = stream.read()) >= '0' && next <= '9') {
      number = number * 10 + next - '0';
      digits++;
      require(number <= NUMBER_MAX, "a permitted number");
    }
    require(digits > 0 && Character.isWhitespace(next), "a number");
    return number;
  }

  private byte[] values(Size size, int channels) throws IOException {
    var values = new byte[size.width * size.height * channels];
    if (stream.readNBytes(values, 0, values.length) < values.length) {
      throw new EOFException("a picture breaks off");
    }
    return values;
  }

  private static void require(boolean holds, String what) throws IOException {
    if (!holds) {
      throw new IOException("expected " + what);
    }
  }
}
