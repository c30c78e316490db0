package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An edited copy shows what it is a copy of. What is recognised how often, over many clips, is
/// measured by `EditsTable` in bench.
@TestInstance(Lifecycle.PER_CLASS)
class VideoHasherTests {
  private final VideoHasher hasher =
      new VideoHasher(new Decoder(Clips.HOME, DecodingLimits.DEFAULT));
  private final Path original = overAScene("first", 11);
  private final Path other = overAScene("second", 12);
  private Matcher bank = new Matcher(List.of());

  @BeforeAll
  void fillTheBank() throws Exception {
    bank =
        new Matcher(
            List.of(
                new Matcher.Item(1, false, hash(hasher.reference(original))),
                new Matcher.Item(2, false, hash(hasher.reference(other)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          smaller                | scale=212:120                      | UPRIGHT
          mirrored               | hflip                              | MIRRORED
          upside down            | vflip,hflip                        | TURNED_180
          on its side            | transpose=1                        | TURNED_270
          cut in the middle      | crop=iw*0.9:ih*0.9                 | UPRIGHT
          cut at a corner        | crop=iw*0.9:ih*0.9:0:0             | UPRIGHT
          turned a little        | rotate=3*PI/180                    | UPRIGHT
          faster                 | setpts=PTS/1.1                     | UPRIGHT
          slower                 | setpts=PTS/0.9                     | UPRIGHT
          between bars           | pad=320:480:0:150                  | UPRIGHT
          darker                 | lutyuv=y=val*0.8-10               | UPRIGHT
          a piece                | trim=start=1.3:end=4.9             | UPRIGHT
          """)
  void editedCopyIsRecognised(String name, String filter, Pdq.Laid laid) throws Exception {
    var edited =
        Clips.clip(
            "edited-" + name.replace(' ', '-') + ".mp4",
            "-i",
            original.toString(),
            "-vf",
            filter + ",setpts=PTS-STARTPTS",
            "-c:v",
            "mpeg4",
            "-q:v",
            "6");

    var matches = bank.matches(hash(hasher.query(edited)));

    assertThat(matches).hasSize(1);
    assertThat(matches.getFirst().itemId()).isEqualTo(1);
    assertThat(matches.getFirst().laid()).isEqualTo(laid);
  }

  @Test
  void frameOfARecordingIsRecognised() throws Exception {
    var still = Clips.clip("still.png", "-ss", "2", "-i", original.toString(), "-frames:v", "1");

    var query = hash(hasher.query(still));

    assertThat(query.lengthMillis()).isZero();
    assertThat(bank.matches(query)).extracting(Match::itemId).containsExactly(1L);
  }

  @Test
  void recordingWithoutFeaturesHasNoFrames() throws Exception {
    var grey =
        Clips.clip(
            "grey.mp4",
            "-f",
            "lavfi",
            "-i",
            "color=gray:size=320x180:rate=10:duration=3",
            "-c:v",
            "mpeg4");

    assertThat(hash(hasher.query(grey)).frames()).isEmpty();
    assertThat(hash(hasher.reference(grey)).frames()).isEmpty();
  }

  @Test
  void standingPictureIsOneMoment() throws Exception {
    var picture = picture("standing", 13);
    var standing =
        Clips.clip(
            "standing.mp4",
            "-loop",
            "1",
            "-i",
            picture.toString(),
            "-t",
            "5",
            "-c:v",
            "mpeg4",
            "-q:v",
            "3");

    var reference = hash(hasher.reference(standing));

    // As a whole, and inside what may look like bars.
    assertThat(reference.frames()).hasSizeBetween(1, 2);
    assertThat(reference.frames())
        .allSatisfy(moment -> {
          assertThat(moment.fromMillis()).isZero();
          assertThat(moment.toMillis()).isBetween(4_800, 5_000);
          assertThat(moment.hashes()).hasSize(Edit.FORESEEN.size() + 1);
        });
  }

  /// A copy's frames lie anywhere between the looks: each is to have one of the reference near.
  @Test
  void wherePicturesMoveFastThereAreLooksInBetween() throws Exception {
    assertThat(looks("wandering-slowly", 0.004))
        .contains(100, 200, 300)
        .allMatch(at -> at % 100 == 0);
    assertThat(looks("wandering-fast", 0.04)).contains(50, 100, 150, 200, 250, 300);
  }

  /// When a picture that wanders off by this part of itself in each twentieth of a second is looked
  /// at.
  private List<Integer> looks(String name, double part) throws Exception {
    var wandering =
        Clips.clip(
            name + ".mp4",
            "-loop",
            "1",
            "-r",
            "20",
            "-i",
            picture(name, 17).toString(),
            "-vf",
            "scroll=horizontal=" + part,
            "-t",
            "3",
            "-c:v",
            "mpeg4",
            "-q:v",
            "3");
    return hash(hasher.reference(wandering)).frames().stream().map(FrameHash::fromMillis).toList();
  }

  @Test
  void whatCannotBeDecodedIsRefused() throws Exception {
    var file = Clips.HOME.resolve("clips", "text.mp4");
    Files.writeString(file, "no video");

    assertThat(hasher.query(file)).isInstanceOf(Refused.class);
    assertThat(hasher.reference(file)).isInstanceOf(Refused.class);
  }

  private static VideoHash hash(Decoding<VideoHash> decoding) {
    assertThat(decoding).isInstanceOf(Decoded.class);
    return ((Decoded<VideoHash>) decoding).value();
  }

  /// Six seconds of a camera that moves over a picture.
  private static Path overAScene(String name, long seed) {
    return Clips.clip(
        name + ".mp4",
        "-loop",
        "1",
        "-i",
        picture(name, seed).toString(),
        "-vf",
        "zoompan=z=1.3+0.2*sin(on/30):x=(iw-iw/zoom)*(0.5+0.4*sin(on/35)):y=(ih-ih/zoom)*(0.5+0.4*cos(on/25)):d=1:s=320x180:fps=15",
        "-t",
        "6",
        "-c:v",
        "mpeg4",
        "-q:v",
        "3");
  }

  private static Path picture(String name, long seed) {
    try {
      Clips.ffmpeg();
      var file = Files.createDirectories(Clips.HOME).resolve(name + ".png").toAbsolutePath();
      ImageIO.write(Scenes.scene(seed, 640, 360), "png", file.toFile());
      return file;
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
