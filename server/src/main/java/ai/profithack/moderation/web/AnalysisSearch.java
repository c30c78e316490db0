package ai.profithack.moderation.web;

import ai.profithack.moderation.AnalysisFilter.Outcome;
import ai.profithack.moderation.FlagType;
import ai.profithack.web.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which analyses the list shows, as its address says it; null for what does not matter.
public record AnalysisSearch(
    @Nullable Outcome outcome,
    @Nullable FlagType flag,
    @Nullable Long video,
    @Nullable Long creator) {
  static final AnalysisSearch NONE = new AnalysisSearch(null, null, null, null);

  static AnalysisSearch of(
      @Nullable String outcome,
      @Nullable String flag,
      @Nullable Long video,
      @Nullable Long creator) {
    return new AnalysisSearch(
        one("outcome", Outcome.class, outcome), one("flag", FlagType.class, flag), video, creator);
  }

  private static <E extends Enum<E>> @Nullable E one(
      String field, Class<E> type, @Nullable String word) {
    if (word == null || word.isBlank()) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> word(each).equals(word))
        .findFirst()
        .orElseThrow(() ->
            Refused.badInput(
                field,
                "%s is one of %s."
                    .formatted(
                        field,
                        Arrays.stream(type.getEnumConstants())
                            .map(AnalysisSearch::word)
                            .collect(Collectors.joining(", ")))));
  }

  /// As it stands in an address.
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /// The flags that can be asked for.
  public static List<FlagType> flags() {
    return List.of(FlagType.values());
  }

  /// The same list with another outcome; null for any.
  public String path(@Nullable Outcome other) {
    return new AnalysisSearch(other, flag, video, creator).path();
  }

  /// The list from before an analysis on.
  public String before(long analysisId) {
    var path = path();
    return path + (path.contains("?") ? "&" : "?") + "before=" + analysisId;
  }

  public String path() {
    var parts =
        Stream.of(
                outcome == null ? "" : "outcome=" + word(outcome),
                flag == null ? "" : "flag=" + word(flag),
                video == null ? "" : "video=" + video,
                creator == null ? "" : "creator=" + creator)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("&"));
    return "/moderation/analyses" + (parts.isEmpty() ? "" : "?" + parts);
  }
}
