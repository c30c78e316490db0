package ai.profithack.watermark;

import java.util.Optional;

/// What was read out of a file with this installation's key.
///
/// - `found`: the payload and how it lay; empty where there is none that can be read. A mark that
///   was destroyed and no mark are the same here.
/// - `frames`: how many pictures were looked at.
public record Reading(Optional<Found> found, int frames) {
  /// `confidence`: the share of what was read that agrees with the payload's word, 0 to 1: 1 where
  /// nothing was damaged, about 0.6 where it is only just readable. `deviations`: by how many
  /// standard deviations the pattern stands out.
  public record Found(Payload payload, double confidence, double deviations, Geometry geometry) {}

  /// That of what was found; 0 where nothing was.
  public double confidence() {
    return found.map(Found::confidence).orElse(0.0);
  }
}
