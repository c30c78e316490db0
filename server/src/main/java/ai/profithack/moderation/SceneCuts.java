package ai.profithack.moderation;

import ai.profithack.media.Rgb;
import org.jspecify.annotations.Nullable;

/// Finds the first picture of each scene.
///
/// A picture's score is the smaller of two figures: by how much its brightness differs from the one
/// before, on average of all places, and by how much that difference differs from the last one. A
/// cut is large in both; a pan, noise and a hand that shakes are large in the first alone.
///
/// Source: ffmpeg's `select=scene` (libavfilter/scene_sad, `min(mafd, |mafd − previous mafd|) /
/// 100`), here over pictures half a second apart, on a grid of 64 × 64 places.
final class SceneCuts {
  /// Above it is a cut; ffmpeg's usual value.
  static final double THRESHOLD = 0.3;

  private static final int GRID = 64;

  private double @Nullable [] before;
  private double differenceBefore;

  /// Whether the next picture begins a scene. The first one does not count as one.
  boolean isCut(Rgb picture) {
    var now = grid(picture);
    var last = before;
    before = now;
    if (last == null) {
      return false;
    }
    var sum = 0.0;
    for (var i = 0; i < now.length; i++) {
      sum += Math.abs(now[i] - last[i]);
    }
    var difference = sum / now.length;
    var score = Math.min(1, Math.min(difference, Math.abs(difference - differenceBefore)) / 100);
    differenceBefore = difference;
    return score > THRESHOLD;
  }

  /// The brightness of each place, 0 to 255, as the mean of up to 16 of its pixels.
  private static double[] grid(Rgb picture) {
    var grid = new double[GRID * GRID];
    var values = picture.values();
    for (var row = 0; row < GRID; row++) {
      for (var column = 0; column < GRID; column++) {
        var sum = 0;
        for (var sample = 0; sample < 16; sample++) {
          var x = (int) ((column + (sample % 4 + 0.5) / 4) * picture.width() / GRID);
          var y = (int) ((row + (Math.floorDiv(sample, 4) + 0.5) / 4) * picture.height() / GRID);
          var at = 3 * (y * picture.width() + x);
          sum +=
              299 * (values[at] & 0xff)
                  + 587 * (values[at + 1] & 0xff)
                  + 114 * (values[at + 2] & 0xff);
        }
        grid[row * GRID + column] = sum / 16_000.0;
      }
    }
    return grid;
  }
}
