package ai.profithack.watermark;

/// The discrete Fourier transform of square pictures whose side is a power of two: real and
/// imaginary parts in two arrays, rows one after the other, changed in place.
final class Fft {
  private final int side;
  private final float[] cosines;
  private final float[] sines;
  private final int[] reversed;

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
  }

  void forward(float[] real, float[] imaginary) {
    transform(real, imaginary, -1);
  }

  /// Without dividing by the number of values.
  void inverse(float[] real, float[] imaginary) {
    transform(real, imaginary, 1);
  }

  private void transform(float[] re, float[] im, int sign) {
    for (var y = 0; y < side; y++) {
      line(re, im, y * side, sign);
    }
    transpose(re);
    transpose(im);
    for (var y = 0; y < side; y++) {
      line(re, im, y * side, sign);
    }
    transpose(re);
    transpose(im);
  }

  private void transpose(float[] values) {
    for (var y = 0; y < side; y++) {
      for (var x = y + 1; x < side; x++) {
        var swap = values[y * side + x];
        values[y * side + x] = values[x * side + y];
        values[x * side + y] = swap;
      }
    }
  }

  private void line(float[] re, float[] im, int from, int sign) {
    for (var i = 0; i < side; i++) {
      var j = reversed[i];
      if (j > i) {
        var r = re[from + i];
        var m = im[from + i];
        re[from + i] = re[from + j];
        im[from + i] = im[from + j];
        re[from + j] = r;
        im[from + j] = m;
      }
    }
    for (var half = 1; half < side; half *= 2) {
      var stride = side / (2 * half);
      for (var block = from; block < from + side; block += 2 * half) {
        for (var i = 0; i < half; i++) {
          var c = cosines[i * stride];
          var s = sign * sines[i * stride];
          var a = block + i;
          var b = a + half;
          var r = re[b] * c - im[b] * s;
          var m = re[b] * s + im[b] * c;
          re[b] = re[a] - r;
          im[b] = im[a] - m;
          re[a] += r;
          im[a] += m;
        }
      }
    }
  }
}
