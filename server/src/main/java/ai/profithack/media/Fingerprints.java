package ai.profithack.media;

/// By what a recording is recognised: what it shows and what it sounds like, either of which may be
/// empty.
public record Fingerprints(VideoHash pictures, SoundHash sound) {
  /// A recording or a still without sound.
  public static Fingerprints of(VideoHash pictures) {
    return new Fingerprints(pictures, SoundHash.SILENT);
  }

  /// Sound without pictures.
  public static Fingerprints of(SoundHash sound) {
    return new Fingerprints(VideoHash.EMPTY, sound);
  }

  /// Whether there is nothing in it to be recognised by.
  public boolean isEmpty() {
    return pictures.frames().isEmpty() && sound.peaks().isEmpty();
  }

  long lengthMillis() {
    return Math.max(pictures.lengthMillis(), sound.lengthMillis());
  }
}
