package ai.profithack.classifiers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Finds faces by BlazeFace, the model for pictures from the back camera.
///
/// It looks at 256 × 256 pixels at a time, so small faces are lost in a large picture. Therefore it
/// looks at the whole picture, and at squares as wide as its shorter side.
///
/// Source: Bazarevsky et al. 2019, arXiv:1907.05047; the boxes are offsets in pixels to anchors,
/// two in each field of 16 pixels and six in each of 32.
final class FaceFinder {
  static final String MODEL = "faces.onnx";

  /// Below this a face is not reported; by the measurements in docs/classifiers.md.
  static final float SCORE_MIN = 0.65f;

  private static final float SAME_FACE = 0.3f;

  /// Share of a smaller box inside a larger one, from which they are the same face.
  private static final float INSIDE = 0.6f;

  private static final int SIDE = 256;
  private static final int CHANNELS = 3;
  private static final float HALF_RANGE = 127.5f;
  private static final int NUMBERS_A_BOX = 16;
  private static final float NEARLY_SQUARE = 1.2f;
  private static final int SQUARES_MAX = 4;

  private final Models models;

  FaceFinder(Models models) throws ModelAbsent {
    this.models = models;
    models.require(MODEL);
  }

  List<Model> facts() throws ModelAbsent {
    return List.of(models.facts(MODEL));
  }

  /// The faces in a picture, the surest first.
  List<Face> find(double seconds, Raster picture) {
    var found = new ArrayList<Face>();
    // No window is looked at in more detail than this; making it small once is quicker.
    var seen = picture.scaledToShorterSide(SIDE);
    for (var window : windows(seen)) {
      look(seconds, seen, window, found);
    }
    found.sort(Comparator.comparing(Face::score).reversed());
    var faces = new ArrayList<Face>();
    for (var face : found) {
      if (faces.stream().noneMatch(other -> same(face.box(), other.box()))) {
        faces.add(face);
      }
    }
    return faces;
  }

  private static boolean same(Box one, Box other) {
    return one.overlap(other) > SAME_FACE
        || one.common(other) > INSIDE * Math.min(one.area(), other.area());
  }

  /// A part of the picture, in pixels; a square reaches over the border where it is larger.
  private record Window(int left, int top, int side) {}

  private static List<Window> windows(Raster picture) {
    var longer = Math.max(picture.width(), picture.height());
    var shorter = Math.min(picture.width(), picture.height());
    var windows = new ArrayList<Window>();
    windows.add(
        new Window((picture.width() - longer) / 2, (picture.height() - longer) / 2, longer));
    if (longer > NEARLY_SQUARE * shorter && longer > SIDE) {
      var count = Math.clamp((int) Math.ceil((double) longer / shorter), 2, SQUARES_MAX);
      var side = Math.max(shorter, (int) Math.ceil((double) longer / count));
      for (var i = 0; i < count; i++) {
        var along = Math.round((float) (longer - side) * i / (count - 1));
        var across = (shorter - side) / 2;
        windows.add(
            picture.width() >= picture.height()
                ? new Window(along, across, side)
                : new Window(across, along, side));
      }
    }
    return windows;
  }

  private void look(double seconds, Raster picture, Window window, List<Face> found) {
    var input = prepared(picture, window);
    var results =
        models.run(
            MODEL, Map.of("input", new Models.Input.Decimals(input, 1, SIDE, SIDE, CHANNELS)));
    // What the model calls its results: scores and boxes of the finer and the coarser grid.
    read(results.get("Identity"), results.get("Identity_2"), 16, 2)
        .forEach(face -> found.add(placed(seconds, face, picture, window)));
    read(results.get("Identity_1"), results.get("Identity_3"), 8, 6)
        .forEach(face -> found.add(placed(seconds, face, picture, window)));
  }

  private static float[] prepared(Raster picture, Window window) {
    // Only the part of the picture that the window shows is scaled; around it is grey.
    var left = Math.max(0, window.left());
    var top = Math.max(0, window.top());
    var right = Math.min(picture.width(), window.left() + window.side());
    var bottom = Math.min(picture.height(), window.top() + window.side());
    var scale = (double) SIDE / window.side();
    var width = Math.clamp(Math.round((right - left) * scale), 1, SIDE);
    var height = Math.clamp(Math.round((bottom - top) * scale), 1, SIDE);
    var part = picture.part(left, top, right - left, bottom - top).scaled(width, height);
    var fromX = Math.clamp(Math.round((left - window.left()) * scale), 0, SIDE - width);
    var fromY = Math.clamp(Math.round((top - window.top()) * scale), 0, SIDE - height);
    var input = new float[SIDE * SIDE * CHANNELS];
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        for (var channel = 0; channel < CHANNELS; channel++) {
          input[((fromY + y) * SIDE + fromX + x) * CHANNELS + channel] =
              part.at(x, y, channel) / HALF_RANGE - 1;
        }
      }
    }
    return input;
  }

  /// A box in the pixels of the model.
  private record Raw(float centreX, float centreY, float width, float height, float score) {}

  private static List<Raw> read(float[] scores, float[] boxes, int fields, int anchors) {
    var found = new ArrayList<Raw>();
    var stride = SIDE / fields;
    for (var i = 0; i < scores.length; i++) {
      var score = (float) (1 / (1 + Math.exp(-scores[i])));
      if (score >= SCORE_MIN) {
        var field = i / anchors;
        var x = (field % fields + 0.5f) * stride;
        var row = field / fields;
        var y = (row + 0.5f) * stride;
        var at = i * NUMBERS_A_BOX;
        found.add(new Raw(x + boxes[at], y + boxes[at + 1], boxes[at + 2], boxes[at + 3], score));
      }
    }
    return found;
  }

  private static Face placed(double seconds, Raw raw, Raster picture, Window window) {
    var scale = (float) window.side() / SIDE;
    var left = window.left() + (raw.centreX() - raw.width() / 2) * scale;
    var top = window.top() + (raw.centreY() - raw.height() / 2) * scale;
    return new Face(
        seconds,
        new Box(
            left / picture.width(),
            top / picture.height(),
            (left + raw.width() * scale) / picture.width(),
            (top + raw.height() * scale) / picture.height()),
        raw.score());
  }
}
