package ai.profithack.moderation.web;

import ai.profithack.moderation.Marking;

/// How a watermark is shown.
public final class WatermarkView {
  private WatermarkView() {}

  public static String outcome(Marking marking) {
    return switch (marking.state()) {
      case QUEUED -> "Waits";
      case RUNNING -> "Being made";
      case DONE -> "Done";
      case FAILED -> "Not made";
      case ERASED -> "File deleted";
    };
  }

  public static String tone(Marking marking) {
    return switch (marking.state()) {
      case DONE -> "good";
      case FAILED -> "bad";
      case QUEUED, RUNNING, ERASED -> "neutral";
    };
  }

  /// What it says, in a few words.
  public static String says(Marking marking) {
    return switch (marking.type()) {
      case VISIBLE -> "“%s”, %s".formatted(marking.settings().get("text"), when(marking));
      case INVISIBLE ->
          "Creator %d, payload %s"
              .formatted(marking.creatorId(), marking.settings().get("payload"));
    };
  }

  private static String when(Marking marking) {
    var settings = marking.settings();
    var to = settings.get("toSeconds");
    return "%s, from second %s %s"
        .formatted(
            settings.get("place"),
            settings.get("fromSeconds"),
            to == null ? "to the end" : "to second " + to);
  }
}
