package ai.profithack.classifiers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Follows faces from one moment to the next by where they are.
///
/// A face continues the track whose last box it overlaps, or whose middle it is near to, measured
/// by its own size; the nearest pairs are joined first. A face that is not seen for
/// [#PATIENCE_SECONDS] has gone.
final class FaceTracker {
  static final double PATIENCE_SECONDS = 2.5;

  /// How far a face may move between two moments, in its own widths.
  private static final double REACH = 1.0;

  /// How much larger or smaller it may become meanwhile.
  private static final double GROWTH_MAX = 2.0;

  private final List<List<Face>> tracks = new ArrayList<>();

  private record Pair(List<Face> track, Face face, double apart) {}

  /// Takes the faces of the next moment.
  void next(double seconds, List<Face> faces) {
    var pairs = new ArrayList<Pair>();
    for (var track : tracks) {
      var last = track.getLast();
      if (seconds - last.seconds() <= PATIENCE_SECONDS && seconds > last.seconds()) {
        for (var face : faces) {
          var apart = apart(last.box(), face.box());
          if (apart <= REACH) {
            pairs.add(new Pair(track, face, apart));
          }
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::apart));
    var left = new ArrayList<>(faces);
    for (var pair : pairs) {
      if (left.contains(pair.face()) && pair.track().getLast().seconds() < seconds) {
        pair.track().add(pair.face());
        left.remove(pair.face());
      }
    }
    left.forEach(face -> tracks.add(new ArrayList<>(List.of(face))));
  }

  /// All that were followed, in the order in which they appeared.
  List<FaceTrack> tracks() {
    return tracks.stream().map(FaceTrack::new).toList();
  }

  /// Between the middles, in widths and heights of the larger box; infinite for boxes of all too
  /// different sizes.
  private static double apart(Box one, Box other) {
    var width = Math.max(one.width(), other.width());
    var height = Math.max(one.height(), other.height());
    if (width > GROWTH_MAX * Math.min(one.width(), other.width())) {
      return Double.POSITIVE_INFINITY;
    }
    var x = (one.left() + one.right() - other.left() - other.right()) / 2 / width;
    var y = (one.top() + one.bottom() - other.top() - other.bottom()) / 2 / height;
    return Math.hypot(x, y);
  }
}
