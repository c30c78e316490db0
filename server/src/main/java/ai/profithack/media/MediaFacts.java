package ai.profithack.media;

import java.util.OptionalLong;

/// What a file says about itself, as ffprobe reads it.
///
/// - `container`: mp4, webm, gif, png, jpeg or webp.
/// - `videoCodec`, `audioCodec`: as ffmpeg calls them, such as h264; the audio's is empty where
///   there is none.
/// - `width`, `height`: as shown, after `rotationDegrees`.
/// - `rotationDegrees`: clockwise, 0, 90, 180 or 270, by which the stored picture is turned.
/// - `lengthMillis`: of the recording, 1 or more: as the file states it, else as the moments of its
///   pictures tell; empty for stills, and for them only.
public record MediaFacts(
    String container,
    String videoCodec,
    String audioCodec,
    int width,
    int height,
    int rotationDegrees,
    OptionalLong lengthMillis) {
  /// The same with a length that was measured.
  MediaFacts lasting(long millis) {
    return new MediaFacts(
        container, videoCodec, audioCodec, width, height, rotationDegrees, OptionalLong.of(millis));
  }
}
