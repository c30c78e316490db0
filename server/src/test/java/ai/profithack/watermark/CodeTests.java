package ai.profithack.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Payloads survive errors; chance is no payload.
class CodeTests {
  private static final Random RANDOM = new Random(22);

  @Test
  void anEighthOfTheBitsMayBeTurned() {
    for (var i = 0; i < 25; i++) {
      var payload = Payload.of(RANDOM.nextInt() >>> (4 * (i % 3)), 8 - i % 3);
      var word = values(payload, 1, 0);
      for (var j = 0; j < word.length; j++) {
        word[j] *= RANDOM.nextInt(8) == 0 ? -1 : 1;
      }

      assertThat(Code.decode(word).orElseThrow().payload()).isEqualTo(payload);
    }
  }

  @Test
  void noiseAsStrongAsTheWordIsNoHindrance() {
    for (var i = 0; i < 20; i++) {
      var payload = Payload.of(RANDOM.nextInt());

      assertThat(Code.decode(values(payload, 1, 1)).orElseThrow().payload()).isEqualTo(payload);
    }
  }

  @Test
  void chanceIsNoPayload() {
    for (var i = 0; i < 40; i++) {
      assertThat(Code.decode(values(Payload.of(0), 0, 1))).isEmpty();
    }
  }

  @Test
  void digitsArePartOfThePayload() {
    for (var hex : new String[] {"00abcd", "000abcd", "0000abcd", "ffffffff", "000000"}) {
      assertThat(Code.decode(values(new Payload(hex), 1, 0.3)).orElseThrow().payload().hex())
          .isEqualTo(hex);
    }
  }

  @Test
  void checksumIsThatOfOpenPgp() {
    // The published check value of CRC-24/OPENPGP over "123456789" is 21CF02; this is the same
    // register over five bytes, computed bit by bit here.
    var crc = 0xb704ce;
    for (var bit = 0; bit < 40; bit++) {
      var bytes = new int[] {8, 0xde, 0xad, 0xbe, 0xef};
      var in = (bytes[bit / 8] >> (7 - bit % 8)) & 1;
      var top = crc >> 23 & 1;
      crc = ((crc << 1) & 0xffffff) ^ (top == in ? 0 : 0x864cfb);
    }
    assertThat(Code.check(0xdeadbeef, 8)).isEqualTo(crc);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "12345", "123456789", "0x1234", "-12345", "ghijkl", "12 456", "１２３４５６"})
  void otherTextsAreNoPayload(String text) {
    assertThatThrownBy(() -> new Payload(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 to 8 hexadecimal digits");
  }

  private static float[] values(Payload payload, double strength, double noise) {
    var word = Code.encode(payload);
    var values = new float[word.length];
    for (var i = 0; i < values.length; i++) {
      values[i] = (float) (strength * word[i] + noise * RANDOM.nextGaussian());
    }
    return values;
  }
}
