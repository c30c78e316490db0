package ai.profithack.media;

import java.util.Random;

/// Sounds made by chance: the same seed gives the same sound.
public final class Tunes {
  private Tunes() {}

  /// Notes of a fifth of a second, three at a time, each with overtones.
  public static Sound tune(long seed, int seconds) {
    var random = new Random(seed);
    var samples = new short[seconds * Sound.RATE];
    var note = Sound.RATE / 5;
    for (var voice = 0; voice < 3; voice++) {
      for (var from = 0; from < samples.length; from += note) {
        var hertz = 220 * Math.pow(2, random.nextInt(36) / 12.0);
        for (var i = 0; i < note; i++) {
          var t = (double) i / Sound.RATE;
          var value = 0.0;
          for (var overtone = 1; overtone <= 4; overtone++) {
            value += Math.sin(2 * Math.PI * hertz * overtone * t) / overtone;
          }
          samples[from + i] = clipped(samples[from + i] + 2_500 * value * Math.exp(-8 * t));
        }
      }
    }
    return new Sound(samples);
  }

  static Sound noise(long seed, int seconds, double deviation) {
    var random = new Random(seed);
    var samples = new short[seconds * Sound.RATE];
    for (var i = 0; i < samples.length; i++) {
      samples[i] = clipped(random.nextGaussian() * deviation);
    }
    return new Sound(samples);
  }

  static Sound tone(double hertz, int seconds) {
    var samples = new short[seconds * Sound.RATE];
    for (var i = 0; i < samples.length; i++) {
      samples[i] = (short) (10_000 * Math.sin(2 * Math.PI * hertz * i / Sound.RATE));
    }
    return new Sound(samples);
  }

  public static Sound piece(Sound sound, double fromSeconds, double seconds) {
    var from = (int) (fromSeconds * Sound.RATE);
    return new Sound(
        java.util.Arrays.copyOfRange(sound.samples(), from, from + (int) (seconds * Sound.RATE)));
  }

  public static Sound together(Sound one, Sound other) {
    var samples = one.samples().clone();
    for (var i = 0; i < Math.min(samples.length, other.samples().length); i++) {
      samples[i] = clipped(samples[i] + other.samples()[i]);
    }
    return new Sound(samples);
  }

  public static Sound oneAfterAnother(Sound... sounds) {
    var length = 0;
    for (var sound : sounds) {
      length += sound.samples().length;
    }
    var samples = new short[length];
    var at = 0;
    for (var sound : sounds) {
      System.arraycopy(sound.samples(), 0, samples, at, sound.samples().length);
      at += sound.samples().length;
    }
    return new Sound(samples);
  }

  /// Played so much faster, and higher by as much.
  static Sound played(Sound sound, double speed) {
    var samples = new short[(int) ((sound.samples().length - 1) / speed)];
    for (var i = 0; i < samples.length; i++) {
      var at = i * speed;
      var before = (int) at;
      var part = at - before;
      samples[i] =
          (short)
              Math.round(sound.samples()[before] * (1 - part) + sound.samples()[before + 1] * part);
    }
    return new Sound(samples);
  }

  private static short clipped(double value) {
    return (short) Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE);
  }
}
