package ai.profithack.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a recording sounds like, made by [SoundHasher]: its spectral peaks.
///
/// `lengthMillis`: of the sound. `peaks`: in the order of time, then of pitch; none where nothing
/// is to be heard.
public record SoundHash(long lengthMillis, List<Peak> peaks) {
  static final SoundHash SILENT = new SoundHash(0, List.of());

  private static final int PEAK_BYTES = 5;
  private static final long LENGTH_MAX_MILLIS = 86_400_000;

  public SoundHash {
    peaks = List.copyOf(peaks);
  }

  /// From [#bytes].
  ///
  /// Errors: [IllegalArgumentException] where these are no peaks of a sound of this length.
  static SoundHash of(long lengthMillis, byte[] bytes) {
    var least = bytes.length == 0 ? 0 : 1;
    if (bytes.length % PEAK_BYTES != 0
        || lengthMillis < least
        || lengthMillis > LENGTH_MAX_MILLIS) {
      throw new IllegalArgumentException(
          "no peaks of a sound of %d ms: %d bytes".formatted(lengthMillis, bytes.length));
    }
    var peaks = new ArrayList<Peak>(bytes.length / PEAK_BYTES);
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      var peak = new Peak(buffer.getInt(), buffer.get() & 0xff);
      var before = peaks.isEmpty() ? 0 : peaks.getLast().atMillis;
      if (peak.atMillis < before
          || peak.atMillis > lengthMillis
          || peak.pitch >= SoundHasher.PITCHES) {
        throw new IllegalArgumentException("no peak of this sound, or not in its order: " + peak);
      }
      peaks.add(peak);
    }
    return new SoundHash(lengthMillis, peaks);
  }

  /// The peaks in their order, five bytes each: the moment in four, the pitch in one.
  byte[] bytes() {
    var buffer = ByteBuffer.allocate(peaks.size() * PEAK_BYTES);
    for (var peak : peaks) {
      buffer.putInt(peak.atMillis).put((byte) peak.pitch);
    }
    return buffer.array();
  }

  /// A moment and a pitch at which the sound is louder than all around them.
  ///
  /// `atMillis`: from the beginning. `pitch`: in 48ths of an octave above [SoundHasher#LOWEST_HZ],
  /// 0 to [SoundHasher#PITCHES] - 1.
  public record Peak(int atMillis, int pitch) {}
}
