package ai.profithack.watermark;

import ai.profithack.media.ContentBox;
import ai.profithack.media.Luma;
import java.util.ArrayList;
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
    var columns = new float[width * picture.height()];
    for (var y = 0; y < picture.height(); y++) {
      for (var x = 0; x < width; x++) {
        columns[y * width + x] =
            mean(picture.pixels(), y * picture.width(), picture.width(), x, width);
      }
    }
    var all = new float[width * height];
    for (var y = 0; y < height; y++) {
      var from = (double) y * picture.height() / height;
      var to = (double) (y + 1) * picture.height() / height;
      for (var row = (int) from; row < Math.min(to, picture.height()); row++) {
        var share = (float) ((Math.min(to, row + 1) - Math.max(from, row)) / (to - from));
        for (var x = 0; x < width; x++) {
          all[y * width + x] += share * columns[row * width + x];
        }
      }
    }
    return all;
  }

  private static float mean(byte[] pixels, int start, int length, int i, int count) {
    var from = (double) i * length / count;
    var to = (double) (i + 1) * length / count;
    var sum = 0.0;
    for (var x = (int) from; x < Math.min(to, length); x++) {
      sum += (Math.min(to, x + 1) - Math.max(from, x)) * (pixels[start + x] & 0xff);
    }
    return (float) (sum / (to - from));
  }
}
