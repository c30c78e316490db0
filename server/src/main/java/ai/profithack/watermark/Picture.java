package ai.profithack.watermark;

/// Real values of a picture, rows from top to bottom.
@SuppressWarnings("ArrayRecordComponent") // too large to be copied
record Picture(int width, int height, float[] values) {
  Picture mirrored() {
    var turned = new float[values.length];
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        turned[y * width + x] = values[y * width + width - 1 - x];
      }
    }
    return new Picture(width, height, turned);
  }

  /// Lays the picture's tiles on one another: `side` × `side` sums.
  ///
  /// The picture is first made smaller by `zoom` and turned by `degrees` around its centre.
  float[] folded(int side, double zoom, double degrees) {
    var tile = new float[side * side];
    var cos = (float) (zoom * Math.cos(Math.toRadians(degrees)));
    var sin = (float) (zoom * Math.sin(Math.toRadians(degrees)));
    var columns = (int) (width / zoom);
    var rows = (int) (height / zoom);
    for (var v = 0; v < rows; v++) {
      var dv = v - rows / 2f;
      var x = width / 2f - sin * dv - cos * (columns / 2f);
      var y = height / 2f + cos * dv - sin * (columns / 2f);
      var from = 0;
      while (from < columns && !within(x + cos * from, y + sin * from)) {
        from++;
      }
      var to = columns;
      while (to > from && !within(x + cos * (to - 1), y + sin * (to - 1))) {
        to--;
      }
      fold(tile, (v & side - 1) * side, side - 1, x, y, cos, sin, from, to);
    }
    return tile;
  }

  /// Whether there are pixels on all sides.
  private boolean within(float x, float y) {
    return x >= 0 && y >= 0 && x < width - 1 && y < height - 1;
  }

  /// Adds what lies along a line to a row of the tile. The line begins at `x`, `y`, and is within
  /// the picture from step `from` to before step `to`.
  private void fold(
      float[] tile,
      int row,
      int mask,
      float x,
      float y,
      float stepX,
      float stepY,
      int from,
      int to) {
    for (var u = from; u < to; u++) {
      var atX = x + stepX * u;
      var atY = y + stepY * u;
      var left = (int) atX;
      var top = (int) atY;
      var right = atX - left;
      var i = top * width + left;
      var upper = values[i] + (values[i + 1] - values[i]) * right;
      var lower = values[i + width] + (values[i + width + 1] - values[i + width]) * right;
      tile[row + (u & mask)] += upper + (lower - upper) * (atY - top);
    }
  }
}
