package ai.profithack.classifiers;

import ai.profithack.media.Rgb;
import java.util.Arrays;

/// Reads colours between the pixels of a picture.
///
/// Channels are numbered red 0, green 1, blue 2; values are 0 to 255.
@SuppressWarnings("ArrayRecordComponent") // a picture is too large to be copied
record Raster(int width, int height, byte[] values) {
  private static final int CHANNELS = 3;

  static Raster of(Rgb picture) {
    return new Raster(picture.width(), picture.height(), picture.values());
  }

  int at(int x, int y, int channel) {
    return values[CHANNELS * (y * width + x) + channel] & 0xff;
  }

  /// Between four pixels, whose centres are at whole numbers; beyond the border as at the border.
  float between(double x, double y, int channel) {
    var inX = Math.clamp(x, 0, width - 1.0);
    var inY = Math.clamp(y, 0, height - 1.0);
    var left = (int) inX;
    var top = (int) inY;
    var right = Math.min(left + 1, width - 1);
    var bottom = Math.min(top + 1, height - 1);
    var upper =
        at(left, top, channel) + (at(right, top, channel) - at(left, top, channel)) * (inX - left);
    var lower =
        at(left, bottom, channel)
            + (at(right, bottom, channel) - at(left, bottom, channel)) * (inX - left);
    return (float) (upper + (lower - upper) * (inY - top));
  }

  /// Scaled so that nothing is lost between the pixels: each pixel of the result is the mean of
  /// what it covers, or lies between its neighbours where the picture is made larger.
  Raster scaled(int toWidth, int toHeight) {
    if (toWidth == width && toHeight == height) {
      return this;
    }
    var scaled = new byte[CHANNELS * toWidth * toHeight];
    var across = taps(width, toWidth);
    var down = taps(height, toHeight);
    var row = new float[CHANNELS * width];
    for (var y = 0; y < toHeight; y++) {
      Arrays.fill(row, 0);
      for (var i = 0; i < down[y].weights().length; i++) {
        add(row, CHANNELS * width * (down[y].from() + i), down[y].weights()[i]);
      }
      narrow(row, across, scaled, CHANNELS * toWidth * y);
    }
    return new Raster(toWidth, toHeight, scaled);
  }

  /// Adds a row of this picture, weighted.
  private void add(float[] sums, int from, float weight) {
    for (var i = 0; i < sums.length; i++) {
      sums[i] += weight * (values[from + i] & 0xff);
    }
  }

  private static void narrow(float[] row, Tap[] taps, byte[] to, int start) {
    var at = start;
    for (var tap : taps) {
      var red = 0f;
      var green = 0f;
      var blue = 0f;
      var from = CHANNELS * tap.from();
      for (var weight : tap.weights()) {
        red += weight * row[from];
        green += weight * row[from + 1];
        blue += weight * row[from + 2];
        from += CHANNELS;
      }
      to[at] = (byte) Math.round(red);
      to[at + 1] = (byte) Math.round(green);
      to[at + 2] = (byte) Math.round(blue);
      at += CHANNELS;
    }
  }

  /// From which pixels on, and by which weights (their sum is 1), a pixel of the result is made.
  @SuppressWarnings("ArrayRecordComponent") // made and used here only
  private record Tap(int from, float[] weights) {}

  /// A triangle as wide as two pixels of whichever is coarser.
  private static Tap[] taps(int from, int to) {
    var taps = new Tap[to];
    var ratio = (double) from / to;
    var reach = Math.max(1, ratio);
    for (var i = 0; i < to; i++) {
      var centre = (i + 0.5) * ratio - 0.5;
      var first = Math.clamp((int) Math.ceil(centre - reach), 0, from - 1);
      var last = Math.clamp((int) Math.floor(centre + reach), first, from - 1);
      var weights = new float[last - first + 1];
      var sum = 0f;
      for (var j = first; j <= last; j++) {
        weights[j - first] = (float) Math.max(0, 1 - Math.abs(j - centre) / reach);
        sum += weights[j - first];
      }
      if (sum == 0) {
        weights[0] = 1;
        sum = 1;
      }
      for (var j = 0; j < weights.length; j++) {
        weights[j] /= sum;
      }
      taps[i] = new Tap(first, weights);
    }
    return taps;
  }

  /// With a shorter side of so many pixels, or as it is if that is shorter already.
  Raster scaledToShorterSide(int side) {
    var shorter = Math.min(width, height);
    return shorter <= side
        ? this
        : scaled(
            (int) Math.round((double) width * side / shorter),
            (int) Math.round((double) height * side / shorter));
  }

  /// The part whose upper left corner is at `left`, `top`.
  Raster part(int left, int top, int partWidth, int partHeight) {
    var part = new byte[CHANNELS * partWidth * partHeight];
    for (var y = 0; y < partHeight; y++) {
      System.arraycopy(
          values,
          CHANNELS * ((top + y) * width + left),
          part,
          CHANNELS * y * partWidth,
          CHANNELS * partWidth);
    }
    return new Raster(partWidth, partHeight, part);
  }
}
