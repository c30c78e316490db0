package ai.profithack.classifiers;

/// An upright rectangle in a picture, as fractions of its width and height; it may reach over the
/// border a little.
public record Box(float left, float top, float right, float bottom) {
  float width() {
    return right - left;
  }

  float height() {
    return bottom - top;
  }

  float area() {
    return Math.max(0, width()) * Math.max(0, height());
  }

  /// How much two boxes have in common, of all that either covers: 0 to 1.
  float overlap(Box other) {
    var common = common(other);
    var all = area() + other.area() - common;
    return all <= 0 ? 0 : common / all;
  }

  float common(Box other) {
    return new Box(
            Math.max(left, other.left),
            Math.max(top, other.top),
            Math.min(right, other.right),
            Math.min(bottom, other.bottom))
        .commonArea();
  }

  private float commonArea() {
    return width() <= 0 || height() <= 0 ? 0 : area();
  }
}
