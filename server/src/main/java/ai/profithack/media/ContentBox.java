package ai.profithack.media;

import java.util.List;
import java.util.function.IntUnaryOperator;

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

  /// Smooth surroundings take at least this share of a side.
  private static final double BAR_LEAST = 0.04;

  /// Neighbours that differ by more are no part of anything smooth.
  private static final int SMOOTH = 6;

  /// So many lines that are not smooth end it: encoders and scaling blend the ones at the seam.
  private static final int ROUGH = 3;

  /// What half of the pixels along a seam differ by, at least.
  private static final double SEAM = 4;

  private static final int LEVELS = 256;

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

  /// The picture inside surroundings that are smooth, such as a blurred copy of itself; all of it
  /// where there are none.
  ///
  /// Smooth rows and columns alone would be sky or wall: there must be a seam as well, where at
  /// half of their pixels neighbouring lines differ in three of four pictures, on both sides.
  ///
  /// Errors: [IllegalArgumentException] without pictures.
  static ContentBox inSmooth(List<Luma> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("no pictures");
    }
    var width = pictures.getFirst().width();
    var height = pictures.getFirst().height();
    var top = seam(pictures, height, width, y -> y * width, 1, width);
    var bottom = seam(pictures, height, width, y -> (height - 1 - y) * width, 1, -width);
    var left = seam(pictures, width, height, x -> x, width, 1);
    var right = seam(pictures, width, height, x -> width - 1 - x, width, -1);
    var upright = top > 0 && bottom > 0;
    var across = left > 0 && right > 0;
    return new ContentBox(
        across ? left : 0,
        upright ? top : 0,
        width - (across ? left + right : 0),
        height - (upright ? top + bottom : 0));
  }

  /// How many lines from a side the seam is; 0 where there is none. `step`: from pixel to pixel of
  /// a line, `inwards`: to the next line.
  private static int seam(
      List<Luma> pictures, int lines, int count, IntUnaryOperator first, int step, int inwards) {
    var most = (int) (lines * BAR_MAX);
    var at = 0;
    var rough = 0;
    var strongest = SEAM;
    for (var line = 1; line <= most && rough < ROUGH; line++) {
      var outer = first.applyAsInt(line - 1);
      rough += pictures.stream().allMatch(each -> smooth(each, outer, step, count)) ? 0 : 1;
      var jump =
          pictures.stream()
              .mapToDouble(each -> jump(each, outer, step, count, inwards))
              .sorted()
              .skip(pictures.size() / 4)
              .findFirst()
              .orElseThrow();
      if (line - rough >= lines * BAR_LEAST && jump > strongest) {
        strongest = jump;
        at = line;
      }
    }
    return at;
  }

  /// Whether nearly all neighbours along a line are alike.
  private static boolean smooth(Luma picture, int first, int step, int count) {
    var rough = 0;
    for (var i = 1; i < count; i++) {
      var here = picture.pixels()[first + i * step] & 0xff;
      rough += Math.abs(here - (picture.pixels()[first + (i - 1) * step] & 0xff)) > SMOOTH ? 1 : 0;
    }
    return rough <= (1 - EVEN_SHARE) * count;
  }

  /// By how much a line and the next one differ in the middle: half of the pixels differ by more.
  private static double jump(Luma picture, int first, int step, int count, int inwards) {
    var counts = new int[LEVELS];
    for (var i = 0; i < count; i++) {
      var here = picture.pixels()[first + i * step] & 0xff;
      counts[Math.abs(here - (picture.pixels()[first + i * step + inwards] & 0xff))]++;
    }
    var below = 0;
    var median = 0;
    while ((below += counts[median]) <= count / 2) {
      median++;
    }
    return median;
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
