package ai.profithack.media;

/// The mean over a window of pixels along one direction; the window is cut at the borders.
///
/// Cost: one addition and one subtraction a pixel, whatever the window's length. A window of even
/// length reaches one pixel further forward than back.
public final class BoxFilter {
  /// So many rows at a time: each sum has to wait for the one before, but not for those of others.
  private static final int ROWS = 4;

  private BoxFilter() {}

  public static void alongRows(float[] from, float[] to, int width, int height, int window) {
    var ahead = window / 2;
    var behind = window - 1 - ahead;
    var sums = new float[ROWS][width];
    var y = 0;
    for (; y + ROWS <= height; y += ROWS) {
      sumFourRows(from, y * width, sums, ahead, behind);
      for (var i = 0; i < ROWS; i++) {
        divide(sums[i], ahead, behind);
        System.arraycopy(sums[i], 0, to, (y + i) * width, width);
      }
    }
    for (; y < height; y++) {
      sumRow(from, y * width, sums[0], ahead, behind);
      divide(sums[0], ahead, behind);
      System.arraycopy(sums[0], 0, to, y * width, width);
    }
  }

  private static void sumRow(float[] from, int row, float[] sums, int ahead, int behind) {
    var width = sums.length;
    var sum = 0f;
    for (var x = -ahead; x < width; x++) {
      if (x + ahead < width) {
        sum += from[row + x + ahead];
      }
      if (x - behind > 0) {
        sum -= from[row + x - behind - 1];
      }
      if (x >= 0) {
        sums[x] = sum;
      }
    }
  }

  private static void sumFourRows(float[] from, int first, float[][] sums, int ahead, int behind) {
    var one = sums[0];
    var two = sums[1];
    var three = sums[2];
    var four = sums[3];
    var width = one.length;
    var second = first + width;
    var third = second + width;
    var fourth = third + width;
    var a = 0f;
    var b = 0f;
    var c = 0f;
    var d = 0f;
    for (var x = -ahead; x < width; x++) {
      var enters = x + ahead;
      if (enters < width) {
        a += from[first + enters];
        b += from[second + enters];
        c += from[third + enters];
        d += from[fourth + enters];
      }
      var leaves = x - behind - 1;
      if (leaves >= 0) {
        a -= from[first + leaves];
        b -= from[second + leaves];
        c -= from[third + leaves];
        d -= from[fourth + leaves];
      }
      if (x >= 0) {
        one[x] = a;
        two[x] = b;
        three[x] = c;
        four[x] = d;
      }
    }
  }

  /// Sums become means: of the whole window, and of less near the borders.
  private static void divide(float[] sums, int ahead, int behind) {
    var width = sums.length;
    var from = Math.min(behind, width);
    var to = Math.max(from, width - ahead);
    for (var x = 0; x < from; x++) {
      sums[x] /= covered(x, width, ahead, behind);
    }
    var window = ahead + behind + 1;
    for (var x = from; x < to; x++) {
      sums[x] /= window;
    }
    for (var x = to; x < width; x++) {
      sums[x] /= covered(x, width, ahead, behind);
    }
  }

  private static int covered(int x, int width, int ahead, int behind) {
    return Math.min(width - 1, x + ahead) - Math.max(0, x - behind) + 1;
  }

  /// Row by row, with a sum for each column, as memory likes it.
  public static void alongColumns(float[] from, float[] to, int width, int height, int window) {
    var ahead = window / 2;
    var behind = window - 1 - ahead;
    var rows = new Rows(width);
    var sums = new float[width];
    for (var y = -ahead; y < height; y++) {
      if (y + ahead < height) {
        rows.add(from, (y + ahead) * width, sums);
      }
      if (y - behind > 0) {
        rows.subtract(from, (y - behind - 1) * width, sums);
      }
      if (y >= 0) {
        rows.divide(sums, covered(y, height, ahead, behind), to, y * width);
      }
    }
  }
}
