package ai.profithack.media;

import java.util.Arrays;
import java.util.Random;

/// Music made by chance: four bars of a melody with harmonics over chords and a bass, drums of
/// noise, a second part and back again. The same seed gives the same tune.
final class Tune {
  private static final int[] MAJOR = {0, 2, 4, 5, 7, 9, 11};
  private static final int[] MINOR = {0, 2, 3, 5, 7, 8, 10};

  private final Random random;
  private final float[] samples;

  private Tune(long seed, int seconds) {
    random = new Random(seed);
    samples = new float[seconds * Sound.RATE];
  }

  static Sound of(long seed, int seconds) {
    var tune = new Tune(seed, seconds);
    tune.play();
    var loudest = 0f;
    for (var sample : tune.samples) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    var made = new short[tune.samples.length];
    for (var i = 0; i < made.length; i++) {
      made[i] = (short) (tune.samples[i] / loudest * 0.8 * Short.MAX_VALUE);
    }
    return new Sound(made);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(int[] melody, int[] chords, boolean[] kick, boolean[] snare) {}

  private Part part() {
    var melody = random.ints(64, -4, 12).toArray();
    var chords = random.ints(4, 0, 7).toArray();
    var kick = new boolean[16];
    var snare = new boolean[16];
    for (var step = 0; step < 16; step++) {
      kick[step] = step % 4 == 0 || random.nextInt(8) == 0;
      snare[step] = step % 8 == 4 || random.nextInt(12) == 0;
    }
    return new Part(melody, chords, kick, snare);
  }

  private void play() {
    var step = 60.0 / (80 + random.nextInt(70)) / 4;
    var scale = random.nextBoolean() ? MAJOR : MINOR;
    var root = 50 + random.nextInt(12);
    var timbre = random.doubles(6, 0.05, 1).toArray();
    Part[] parts = {part(), part()};
    for (var i = 0; i * step * Sound.RATE < samples.length; i++) {
      var part = parts[i / 64 % 3 == 1 ? 1 : 0];
      var degree = part.melody[i % 64];
      var at = (int) (i * step * Sound.RATE);
      if (degree >= 0) {
        note(at, step * 2, pitch(root + 12, scale, degree), 0.5, timbre);
      }
      if (i % 16 == 0) {
        for (var third = 0; third < 3; third++) {
          note(
              at,
              step * 16,
              pitch(root, scale, part.chords[i / 16 % 4] + 2 * third),
              0.2,
              new double[] {1, 0.4, 0.2, 0.1});
        }
      }
      if (i % 4 == 0) {
        note(
            at,
            step * 4,
            pitch(root - 24, scale, part.chords[i / 16 % 4]),
            0.4,
            new double[] {1, 0.6, 0.3, 0.2, 0.2, 0.1});
      }
      if (part.kick[i % 16]) {
        note(at, 0.15, 60, 0.8, new double[] {1});
      }
      noise(at, part.snare[i % 16] ? 0.2 : 0.04, part.snare[i % 16] ? 0.3 : 0.1);
    }
  }

  private static double pitch(int root, int[] scale, int degree) {
    var key = root + 12 * Math.floorDiv(degree, 7) + scale[Math.floorMod(degree, 7)];
    return 440 * Math.pow(2, (key - 69) / 12.0);
  }

  private void note(int at, double seconds, double hertz, double loudness, double[] harmonics) {
    var sum = Arrays.stream(harmonics).sum();
    var end = Math.min(samples.length, at + (int) (seconds * Sound.RATE));
    for (var i = at; i < end; i++) {
      var t = (double) (i - at) / Sound.RATE;
      var value = 0.0;
      for (var h = 0; h < harmonics.length && hertz * (h + 1) < Sound.RATE / 2.0; h++) {
        value += harmonics[h] / sum * Math.sin(2 * Math.PI * hertz * (h + 1) * t);
      }
      samples[i] += (float) (loudness * value * Math.min(1, t * 200) * Math.exp(-2 * t / seconds));
    }
  }

  private void noise(int at, double seconds, double loudness) {
    var end = Math.min(samples.length, at + (int) (seconds * Sound.RATE));
    for (var i = at; i < end; i++) {
      var t = (double) (i - at) / Sound.RATE;
      samples[i] += (float) (loudness * random.nextGaussian() * 0.5 * Math.exp(-5 * t / seconds));
    }
  }
}
