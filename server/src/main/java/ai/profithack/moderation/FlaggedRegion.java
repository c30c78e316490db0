package ai.profithack.moderation;

import ai.profithack.moderation.Evidence.Area;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where in a video something speaks for a fake, as `deepfake_detection.flagged_regions` has it.
///
/// `timestamp`: seconds; null where it is about the whole video.
public record FlaggedRegion(@Nullable Double timestamp, @Nullable Area area, String suspicious) {
  /// In `deepfake_detection.detection_method`.
  public static final String METHOD = "combined evidence, " + VerdictRules.POLICY_VERSION;

  public static List<FlaggedRegion> of(Deepfake deepfake, List<Evidence> all) {
    var regions = new ArrayList<FlaggedRegion>();
    for (var part : deepfake.parts()) {
      for (var place : part.places()) {
        var evidence = all.get(place);
        regions.add(
            new FlaggedRegion(
                evidence.fromMillis() == null ? null : evidence.fromMillis() / 1_000.0,
                evidence.area(),
                evidence.explanation()));
      }
    }
    return regions;
  }
}
