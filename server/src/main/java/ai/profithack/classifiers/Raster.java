package ai.profithack.classifiers;

import ai.profithack.media.Rgb;
import ai.profithack.media.Rows;
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
    var source = new Rows(CHANNELS * width);
    var rows = new float[4][CHANNELS * width];
    var y = 0;
    for (; y + rows.length <= toHeight; y += rows.length) {
      for (var i = 0; i < rows.length; i++) {
        flatten(down[y + i], source, rows[i]);
      }
      narrowFour(rows, across, scaled, CHANNELS * toWidth * y, CHANNELS * toWidth);
    }
    for (; y < toHeight; y++) {
      flatten(down[y], source, rows[0]);
      narrow(rows[0], across, scaled, CHANNELS * toWidth * y);
    }
    return new Raster(toWidth, toHeight, scaled);
  }

  /// Makes one row of those that a row of the result covers.
  private void flatten(Tap tap, Rows source, float[] row) {
    Arrays.fill(row, 0);
    for (var i = 0; i < tap.weights().length; i++) {
      source.add(values, CHANNELS * width * (tap.from() + i), tap.weights()[i], row);
    }
  }

  /// The same as [#narrow] for four rows at a time: each sum has to wait for the one before, but
  /// not for those of other rows.
  private static void narrowFour(float[][] rows, Tap[] taps, byte[] to, int start, int apart) {
    var first = rows[0];
    var second = rows[1];
    var third = rows[2];
    var fourth = rows[3];
    var at = start;
    for (var tap : taps) {
      for (var channel = 0; channel < CHANNELS; channel++) {
        var a = 0f;
        var b = 0f;
        var c = 0f;
        var d = 0f;
        var from = CHANNELS * tap.from() + channel;
        for (var weight : tap.weights()) {
          a += weight * first[from];
          b += weight * second[from];
          c += weight * third[from];
          d += weight * fourth[from];
          from += CHANNELS;
        }
        // What is not negative is rounded so.
        to[at] = (byte) (a + 0.5f);
        to[at + apart] = (byte) (b + 0.5f);
        to[at + 2 * apart] = (byte) (c + 0.5f);
        to[at + 3 * apart] = (byte) (d + 0.5f);
        at++;
      }
    }
  }

  private static void narrow(float[] row, Tap[] taps, byte[] to, int start) {
    var at = start;
    for (var tap : taps) {
      for (var channel = 0; channel < CHANNELS; channel++) {
        var sum = 0f;
        var from = CHANNELS * tap.from() + channel;
        for (var weight : tap.weights()) {
          sum += weight * row[from];
          from += CHANNELS;
        }
        to[at++] = (byte) (sum + 0.5f);
      }
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
