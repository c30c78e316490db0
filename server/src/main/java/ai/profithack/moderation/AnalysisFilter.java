package ai.profithack.moderation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which analyses are listed; null for what does not matter.
///
/// `videoIds`: of these videos only; none for an empty list.
public record AnalysisFilter(
    Analysis.@Nullable State state,
    @Nullable Outcome outcome,
    @Nullable FlagType flag,
    @Nullable List<Long> videoIds) {
  /// What came of an analysis. One that failed has no verdict, and one that is under way none yet.
  public enum Outcome {
    FLAGGED("Flagged"),
    CLEAR("Nothing found"),
    FAILED("Failed"),
    UNDER_WAY("Under way");

    private final String title;

    Outcome(String title) {
      this.title = title;
    }

    /// For people.
    public String title() {
      return title;
    }
  }

  /// Of one state, of one video.
  static AnalysisFilter of(Analysis.@Nullable State state, @Nullable Long videoId) {
    return new AnalysisFilter(state, null, null, videoId == null ? null : List.of(videoId));
  }
}
