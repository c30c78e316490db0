package ai.profithack.media;

import java.util.Locale;

/// How a file reaches us: which video it is of, what it was called there, and by whom and how it
/// came.
public record Arrival(long videoId, String fileName, Way by, String actor) {
  private static final int NAME_MAX = 200;

  /// The ways in.
  public enum Way {
    UPLOAD,
    FILE,
    URL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Browsers of old send a whole path for a name; only its last part is kept, printable.
  public Arrival {
    var last =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    var printable = last.replaceAll("\\p{Cntrl}", "").strip();
    fileName = printable.substring(0, Math.min(NAME_MAX, printable.length()));
  }
}
