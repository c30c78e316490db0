package ai.profithack.media;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Makes the hashes of sounds.
///
/// The spectrum of 128 ms is taken every 32 ms and its loudness (in dB) laid onto 48 pitches an
/// octave, from 300 to 4,000 Hz: what small loudspeakers play, and low bit rates keep. A peak is
/// louder than everything within 160 ms and a whole tone. Of each second the strongest are kept,
/// more of a query than of a reference: noise over the sound adds peaks, and the sound's own have
/// to be among those that are asked about. What is 60 dB below the loudest moment, or below what 16
/// bits can say, is silence.
///
/// Source: Wang 2003, An Industrial-Strength Audio Search Algorithm (ISMIR).
public final class SoundHasher {
  static final double LOWEST_HZ = 300;
  static final int AN_OCTAVE = 48;
  static final int PITCHES = 180;

  private static final int WINDOW = 2_048;
  private static final int HOP = 512;
  private static final int WIDE_FRAMES = 5;
  private static final int WIDE_PITCHES = 6;
  private static final int KEPT_OF_A_REFERENCE = 20;
  private static final int KEPT_OF_A_QUERY = 30;
  private static final float SILENCE_DB = -75;
  private static final float BELOW_LOUDEST_DB = 60;

  private SoundHasher() {}

  /// The hash to compare a recording with a bank by.
  public static SoundHash query(Sound sound) {
    return hash(sound, KEPT_OF_A_QUERY);
  }

  /// The hash to put into a bank.
  public static SoundHash reference(Sound sound) {
    return hash(sound, KEPT_OF_A_REFERENCE);
  }

  private record Heard(int frame, float pitch, float time, float decibels) {}

  private static SoundHash hash(Sound sound, int kept) {
    var loudness = loudness(sound.samples());
    var length = Math.round(1_000.0 * sound.samples().length / Sound.RATE);
    var peaks = strongest(peaks(loudness), kept);
    return new SoundHash(
        length,
        peaks.stream()
            .map(peak ->
                new SoundHash.Peak(
                    Math.round(peak.time * 1_000 * HOP / Sound.RATE),
                    Math.clamp(Math.round(peak.pitch), 0, PITCHES - 1)))
            .sorted(
                Comparator.comparingInt(SoundHash.Peak::atMillis)
                    .thenComparing(SoundHash.Peak::pitch))
            .toList());
  }

  /// By frame, the loudness of each pitch in dB of full scale.
  private static float[][] loudness(short[] samples) {
    var frames = samples.length < WINDOW ? 0 : (samples.length - WINDOW) / HOP + 1;
    var loudness = new float[frames][];
    var spectrum = new Spectrum(WINDOW);
    for (var frame = 0; frame < frames; frame++) {
      loudness[frame] = laid(spectrum.decibels(samples, frame * HOP));
    }
    return loudness;
  }

  private static float[] laid(float[] decibels) {
    var pitches = new float[PITCHES];
    for (var pitch = 0; pitch < PITCHES; pitch++) {
      var from = bin(pitch - 0.5);
      var to = bin(pitch + 0.5);
      if (to - from < 1) {
        var at = bin(pitch);
        var low = (int) at;
        var part = (float) (at - low);
        pitches[pitch] = decibels[low] * (1 - part) + decibels[low + 1] * part;
      } else {
        var most = Float.NEGATIVE_INFINITY;
        for (var at = (int) Math.round(from); at <= Math.round(to); at++) {
          most = Math.max(most, decibels[at]);
        }
        pitches[pitch] = most;
      }
    }
    return pitches;
  }

  private static double bin(double pitch) {
    return LOWEST_HZ * Math.pow(2, pitch / AN_OCTAVE) * WINDOW / Sound.RATE;
  }

  private static List<Heard> peaks(float[][] loudness) {
    var loudest = SILENCE_DB;
    for (var frame : loudness) {
      for (var decibels : frame) {
        loudest = Math.max(loudest, decibels);
      }
    }
    var floor = Math.max(SILENCE_DB, loudest - BELOW_LOUDEST_DB);
    var peaks = new ArrayList<Heard>();
    for (var frame = 0; frame < loudness.length; frame++) {
      for (var pitch = 1; pitch < PITCHES - 1; pitch++) {
        var here = loudness[frame][pitch];
        if (here > floor && isPeak(loudness, frame, pitch)) {
          var row = loudness[frame];
          var time =
              frame > 0 && frame + 1 < loudness.length
                  ? vertex(loudness[frame - 1][pitch], here, loudness[frame + 1][pitch])
                  : 0;
          peaks.add(
              new Heard(
                  frame, pitch + vertex(row[pitch - 1], here, row[pitch + 1]), frame + time, here));
        }
      }
    }
    return peaks;
  }

  private static boolean isPeak(float[][] loudness, int frame, int pitch) {
    var here = loudness[frame][pitch];
    var fromPitch = Math.max(0, pitch - WIDE_PITCHES);
    var toPitch = Math.min(PITCHES - 1, pitch + WIDE_PITCHES);
    var toFrame = Math.min(loudness.length - 1, frame + WIDE_FRAMES);
    for (var f = Math.max(0, frame - WIDE_FRAMES); f <= toFrame; f++) {
      var row = loudness[f];
      for (var p = fromPitch; p <= toPitch; p++) {
        // Of equals, the first one.
        if (row[p] > here || (row[p] == here && (f < frame || (f == frame && p < pitch)))) {
          return false;
        }
      }
    }
    return true;
  }

  /// Where the parabola through three neighbours is highest, -0.5 to 0.5 from the middle one.
  private static float vertex(float before, float here, float after) {
    var curve = before - 2 * here + after;
    return curve >= 0 ? 0 : Math.clamp(0.5f * (before - after) / curve, -0.5f, 0.5f);
  }

  /// The strongest of each second.
  private static List<Heard> strongest(List<Heard> peaks, int aSecond) {
    var framesASecond = Sound.RATE / HOP;
    var kept = new ArrayList<Heard>();
    for (var from = 0; from < peaks.size(); ) {
      var second = peaks.get(from).frame / framesASecond;
      var to = from;
      while (to < peaks.size() && peaks.get(to).frame / framesASecond == second) {
        to++;
      }
      peaks.subList(from, to).stream()
          .sorted(Comparator.comparingDouble(Heard::decibels).reversed())
          .limit(aSecond)
          .forEach(kept::add);
      from = to;
    }
    return kept;
  }
}
