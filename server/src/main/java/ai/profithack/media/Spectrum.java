package ai.profithack.media;

/// How loud each frequency is in a piece of sound: the Fourier transform under a Hann window.
///
/// Shape: `window` samples (a power of two) give `window / 2` values, the i-th of the frequency i ×
/// rate / window. Unit: dB of a full-scale tone. Not for use by several threads at once.
final class Spectrum {
  private static final float FAINTEST = 1e-12f;

  private final int size;
  private final float[] hann;
  private final float[] cosines;
  private final float[] sines;
  private final float[] re;
  private final float[] im;

  Spectrum(int window) {
    if (Integer.bitCount(window) != 1) {
      throw new IllegalArgumentException("the window is a power of two, and not " + window);
    }
    size = window;
    hann = new float[size];
    cosines = new float[size / 2];
    sines = new float[size / 2];
    re = new float[size];
    im = new float[size];
    for (var i = 0; i < size; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    for (var i = 0; i < size / 2; i++) {
      cosines[i] = (float) Math.cos(2 * Math.PI * i / size);
      sines[i] = (float) Math.sin(2 * Math.PI * i / size);
    }
  }

  float[] decibels(short[] samples, int from) {
    var bits = Integer.numberOfLeadingZeros(size) + 1;
    for (var i = 0; i < size; i++) {
      var j = Integer.reverse(i) >>> bits;
      re[j] = samples[from + i] * hann[i] / Short.MAX_VALUE;
      im[j] = 0;
    }
    transform();
    var decibels = new float[size / 2];
    // A full-scale tone under this window has a quarter of the window's length.
    var full = size / 4f;
    for (var i = 0; i < size / 2; i++) {
      var power = (re[i] * re[i] + im[i] * im[i]) / (full * full);
      decibels[i] = (float) (10 * Math.log10(Math.max(FAINTEST, power)));
    }
    return decibels;
  }

  private void transform() {
    for (var half = 1; half < size; half *= 2) {
      var stride = size / (2 * half);
      for (var block = 0; block < size; block += 2 * half) {
        for (var i = 0; i < half; i++) {
          var c = cosines[i * stride];
          var s = -sines[i * stride];
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
