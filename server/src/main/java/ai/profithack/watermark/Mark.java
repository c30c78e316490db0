package ai.profithack.watermark;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What is to be put into a video or a picture.
public sealed interface Mark {
  /// A payload that cannot be seen.
  record Invisible(Payload payload) implements Mark {}

  /// Something to be seen.
  ///
  /// - `what`: a text or a logo.
  /// - `place`: where it stands.
  /// - `size`: of a text its height, of a logo its width, as a share of the picture's shorter side,
  ///   0.01 to 1. What would be wider or higher than the picture is made smaller.
  /// - `opacity`: above 0, to 1.
  /// - `fromSeconds`, `toSeconds`: when it is to be seen; infinity for the end. Stills are at 0.
  ///
  /// Errors: [IllegalArgumentException] outside of these.
  record Visible(
      Drawn what, Place place, double size, double opacity, double fromSeconds, double toSeconds)
      implements Mark {
    private static final double SIZE_LEAST = 0.01;

    public Visible {
      require(size >= SIZE_LEAST && size <= 1, "The size is from 0.01 to 1", size);
      require(opacity > 0 && opacity <= 1, "The opacity is above 0 and up to 1", opacity);
      require(fromSeconds >= 0, "A mark begins at 0 seconds or later", fromSeconds);
      require(toSeconds > fromSeconds, "A mark ends after it began", toSeconds);
    }

    private static void require(boolean holds, String rule, double value) {
      if (!holds) {
        throw new IllegalArgumentException("%s, and not %s.".formatted(rule, value));
      }
    }

    boolean seenAt(long millis) {
      return millis >= fromSeconds * 1_000 && millis < toSeconds * 1_000;
    }
  }

  /// What can be drawn.
  sealed interface Drawn {
    /// One line of up to 100 characters, white with a dark rim.
    ///
    /// Errors: [IllegalArgumentException] for none, for more, and for control characters.
    record Text(String text) implements Drawn {
      private static final int LENGTH_MAX = 100;

      public Text {
        if (text.isBlank() || text.length() > LENGTH_MAX) {
          throw new IllegalArgumentException(
              "The text has 1 to %d characters.".formatted(LENGTH_MAX));
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
          throw new IllegalArgumentException("The text is one line without control characters.");
        }
      }
    }

    /// A PNG of up to 4 MiB and 4,096 × 4,096 pixels; it may be transparent.
    record Logo(Path png) implements Drawn {}
  }

  /// A place as shares of the room that is left and above: 0 and 0 is the upper left corner, 1 and
  /// 1 the lower right one.
  ///
  /// Errors: [IllegalArgumentException] outside of 0 to 1.
  record Place(double x, double y) {
    private static final double NEAR = 0.03;
    private static final double FAR = 1 - NEAR;
    private static final double MIDDLE = 0.5;

    public static final Place TOP_LEFT = new Place(NEAR, NEAR);
    public static final Place TOP = new Place(MIDDLE, NEAR);
    public static final Place TOP_RIGHT = new Place(FAR, NEAR);
    public static final Place LEFT = new Place(NEAR, MIDDLE);
    public static final Place CENTRE = new Place(MIDDLE, MIDDLE);
    public static final Place RIGHT = new Place(FAR, MIDDLE);
    public static final Place BOTTOM_LEFT = new Place(NEAR, FAR);
    public static final Place BOTTOM = new Place(MIDDLE, FAR);
    public static final Place BOTTOM_RIGHT = new Place(FAR, FAR);

    /// Those that have a name, by it, from the upper left to the lower right.
    public static final SequencedMap<String, Place> NAMED = named();

    private static SequencedMap<String, Place> named() {
      var all = new LinkedHashMap<String, Place>();
      all.put("top-left", TOP_LEFT);
      all.put("top", TOP);
      all.put("top-right", TOP_RIGHT);
      all.put("left", LEFT);
      all.put("centre", CENTRE);
      all.put("right", RIGHT);
      all.put("bottom-left", BOTTOM_LEFT);
      all.put("bottom", BOTTOM);
      all.put("bottom-right", BOTTOM_RIGHT);
      return Collections.unmodifiableSequencedMap(all);
    }

    public Place {
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
        throw new IllegalArgumentException(
            "A place is two shares from 0 to 1, and not %s and %s.".formatted(x, y));
      }
    }
  }
}
