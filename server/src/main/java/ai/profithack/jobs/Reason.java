package ai.profithack.jobs;

import org.jspecify.annotations.Nullable;

/// What a run has to say, cut to what a table cell holds and PostgreSQL stores.
final class Reason {
  private static final int LONGEST = 1000;

  private Reason() {}

  /// The first line of a failure's message, or what kind of failure it is where it says nothing.
  static String of(Throwable failure) {
    var message = failure.getMessage();
    var line = message == null ? "" : firstLine(message);
    return line.isEmpty() ? failure.getClass().getSimpleName() : line;
  }

  static String sentence(@Nullable String message) {
    return message == null ? "" : firstLine(message);
  }

  private static String firstLine(String text) {
    var line =
        text.lines().map(String::strip).filter(part -> !part.isEmpty()).findFirst().orElse("");
    var storable = line.replace("\0", "");
    return storable.length() > LONGEST ? storable.substring(0, LONGEST - 1) + "…" : storable;
  }
}
