package ai.profithack.watermark;

import ai.profithack.media.BoxFilter;

/// What is left of a recording's pictures where everything is taken away that is not fine and
/// steady: the mean over all of them of the fine structure of the brightness, each place weighed by
/// how little else happens there.
///
/// A watermark stands still while what it lies on moves, so it grows out of the mean.
final class Residue {
  /// The shorter side of the pictures that are taken: four pixels a chip.
  static final int LINES = 180;

  private static final int NEAR = 3;
  private static final int AROUND = 4;
  private static final float CALM = 0.3f;
  private static final float CALM_MEAN = 0.02f;
  private static final float MOST = 2;

  private final int width;
  private final int height;
  private final float[] sum;
  private final float[] between;
  private int count;

  Residue(int width, int height) {
    this.width = width;
    this.height = height;
    this.sum = new float[width * height];
    this.between = new float[width * height];
  }

  /// Takes one more picture, and changes the array.
  void add(float[] values) {
    whiten(values, CALM);
    for (var i = 0; i < values.length; i++) {
      sum[i] += values[i];
    }
    count++;
  }

  Picture mean() {
    var mean = new float[sum.length];
    for (var i = 0; i < mean.length; i++) {
      mean[i] = sum[i] / Math.max(1, count);
    }
    whiten(mean, CALM_MEAN);
    return new Picture(width, height, mean);
  }

  /// Takes away the mean around each place, and divides by how much the rest varies around it.
  private void whiten(float[] values, float calm) {
    var local = values.clone();
    blur(local, NEAR);
    var energy = new float[values.length];
    for (var i = 0; i < values.length; i++) {
      values[i] -= local[i];
      energy[i] = values[i] * values[i];
    }
    blur(energy, AROUND);
    for (var i = 0; i < values.length; i++) {
      var value = values[i] / ((float) Math.sqrt(Math.max(0, energy[i])) + calm);
      values[i] = Math.clamp(value, -MOST, MOST);
    }
  }

  /// The mean of the box of `radius` around each place.
  private void blur(float[] values, int radius) {
    BoxFilter.alongRows(values, between, width, height, 2 * radius + 1);
    BoxFilter.alongColumns(between, values, width, height, 2 * radius + 1);
  }
}
