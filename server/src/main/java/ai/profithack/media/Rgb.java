package ai.profithack.media;

/// A picture in colour: three bytes a pixel, red, green, blue, rows from top to bottom.
///
/// Errors: [IllegalArgumentException] where the number of values is not three a pixel. The array is
/// not copied; whoever makes a picture leaves it alone afterwards.
@SuppressWarnings("ArrayRecordComponent") // a frame is too large to be copied
public record Rgb(int width, int height, byte[] values) {
  static final int CHANNELS = 3;

  public Rgb {
    if (width < 1 || height < 1 || values.length != CHANNELS * width * height) {
      throw new IllegalArgumentException(
          "%d × %d pixels, but %d values".formatted(width, height, values.length));
    }
  }
}
