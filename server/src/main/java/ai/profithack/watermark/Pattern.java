package ai.profithack.watermark;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a key lays out a tile of [#SIDE] × [#SIDE] chips, with which a picture is covered from its
/// upper left corner on: which chips are the pilot's that a reader looks for, and which carry which
/// value of the word, turned around or not.
final class Pattern {
  /// Chips in a row and in a column of a tile.
  static final int SIDE = 32;

  static final int CHIPS = SIDE * SIDE;

  /// The side of a chip, where the shorter side of the picture is [#LINES].
  static final int CHIP = 16;

  static final int LINES = 720;

  private static final int PILOTS = 208;
  private static final int PILOT = -1;

  /// The value of the word that a chip carries, or [#PILOT].
  private final int[] carried = new int[CHIPS];

  private final byte[] signs = new byte[CHIPS];

  Pattern(byte[] key) {
    var order = new int[CHIPS];
    var random = new Stream(key);
    for (var i = 0; i < CHIPS; i++) {
      var j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (var i = 0; i < CHIPS; i++) {
      carried[order[i]] = i < PILOTS ? PILOT : (i - PILOTS) % Code.LENGTH;
      signs[order[i]] = (byte) (random.below(2) * 2 - 1);
    }
  }

  /// The chips for a payload, row by row, each −1 or 1.
  byte[] tile(Payload payload) {
    return tile(Code.encode(payload));
  }

  /// The chips for a word.
  byte[] tile(byte[] word) {
    var tile = new byte[CHIPS];
    for (var i = 0; i < CHIPS; i++) {
      tile[i] = (byte) (carried[i] == PILOT ? signs[i] : signs[i] * word[carried[i]]);
    }
    return tile;
  }

  /// The pilot's chips, −1 or 1, and 0 for all others.
  byte[] pilot() {
    var pilot = new byte[CHIPS];
    for (var i = 0; i < CHIPS; i++) {
      pilot[i] = carried[i] == PILOT ? signs[i] : 0;
    }
    return pilot;
  }

  /// What chips as they were read say about each value of the word.
  float[] word(float[] chips) {
    var word = new float[Code.LENGTH];
    for (var i = 0; i < CHIPS; i++) {
      if (carried[i] != PILOT) {
        word[carried[i]] += signs[i] * chips[i];
      }
    }
    return word;
  }

  /// Numbers that only the key's owner can foresee: HMAC-SHA-256 of a counter.
  private static final class Stream {
    private final Mac mac;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private int counter;

    Stream(byte[] key) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("every JDK has HmacSHA256", impossible);
      }
    }

    int below(int bound) {
      if (!block.hasRemaining()) {
        block = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(4).putInt(counter++).array()));
      }
      return (int) (((block.getInt() & 0xffffffffL) * bound) >>> 32);
    }
  }
}
