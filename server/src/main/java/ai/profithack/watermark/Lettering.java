package ai.profithack.watermark;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/// The font in which texts are drawn: Latin, Greek, Cyrillic, Arabic, Hebrew and some more; no
/// Chinese, Japanese or Korean.
public final class Lettering {
  private Lettering() {}

  /// Loaded once it is needed: a server that draws nothing needs no fontconfig.
  private static final class Loaded {
    static final Font FONT = load();
  }

  /// The first sign of a text that the font lacks; empty where it has all of them.
  ///
  /// Errors: [IllegalStateException] where no text can be drawn on this machine.
  public static Optional<String> missing(String text) {
    var at = font().canDisplayUpTo(text);
    return at < 0 ? Optional.empty() : Optional.of(Character.toString(text.codePointAt(at)));
  }

  static Font font() {
    try {
      return Loaded.FONT;
    } catch (LinkageError | InternalError missing) {
      throw new IllegalStateException(
          "No text can be drawn here: fontconfig is missing (Debian: apt-get install fontconfig).",
          missing);
    }
  }

  private static Font load() {
    try (InputStream bytes =
        Objects.requireNonNull(Lettering.class.getResourceAsStream("/fonts/DejaVuSans.ttf"))) {
      return Font.createFont(Font.TRUETYPE_FONT, bytes);
    } catch (FontFormatException broken) {
      throw new IllegalStateException("the font of the build is broken", broken);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
