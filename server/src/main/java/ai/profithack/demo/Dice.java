package ai.profithack.demo;

import java.util.SplittableRandom;

/// Streams of chance, each fixed by the seed and by what it is for.
///
/// Whatever is drawn for a user on a day is the same in every process that has the seed, whatever
/// else was drawn before.
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;

  Dice(long seed) {
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  /// What a stream is for; part of its key.
  enum Purpose {
    SIGN_UPS,
    USER,
    CREATOR,
    RANK,
    PRESENCE,
    BEHAVIOUR,
    PUBLISHING,
    VIRAL,
    TREND,
    GUESTS,
    ADVERTISEMENTS,
    SUBSCRIPTION,
    TITLE
  }

  SplittableRandom of(Purpose purpose, long key) {
    return of(purpose, key, 0);
  }

  SplittableRandom of(Purpose purpose, long key, long secondKey) {
    var mixed = mix(seed + GOLDEN * purpose.name().hashCode());
    mixed = mix(mixed ^ (key + 1) * GOLDEN);
    return new SplittableRandom(mix(mixed ^ (secondKey + 1) * GOLDEN));
  }

  /// Source: Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195, the finishing step of
  /// SplitMix64.
  private static long mix(long value) {
    var mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
