package ai.profithack.moderation.web;

import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Evidence;
import ai.profithack.moderation.Verdict;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An analysis as the API gives it.
///
/// `isSafe`, `severity`, `flags`, `description`, `recommendations`, `aiReviewed`: null until
/// `state` is done. `fault`, `failure`: where it failed, whether that is because of the file, this
/// server, or something unavailable here, and why in one sentence. Times within the video are
/// seconds.
record AnalysisAnswer(
    long id,
    long videoId,
    String state,
    String stage,
    int progressPercent,
    String policyVersion,
    Instant requestedAt,
    @Nullable Instant finishedAt,
    @Nullable String fault,
    @Nullable String failure,
    @JsonProperty("isSafe") @Nullable Boolean safe,
    @Nullable String severity,
    @Nullable List<FlagAnswer> flags,
    @Nullable String description,
    @Nullable List<String> recommendations,
    @Nullable Boolean aiReviewed,
    Analysis.@Nullable Facts media,
    @Nullable BigDecimal deepfakeConfidence,
    List<EvidenceAnswer> evidence) {

  /// `title`: what people are told it is, which may be less than its `type`: a fake that its sender
  /// declared is a deepfake to programs, and no accusation. `evidence`: places in the analysis's
  /// list of evidence, counted from 0. `seconds`: the moments of the video that it rests on.
  record FlagAnswer(
      String type,
      String title,
      String severity,
      String description,
      List<Integer> evidence,
      List<Double> seconds) {}

  /// `found` is concern, fact, nothing (it was looked for and is not there), not_applicable (there
  /// was nothing to look at or to compare with) or unavailable (it could not be looked at);
  /// `explanation` says why.
  record EvidenceAnswer(
      String kind,
      String source,
      String version,
      String found,
      @Nullable Double score,
      @Nullable Double fromSeconds,
      @Nullable Double toSeconds,
      Evidence.@Nullable Area area,
      @Nullable String flag,
      @Nullable String severity,
      String explanation,
      Map<String, Object> detail) {
    static EvidenceAnswer of(Evidence evidence) {
      return new EvidenceAnswer(
          evidence.kind(),
          evidence.source(),
          evidence.version(),
          evidence.found().name().toLowerCase(Locale.ROOT),
          evidence.score(),
          seconds(evidence.fromMillis()),
          seconds(evidence.toMillis()),
          evidence.area(),
          evidence.flag() == null ? null : evidence.flag().word(),
          evidence.severity() == null ? null : evidence.severity().word(),
          evidence.explanation(),
          evidence.detail());
    }
  }

  static AnalysisAnswer of(Analysis analysis, List<Evidence> evidence) {
    var verdict = analysis.verdict();
    var deepfake = analysis.deepfake();
    return new AnalysisAnswer(
        analysis.analysisId(),
        analysis.videoId(),
        analysis.state().name().toLowerCase(Locale.ROOT),
        analysis.stage(),
        analysis.progress(),
        analysis.policyVersion(),
        analysis.requestedAt(),
        analysis.finishedAt(),
        analysis.fault() == null ? null : analysis.fault().word(),
        analysis.failure(),
        verdict == null ? null : verdict.isSafe(),
        verdict == null || verdict.severity() == null ? null : verdict.severity().word(),
        verdict == null
            ? null
            : verdict.flags().stream().map(flag -> flag(flag, evidence)).toList(),
        verdict == null ? null : verdict.description(),
        verdict == null ? null : verdict.recommendations(),
        verdict == null ? null : verdict.aiReviewed(),
        analysis.facts(),
        deepfake == null ? null : confidence(deepfake.confidence()),
        evidence.stream().map(EvidenceAnswer::of).toList());
  }

  private static FlagAnswer flag(Verdict.Flag flag, List<Evidence> evidence) {
    var seconds =
        flag.places().stream()
            .filter(place -> place < evidence.size())
            .map(place -> seconds(evidence.get(place).fromMillis()))
            .filter(java.util.Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    return new FlagAnswer(
        flag.type().word(),
        flag.title(),
        flag.severity().word(),
        flag.description(),
        flag.places(),
        seconds);
  }

  static BigDecimal confidence(double confidence) {
    return BigDecimal.valueOf(confidence).setScale(2, java.math.RoundingMode.HALF_UP);
  }

  static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : millis / 1_000.0;
  }
}
