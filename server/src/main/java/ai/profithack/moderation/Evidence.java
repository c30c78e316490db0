package ai.profithack.moderation;

import ai.profithack.kernel.Printable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing that was found in a video, or that it was looked for and was not there.
///
/// - `kind`: what sort of looking it comes from: `bank`, `provenance`, `faces` …
/// - `source`, `version`: what exactly looked: a bank, a model, a rule.
/// - `score`: 0 to 1 in the source's own meaning; null where it has none.
/// - `fromMillis`, `toMillis`: when in the video; null where it is about the whole of it.
/// - `area`: where in the picture; null for all of it.
/// - `flag`, `severity`: what it would be flagged as; set exactly for a concern.
/// - `explanation`: one or two sentences for people.
/// - `detail`: what a program or a page can show of it; JSON.
///
/// Text in it is printable and bounded, whatever a file or a sender put there.
public record Evidence(
    String kind,
    String source,
    String version,
    Found found,
    @Nullable Double score,
    @Nullable Long fromMillis,
    @Nullable Long toMillis,
    @Nullable Area area,
    @Nullable FlagType flag,
    @Nullable Severity severity,
    String explanation,
    Map<String, Object> detail) {
  private static final int NAME_MAX = 500;
  private static final int EXPLANATION_MAX = 2_000;
  private static final int TEXT_MAX = 10_000;

  public Evidence {
    if ((found == Found.CONCERN) != (flag != null && severity != null)) {
      throw new IllegalArgumentException("%s %s with flag %s".formatted(kind, found, flag));
    }
    source = Printable.of(source, NAME_MAX);
    version = Printable.of(version, NAME_MAX);
    explanation = Printable.of(explanation, EXPLANATION_MAX);
    detail = printable(detail);
  }

  private static Map<String, Object> printable(Map<?, ?> detail) {
    var copy = new LinkedHashMap<String, Object>();
    detail.forEach(
        (key, value) -> copy.put(Printable.of(key.toString(), NAME_MAX), printable(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object printable(Object value) {
    return switch (value) {
      case String text -> Printable.of(text, TEXT_MAX);
      case Map<?, ?> map -> printable(map);
      case Collection<?> all -> all.stream().<Object>map(Evidence::printable).toList();
      default -> value;
    };
  }

  /// What came of looking.
  public enum Found {
    /// Something to be flagged.
    CONCERN,
    /// Something worth knowing that is nothing to be flagged.
    FACT,
    /// It was looked for, and is not there.
    NOTHING,
    /// There was nothing to look at or to compare with: no sound, no title, no bank with an item.
    /// That is not the same as nothing either; the explanation says why.
    NOT_APPLICABLE,
    /// It could not be looked for: that is not the same as nothing.
    UNAVAILABLE
  }

  /// Shares of the picture's width and height, 0 to 1, from the upper left corner.
  public record Area(double x, double y, double width, double height) {}

  static Evidence nothing(String kind, String source, String version, String explanation) {
    return plain(kind, source, version, Found.NOTHING, explanation);
  }

  static Evidence fact(String kind, String source, String version, String explanation) {
    return plain(kind, source, version, Found.FACT, explanation);
  }

  static Evidence notApplicable(String kind, String source, String explanation) {
    return plain(kind, source, "", Found.NOT_APPLICABLE, explanation);
  }

  static Evidence unavailable(String kind, String source, String explanation) {
    return plain(kind, source, "", Found.UNAVAILABLE, explanation);
  }

  static Evidence concern(
      String kind,
      String source,
      String version,
      FlagType flag,
      Severity severity,
      String explanation) {
    return new Evidence(
        kind,
        source,
        version,
        Found.CONCERN,
        null,
        null,
        null,
        null,
        flag,
        severity,
        explanation,
        Map.of());
  }

  private static Evidence plain(
      String kind, String source, String version, Found found, String explanation) {
    return new Evidence(
        kind, source, version, found, null, null, null, null, null, null, explanation, Map.of());
  }

  Evidence scored(double value) {
    return new Evidence(
        kind,
        source,
        version,
        found,
        value,
        fromMillis,
        toMillis,
        area,
        flag,
        severity,
        explanation,
        detail);
  }

  Evidence from(long millis, long untilMillis) {
    return new Evidence(
        kind,
        source,
        version,
        found,
        score,
        millis,
        Math.max(millis, untilMillis),
        area,
        flag,
        severity,
        explanation,
        detail);
  }

  Evidence in(Area where) {
    return new Evidence(
        kind,
        source,
        version,
        found,
        score,
        fromMillis,
        toMillis,
        where,
        flag,
        severity,
        explanation,
        detail);
  }

  Evidence with(Map<String, Object> more) {
    return new Evidence(
        kind,
        source,
        version,
        found,
        score,
        fromMillis,
        toMillis,
        area,
        flag,
        severity,
        explanation,
        more);
  }

  /// Errors: [NullPointerException] where this is no concern.
  FlagType requireFlag() {
    return Objects.requireNonNull(flag);
  }

  /// Errors: [NullPointerException] where this is no concern.
  Severity requireSeverity() {
    return Objects.requireNonNull(severity);
  }
}
