package ai.profithack.media;

/// A piece of a recording sounds like a piece of an item of a bank.
///
/// - `fromMillis`, `toMillis`: the piece of the recording.
/// - `itemFromMillis`, `itemToMillis`: the piece of the item.
/// - `speed`: seconds of the item that a second of the recording plays, about 0.9 to 1.1.
/// - `semitones`: how much higher the recording sounds than the item; negative: lower.
/// - `agreed` of `compared` peaks of the recording's piece are the item's.
/// - `evidence`: the logarithm of how much more probable that is of a copy than by chance.
public record SoundMatch(
    long itemId,
    int fromMillis,
    int toMillis,
    int itemFromMillis,
    int itemToMillis,
    double speed,
    double semitones,
    int agreed,
    int compared,
    double evidence) {
  /// How many of the piece's peaks agree, above 0, at most 1.
  public double share() {
    return (double) agreed / compared;
  }
}
