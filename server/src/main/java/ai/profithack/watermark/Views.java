package ai.profithack.watermark;

import ai.profithack.media.ContentBox;
import ai.profithack.media.Luma;
import ai.profithack.media.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is left of a recording's pictures, seen as a whole and without the bars that frame it, if
/// there are any: whoever frames a copy makes it smaller.
final class Views {
  /// Where bars are looked for.
  private static final int FIRST = 16;

  private final List<Luma> first = new ArrayList<>();
  private @Nullable ContentBox box;
  private @Nullable Residue whole;
  private @Nullable Residue content;

  void add(Luma picture) {
    if (box == null && first.size() < FIRST) {
      first.add(picture);
      return;
    }
    begin();
    take(picture);
  }

  /// That of the whole picture, and that of what bars frame.
  List<Picture> residues() {
    begin();
    var all = new ArrayList<Picture>();
    if (whole != null) {
      all.add(whole.mean());
    }
    if (content != null) {
      all.add(content.mean());
    }
    return all;
  }

  private void begin() {
    if (box == null && !first.isEmpty()) {
      box = ContentBox.of(first);
      first.forEach(this::take);
      first.clear();
    }
  }

  private void take(Luma picture) {
    whole = added(whole, picture);
    if (box != null && !box.isAllOf(picture)) {
      content = added(content, box.of(picture));
    }
  }

  private static Residue added(@Nullable Residue before, Luma picture) {
    var shorter = Math.min(picture.width(), picture.height());
    var width = Math.max(1, Math.round((float) picture.width() * Residue.LINES / shorter));
    var height = Math.max(1, Math.round((float) picture.height() * Residue.LINES / shorter));
    var residue = before == null ? new Residue(width, height) : before;
    residue.add(scaled(picture, width, height));
    return residue;
  }

  /// Each new pixel is the mean of what it covers.
  static float[] scaled(Luma picture, int width, int height) {
    var rows = Cover.all(picture.height(), height);
    var columns = Cover.all(picture.width(), width);
    var source = new Rows(picture.width());
    var bright = new float[picture.width()];
    var all = new float[width * height];
    for (var y = 0; y < height; y++) {
      Arrays.fill(bright, 0);
      for (var i = 0; i < rows[y].shares().length; i++) {
        source.add(
            picture.pixels(), (rows[y].first() + i) * picture.width(), rows[y].shares()[i], bright);
      }
      for (var x = 0; x < width; x++) {
        var cover = columns[x];
        var sum = 0f;
        for (var i = 0; i < cover.shares().length; i++) {
          sum += cover.shares()[i] * bright[cover.first() + i];
        }
        all[y * width + x] = sum;
      }
    }
    return all;
  }

  /// Which of the old pixels of a line a new one covers: from `first` on, and how much of it is
  /// each one's.
  @SuppressWarnings("ArrayRecordComponent") // made and used here only
  private record Cover(int first, float[] shares) {
    static Cover[] all(int length, int count) {
      var covers = new Cover[count];
      for (var i = 0; i < count; i++) {
        var from = (double) i * length / count;
        var to = (double) (i + 1) * length / count;
        var shares = new float[Math.min(length, (int) Math.ceil(to)) - (int) from];
        for (var j = 0; j < shares.length; j++) {
          var at = (int) from + j;
          shares[j] = (float) ((Math.min(to, at + 1) - Math.max(from, at)) / (to - from));
        }
        covers[i] = new Cover((int) from, shares);
      }
      return covers;
    }
  }
}
