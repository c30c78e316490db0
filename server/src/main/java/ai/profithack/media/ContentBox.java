package ai.profithack.media;

import java.util.List;

/// The part of a recording inside the bars that frame it: rows and columns at the sides that are of
/// one brightness in every picture.
///
/// `left`, `top`: of its upper left corner, in pixels. Whoever frames a video once more, or takes
/// the frame away, changes everything but this part.
public record ContentBox(int left, int top, int width, int height) {
  private static final int EVEN = 16;
  private static final double EVEN_SHARE = 0.97;

  /// A bar takes at most this share of a side; else there may be no bar but a dark picture.
  private static final double BAR_MAX = 0.4;

  /// Errors: [IllegalArgumentException] without pictures.
  public static ContentBox of(List<Luma> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("no pictures");
    }
    var width = pictures.getFirst().width();
    var height = pictures.getFirst().height();
    var top = bar(height, y -> pictures.stream().allMatch(each -> evenRow(each, y)));
    var bottom =
        bar(height, y -> pictures.stream().allMatch(each -> evenRow(each, height - 1 - y)));
    var left = bar(width, x -> pictures.stream().allMatch(each -> evenColumn(each, x)));
    var right =
        bar(width, x -> pictures.stream().allMatch(each -> evenColumn(each, width - 1 - x)));
    return new ContentBox(left, top, width - left - right, height - top - bottom);
  }

  /// Whether there are no bars.
  public boolean isAllOf(Luma picture) {
    return width == picture.width() && height == picture.height();
  }

  /// This part of a picture.
  public Luma of(Luma picture) {
    return picture.part(left, top, width, height);
  }

  /// Whether the line at this distance from a side is of one brightness in every picture.
  @FunctionalInterface
  private interface Line {
    boolean even(int distance);
  }

  private static int bar(int length, Line line) {
    var most = (int) (length * BAR_MAX);
    var bar = 0;
    while (bar < most && line.even(bar)) {
      bar++;
    }
    return bar == most ? 0 : bar;
  }

  private static boolean evenRow(Luma picture, int y) {
    var first = y * picture.width();
    return even(picture, first, 1, picture.width());
  }

  private static boolean evenColumn(Luma picture, int x) {
    return even(picture, x, picture.width(), picture.height());
  }

  private static boolean even(Luma picture, int first, int step, int count) {
    var sum = 0L;
    for (var i = 0; i < count; i++) {
      sum += picture.pixels()[first + i * step] & 0xff;
    }
    var mean = (int) (sum / count);
    var near = 0;
    for (var i = 0; i < count; i++) {
      if (Math.abs((picture.pixels()[first + i * step] & 0xff) - mean) <= EVEN) {
        near++;
      }
    }
    return near >= EVEN_SHARE * count;
  }
}
