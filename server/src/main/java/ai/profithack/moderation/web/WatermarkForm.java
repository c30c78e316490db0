package ai.profithack.moderation.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the form of a new watermark was filled with, and what is wrong with it, by field.
public record WatermarkForm(
    String videoId,
    String watermarkType,
    String text,
    String place,
    String fromSeconds,
    String toSeconds,
    Map<String, String> errors) {
  static WatermarkForm empty() {
    return new WatermarkForm("", "invisible", "", "bottom-right", "", "", Map.of());
  }

  WatermarkForm with(String field, String problem) {
    return new WatermarkForm(
        videoId, watermarkType, text, place, fromSeconds, toSeconds, Map.of(field, problem));
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }
}
