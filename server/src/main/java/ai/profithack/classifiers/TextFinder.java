package ai.profithack.classifiers;

import ai.profithack.classifiers.Quad.Point;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Finds where there is text, by the detector of PP-OCRv4.
///
/// The model says for each pixel how likely it is the core of a line. Cores that hang together are
/// wrapped in the smallest rectangle, which is then widened to the whole line: cores were shrunk
/// when the model learnt (Liao et al. 2020, arXiv:1911.08947, with the parameters of PaddleOCR).
final class TextFinder {
  static final String MODEL = "text-boxes.onnx";

  private static final float CORE_MIN = 0.3f;
  private static final float LINE_MIN = 0.6f;
  private static final double WIDENING = 1.5;
  private static final double CORE_SIDE_MIN = 3;

  /// The model wants whole fields of 32 pixels.
  private static final int FIELD = 32;

  private static final int LONGEST_SIDE = 736;
  private static final double ENLARGING_MAX = 2;
  private static final int LINES_MAX = 60;
  private static final float WHITE = 255;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final Models models;

  TextFinder(Models models) throws ModelAbsent {
    this.models = models;
    models.require(MODEL);
  }

  /// The lines of text, in pixels of the picture, from top to bottom; at most [#LINES_MAX], the
  /// largest.
  List<Quad> find(Raster picture) {
    var scale =
        Math.min(
            ENLARGING_MAX, (double) LONGEST_SIDE / Math.max(picture.width(), picture.height()));
    var width = fields(picture.width() * scale);
    var height = fields(picture.height() * scale);
    var likelihoods =
        models.run(MODEL, prepared(picture.scaled(width, height)), 1, 3, height, width);
    var lines = new ArrayList<Quad>();
    for (var core : cores(likelihoods, width, height)) {
      var rectangle = Quad.around(core.outline());
      var shorter = 2 * Math.min(rectangle.halfWidth(), rectangle.halfHeight()) + 1;
      if (shorter >= CORE_SIDE_MIN && core.likelihood() >= LINE_MIN) {
        var around = rectangle.grown(0.5);
        var by = around.area() * WIDENING / (4 * (around.halfWidth() + around.halfHeight()));
        lines.add(
            around
                .grown(by)
                .scaled((double) picture.width() / width, (double) picture.height() / height));
      }
    }
    lines.sort((a, b) -> Double.compare(b.area(), a.area()));
    var largest = new ArrayList<>(lines.subList(0, Math.min(LINES_MAX, lines.size())));
    largest.sort((a, b) -> Double.compare(a.y(), b.y()));
    return largest;
  }

  private static int fields(double side) {
    return (int) Math.max(1, Math.round(side / FIELD)) * FIELD;
  }

  /// Channels one after another, blue first, as PaddleOCR reads pictures.
  private static float[] prepared(Raster picture) {
    var input = new float[3 * picture.width() * picture.height()];
    var i = 0;
    for (var channel = 0; channel < 3; channel++) {
      for (var y = 0; y < picture.height(); y++) {
        for (var x = 0; x < picture.width(); x++) {
          input[i++] = (picture.at(x, y, 2 - channel) / WHITE - MEAN[channel]) / DEVIATION[channel];
        }
      }
    }
    return input;
  }

  /// Pixels that hang together: those at its edge in each row, and the mean of their likelihoods.
  private record Core(List<Point> outline, double likelihood) {}

  private static List<Core> cores(float[] likelihoods, int width, int height) {
    var seen = new boolean[likelihoods.length];
    var cores = new ArrayList<Core>();
    for (var start = 0; start < likelihoods.length; start++) {
      if (!seen[start] && likelihoods[start] > CORE_MIN) {
        cores.add(core(likelihoods, seen, start, width, height));
      }
    }
    return cores;
  }

  private static Core core(float[] likelihoods, boolean[] seen, int start, int width, int height) {
    var open = new ArrayDeque<Integer>();
    var outline = new ArrayList<Point>();
    var sum = 0.0;
    var count = 0;
    open.add(start);
    seen[start] = true;
    while (!open.isEmpty()) {
      var at = (int) open.poll();
      var x = at % width;
      var y = at / width;
      sum += likelihoods[at];
      count++;
      var left = x > 0 && likelihoods[at - 1] > CORE_MIN;
      var right = x < width - 1 && likelihoods[at + 1] > CORE_MIN;
      if (!left || !right) {
        outline.add(new Point(x + 0.5, y + 0.5));
      }
      for (var down = Math.max(0, y - 1); down <= Math.min(height - 1, y + 1); down++) {
        for (var across = Math.max(0, x - 1); across <= Math.min(width - 1, x + 1); across++) {
          var next = down * width + across;
          if (!seen[next] && likelihoods[next] > CORE_MIN) {
            seen[next] = true;
            open.add(next);
          }
        }
      }
    }
    return new Core(outline, sum / count);
  }
}
