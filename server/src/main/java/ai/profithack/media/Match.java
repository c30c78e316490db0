package ai.profithack.media;

/// A recording shows what an item of a bank shows.
///
/// - `frames` of `compared` frames of the query that fall into the item show what it shows at the
///   moment that belongs to it.
/// - `laid`: how the query's picture has to be laid to show it: `MIRRORED` is a mirrored copy.
/// - `speed`: seconds of the item that a second of the query shows, 0.9 to 1.1; 1 with a still.
/// - `fromMillis`, `toMillis`: the first and the last of these frames, in the query.
/// - `itemFromMillis`: the moment of the item that the first one shows; negative by rounding at
///   most.
/// - `distance`: of the best of these frames, in bits.
public record Match(
    long itemId,
    int frames,
    int compared,
    Pdq.Laid laid,
    double speed,
    int fromMillis,
    int toMillis,
    int itemFromMillis,
    int distance) {
  /// How much of what could be compared agrees, above 0, at most 1.
  public double share() {
    return (double) frames / compared;
  }
}
