package ai.profithack.classifiers;

import java.util.List;

/// A face that was followed from moment to moment: where it is, not whose it is. After a cut the
/// same person is another track.
///
/// `sightings`: in the order of time, at least one. From the first to the last of them it counts as
/// seen.
public record FaceTrack(List<Face> sightings) {
  public FaceTrack {
    sightings = List.copyOf(sightings);
    if (sightings.isEmpty()) {
      throw new IllegalArgumentException("nobody was seen");
    }
  }

  public double fromSeconds() {
    return sightings.getFirst().seconds();
  }

  public double toSeconds() {
    return sightings.getLast().seconds();
  }

  /// The highest score on the way.
  public float score() {
    return sightings.stream().map(Face::score).max(Float::compare).orElseThrow();
  }
}
