package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The picture inside blurred surroundings is found by its seams; sky and walls are no
/// surroundings.
class ContentBoxTests {
  private static final int WIDTH = 90;
  private static final int HEIGHT = 160;

  @Test
  void findsThePictureInsideBlurredSurroundings() {
    var pictures = pictures(55, 105, 40);

    assertThat(ContentBox.of(pictures).isAllOf(pictures.getFirst())).isTrue();
    assertThat(ContentBox.inSmooth(pictures)).isEqualTo(new ContentBox(0, 55, WIDTH, 50));
  }

  @Test
  void findsItWhereItsOwnEdgesAreSmoothToo() {
    var pictures = pictures(55, 105, 0);

    assertThat(ContentBox.inSmooth(pictures)).isEqualTo(new ContentBox(0, 55, WIDTH, 50));
  }

  /// A title, say: of four pictures three must have the seam.
  @Test
  void findsItWhereOnePictureOfSixHasNoSeam() {
    var pictures = new ArrayList<>(pictures(55, 105, 40));
    pictures.set(2, pictures(0, 0, 0).get(2));
    assertThat(ContentBox.inSmooth(pictures)).isEqualTo(new ContentBox(0, 55, WIDTH, 50));

    pictures.set(3, pictures(0, 0, 0).get(3));
    assertThat(ContentBox.inSmooth(pictures).isAllOf(pictures.getFirst())).isTrue();
  }

  @Test
  void whatIsSmoothOnOneSideOnlyIsPartOfThePicture() {
    var pictures = pictures(55, HEIGHT, 40);

    assertThat(ContentBox.inSmooth(pictures).isAllOf(pictures.getFirst())).isTrue();
  }

  @Test
  void whatFadesWithoutASeamIsPartOfThePicture() {
    var pictures = pictures(0, 0, 0);

    assertThat(ContentBox.inSmooth(pictures).isAllOf(pictures.getFirst())).isTrue();
  }

  /// Slow waves that move; between two rows a brighter picture with this much noise in it.
  private static List<Luma> pictures(int from, int to, int noise) {
    return IntStream.range(0, 6)
        .mapToObj(time -> {
          var random = new Random(time);
          var pixels = new byte[WIDTH * HEIGHT];
          for (var i = 0; i < pixels.length; i++) {
            var y = i / WIDTH;
            var waves = 40 * Math.sin((i % WIDTH + y + 5 * time) / 40.0);
            var inside = y >= from && y < to ? 30 + noise * random.nextDouble() : 0;
            pixels[i] = (byte) (90 + waves + inside);
          }
          return new Luma(WIDTH, HEIGHT, pixels);
        })
        .toList();
  }
}
