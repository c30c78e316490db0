package ai.profithack.watermark;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Footage;
import ai.profithack.media.Luma;
import ai.profithack.media.MediaFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How often a payload is read where none is: windows of clips, edited as people do and in ways
/// that nobody foresaw, read with keys that they are not marked with and with the one that they are.
///
/// One reading is what [Search] makes of one window with one key. The clips are those of [Clips];
/// arguments: the folder of data sets, a regular expression of clips, a folder of further
/// recordings, a folder in which clips are kept, and how many keys each window is read with.
///
///     mvn -P mistakes -pl codegen,server,bench process-classes -Dwatermarks.data=FOLDER
public final class MistakesTable {
  private static final byte[] OWN = "the key of the marks".getBytes(StandardCharsets.UTF_8);
  private static final int SECOND = 8;

  /// Begin and length of each window, in pictures, of which there are eight a second.
  private static final int[][] WINDOWS = {
    {0, 10 * SECOND},
    {0, 3 * SECOND},
    {3 * SECOND, 3 * SECOND},
    {7 * SECOND, SECOND},
    {5 * SECOND, 1}
  };

  private static final List<Seen> SEEN =
      List.of(
          new Seen("as it is", true, 1, 1, 0, 0),
          new Seen("crop 10 %, mirrored", true, -0.9, 0.9, 0, 0.02),
          new Seen("crop 20 %, off-centre", true, 0.8, 0.8, 0, -0.09),
          new Seen("turned by 1.5°", true, 0.95, 0.95, 1.5, 0),
          new Seen("turned by 7°", false, 0.85, 0.85, 7, 0),
          new Seen("stretched by a sixth", false, 0.85, 1, 0, 0),
          new Seen("enlarged by a half", false, 0.66, 0.66, 0, 0.1));

  private final Path folder;
  private final int keys;
  private final Count unmarked = new Count();
  private final Count another = new Count();
  private final Count within = new Count();
  private final Count beyond = new Count();

  private MistakesTable(Path folder, int keys) {
    this.folder = folder;
    this.keys = keys;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("mistakes");
    try {
      var clips = new Clips(arguments[3].isEmpty() ? folder : Path.of(arguments[3]), arguments[1]);
      clips.take(Path.of(arguments[0]), arguments[2]);
      clips.draw();
      var table = new MistakesTable(folder, Integer.parseInt(arguments[4]));
      for (var clip : clips.all()) {
        table.read(clip);
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /// How a picture is seen: `x`, `y` how much of its width and height, negative where mirrored;
  /// turned by `degrees`; moved by `shift` of its sides. `foreseen`: whether the search reaches it.
  private record Seen(
      String name, boolean foreseen, double x, double y, double degrees, double shift) {
    /// In the size that it had.
    Luma of(Luma picture) {
      var pixels = new byte[picture.pixels().length];
      var cos = Math.cos(Math.toRadians(degrees));
      var sin = Math.sin(Math.toRadians(degrees));
      for (var row = 0; row < picture.height(); row++) {
        var down = (row + 0.5 - picture.height() / 2.0) * y;
        for (var column = 0; column < picture.width(); column++) {
          var across = (column + 0.5 - picture.width() / 2.0) * x;
          pixels[row * picture.width() + column] =
              at(
                  picture,
                  cos * across - sin * down + (0.5 + shift) * picture.width() - 0.5,
                  sin * across + cos * down + (0.5 + shift) * picture.height() - 0.5);
        }
      }
      return new Luma(picture.width(), picture.height(), pixels);
    }

    /// Between four pixels; the outermost ones go on outside.
    private static byte at(Luma picture, double x, double y) {
      var left = Math.clamp((int) Math.floor(x), 0, picture.width() - 2);
      var top = Math.clamp((int) Math.floor(y), 0, picture.height() - 2);
      var right = Math.clamp(x - left, 0.0, 1.0);
      var lower = Math.clamp(y - top, 0.0, 1.0);
      var i = top * picture.width() + left;
      var above = value(picture, i) * (1 - right) + value(picture, i + 1) * right;
      var below =
          value(picture, i + picture.width()) * (1 - right)
              + value(picture, i + picture.width() + 1) * right;
      return (byte) Math.round(above * (1 - lower) + below * lower);
    }

    private static int value(Luma picture, int i) {
      return picture.pixels()[i] & 0xff;
    }
  }

  private static final class Count {
    private int readings;
    private int words;
    private int right;
    private int wrong;
    private double highest;

    /// How far the most probable word of the best place of each reading stands out.
    private final List<Double> whole = new ArrayList<>();

    void add(Pattern pattern, Picture residue, List<Search.Laid> tiles, Payload expected) {
      var search = new Search(pattern);
      var places = search.best(tiles.stream());
      var hit = search.read(residue, places);
      var chance = places.stream().limit(1).map(best -> chance(search, pattern, residue, best));
      var stands = chance.toList();
      synchronized (this) {
        readings++;
        words += places.size();
        places.forEach(place -> highest = Math.max(highest, place.deviations()));
        whole.addAll(stands);
        hit.ifPresent(found -> {
          var payload = found.word().payload();
          right += payload.equals(expected) ? 1 : 0;
          wrong += payload.equals(expected) ? 0 : 1;
        });
      }
    }

    private static double chance(
        Search search, Pattern pattern, Picture residue, Search.Place place) {
      var chips = search.chips(residue, search.refined(residue, place));
      var word = Code.encode(Code.mostProbable(pattern.word(chips)));
      return Search.deviations(chips, pattern.tile(word));
    }
  }

  private void read(Clips.Clip clip) throws IOException, InterruptedException {
    var pictures = pictures(clip);
    var payload = Payload.of(clip.number() * 0x9e3779b9);
    var marked = marked(pictures, payload);
    for (var window : WINDOWS) {
      for (var seen : SEEN) {
        var name = clip.name() + Arrays.toString(window) + seen.name();
        for (var residue : residues(pictures, window, seen)) {
          read(residue, name, unmarked, payload);
        }
        for (var residue : residues(marked, window, seen)) {
          var own = new Pattern(OWN);
          read(residue, name, another, payload);
          (seen.foreseen() ? within : beyond).add(own, residue, tiles(residue), payload);
        }
      }
    }
    System.out.printf("%n%s%n", clip.name());
    print();
  }

  /// With keys of its own for each window: no key is lucky everywhere.
  private void read(Picture residue, String name, Count count, Payload payload) {
    var tiles = tiles(residue);
    IntStream.range(0, keys)
        .parallel()
        .mapToObj(key -> new Pattern((name + key).getBytes(StandardCharsets.UTF_8)))
        .forEach(pattern -> count.add(pattern, residue, tiles, payload));
  }

  private static List<Search.Laid> tiles(Picture residue) {
    return new Search(new Pattern(OWN)).laid(residue).toList();
  }

  private List<Luma> pictures(Clips.Clip clip) throws IOException, InterruptedException {
    var decoder = new Decoder(folder, DecodingLimits.DEFAULT);
    var watermarks =
        new Watermarks(decoder, new ai.profithack.media.Transcoder(decoder), "", folder);
    var facts =
        switch (decoder.probe(clip.file())) {
          case Decoded<MediaFacts>(var known) -> known;
          case Refused<MediaFacts>(var reason) -> throw new IOException(reason);
        };
    var pictures = new ArrayList<Luma>();
    var sampling = watermarks.reader(facts).sampling();
    return switch (decoder.grey(clip.file(), sampling, frame -> pictures.add(frame.picture()))) {
      case Decoded<Footage> _ -> pictures;
      case Refused<Footage>(var reason) -> throw new IOException(reason);
    };
  }

  private static List<Luma> marked(List<Luma> pictures, Payload payload) {
    var first = pictures.getFirst();
    var marker = new Marker(first.width(), first.height(), new Pattern(OWN).tile(payload), 1);
    return pictures.stream()
        .map(picture -> {
          var pixels = picture.pixels().clone();
          marker.mark(pixels);
          return new Luma(picture.width(), picture.height(), pixels);
        })
        .toList();
  }

  private static List<Picture> residues(List<Luma> pictures, int[] window, Seen seen) {
    var views = new Views();
    IntStream.range(window[0], Math.min(pictures.size(), window[0] + window[1]))
        .forEach(i -> views.add(seen.of(pictures.get(i))));
    return views.residues();
  }

  private void print() {
    System.out.printf(
        "%n| what is read | readings | words tried | the payload | another payload | pilot, deviations at most | best word, deviations: median, 99 %%, most |%n| --- | --- | --- | --- | --- | --- | --- |%n");
    row("unmarked, any key", unmarked);
    row("marked, with another key", another);
    row("marked, with its key, as foreseen", within);
    row("marked, with its key, beyond what is searched", beyond);
    var readings = unmarked.readings + another.readings;
    var wrong = unmarked.wrong + unmarked.right + another.wrong + another.right;
    System.out.printf(
        Locale.ROOT,
        "%n%d of %d readings without a mark of the key gave a payload%s%n",
        wrong,
        readings,
        wrong == 0
            ? String.format(
                Locale.ROOT,
                ": less than %.1e of them, at 95 %% (three by their number)",
                3.0 / readings)
            : "");
  }

  private static void row(String name, Count count) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %.1f | %.1f, %.1f, %.1f |%n",
        name,
        count.readings,
        count.words,
        count.right,
        count.wrong,
        count.highest,
        quantile(count.whole, 0.5),
        quantile(count.whole, 0.99),
        quantile(count.whole, 1));
  }

  private static double quantile(List<Double> values, double share) {
    var sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.round(share * (sorted.size() - 1)));
  }
}
