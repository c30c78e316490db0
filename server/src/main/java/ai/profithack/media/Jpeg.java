package ai.profithack.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// Pictures as JPEG, for pages.
public final class Jpeg {
  private static final int RED_BITS = 16;
  private static final int GREEN_BITS = 8;

  private Jpeg() {}

  public static byte[] of(Rgb picture) {
    var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    var values = picture.values();
    var row = new int[picture.width()];
    for (var y = 0; y < picture.height(); y++) {
      for (var x = 0; x < picture.width(); x++) {
        var at = (y * picture.width() + x) * Rgb.CHANNELS;
        row[x] =
            (values[at] & 0xff) << RED_BITS
                | (values[at + 1] & 0xff) << GREEN_BITS
                | (values[at + 2] & 0xff);
      }
      image.setRGB(0, y, picture.width(), 1, row, 0, picture.width());
    }
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "jpeg", bytes)) {
        throw new IllegalStateException("this Java writes no JPEG");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
