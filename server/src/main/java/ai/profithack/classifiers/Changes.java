package ai.profithack.classifiers;

import org.jspecify.annotations.Nullable;

/// Tells when a picture has changed so much that its text should be read again.
///
/// Pictures are compared as 64 × 36 fields of brightness. Reading is slow, so footage that always
/// moves is read at cuts and every [#REST_SECONDS] only.
final class Changes {
  static final double REST_SECONDS = 5;

  enum Change {
    /// As it was when it was read last.
    NONE,
    /// Different, but read too short a while ago.
    SOME,
    /// To be read.
    ENOUGH
  }

  private static final int COLUMNS = 64;
  private static final int ROWS = 36;
  private static final int DIFFERENT = 16;

  /// Share of the fields that differ: a caption that appears, and another scene.
  private static final double CAPTION = 0.01;

  private static final double CUT = 0.5;

  private byte @Nullable [] read;
  private double readAt;

  /// Compares with the picture that was read last; if it is [Change#ENOUGH], this one is it now.
  Change next(double seconds, Raster picture) {
    var fields = fields(picture);
    var last = read;
    if (last != null) {
      var different = different(last, fields);
      if (different < CAPTION) {
        return Change.NONE;
      }
      if (different < CUT && seconds - readAt < REST_SECONDS) {
        return Change.SOME;
      }
    }
    read = fields;
    readAt = seconds;
    return Change.ENOUGH;
  }

  private static byte[] fields(Raster picture) {
    var fields = new byte[COLUMNS * ROWS];
    for (var row = 0; row < ROWS; row++) {
      for (var column = 0; column < COLUMNS; column++) {
        fields[row * COLUMNS + column] = (byte) mean(picture, column, row);
      }
    }
    return fields;
  }

  /// The mean of at most 8 × 8 pixels of green, which carries most of the brightness.
  private static int mean(Raster picture, int column, int row) {
    var left = column * picture.width() / COLUMNS;
    var top = row * picture.height() / ROWS;
    var right = Math.max(left + 1, (column + 1) * picture.width() / COLUMNS);
    var bottom = Math.max(top + 1, (row + 1) * picture.height() / ROWS);
    var stepX = Math.max(1, (right - left) / 8);
    var stepY = Math.max(1, (bottom - top) / 8);
    var sum = 0;
    var count = 0;
    for (var y = top; y < Math.min(bottom, picture.height()); y += stepY) {
      for (var x = left; x < Math.min(right, picture.width()); x += stepX) {
        sum += picture.at(x, y, 1);
        count++;
      }
    }
    return sum / count;
  }

  private static double different(byte[] one, byte[] other) {
    var count = 0;
    for (var i = 0; i < one.length; i++) {
      if (Math.abs((one[i] & 0xff) - (other[i] & 0xff)) >= DIFFERENT) {
        count++;
      }
    }
    return (double) count / one.length;
  }
}
