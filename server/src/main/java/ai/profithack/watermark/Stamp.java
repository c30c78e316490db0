package ai.profithack.watermark;

import ai.profithack.media.Planes;
import ai.profithack.watermark.Mark.Drawn.Logo;
import ai.profithack.watermark.Mark.Drawn.Text;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A visible mark as it lies on pictures of one size: drawn once, blended in often.
///
/// Errors: [IllegalArgumentException] where what is to be drawn is no PNG, is too large, or has
/// signs that the font lacks.
final class Stamp {
  private static final int LOGO_BYTES = 4 << 20;
  private static final int LOGO_SIDE = 4_096;
  private static final float RIM = 0.12f;
  private static final float DRAWN_AT = 200;
  private static final Color DARK = new Color(0, 0, 0, 230);

  /// Above this height recordings that do not say it have the colours of HD.
  private static final int SD_LINES = 576;

  private final Mark.Visible mark;
  private final BufferedImage image;
  private final int left;
  private final int top;

  Stamp(Mark.Visible mark, int width, int height) throws IOException {
    this.mark = mark;
    var full =
        mark.what() instanceof Text(var text) ? drawn(text) : loaded(((Logo) mark.what()).png());
    var wanted = mark.size() * Math.min(width, height);
    var scale = wanted / (mark.what() instanceof Text ? full.getHeight() : full.getWidth());
    scale =
        Math.min(
            scale, Math.min((double) width / full.getWidth(), (double) height / full.getHeight()));
    image = scaled(full, scale);
    // Whole pixels of colour, which may be two pixels wide.
    left = (int) Math.round(mark.place().x() * (width - image.getWidth())) & ~1;
    top = (int) Math.round(mark.place().y() * (height - image.getHeight())) & ~1;
  }

  /// Blends it in, if it is to be seen then.
  void blend(Planes planes) {
    if (!mark.seenAt(planes.atMillis())) {
      return;
    }
    var hd = Math.min(planes.width(), planes.height()) > SD_LINES;
    var red = hd ? 0.2126 : 0.299;
    var blue = hd ? 0.0722 : 0.114;
    var halfX = planes.colourWidth() < planes.width() ? 2 : 1;
    var halfY = planes.colourHeight() < planes.height() ? 2 : 1;
    for (var y = 0; y < image.getHeight() && top + y < planes.height(); y++) {
      for (var x = 0; x < image.getWidth() && left + x < planes.width(); x++) {
        var argb = image.getRGB(x, y);
        var alpha = (argb >>> 24) / 255.0 * mark.opacity();
        if (alpha == 0) {
          continue;
        }
        var r = (argb >> 16 & 0xff) / 255.0;
        var g = (argb >> 8 & 0xff) / 255.0;
        var b = (argb & 0xff) / 255.0;
        var luma = red * r + (1 - red - blue) * g + blue * b;
        var black = planes.full() ? 0 : 16;
        var span = planes.full() ? 255 : 219;
        blend(planes.luma(), (top + y) * planes.width() + left + x, black + span * luma, alpha);
        if ((top + y) % halfY == 0 && (left + x) % halfX == 0) {
          var i = (top + y) / halfY * planes.colourWidth() + (left + x) / halfX;
          var reach = planes.full() ? 255 : 224;
          blend(planes.blue(), i, 128 + reach * (b - luma) / (2 * (1 - blue)), alpha);
          blend(planes.red(), i, 128 + reach * (r - luma) / (2 * (1 - red)), alpha);
        }
      }
    }
  }

  private static void blend(byte[] plane, int i, double value, double alpha) {
    var before = plane[i] & 0xff;
    plane[i] = (byte) Math.clamp(Math.round(before + alpha * (value - before)), 0, 255);
  }

  private static BufferedImage drawn(String text) {
    var missing = Lettering.missing(text);
    if (missing.isPresent()) {
      throw new IllegalArgumentException(
          "The font has no sign for %s. Use a logo instead.".formatted(missing.orElseThrow()));
    }
    var font = Lettering.font().deriveFont(DRAWN_AT);
    var layout = new TextLayout(text, font, new FontRenderContext(null, true, true));
    var rim = RIM * DRAWN_AT;
    var bounds = layout.getBounds();
    var width = (int) Math.ceil(bounds.getWidth() + 2 * rim);
    var height = (int) Math.ceil(layout.getAscent() + layout.getDescent() + 2 * rim);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var graphics = graphics(image);
    var outline =
        layout.getOutline(
            AffineTransform.getTranslateInstance(rim - bounds.getX(), rim + layout.getAscent()));
    graphics.setColor(DARK);
    graphics.setStroke(new BasicStroke(rim, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(outline);
    graphics.setColor(Color.WHITE);
    graphics.fill(outline);
    graphics.dispose();
    return image;
  }

  private static BufferedImage loaded(Path png) throws IOException {
    if (!Files.isRegularFile(png)) {
      throw new NoSuchFileException(png.toString());
    }
    if (Files.size(png) > LOGO_BYTES) {
      throw new IllegalArgumentException("The logo is larger than 4 MiB.");
    }
    var reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var stream = ImageIO.createImageInputStream(png.toFile())) {
      reader.setInput(stream, true, true);
      if (reader.getWidth(0) > LOGO_SIDE || reader.getHeight(0) > LOGO_SIDE) {
        throw new IllegalArgumentException("The logo has more than 4,096 × 4,096 pixels.");
      }
      return reader.read(0);
    } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException unreadable) {
      throw new IllegalArgumentException("The logo is not a PNG that can be read.", unreadable);
    } finally {
      reader.dispose();
    }
  }

  /// In halves first, so that no pixel is passed over.
  private static BufferedImage scaled(BufferedImage full, double scale) {
    var width = Math.max(1, (int) Math.round(full.getWidth() * scale));
    var height = Math.max(1, (int) Math.round(full.getHeight() * scale));
    var image = full;
    while (image.getWidth() > 2 * width && image.getHeight() > 2 * height) {
      image = drawn(image, image.getWidth() / 2, image.getHeight() / 2);
    }
    return drawn(image, width, height);
  }

  private static BufferedImage drawn(BufferedImage from, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var graphics = graphics(image);
    graphics.drawImage(from, 0, 0, width, height, null);
    graphics.dispose();
    return image;
  }

  private static Graphics2D graphics(BufferedImage image) {
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    return graphics;
  }
}
