package ai.profithack.moderation.web;

import static java.util.Objects.requireNonNull;

import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Deepfake;
import ai.profithack.moderation.Evidence;
import ai.profithack.moderation.FlaggedRegion;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;

/// A detection as the API gives it.
///
/// `confidence`: 0 to 100, as `meaning` says. `outcome` is blocked, held or none.
record DetectionAnswer(
    long videoId,
    long analysisId,
    @JsonProperty("isDeepfake") boolean deepfake,
    BigDecimal confidence,
    String outcome,
    String meaning,
    List<Indicator> indicators,
    List<FlaggedRegion> flaggedRegions) {

  /// What a family of evidence contributes. `strength`: 0 to 80.
  record Indicator(String family, BigDecimal strength, String description) {}

  /// Of an analysis that is done.
  static DetectionAnswer of(Analysis analysis, List<Evidence> evidence) {
    var deepfake = requireNonNull(analysis.deepfake());
    return new DetectionAnswer(
        analysis.videoId(),
        analysis.analysisId(),
        deepfake.isDeepfake(),
        AnalysisAnswer.confidence(deepfake.confidence()),
        deepfake.isDeepfake() ? "blocked" : deepfake.isHeld() ? "held" : "none",
        Deepfake.MEANING,
        deepfake.parts().stream()
            .map(part ->
                new Indicator(
                    part.family().title(),
                    AnalysisAnswer.confidence(100 * part.strength()),
                    part.sentence()))
            .toList(),
        FlaggedRegion.of(deepfake, evidence));
  }
}
