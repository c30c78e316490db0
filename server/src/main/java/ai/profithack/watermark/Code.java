package ai.profithack.watermark;

import java.util.Optional;

/// The words that payloads are written in: 32 bits and a checksum of 24, in a convolutional code of
/// rate 1/6 and memory 14 that bites its own tail.
///
/// Reading takes soft values and finds the most probable word (Viterbi, three times around the
/// circle); the checksum then tells a word from chance. A payload's number of digits is part of the
/// checksum, not of the word.
///
/// Sources: the generators 46321 51271 63667 70535 73277 76513 (octal) of the Cassini mission;
/// wrap-around Viterbi decoding by Shao, Lin and Fossorier (2003); CRC-24 of RFC 4880, 6.1.
final class Code {
  static final int CHECK_BITS = 24;
  private static final int PAYLOAD_BITS = 32;
  private static final int INFO_BITS = PAYLOAD_BITS + CHECK_BITS;
  private static final int RATE = 6;

  /// Values of a word.
  static final int LENGTH = INFO_BITS * RATE;

  private static final int MEMORY = 14;
  private static final int STATES = 1 << MEMORY;
  private static final int TURNS = 3;
  private static final int[] GENERATORS = {
    0b100110011010001,
    0b101001010111001,
    0b110011110110111,
    0b111000101011101,
    0b111011010111111,
    0b111110101001011
  };
  private static final int CRC_START = 0xb704ce;
  private static final int CRC_POLYNOMIAL = 0x864cfb;

  /// What the register of memory and newest bit sends: one bit a generator.
  private static final byte[] SENT = sent();

  private Code() {}

  /// A word that was read. `likelihood`: the share of the strength of all values that speaks for
  /// the word, −1 to 1.
  record Word(Payload payload, double likelihood) {}

  /// The word of a payload: [#LENGTH] values, each −1 or 1.
  static byte[] encode(Payload payload) {
    return encode((long) payload.bits() << CHECK_BITS | check(payload.bits(), payload.digits()));
  }

  /// The payload of the word that is most probable, if its checksum is right. Positive values speak
  /// for 1.
  static Optional<Word> decode(float[] values) {
    var info = mostProbable(values);
    var bits = (int) (info >>> CHECK_BITS);
    var check = (int) info & (1 << CHECK_BITS) - 1;
    for (var digits = Payload.DIGITS_MAX; digits >= Payload.DIGITS_MIN; digits--) {
      if (Payload.fits(bits, digits) && check(bits, digits) == check) {
        return Optional.of(new Word(Payload.of(bits, digits), likelihood(encode(info), values)));
      }
    }
    return Optional.empty();
  }

  static byte[] encode(long info) {
    var word = new byte[LENGTH];
    var register = (int) info & STATES - 1;
    for (var i = 0; i < INFO_BITS; i++) {
      register = (register << 1 | bit(info, i)) & 2 * STATES - 1;
      for (var g = 0; g < RATE; g++) {
        word[i * RATE + g] = (byte) ((SENT[register] >> g & 1) * 2 - 1);
      }
    }
    return word;
  }

  private static int bit(long info, int i) {
    return (int) (info >>> (INFO_BITS - 1 - i)) & 1;
  }

  private static double likelihood(byte[] word, float[] values) {
    var agreed = 0.0;
    var all = 1e-9;
    for (var i = 0; i < LENGTH; i++) {
      agreed += word[i] * values[i];
      all += Math.abs(values[i]);
    }
    return agreed / all;
  }

  /// Once around to forget where it began, once to decide, and once more so that what is decided
  /// last was looked at from behind too.
  static long mostProbable(float[] values) {
    var metrics = new float[STATES];
    var next = new float[STATES];
    var decisions = new boolean[TURNS * INFO_BITS][STATES];
    for (var i = 0; i < decisions.length; i++) {
      step(branches(values, i % INFO_BITS * RATE), metrics, next, decisions[i]);
      var swap = metrics;
      metrics = next;
      next = swap;
    }
    var state = 0;
    for (var s = 1; s < STATES; s++) {
      state = metrics[s] > metrics[state] ? s : state;
    }
    var info = 0L;
    for (var i = decisions.length - 1; i >= INFO_BITS; i--) {
      if (i < 2 * INFO_BITS) {
        info |= (long) (state & 1) << (2 * INFO_BITS - 1 - i);
      }
      state = (decisions[i][state] ? state | STATES : state) >> 1;
    }
    return info;
  }

  /// How much the values speak for each of the bits that one step can send.
  private static float[] branches(float[] values, int from) {
    var branches = new float[1 << RATE];
    for (var sent = 0; sent < branches.length; sent++) {
      for (var g = 0; g < RATE; g++) {
        branches[sent] += (sent >> g & 1) == 1 ? values[from + g] : -values[from + g];
      }
    }
    return branches;
  }

  private static void step(float[] branches, float[] from, float[] to, boolean[] decided) {
    for (var state = 0; state < STATES; state++) {
      var zero = from[state >> 1] + branches[SENT[state]];
      var one = from[(state | STATES) >> 1] + branches[SENT[state | STATES]];
      decided[state] = one > zero;
      to[state] = Math.max(zero, one);
    }
  }

  private static byte[] sent() {
    var all = new byte[2 * STATES];
    for (var register = 0; register < all.length; register++) {
      for (var g = 0; g < RATE; g++) {
        all[register] |= (byte) ((Integer.bitCount(register & GENERATORS[g]) & 1) << g);
      }
    }
    return all;
  }

  static int check(int bits, int digits) {
    var crc = CRC_START;
    for (var value :
        new int[] {digits, bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff}) {
      crc ^= value << 16;
      for (var i = 0; i < 8; i++) {
        crc = (crc << 1) ^ ((crc >> 23 & 1) * (CRC_POLYNOMIAL | 1 << CHECK_BITS));
      }
    }
    return crc & (1 << CHECK_BITS) - 1;
  }
}
