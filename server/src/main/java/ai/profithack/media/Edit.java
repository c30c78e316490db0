package ai.profithack.media;

import java.util.ArrayList;
import java.util.List;

/// A change that people make to a video so that it is not recognised: turned a little, and cut at
/// its sides.
///
/// `degrees`: clockwise; what comes in from outside is black. The others: shares of the width or
/// the height that are cut off, after the turn.
record Edit(double degrees, double left, double top, double right, double bottom) {
  /// What a reference stores beside the picture as it is.
  ///
  /// A hash is found within a cut of about 4 % in all, 2 % of shift and 1.5 degrees of what is
  /// stored (measured, docs/matching.md); the steps follow from that.
  static final List<Edit> FORESEEN = foreseen();

  private static List<Edit> foreseen() {
    var edits = new ArrayList<Edit>();
    cuts(edits, 0.05, 0.25, 0.75);
    cuts(edits, 0.10, 0.5);
    cuts(edits, 0.10, 0, 0.33, 0.67, 1);
    cuts(edits, 0.15, 0, 0.5, 1);
    cuts(edits, 0.20, 0, 0.5, 1);
    for (var degrees : new double[] {-4.5, -3, -1.5, 1.5, 3, 4.5}) {
      edits.add(new Edit(degrees, 0, 0, 0, 0));
      // Enlarged until the black corners are outside, in a picture of 16 : 9.
      var side = Math.abs(degrees) * 0.014;
      edits.add(new Edit(degrees, side, side, side, side));
    }
    return List.copyOf(edits);
  }

  /// Cuts of `share` in all, of which these parts are on the left and at the top.
  private static void cuts(List<Edit> edits, double share, double... parts) {
    for (var left : parts) {
      for (var top : parts) {
        edits.add(new Edit(0, share * left, share * top, share * (1 - left), share * (1 - top)));
      }
    }
  }

  /// `side` × `side` samples of the edited picture, as [Pdq] takes them.
  float[] sampled(Pdq.Blurred picture, int side) {
    var cosine = Math.cos(Math.toRadians(degrees));
    var sine = Math.sin(Math.toRadians(degrees));
    var middleX = picture.width() / 2.0;
    var middleY = picture.height() / 2.0;
    var samples = new float[side * side];
    for (var i = 0; i < side; i++) {
      var dy = (top + (i + 0.5) / side * (1 - top - bottom)) * picture.height() - middleY;
      for (var j = 0; j < side; j++) {
        var dx = (left + (j + 0.5) / side * (1 - left - right)) * picture.width() - middleX;
        var x = (int) Math.floor(middleX + cosine * dx + sine * dy);
        var y = (int) Math.floor(middleY + cosine * dy - sine * dx);
        samples[i * side + j] =
            x < 0 || y < 0 || x >= picture.width() || y >= picture.height()
                ? 0
                : picture.values()[y * picture.width() + x];
      }
    }
    return samples;
  }
}
