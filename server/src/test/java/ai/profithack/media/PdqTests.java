package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.media.Pdq.Laid;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pictures that look alike have hashes that are close; others have not.
class PdqTests {
  /// What a correct implementation may differ by from the reference, by the reference.
  private static final int REFERENCE_TOLERANCE = 10;

  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final BufferedImage SCENE = Scenes.scene(1, WIDTH, HEIGHT);
  private static final PdqHash HASH = hash(SCENE);

  private static PdqHash hash(BufferedImage picture) {
    return Pdq.hash(Scenes.luma(picture)).hash();
  }

  @Test
  void windowIsCutAtTheBorders() {
    var row = new float[] {1, 2, 3, 4};
    var three = new float[4];
    var two = new float[4];

    BoxFilter.alongRows(row, three, 4, 1, 3);
    BoxFilter.alongRows(row, two, 4, 1, 2);

    assertThat(three).containsExactly(1.5f, 2f, 3f, 3.5f);
    assertThat(two).as("an even window reaches ahead").containsExactly(1.5f, 2.5f, 3.5f, 4f);
    var column = new float[4];
    BoxFilter.alongColumns(row, column, 1, 4, 3);
    assertThat(column).containsExactly(three);
  }

  @Test
  void halfOfTheBitsAreSet() {
    assertThat(PdqHash.parse("0".repeat(64)).distance(HASH)).isEqualTo(128);
  }

  @Test
  void jpegOfLowQualityIsTheSamePicture() throws IOException {
    assertThat(hash(jpeg(SCENE, 0.1f)).distance(HASH)).isLessThanOrEqualTo(16);
  }

  @Test
  void brightnessAndContrastHardlyMatter() {
    var dim = new RescaleOp(0.6f, 30, null).filter(SCENE, null);

    assertThat(hash(dim).distance(HASH)).isLessThanOrEqualTo(12);
  }

  @Test
  void sizeAndShapeHardlyMatter() {
    var squeezed =
        Scenes.changed(SCENE, AffineTransform.getScaleInstance(0.5, 0.9), WIDTH / 2, 324);

    assertThat(hash(squeezed).distance(HASH)).isLessThanOrEqualTo(16);
  }

  @Test
  void otherPicturesAreFarAway() {
    var hashes =
        IntStream.rangeClosed(2, 21).mapToObj(seed -> hash(Scenes.scene(seed, WIDTH, HEIGHT)));

    assertThat(hashes).allSatisfy(other -> assertThat(other.distance(HASH)).isGreaterThan(70));
  }

  @ParameterizedTest
  @EnumSource
  void layingsAreWhatHashingTheLaidPictureGives(Laid laid) {
    // Of odd size, so that no window of the blur leans to one side.
    var picture = Scenes.scene(7, 63 * 9, 63 * 5);

    var derived = requireNonNull(Pdq.hashes(Scenes.luma(picture)).get(laid)).hash();

    assertThat(derived.distance(hash(laid(picture, laid)))).isLessThanOrEqualTo(8);
    if (laid != Laid.UPRIGHT) {
      assertThat(derived.distance(hash(picture))).isGreaterThan(70);
    }
  }

  @Test
  void pictureWithoutFeaturesHasAHashThatIsNotUsable() {
    var flat = Pdq.hash(Scenes.luma(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB)));

    assertThat(flat.quality()).isZero();
    assertThat(flat.usable()).isFalse();
    assertThat(Pdq.hash(Scenes.luma(SCENE)).usable()).isTrue();
  }

  @Test
  void picturesSmallerThanTheSamplesHaveHashesToo() {
    assertThat(Pdq.hash(new Luma(1, 1, new byte[1])).quality()).isZero();
    assertThat(hash(Scenes.scene(3, 20, 30)).hex()).hasSize(64);
  }

  @Test
  void hexadecimalFormIsReadBack() {
    var hex = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

    assertThat(PdqHash.parse(hex).hex()).isEqualTo(hex);
    assertThat(PdqHash.parse(hex.toUpperCase(java.util.Locale.ROOT)).hex()).isEqualTo(hex);
    assertThatThrownBy(() -> PdqHash.parse(hex.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PdqHash.parse("g" + hex.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void hashesAreThePublishedOnes() throws IOException {
    var folder = Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "media");
    var compared = 0;
    for (var line :
        Files.readAllLines(folder.resolve("pdq_expected.csv")).stream().skip(1).toList()) {
      var cells = line.split(",", -1);
      var picture = ImageIO.read(folder.resolve(cells[0]).toFile());
      if (picture == null || cells[2].isEmpty()) {
        continue; // WebP: the JDK cannot read it; what the reference could not read
      }
      var hashed = Pdq.hash(Scenes.luma(picture));
      assertThat(hashed.hash().distance(PdqHash.parse(cells[2]))).as(cells[0]).isZero();
      assertThat(hashed.quality()).as(cells[0]).isEqualTo(Integer.parseInt(cells[3]));
      if (!cells[1].isEmpty()) {
        assertThat(hashed.hash().distance(PdqHash.parse(cells[1])))
            .as(cells[0])
            .isLessThanOrEqualTo(REFERENCE_TOLERANCE);
      }
      compared++;
    }
    assertThat(compared).isGreaterThanOrEqualTo(12);
  }

  private static BufferedImage laid(BufferedImage picture, Laid laid) {
    var width = picture.getWidth();
    var height = picture.getHeight();
    // x' = a x + c y + e, y' = b x + d y + f
    return switch (laid) {
      case UPRIGHT -> picture;
      case MIRRORED -> moved(picture, -1, 0, 0, 1, width, 0);
      case FLIPPED -> moved(picture, 1, 0, 0, -1, 0, height);
      case TURNED_180 -> moved(picture, -1, 0, 0, -1, width, height);
      case TRANSPOSED -> moved(picture, 0, 1, 1, 0, 0, 0);
      case TURNED_90 -> moved(picture, 0, 1, -1, 0, height, 0);
      case TURNED_270 -> moved(picture, 0, -1, 1, 0, 0, width);
      case TRANSVERSED -> moved(picture, 0, -1, -1, 0, height, width);
    };
  }

  private static BufferedImage moved(
      BufferedImage picture, int a, int b, int c, int d, int e, int f) {
    var turned = a == 0;
    return Scenes.changed(
        picture,
        new AffineTransform(a, b, c, d, e, f),
        turned ? picture.getHeight() : picture.getWidth(),
        turned ? picture.getWidth() : picture.getHeight());
  }

  private static BufferedImage jpeg(BufferedImage picture, float quality) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    var bytes = new ByteArrayOutputStream();
    try (var output = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }
}
