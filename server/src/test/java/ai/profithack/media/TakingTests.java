package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One decoding gives all that several would give, and ends as one.
@Timeout(60)
class TakingTests {
  private static final Decoder DECODER = new Decoder(Clips.HOME, DecodingLimits.DEFAULT);
  private static final Sampling FINE = Sampling.of(8).within(160);
  private static final Sampling COARSE = Sampling.of(2);

  @BeforeAll
  static void ffmpegRuns() throws Exception {
    Clips.ffmpeg();
  }

  @Test
  void picturesAndSoundAreThoseOfDecodingsOfTheirOwn() throws Exception {
    var file = Clips.brief();
    var colourAlone = new ArrayList<Integer>();
    decoded(DECODER.colour(file, COARSE, frame -> colourAlone.add(seen(frame))));
    var greyAlone = new ArrayList<Integer>();
    decoded(DECODER.grey(file, FINE, frame -> greyAlone.add(seen(frame))));

    var colour = new ArrayList<Integer>();
    var grey = new ArrayList<Integer>();
    var small = new ArrayList<Integer>();
    var sounds = new ArrayList<Sound>();
    var footage =
        decoded(
            DECODER.take(
                file,
                facts(file),
                List.of(
                    new Taking.Colour(COARSE, frame -> colour.add(seen(frame))),
                    new Taking.Grey(FINE, frame -> grey.add(seen(frame))),
                    new Taking.Grey(Sampling.of(25).within(32), frame -> small.add(seen(frame))),
                    new Taking.Heard(sounds::add))));

    assertThat(colour).hasSizeBetween(4, 5).isEqualTo(colourAlone);
    assertThat(grey).hasSizeBetween(16, 17).isEqualTo(greyAlone);
    assertThat(small).hasSizeBetween(50, 51);
    assertThat(footage.frames()).isEqualTo(colour.size());
    assertThat(sounds).hasSize(1);
    assertThat(sounds.getFirst().seconds()).isBetween(1.9, 2.1);
    // A tone: full waves, 440 a second.
    assertThat(rising(sounds.getFirst())).isBetween(850L, 910L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatASinkThrowsEndsTheDecodingAndIsThrownOn(int failing) throws Exception {
    var file = Clips.moving();
    var facts = facts(file);
    var takings = new ArrayList<Taking>();
    for (var i = 0; i < 2; i++) {
      var fails = i == failing;
      takings.add(
          new Taking.Grey(
              FINE,
              frame -> {
                if (fails && frame.atMillis() == 500) {
                  throw new IllegalArgumentException("enough");
                }
              }));
    }
    takings.add(
        new Taking.Heard(sound -> {
          if (failing == 2) {
            throw new IllegalArgumentException("enough");
          }
        }));
    assertThatThrownBy(() -> DECODER.take(file, facts, takings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("enough");
  }

  @Test
  void nobodyWaitsForAProcessThatEndsBeforeItPutsOutAnything() throws Exception {
    // It has no sound, so ffmpeg ends before it comes to what the others wait for.
    var file = Clips.clip("mute.mp4", "-f lavfi -i testsrc2 -t 1 -c:v mpeg4".split(" "));
    var takings =
        List.<Taking>of(
            new Taking.Colour(COARSE, frame -> {}),
            new Taking.Heard(sound -> {}),
            new Taking.Grey(FINE, frame -> {}));
    assertThat(DECODER.take(file, facts(file), takings)).isInstanceOf(Refused.class);
  }

  @Test
  void theLimitOnWhatIsPutOutCountsAllOfIt() throws Exception {
    var file = Clips.moving();
    // 80 pictures of 160 × 90 are 1.1 MiB.
    var one = new Taking.Grey(FINE, frame -> {});
    var limits = DecodingLimits.DEFAULT;
    var tight =
        new Decoder(
            Clips.HOME,
            new DecodingLimits(
                limits.wall(),
                limits.cpuSeconds(),
                limits.memoryMib(),
                3 << 19,
                limits.pixels(),
                limits.length()));
    assertThat(tight.take(file, facts(file), List.of(one))).isInstanceOf(Decoded.class);
    assertThat(tight.take(file, facts(file), List.of(one, one)))
        .isEqualTo(new Refused<Footage>("The file puts out more than 1 MiB."));
  }

  /// From below zero to above it.
  private static long rising(Sound sound) {
    var count = 0L;
    for (var i = 1; i < sound.samples().length; i++) {
      count += sound.samples()[i - 1] < 0 && sound.samples()[i] >= 0 ? 1 : 0;
    }
    return count;
  }

  private static int seen(Frame<?> frame) {
    var values =
        switch (frame.picture()) {
          case Luma(var _, var _, var pixels) -> pixels;
          case Rgb(var _, var _, var all) -> all;
          default -> throw new AssertionError(frame);
        };
    return 31 * Long.hashCode(frame.atMillis()) + Arrays.hashCode(values);
  }

  private static MediaFacts facts(Path file) throws Exception {
    return decoded(DECODER.probe(file));
  }

  private static <T> T decoded(Decoding<T> decoding) {
    if (decoding instanceof Decoded<T>(var value)) {
      return value;
    }
    throw new AssertionError(decoding);
  }
}
