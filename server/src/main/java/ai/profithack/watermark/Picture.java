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
      for (var u = 0; u < columns; u++) {
        var du = u - columns / 2f;
        var x = cos * du - sin * dv + width / 2f;
        var y = sin * du + cos * dv + height / 2f;
        var left = (int) x;
        var top = (int) y;
        if (x < 0 || y < 0 || left >= width - 1 || top >= height - 1) {
          continue;
        }
        var right = x - left;
        var down = y - top;
        var i = top * width + left;
        var upper = values[i] + (values[i + 1] - values[i]) * right;
        var lower = values[i + width] + (values[i + width + 1] - values[i + width]) * right;
        tile[(v & side - 1) * side + (u & side - 1)] += upper + (lower - upper) * down;
      }
    }
    return tile;
  }
}
