package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Rgb;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/// Pictures for the tests: drawn here, or from the folder of sample data.
final class Pictures {
  private static final Path SAMPLES =
      Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "media", "images");

  /// One for all tests: loading the models takes most of the time.
  private static final Classifiers SHARED =
      new Classifiers() {
        @Override
        public void close() {
          // The other tests still look.
        }
      };

  private Pictures() {}

  /// Where the build has no models, whoever asks is skipped, and says so.
  static Classifiers classifiers(ClassifierKind kind) {
    var missing = SHARED.missing().get(kind);
    Assumptions.assumeTrue(missing == null, () -> "skipped: " + missing);
    assertThat(SHARED.absent()).as("it is in the build, so it runs").doesNotContainKey(kind);
    return SHARED;
  }

  /// A picture of the sample data; skips where there is none.
  static Rgb sample(String name) {
    var file = SAMPLES.resolve(name);
    Assumptions.assumeTrue(
        Files.isRegularFile(file), "skipped: PROFITHACK_SAMPLE_DATA leads to no " + name);
    try {
      return of(ImageIO.read(file.toFile()));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static Rgb plain(int width, int height, int value) {
    var values = new byte[3 * width * height];
    java.util.Arrays.fill(values, (byte) value);
    return new Rgb(width, height, values);
  }

  @FunctionalInterface
  interface Drawing {
    void on(Graphics2D canvas);
  }

  /// Drawn on a ground that is not plain.
  static Rgb drawn(int width, int height, Drawing drawing) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var canvas = image.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setPaint(
        new GradientPaint(0, 0, new Color(40, 40, 60), width, height, new Color(90, 120, 160)));
    canvas.fillRect(0, 0, width, height);
    canvas.setColor(Color.WHITE);
    drawing.on(canvas);
    canvas.dispose();
    return of(image);
  }

  /// A line of text around the middle, turned clockwise.
  static Rgb text(int width, int height, String text, String font, int size, double degrees) {
    return drawn(
        width,
        height,
        canvas -> {
          canvas.setFont(new Font(font, Font.BOLD, size));
          canvas.translate(width / 2, height / 2);
          canvas.rotate(Math.toRadians(degrees));
          canvas.drawString(text, -canvas.getFontMetrics().stringWidth(text) / 2, size / 3);
        });
  }

  static Rgb of(BufferedImage image) {
    var values = new byte[3 * image.getWidth() * image.getHeight()];
    var i = 0;
    for (var y = 0; y < image.getHeight(); y++) {
      for (var x = 0; x < image.getWidth(); x++) {
        var colour = image.getRGB(x, y);
        values[i++] = (byte) (colour >> 16);
        values[i++] = (byte) (colour >> 8);
        values[i++] = (byte) colour;
      }
    }
    return new Rgb(image.getWidth(), image.getHeight(), values);
  }
}
