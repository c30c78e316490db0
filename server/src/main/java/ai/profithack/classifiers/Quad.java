package ai.profithack.classifiers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A rectangle that may lie askew, by its middle, its half sides, and the angle by which its first
/// side is turned from the horizontal, clockwise, in radians.
record Quad(double x, double y, double halfWidth, double halfHeight, double angle) {
  record Point(double x, double y) {}

  /// The smallest rectangle around points; the side that is nearer to the horizontal comes first.
  ///
  /// One of its sides lies on a side of the convex hull (Freeman & Shapira 1975,
  /// doi:10.1145/360881.360919).
  static Quad around(List<Point> points) {
    var hull = hull(points);
    var best = upright(points, 0);
    for (var i = 0; i < hull.size(); i++) {
      var from = hull.get(i);
      var to = hull.get((i + 1) % hull.size());
      var angle = Math.atan2(to.y() - from.y(), to.x() - from.x());
      // The same rectangle by whichever of its sides is within 45 degrees of the horizontal.
      var turned = angle - Math.PI / 2 * Math.round(angle / (Math.PI / 2));
      var candidate = upright(hull, turned);
      if (candidate.area() < best.area() - 1e-9) {
        best = candidate;
      }
    }
    return best;
  }

  private static Quad upright(List<Point> points, double angle) {
    var cos = Math.cos(angle);
    var sin = Math.sin(angle);
    var minU = Double.POSITIVE_INFINITY;
    var maxU = Double.NEGATIVE_INFINITY;
    var minV = Double.POSITIVE_INFINITY;
    var maxV = Double.NEGATIVE_INFINITY;
    for (var point : points) {
      var u = point.x() * cos + point.y() * sin;
      var v = point.y() * cos - point.x() * sin;
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    var u = (minU + maxU) / 2;
    var v = (minV + maxV) / 2;
    return new Quad(
        u * cos - v * sin, u * sin + v * cos, (maxU - minU) / 2, (maxV - minV) / 2, angle);
  }

  /// Andrew's monotone chain.
  private static List<Point> hull(List<Point> points) {
    var sorted =
        points.stream()
            .distinct()
            .sorted(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y))
            .toList();
    if (sorted.size() < 3) {
      return sorted;
    }
    var lower = chain(sorted);
    var upper = chain(sorted.reversed());
    var hull = new ArrayList<>(lower.subList(0, lower.size() - 1));
    hull.addAll(upper.subList(0, upper.size() - 1));
    return hull;
  }

  private static List<Point> chain(List<Point> points) {
    var chain = new ArrayList<Point>();
    for (var point : points) {
      while (chain.size() > 1 && !turnsLeft(chain.get(chain.size() - 2), chain.getLast(), point)) {
        chain.removeLast();
      }
      chain.add(point);
    }
    return chain;
  }

  private static boolean turnsLeft(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x()) > 0;
  }

  double area() {
    return 4 * halfWidth * halfHeight;
  }

  /// With all its sides moved outwards.
  Quad grown(double by) {
    return new Quad(x, y, halfWidth + by, halfHeight + by, angle);
  }

  Quad scaled(double byX, double byY) {
    // The corners are scaled; where both factors are nearly the same it stays a rectangle.
    var corners =
        List.of(corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)).stream()
            .map(corner -> new Point(corner.x() * byX, corner.y() * byY))
            .toList();
    return upright(corners, Math.atan2(Math.sin(angle) * byY, Math.cos(angle) * byX));
  }

  /// The place at so many half sides from the middle, to the right and down when it lies straight.
  Point corner(double along, double down) {
    var u = along * halfWidth;
    var v = down * halfHeight;
    return new Point(
        x + u * Math.cos(angle) - v * Math.sin(angle),
        y + u * Math.sin(angle) + v * Math.cos(angle));
  }

  /// The same rectangle, read from below to above.
  Quad quarterBack() {
    return quarter(angle - Math.PI / 2);
  }

  /// The same, read from above to below.
  Quad quarterOn() {
    return quarter(angle + Math.PI / 2);
  }

  private Quad quarter(double turned) {
    return new Quad(x, y, /* halfWidth= */ halfHeight, /* halfHeight= */ halfWidth, turned);
  }

  /// The upright box around it, as fractions of a picture.
  Box box(int width, int height) {
    var reachX = Math.abs(halfWidth * Math.cos(angle)) + Math.abs(halfHeight * Math.sin(angle));
    var reachY = Math.abs(halfWidth * Math.sin(angle)) + Math.abs(halfHeight * Math.cos(angle));
    return new Box(
        (float) ((x - reachX) / width),
        (float) ((y - reachY) / height),
        (float) ((x + reachX) / width),
        (float) ((y + reachY) / height));
  }
}
