package ai.profithack.media;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.util.Random;

/// Pictures made by code: overlapping shapes on a gradient, another picture for each seed.
final class Scenes {
  private static final int SHAPES = 40;

  private Scenes() {}

  static BufferedImage scene(long seed, int width, int height) {
    var random = new Random(seed);
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setPaint(
        new java.awt.GradientPaint(0, 0, colour(random), width, height, colour(random)));
    graphics.fillRect(0, 0, width, height);
    for (var i = 0; i < SHAPES; i++) {
      shape(graphics, random, width, height);
    }
    graphics.dispose();
    return picture;
  }

  private static void shape(Graphics2D graphics, Random random, int width, int height) {
    graphics.setColor(colour(random));
    var x = random.nextInt(width) - width / 8;
    var y = random.nextInt(height) - height / 8;
    var w = width / 16 + random.nextInt(width / 4);
    var h = height / 16 + random.nextInt(height / 4);
    switch (random.nextInt(3)) {
      case 0 -> graphics.fillOval(x, y, w, h);
      case 1 -> graphics.fillRect(x, y, w, h);
      default -> {
        graphics.setStroke(new BasicStroke(width / 40f));
        graphics.drawLine(x, y, x + w, y + h);
      }
    }
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(1 << 24));
  }

  static Luma luma(BufferedImage picture) {
    var width = picture.getWidth();
    var height = picture.getHeight();
    return Luma.ofRgb(width, height, picture.getRGB(0, 0, width, height, null, 0, width));
  }

  /// The picture under an affine change; what comes in from outside is black.
  static BufferedImage changed(
      BufferedImage picture, AffineTransform change, int width, int height) {
    var changed = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    new AffineTransformOp(change, AffineTransformOp.TYPE_BILINEAR).filter(picture, changed);
    return changed;
  }
}
