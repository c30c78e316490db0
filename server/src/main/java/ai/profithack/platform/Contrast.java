package ai.profithack.platform;

/// How well a colour can be told from white.
///
/// Source: WCAG 2.2, relative luminance and contrast ratio; 1.4.3 asks for 4.5 to 1.
final class Contrast {
  static final double LEAST = 4.5;

  private Contrast() {}

  /// The contrast ratio of a colour, as `#rrggbb`, with white: from 1 to 21.
  static double withWhite(String colour) {
    var luminance =
        0.2126 * linear(colour, 1) + 0.7152 * linear(colour, 3) + 0.0722 * linear(colour, 5);
    return 1.05 / (luminance + 0.05);
  }

  private static double linear(String colour, int from) {
    var share = Integer.parseInt(colour.substring(from, from + 2), 16) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
