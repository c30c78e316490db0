package ai.profithack.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.profithack.media.Luma;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A mark in moving pictures is found with its key, wherever it lies, and without one there is
/// none.
class SearchTests {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final byte[] KEY = "a key of these tests".getBytes(StandardCharsets.UTF_8);
  private static final Payload PAYLOAD = new Payload("c0ffee42");
  private static final List<Luma> MARKED = pictures(true);

  @Test
  void readsWhatWasWritten() {
    var hit = read(KEY, MARKED, picture -> picture).orElseThrow();

    assertThat(hit.word().payload()).isEqualTo(PAYLOAD);
    assertThat(hit.geometry().scale()).isBetween(0.99, 1.01);
    assertThat(hit.geometry().mirrored()).isFalse();
  }

  @Test
  void readsMirroredAndCutPictures() {
    var hit = read(KEY, MARKED, picture -> cut(mirrored(picture), 41, 23, 576, 324)).orElseThrow();

    assertThat(hit.word().payload()).isEqualTo(PAYLOAD);
    assertThat(hit.geometry().scale()).isBetween(1.09, 1.13);
    assertThat(hit.geometry().mirrored()).isTrue();
  }

  @Test
  void readsWhatBarsFrame() {
    assertThat(read(KEY, MARKED, SearchTests::framed).orElseThrow().word().payload())
        .isEqualTo(PAYLOAD);
  }

  @Test
  void anotherKeyReadsNothing() {
    for (var i = 0; i < 3; i++) {
      assertThat(read(new byte[] {(byte) i}, MARKED, picture -> picture)).isEmpty();
    }
  }

  @Test
  void nothingIsReadWhereNothingIs() {
    assertThat(read(KEY, pictures(false), picture -> picture)).isEmpty();
    assertThat(read(KEY, List.of(new Luma(400, 300, new byte[120_000])), p -> p)).isEmpty();
    assertThat(read(KEY, List.of(new Luma(3, 2, new byte[6])), p -> p)).isEmpty();
  }

  @Test
  void tilesLieOnOneAnotherAsTheyAreTurned() {
    var values = new float[60 * 40];
    for (var i = 0; i < values.length; i++) {
      values[i] = i % 60 + 100 * Math.floorDiv(i, 60);
    }
    var picture = new Picture(60, 40, values);
    // A value is where it is from: its place in the picture can be told from what is folded.
    var turned = picture.folded(64, 1.25, 2);
    for (var v = 0; v < 32; v++) {
      for (var u = 0; u < 48; u++) {
        var x =
            30
                + 1.25
                    * (Math.cos(Math.toRadians(2)) * (u - 24)
                        - Math.sin(Math.toRadians(2)) * (v - 16));
        var y =
            20
                + 1.25
                    * (Math.sin(Math.toRadians(2)) * (u - 24)
                        + Math.cos(Math.toRadians(2)) * (v - 16));
        var within = x >= 0 && y >= 0 && x < 59 && y < 39;
        assertThat((double) turned[64 * v + u])
            .as("%d, %d", u, v)
            .isCloseTo(within ? x + 100 * y : 0, within(0.05));
      }
    }
    // Columns 5, 21, 37 and 53 of rows 3, 19 and 35.
    assertThat(picture.folded(16, 1, 0)[16 * 3 + 5])
        .isEqualTo(3 * (5 + 21 + 37 + 53) + 4 * 100 * (3 + 19 + 35));
  }

  @Test
  void marksStayWithinTheirLimit() {
    var marker = new Marker(WIDTH, HEIGHT, new Pattern(KEY).tile(PAYLOAD), 1);
    var changed = marker.mark(picture(3).pixels());

    assertThat(10 * Math.log10(255.0 * 255 * WIDTH * HEIGHT / changed)).isGreaterThan(41.3);
  }

  @Test
  void onAPlainWallNoBlockHasAHardEdge() {
    var marker = new Marker(WIDTH, HEIGHT, new Pattern(KEY).tile(PAYLOAD), 1);
    var wall = new byte[WIDTH * HEIGHT];
    Arrays.fill(wall, (byte) 150);
    marker.mark(wall);

    // About a level, drawn by more or fewer pixels: an edge of a chip takes pixels of all three.
    var levels = new TreeMap<Integer, Integer>();
    for (var value : wall) {
      levels.merge(value & 0xff, 1, Integer::sum);
    }
    assertThat(levels.keySet()).containsExactly(149, 150, 151);
    assertThat(levels.get(150)).isBetween(wall.length / 8, wall.length / 3);
    assertThat(read(KEY, List.of(new Luma(WIDTH, HEIGHT, wall)), picture -> picture)).isPresent();
  }

  private static Optional<Search.Hit> read(
      byte[] key, List<Luma> pictures, UnaryOperator<Luma> edit) {
    var views = new Views();
    pictures.forEach(picture -> views.add(edit.apply(picture)));
    var search = new Search(new Pattern(key));
    return views.residues().stream().map(search::read).flatMap(Optional::stream).findFirst();
  }

  private static List<Luma> pictures(boolean marked) {
    var marker = new Marker(WIDTH, HEIGHT, new Pattern(KEY).tile(PAYLOAD), 1);
    var all = new ArrayList<Luma>();
    for (var i = 0; i < 20; i++) {
      var picture = picture(i);
      if (marked) {
        marker.mark(picture.pixels());
      }
      all.add(picture);
    }
    return all;
  }

  /// Waves that move, and noise.
  private static Luma picture(int time) {
    var random = new Random(time);
    var pixels = new byte[WIDTH * HEIGHT];
    for (var y = 0; y < HEIGHT; y++) {
      for (var x = 0; x < WIDTH; x++) {
        var waves =
            40 * Math.sin((x + 7 * time) / 9.0) * Math.cos((y - 5 * time) / 14.0)
                + 30 * Math.sin((x * 0.3 + y + 11 * time) / 31.0);
        pixels[y * WIDTH + x] = (byte) (120 + waves + 8 * random.nextGaussian());
      }
    }
    return new Luma(WIDTH, HEIGHT, pixels);
  }

  private static Luma mirrored(Luma picture) {
    var pixels = new byte[picture.pixels().length];
    for (var i = 0; i < pixels.length; i++) {
      pixels[i] = picture.pixels()[i / WIDTH * WIDTH + WIDTH - 1 - i % WIDTH];
    }
    return new Luma(WIDTH, HEIGHT, pixels);
  }

  private static Luma cut(Luma picture, int left, int top, int width, int height) {
    var pixels = new byte[width * height];
    for (var y = 0; y < height; y++) {
      System.arraycopy(
          picture.pixels(), (top + y) * picture.width() + left, pixels, y * width, width);
    }
    return new Luma(width, height, pixels);
  }

  /// In the middle of an upright frame.
  private static Luma framed(Luma picture) {
    var pixels = new byte[WIDTH * 900];
    System.arraycopy(picture.pixels(), 0, pixels, 270 * WIDTH, picture.pixels().length);
    return new Luma(WIDTH, 900, pixels);
  }
}
