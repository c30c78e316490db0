package ai.profithack.media;

/// The mean over a window of pixels along one direction; the window is cut at the borders.
///
/// Cost: one addition and one subtraction a pixel, whatever the window's length. A window of even
/// length reaches one pixel further forward than back.
public final class BoxFilter {
  private BoxFilter() {}

  public static void alongRows(float[] from, float[] to, int width, int height, int window) {
    var ahead = window / 2;
    var behind = window - 1 - ahead;
    for (var y = 0; y < height; y++) {
      var row = y * width;
      var sum = 0f;
      var count = 0;
      for (var x = -ahead; x < width; x++) {
        if (x + ahead < width) {
          sum += from[row + x + ahead];
          count++;
        }
        if (x - behind > 0) {
          sum -= from[row + x - behind - 1];
          count--;
        }
        if (x >= 0) {
          to[row + x] = sum / count;
        }
      }
    }
  }

  /// Row by row, with a sum for each column, as memory likes it.
  public static void alongColumns(float[] from, float[] to, int width, int height, int window) {
    var ahead = window / 2;
    var behind = window - 1 - ahead;
    var sums = new float[width];
    var count = 0;
    for (var y = -ahead; y < height; y++) {
      if (y + ahead < height) {
        add(from, (y + ahead) * width, sums);
        count++;
      }
      if (y - behind > 0) {
        subtract(from, (y - behind - 1) * width, sums);
        count--;
      }
      if (y >= 0) {
        for (var x = 0; x < width; x++) {
          to[y * width + x] = sums[x] / count;
        }
      }
    }
  }

  private static void add(float[] from, int row, float[] sums) {
    for (var x = 0; x < sums.length; x++) {
      sums[x] += from[row + x];
    }
  }

  private static void subtract(float[] from, int row, float[] sums) {
    for (var x = 0; x < sums.length; x++) {
      sums[x] -= from[row + x];
    }
  }
}
