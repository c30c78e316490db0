package ai.profithack.media;

/// The brightness of a picture: one byte a pixel, rows from top to bottom, 0 black, 255 white.
///
/// Errors: [IllegalArgumentException] where the number of pixels is not width × height. The array
/// is not copied; whoever makes a picture leaves it alone afterwards.
@SuppressWarnings("ArrayRecordComponent") // a frame is too large to be copied
public record Luma(int width, int height, byte[] pixels) {
  private static final int RED_BITS = 16;
  private static final int GREEN_BITS = 8;

  public Luma {
    if (width < 1 || height < 1 || pixels.length != width * height) {
      throw new IllegalArgumentException(
          "%d × %d pixels, but %d values".formatted(width, height, pixels.length));
    }
  }

  /// From packed RGB (0xRRGGBB, the upper byte is ignored) by the weights of ITU-R BT.601.
  public static Luma ofRgb(int width, int height, int[] rgb) {
    var pixels = new byte[rgb.length];
    for (var i = 0; i < rgb.length; i++) {
      var red = rgb[i] >> RED_BITS & 0xff;
      var green = rgb[i] >> GREEN_BITS & 0xff;
      var blue = rgb[i] & 0xff;
      pixels[i] = (byte) Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
    }
    return new Luma(width, height, pixels);
  }

  /// From a picture in colour, made smaller by averaging areas where it is larger than `side` in
  /// either direction; the same weights.
  public static Luma of(Rgb picture, int side) {
    var longest = Math.max(picture.width(), picture.height());
    var width =
        longest <= side
            ? picture.width()
            : Math.max(1, Math.round((float) picture.width() * side / longest));
    var height =
        longest <= side
            ? picture.height()
            : Math.max(1, Math.round((float) picture.height() * side / longest));
    var values = picture.values();
    var bright = new float[picture.width() * picture.height()];
    for (int i = 0, from = 0; i < bright.length; i++, from += Rgb.CHANNELS) {
      bright[i] =
          0.299f * (values[from] & 0xff)
              + 0.587f * (values[from + 1] & 0xff)
              + 0.114f * (values[from + 2] & 0xff);
    }
    var narrow = narrowed(bright, picture.width(), picture.height(), width);
    var small = narrowed(turned(narrow, width, picture.height()), picture.height(), width, height);
    var pixels = new byte[width * height];
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        pixels[y * width + x] = (byte) Math.round(small[x * height + y]);
      }
    }
    return new Luma(width, height, pixels);
  }

  /// Rows of `from` values become rows of `to`, each the mean of what it covers.
  private static float[] narrowed(float[] rows, int from, int count, int to) {
    if (from == to) {
      return rows;
    }
    var step = (float) from / to;
    var narrow = new float[to * count];
    for (var y = 0; y < count; y++) {
      for (var x = 0; x < to; x++) {
        var begin = x * step;
        var end = Math.min(from, begin + step);
        var sum = 0f;
        for (var i = (int) begin; i < end; i++) {
          sum += rows[y * from + i] * (Math.min(end, i + 1) - Math.max(begin, i));
        }
        narrow[y * to + x] = sum / (end - begin);
      }
    }
    return narrow;
  }

  /// Columns become rows.
  private static float[] turned(float[] values, int width, int height) {
    var turned = new float[values.length];
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        turned[x * height + y] = values[y * width + x];
      }
    }
    return turned;
  }

  /// The brightness at a place, 0 to 255.
  int at(int x, int y) {
    return pixels[y * width + x] & 0xff;
  }

  /// The part of `width` × `height` pixels whose upper left corner is at `left`, `top`.
  Luma part(int left, int top, int partWidth, int partHeight) {
    var part = new byte[partWidth * partHeight];
    for (var y = 0; y < partHeight; y++) {
      System.arraycopy(pixels, (top + y) * width + left, part, y * partWidth, partWidth);
    }
    return new Luma(partWidth, partHeight, part);
  }
}
