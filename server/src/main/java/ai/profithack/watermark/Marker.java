package ai.profithack.watermark;

/// Draws a tile's pattern into the brightness of pictures of one size.
///
/// How strong it is at a place follows from what is there: strong where the picture is busy, and
/// one level where it is even. At a gain of 1 the change over a whole picture is never stronger
/// than a signal-to-noise ratio of [#PSNR] dB permits.
///
/// Pictures have whole levels. Rounded, a change of about one level would be a mosaic of hard-edged
/// blocks, which is seen on a plain wall; so a fraction of a level is drawn by that share of
/// pixels, spread evenly and finely, and the soft edges of the chips stay soft.
///
/// Source: interleaved gradient noise, J. Jimenez, "Next Generation Post Processing in Call of
/// Duty: Advanced Warfare", SIGGRAPH 2014.
final class Marker {
  static final double PSNR = 41.8;

  private static final double MEAN_SQUARE_MAX = 255 * 255 / Math.pow(10, PSNR / 10);
  private static final float EVEN = 1;
  private static final float BUSY = 0.5f;

  /// The standard deviation that a plain surface has as well, from the camera.
  private static final float CALM = 1;

  private static final float MOST = 3;
  private static final float FIELD = 127;
  private static final double EDGE = 0.35;

  /// The side of the square of thresholds that decide between two levels.
  private static final int SQUARE = 64;

  private static final float[] THRESHOLDS = thresholds();

  private final float gain;
  private final int width;
  private final int height;
  private final int block;
  private final int columns;
  private final int rows;

  /// The pattern at each pixel, −127 to 127.
  private final byte[] field;

  /// `gain`: how much stronger than usual.
  Marker(int width, int height, byte[] tile, double gain) {
    this.gain = (float) gain;
    this.width = width;
    this.height = height;
    this.block = Math.max(2, Math.round(8f * Math.min(width, height) / Pattern.LINES));
    this.columns = (width + block - 1) / block;
    this.rows = (height + block - 1) / block;
    this.field = field(tile);
  }

  private byte[] field(byte[] tile) {
    var scale = (double) Pattern.LINES / Math.min(width, height) / Pattern.CHIP;
    var all = new byte[width * height];
    for (var y = 0; y < height; y++) {
      var v = (y + 0.5) * scale - 0.5;
      var top = (int) Math.floor(v);
      var down = blend(v - top);
      for (var x = 0; x < width; x++) {
        var u = (x + 0.5) * scale - 0.5;
        var left = (int) Math.floor(u);
        var right = blend(u - left);
        var upper = chip(tile, left, top) * (1 - right) + chip(tile, left + 1, top) * right;
        var lower = chip(tile, left, top + 1) * (1 - right) + chip(tile, left + 1, top + 1) * right;
        all[y * width + x] = (byte) Math.round(FIELD * (upper * (1 - down) + lower * down));
      }
    }
    return all;
  }

  private static double blend(double share) {
    var t = Math.clamp((share - 0.5) / (2 * EDGE) + 0.5, 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }

  private static int chip(byte[] tile, int column, int row) {
    return tile[
        Math.floorMod(row, Pattern.SIDE) * Pattern.SIDE + Math.floorMod(column, Pattern.SIDE)];
  }

  /// Marks a picture in place: rows of [#width] values from top to bottom. Returns the sum of the
  /// squares of the changes.
  long mark(byte[] luma) {
    var strength = strength(luma);
    var changed = 0L;
    var line = new float[columns + 1];
    for (var y = 0; y < height; y++) {
      var v = Math.max(0, (y + 0.5f) / block - 0.5f);
      var top = Math.min((int) v, rows - 1);
      var lower = Math.min(top + 1, rows - 1);
      var down = v - top;
      for (var c = 0; c < columns; c++) {
        line[c] =
            (strength[top * columns + c] * (1 - down) + strength[lower * columns + c] * down)
                / FIELD;
      }
      line[columns] = line[columns - 1];
      for (var x = 0; x < width; x++) {
        var u = Math.max(0, (x + 0.5f) / block - 0.5f);
        var left = (int) u;
        var here = line[left] + (line[left + 1] - line[left]) * (u - left);
        var i = y * width + x;
        var before = luma[i] & 0xff;
        var threshold = THRESHOLDS[y % SQUARE * SQUARE + x % SQUARE];
        var after = Math.clamp((int) Math.floor(before + field[i] * here + threshold), 0, 255);
        luma[i] = (byte) after;
        changed += (long) (after - before) * (after - before);
      }
    }
    return changed;
  }

  private static float[] thresholds() {
    var all = new float[SQUARE * SQUARE];
    for (var y = 0; y < SQUARE; y++) {
      for (var x = 0; x < SQUARE; x++) {
        var turns = 0.06711056 * x + 0.00583715 * y;
        var noise = 52.9829189 * (turns - Math.floor(turns));
        all[y * SQUARE + x] = (float) (noise - Math.floor(noise));
      }
    }
    return all;
  }

  /// How many levels a chip may change each block.
  private float[] strength(byte[] luma) {
    var activity = new float[columns * rows];
    for (var r = 0; r < rows; r++) {
      for (var c = 0; c < columns; c++) {
        activity[r * columns + c] = activity(luma, c * block, r * block);
      }
    }
    var strength = new float[activity.length];
    var square = 0.0;
    for (var r = 0; r < rows; r++) {
      for (var c = 0; c < columns; c++) {
        var least = Float.MAX_VALUE;
        var sum = 0f;
        var count = 0;
        for (var y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
          for (var x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) {
            least = Math.min(least, activity[y * columns + x]);
            sum += activity[y * columns + x];
            count++;
          }
        }
        var busy = 0.5f * (least + sum / count);
        var here = Math.min(MOST, EVEN + BUSY * Math.max(0, busy - CALM));
        strength[r * columns + c] = here;
        square += here * here;
      }
    }
    // The smooth edges of chips keep about 0.75 of the power.
    var mean = 0.75 * square / strength.length;
    var factor = gain * (float) Math.min(1, Math.sqrt(MEAN_SQUARE_MAX / mean));
    for (var i = 0; i < strength.length; i++) {
      strength[i] *= factor;
    }
    return strength;
  }

  /// The standard deviation of a block's values.
  private float activity(byte[] luma, int left, int top) {
    var right = Math.min(width, left + block);
    var bottom = Math.min(height, top + block);
    var sum = 0;
    var squares = 0;
    for (var y = top; y < bottom; y++) {
      for (var x = left; x < right; x++) {
        var value = luma[y * width + x] & 0xff;
        sum += value;
        squares += value * value;
      }
    }
    var count = (float) (right - left) * (bottom - top);
    var mean = sum / count;
    return (float) Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
}
