package ai.profithack.media;

import java.util.List;
import java.util.Optional;

/// Whether one recording shows what another one shows, by the same rules as the banks.
public final class Comparison {
  private Comparison() {}

  /// `query`: made by [VideoHasher#query]; `reference`: by [VideoHasher#reference]. Empty where
  /// they do not show the same.
  public static Optional<Match> of(VideoHash query, VideoHash reference) {
    return new Matcher(List.of(new Matcher.Item(1, false, reference)))
        .matches(query).stream().findFirst();
  }
}
