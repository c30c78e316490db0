package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of hashes are read and written as others write and read them.
class ExchangeFormatTests {
  private static final String HEX =
      "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

  @ParameterizedTest
  @ValueSource(strings = {"pdq " + HEX, HEX, "  pdq   " + HEX + " "})
  void pictureIsRead(String line) {
    var entry = ExchangeFormat.read(line);

    assertThat(entry.key()).isEqualTo(HEX);
    assertThat(entry.prints().pictures()).isEqualTo(VideoHash.still(PdqHash.parse(HEX), 100));
  }

  @Test
  void recordingIsReadWithoutWhatHasNoFeatures() {
    var line = "vpdq [\"%s,100,0.000\", \"%s,49,1.000\", \"%s,80,2.000\"]".formatted(HEX, HEX, HEX);

    var hash = ExchangeFormat.read(line).prints().pictures();

    assertThat(hash.lengthMillis()).isEqualTo(2_000);
    assertThat(hash.frames()).extracting(FrameHash::quality).containsExactly(100, 80);
    assertThat(hash.frames()).extracting(FrameHash::fromMillis).containsExactly(0, 1_500);
    assertThat(hash.frames()).extracting(FrameHash::toMillis).containsExactly(500, 2_000);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    var hash = PdqHash.parse(HEX);
    var recording =
        new VideoHash(
            3_000,
            List.of(
                new FrameHash(0, 400, 90, List.of(hash, hash)),
                new FrameHash(3_000, 3_000, 70, List.of(hash))));

    assertThat(ExchangeFormat.write(VideoHash.still(hash, 77))).isEqualTo("pdq " + HEX);
    assertThat(ExchangeFormat.write(recording))
        .isEqualTo("vpdq [\"" + HEX + ",90,0.200\",\"" + HEX + ",70,3.000\"]");
    assertThat(ExchangeFormat.read(ExchangeFormat.write(recording)).prints().pictures().frames())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5 0cc175b9c0f1b6a831c399e269772661",
        "pdq f8f8",
        "vpdq {}",
        "vpdq [\"f8f8,100,0\"]",
        "vpdq [\"" + HEX + ",101,0\"]",
        "vpdq [\"" + HEX + ",100,-1\"]",
        "vpdq [\"" + HEX + ",100,NaN\"]",
        "vpdq [\"" + HEX + ",100\"]",
        "vpdq [",
        "two words"
      })
  void whatIsNoHashIsRefusedWithTheReason(String line) {
    assertThatThrownBy(() -> ExchangeFormat.read(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{10,}");
  }
}
