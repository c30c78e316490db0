package ai.profithack.moderation.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the form of a new analysis was filled with, and what is wrong with it, by field.
public record AnalysisForm(
    String videoId, String videoUrl, String declaredOrigin, Map<String, String> errors) {
  static AnalysisForm empty() {
    return new AnalysisForm("", "", "unsaid", Map.of());
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }
}
