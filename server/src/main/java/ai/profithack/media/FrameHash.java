package ai.profithack.media;

import java.util.List;

/// The hashes of a moment of a recording.
///
/// `fromMillis` to `toMillis`: how long it looked the same; equal in a query. `quality`: of the
/// upright picture. `hashes`: in a query one for each [Pdq.Laid]; in a reference one for each edit
/// that is foreseen, the picture as it is first.
public record FrameHash(int fromMillis, int toMillis, int quality, List<PdqHash> hashes) {
  public FrameHash {
    hashes = List.copyOf(hashes);
  }
}
