package ai.profithack.media;

import ai.profithack.media.SoundHash.Peak;
import java.util.Arrays;
import java.util.List;

/// The peaks of many sounds in memory, to be asked for pairs of peaks.
///
/// A landmark is a peak and one of the [#PAIRS] that follow it within [#REACH_MILLIS] and an
/// octave; it is kept by the first one's pitch, the difference of pitches (both in 24ths of an
/// octave) and the time between them (in 32 ms). A question asks the cells on both sides of a
/// border too.
///
/// Shape: about 4 bytes a landmark and 13 a peak. Immutable.
///
/// Source: Wang 2003, An Industrial-Strength Audio Search Algorithm (ISMIR).
final class SoundIndex {
  static final int PAIRS = 5;
  static final int REACH_MILLIS = 1_500;

  private static final int COARSE = 2;
  private static final int TICK_MILLIS = 32;
  private static final int FIRSTS = SoundHasher.PITCHES / COARSE + 1;
  private static final int INTERVALS = 2 * SoundHasher.AN_OCTAVE / COARSE + 2;
  private static final int TICKS = REACH_MILLIS / TICK_MILLIS + 2;

  private final int[] at;
  private final byte[] pitch;

  /// Of each cell, where its landmarks begin in [#anchors]; one more at the end.
  private final int[] starts = new int[FIRSTS * INTERVALS * TICKS + 1];

  /// Of each landmark, the first of its peaks.
  private final int[] anchors;

  /// Of each sound, where its peaks begin; one more at the end.
  private final int[] sounds;

  SoundIndex(List<SoundHash> hashes) {
    sounds = new int[hashes.size() + 1];
    for (var i = 0; i < hashes.size(); i++) {
      sounds[i + 1] = sounds[i] + hashes.get(i).peaks().size();
    }
    at = new int[sounds[hashes.size()]];
    pitch = new byte[at.length];
    var next = 0;
    for (var hash : hashes) {
      for (var peak : hash.peaks()) {
        at[next] = peak.atMillis();
        pitch[next++] = (byte) peak.pitch();
      }
    }
    var count = 0;
    for (var sound = 0; sound < hashes.size(); sound++) {
      count += each(sound, (cell, _) -> starts[cell + 1]++);
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    var free = starts.clone();
    anchors = new int[count];
    for (var sound = 0; sound < hashes.size(); sound++) {
      each(sound, (cell, anchor) -> anchors[free[cell]++] = anchor);
    }
  }

  @FunctionalInterface
  private interface Landmarks {
    void landmark(int cell, int anchor);
  }

  /// What is told of each landmark that was found: where its first peak is.
  @FunctionalInterface
  interface Found {
    void found(int peak);
  }

  int peaks() {
    return at.length;
  }

  int from(int sound) {
    return sounds[sound];
  }

  int to(int sound) {
    return sounds[sound + 1];
  }

  int atMillis(int peak) {
    return at[peak];
  }

  int pitch(int peak) {
    return pitch[peak] & 0xff;
  }

  private int each(int sound, Landmarks landmarks) {
    var count = 0;
    for (var anchor = from(sound); anchor < to(sound); anchor++) {
      var pairs = 0;
      for (var other = anchor + 1; other < to(sound) && pairs < PAIRS; other++) {
        var millis = at[other] - at[anchor];
        if (millis > REACH_MILLIS) {
          break;
        }
        var interval = pitch(other) - pitch(anchor);
        if (paired(millis, interval)) {
          landmarks.landmark(
              cell(
                  pitch(anchor) / COARSE,
                  Math.floorDiv(interval, COARSE),
                  (millis + TICK_MILLIS / 2) / TICK_MILLIS),
              anchor);
          pairs++;
          count++;
        }
      }
    }
    return count;
  }

  /// Whether two peaks make a landmark. Those of one moment do not: they are one chord.
  static boolean paired(double millis, int interval) {
    return millis >= 2 * TICK_MILLIS
        && millis <= REACH_MILLIS
        && Math.abs(interval) <= SoundHasher.AN_OCTAVE;
  }

  /// Tells every landmark that may be the same as this one.
  ///
  /// `first`: a pitch, in 48ths of an octave; outside of what is heard nothing is found.
  void search(double first, Peak anchor, Peak other, double millis, Found found) {
    var interval = other.pitch() - anchor.pitch();
    var ticks = millis / TICK_MILLIS;
    var lowTick = (int) Math.round(ticks - 0.4);
    var highTick = (int) Math.round(ticks + 0.4);
    var lowFirst = Math.floorDiv((int) Math.round(first) - 1, COARSE);
    var highFirst = Math.floorDiv((int) Math.round(first) + 1, COARSE);
    var lowInterval = Math.floorDiv(interval - 1, COARSE);
    var highInterval = Math.floorDiv(interval + 1, COARSE);
    for (var f = Math.max(0, lowFirst); f <= Math.min(FIRSTS - 1, highFirst); f++) {
      for (var i = lowInterval; i <= highInterval; i++) {
        for (var t = lowTick; t <= highTick; t++) {
          if (t < TICKS) {
            var cell = cell(f, i, t);
            for (var n = starts[cell]; n < starts[cell + 1]; n++) {
              found.found(anchors[n]);
            }
          }
        }
      }
    }
  }

  private static int cell(int first, int interval, int tick) {
    return (first * INTERVALS + interval + INTERVALS / 2) * TICKS + tick;
  }
}
