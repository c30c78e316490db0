package ai.profithack.watermark;

/// The discrete Fourier transform of square pictures whose side is a power of two: real and
/// imaginary parts in two arrays, rows one after the other, changed in place. Used by one thread.
///
/// Columns are transformed all at once: each step of the butterfly takes two whole rows, which the
/// compiler turns into vector instructions. Rows are turned into columns for it, once on the way
/// there and once on the way back: spectra have their columns as rows.
final class Fft {
  private final int side;
  private final float[] cosines;
  private final float[] sines;
  private final int[] reversed;

  /// What is transformed, row by row.
  private float[][] real;

  private float[][] imaginary;

  Fft(int side) {
    if (Integer.bitCount(side) != 1) {
      throw new IllegalArgumentException("the side is a power of two, and not " + side);
    }
    this.side = side;
    cosines = new float[side / 2];
    sines = new float[side / 2];
    for (var i = 0; i < side / 2; i++) {
      cosines[i] = (float) Math.cos(2 * Math.PI * i / side);
      sines[i] = (float) Math.sin(2 * Math.PI * i / side);
    }
    reversed = new int[side];
    for (var i = 1; i < side; i++) {
      reversed[i] = reversed[i >> 1] >> 1 | (i & 1) * side / 2;
    }
    real = new float[side][side];
    imaginary = new float[side][side];
  }

  /// To the spectrum, of which the value for a frequency across and one down is at `across * side +
  /// down`.
  void forward(float[] re, float[] im) {
    transform(re, im, -1);
  }

  /// Back from such a spectrum, without dividing by the number of values.
  void inverse(float[] re, float[] im) {
    transform(re, im, 1);
  }

  private void transform(float[] re, float[] im, int sign) {
    for (var y = 0; y < side; y++) {
      System.arraycopy(re, y * side, real[y], 0, side);
      System.arraycopy(im, y * side, imaginary[y], 0, side);
    }
    columns(sign);
    transpose(real);
    transpose(imaginary);
    columns(sign);
    for (var y = 0; y < side; y++) {
      System.arraycopy(real[y], 0, re, y * side, side);
      System.arraycopy(imaginary[y], 0, im, y * side, side);
    }
  }

  private void transpose(float[][] rows) {
    for (var y = 0; y < side; y++) {
      for (var x = y + 1; x < side; x++) {
        var swap = rows[y][x];
        rows[y][x] = rows[x][y];
        rows[x][y] = swap;
      }
    }
  }

  private void columns(int sign) {
    real = inReversedOrder(real);
    imaginary = inReversedOrder(imaginary);
    for (var half = 1; half < side; half *= 2) {
      var stride = side / (2 * half);
      for (var block = 0; block < side; block += 2 * half) {
        for (var i = 0; i < half; i++) {
          var a = block + i;
          var b = a + half;
          butterfly(
              real[a],
              imaginary[a],
              real[b],
              imaginary[b],
              cosines[i * stride],
              sign * sines[i * stride]);
        }
      }
    }
  }

  private float[][] inReversedOrder(float[][] rows) {
    var ordered = new float[side][];
    for (var i = 0; i < side; i++) {
      ordered[i] = rows[reversed[i]];
    }
    return ordered;
  }

  private static void butterfly(float[] ra, float[] ia, float[] rb, float[] ib, float c, float s) {
    for (var x = 0; x < ra.length; x++) {
      var r = rb[x] * c - ib[x] * s;
      var m = rb[x] * s + ib[x] * c;
      rb[x] = ra[x] - r;
      ib[x] = ia[x] - m;
      ra[x] += r;
      ia[x] += m;
    }
  }
}
