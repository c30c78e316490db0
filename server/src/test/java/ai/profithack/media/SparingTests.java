package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is left out when a recording is decoded sparingly, and when nothing may be left out. The
/// clips are MPEG-4, of whose pictures every one between two others (B) is referred to by none.
@Timeout(60)
class SparingTests {
  private static final Decoder DECODER = new Decoder(Clips.HOME, DecodingLimits.DEFAULT);
  private static final Sampling OFTEN = Sampling.of(8).within(64);

  @BeforeAll
  static void ffmpegRuns() throws Exception {
    Clips.ffmpeg();
  }

  /// What one attempt was shown.
  private static final class Attempt {
    private final List<Luma> pictures = new ArrayList<>();
    private final List<Long> moments = new ArrayList<>();

    List<Taking> takings(Sampling sampling) {
      return List.of(
          new Taking.Grey(sampling, frame -> pictures.add(frame.picture())),
          new Taking.Heard(sound -> {}));
    }

    List<Taking> takingsWithMoments() {
      return List.of(
          new Taking.Grey(OFTEN, frame -> pictures.add(frame.picture())),
          new Taking.Shown(moments::add));
    }
  }

  private static Path clip(String name, String source, String coding) {
    return Clips.clip(
        name,
        "-f lavfi -i %s -f lavfi -i sine=440 -t 4 -c:v mpeg4 -q:v 3 %s -c:a aac"
            .formatted(source, coding)
            .split(" "));
  }

  /// Of 30 pictures a second 10 are needed, 100 ms apart. No two look the same.
  private static Path twoOfThreeCanBeLeftOut() {
    return clip("thirty.mp4", "testsrc2=size=320x180:rate=30", "-bf 2");
  }

  private static List<Attempt> sparingly(Path file, Sampling sampling) throws Exception {
    var attempts = new ArrayList<Attempt>();
    assertThat(
            DECODER.takeSparingly(
                file,
                facts(file),
                () -> {
                  attempts.add(new Attempt());
                  return attempts.getLast().takings(sampling);
                }))
        .isInstanceOf(Decoded.class);
    return attempts;
  }

  @Test
  void eachPictureThatIsLeftOutIsStoodForByTheOneBefore() throws Exception {
    var file = twoOfThreeCanBeLeftOut();
    var attempts = sparingly(file, OFTEN);
    assertThat(attempts).hasSize(1);

    var every = new Attempt();
    DECODER.take(file, facts(file), every.takings(Sampling.of(30).within(64)));
    var wholly = new Attempt();
    DECODER.take(file, facts(file), wholly.takings(OFTEN));
    var shown = attempts.getFirst().pictures;
    assertThat(shown).hasSize(32).hasSameSizeAs(wholly.pictures);
    var older = 0;
    for (var i = 0; i < shown.size(); i++) {
      var age = place(every, wholly.pictures.get(i)) - place(every, shown.get(i));
      assertThat(age).as("pictures between").isBetween(0, 2);
      older += Math.min(1, age);
    }
    assertThat(older).isGreaterThan(10);
  }

  /// Which of the pictures it is.
  private static int place(Attempt all, Luma picture) {
    for (var i = 0; i < all.pictures.size(); i++) {
      if (same(all.pictures.get(i), picture)) {
        return i;
      }
    }
    throw new AssertionError("no such picture");
  }

  @Test
  void whereTheGapsWouldBeWideEveryPictureIsDecoded() throws Exception {
    // At 10 pictures a second with 2 left out of 3, those that stay are 300 ms apart.
    var file = clip("slow.mp4", "testsrc2=size=320x180:rate=10", "-bf 2");
    var attempts = sparingly(file, OFTEN);
    assertThat(attempts).hasSize(2);
    var wholly = new Attempt();
    DECODER.take(file, facts(file), wholly.takings(OFTEN));
    assertThat(attempts.getLast().pictures)
        .usingElementComparator((a, b) -> same(a, b) ? 0 : 1)
        .isEqualTo(wholly.pictures);
  }

  @Test
  void whoLooksMoreOftenGetsEveryPicture() throws Exception {
    var file = twoOfThreeCanBeLeftOut();
    var attempts = sparingly(file, Sampling.of(30).within(64));
    assertThat(attempts).hasSize(1);
    var pictures = attempts.getFirst().pictures;
    for (var i = 1; i < pictures.size(); i++) {
      assertThat(same(pictures.get(i - 1), pictures.get(i))).as("picture %d is new", i).isFalse();
    }
  }

  @Test
  void momentsAreThoseOfThePictures() throws Exception {
    var file = clip("few.mp4", "testsrc2=size=320x180:rate=5", "-bf 0");
    var attempt = new Attempt();
    DECODER.take(file, facts(file), attempt.takingsWithMoments());
    assertThat(attempt.moments).hasSize(20).startsWith(0L, 200L, 400L).endsWith(3_800L);
  }

  @Test
  void nothingCanBeHiddenBehindTheLastPictureThatIsShown() {
    var sparing = new Sparing();
    var takings = sparing.watched(List.of());
    var shown = (Taking.Shown) takings.get(0);
    var held = (Taking.Held) takings.get(1);
    for (var at = 0; at <= 1_000; at += 40) {
      assertThat(shown.sink().test(at)).isTrue();
      held.sink().accept(at);
    }
    assertThat(sparing.isEnough()).isTrue();
    // Held in any order, and what is before the beginning is shown by nobody.
    held.sink().accept(1_120);
    held.sink().accept(1_080);
    held.sink().accept(-400);
    assertThat(sparing.isEnough()).isTrue();
    held.sink().accept(1_160);
    assertThat(sparing.isEnough()).isFalse();
  }

  @Test
  void aGapEndsTheDecodingAtOnce() {
    var sparing = new Sparing();
    var shown = (Taking.Shown) sparing.watched(List.of()).getFirst();
    assertThat(shown.sink().test(0)).isTrue();
    assertThat(shown.sink().test(125)).isTrue();
    assertThat(shown.sink().test(251)).isFalse();
    assertThat(sparing.isEnough()).isFalse();
  }

  @Test
  void whatIsRefusedWasDecodedWholly() throws Exception {
    var file = twoOfThreeCanBeLeftOut();
    var facts = facts(file);
    var attempts = new ArrayList<Attempt>();
    var longer =
        new MediaFacts(
            facts.container(),
            facts.videoCodec(),
            facts.audioCodec(),
            facts.width(),
            facts.height(),
            facts.rotationDegrees(),
            OptionalLong.of(8_000));
    assertThat(
            DECODER.takeSparingly(
                file,
                longer,
                () -> {
                  attempts.add(new Attempt());
                  return attempts.getLast().takings(OFTEN);
                }))
        .isEqualTo(new Refused<Footage>("The recording breaks off after 4.0 of 8.0 seconds."));
    assertThat(attempts).hasSize(2);
  }

  private static boolean same(Luma one, Luma other) {
    return Arrays.equals(one.pixels(), other.pixels());
  }

  private static MediaFacts facts(Path file) throws Exception {
    return ((Decoded<MediaFacts>) DECODER.probe(file)).value();
  }
}
