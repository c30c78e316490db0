package ai.profithack.media;

/// How an attempt to decode a file ended.
public sealed interface Decoding<T> {
  /// It was decoded, whole.
  record Decoded<T>(T value) implements Decoding<T> {}

  /// It was not, because of what the file is. Frames that were handed out before belong to a file
  /// that counts as unseen.
  ///
  /// `reason`: one sentence for people.
  record Refused<T>(String reason) implements Decoding<T> {}
}
