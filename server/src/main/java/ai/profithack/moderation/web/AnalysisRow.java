package ai.profithack.moderation.web;

import ai.profithack.moderation.Analysis;
import org.jspecify.annotations.Nullable;

/// A line of the list of analyses.
///
/// `creatorId`: whose video it is; null while nobody said. `pictured`: whether a picture of it can
/// and may be shown. `asker`: who asked for it, as people know them.
public record AnalysisRow(
    Analysis analysis, @Nullable Long creatorId, boolean pictured, String asker) {
  public String path() {
    return AnalysisView.path(analysis);
  }

  /// `0:05.2`; empty for a still, and where the length is not known.
  public String length() {
    var facts = analysis.facts();
    return facts == null || facts.lengthMillis() == null
        ? ""
        : AnalysisView.clock(facts.lengthMillis());
  }
}
