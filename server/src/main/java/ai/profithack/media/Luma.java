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
