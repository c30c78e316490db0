package ai.profithack.media;

import java.util.List;

/// The hashes of a recording or a still, made by [VideoHasher]: sparse as a query, dense as a
/// reference.
///
/// `lengthMillis`: 0 for a still. `frames`: in the order of time, none without features; none at
/// all where nothing in the recording has any.
public record VideoHash(long lengthMillis, List<FrameHash> frames) {
  static final VideoHash EMPTY = new VideoHash(0, List.of());

  public VideoHash {
    frames = List.copyOf(frames);
  }

  /// A single picture without time, such as one from somebody else's list.
  public static VideoHash still(PdqHash hash, int quality) {
    return new VideoHash(0, List.of(new FrameHash(0, 0, quality, List.of(hash))));
  }
}
