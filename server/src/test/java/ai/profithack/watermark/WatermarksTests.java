package ai.profithack.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Luma;
import ai.profithack.media.Sampling;
import ai.profithack.media.Transcoder;
import ai.profithack.watermark.Mark.Drawn;
import ai.profithack.watermark.Mark.Invisible;
import ai.profithack.watermark.Mark.Place;
import ai.profithack.watermark.Mark.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of all kinds are marked and read; what cannot be marked leaves nothing behind. Clips are
/// made by the system's ffmpeg; without it these tests are skipped.
@Timeout(180)
class WatermarksTests {
  private static final Payload PAYLOAD = new Payload("5eed1234");
  private static final List<Mark> MARKS = List.of(new Invisible(PAYLOAD));
  private static final String H264 = "-c:v libx264 -preset ultrafast -crf 12 ";

  @TempDir private Path folder;

  private final Decoder decoder = new Decoder(Path.of("target", "media"), DecodingLimits.DEFAULT);

  @Test
  void aClipWithSoundSurvivesBeingEncodedAgain() throws Exception {
    var clip = clip("a.mp4", 3, H264 + "-pix_fmt yuv420p -c:a aac", "-f lavfi -i sine=440");
    var marked = decoded(embed(clip, MARKS));
    var copy = folder.resolve("copy.mp4");
    ffmpeg("-i " + out() + " -vf hflip,crop=iw*0.94:ih*0.94 " + H264 + "-crf 26 " + copy);
    var reading = decoded(watermarks("").read(copy));

    assertThat(marked.psnrDb()).isGreaterThan(38);
    assertThat(marked.markPsnrDb()).isGreaterThan(41.3);
    assertThat(marked.readable()).isTrue();
    assertThat(decoded(decoder.probe(out())).audioCodec()).isEqualTo("aac");
    assertThat(reading.found().orElseThrow().payload()).isEqualTo(PAYLOAD);
    assertThat(reading.found().orElseThrow().geometry().mirrored()).isTrue();
    assertThat(decoded(watermarks("a key of another server").read(out())).found()).isEmpty();
    assertThat(decoded(watermarks("").read(clip)).found()).isEmpty();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("watermark.key"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-vf crop=401:301 -c:v libx264rgb -preset ultrafast -crf 5",
        "-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p10le",
        "-vf setpts=N*N/25/30/TB -fps_mode vfr -c:v libx264 -preset ultrafast -crf 12",
      })
  void oddDeepAndUnevenOnesToo(String kind) throws Exception {
    var clip = clip("b.mp4", 2, kind, "");

    var marked = decoded(embed(clip, MARKS));

    assertThat(marked.readable()).isTrue();
    var before = decoded(decoder.probe(clip)).lengthMillis().orElseThrow();
    assertThat(decoded(decoder.probe(out())).lengthMillis().orElseThrow())
        .isBetween(before - 100, before + 100);
  }

  @Test
  void turnedOnesBecomeUpright() throws Exception {
    var plain = clip("c.mp4", 1, H264, "");
    var turned = folder.resolve("turned.mp4");
    ffmpeg("-i " + plain + " -c copy -metadata:s:v rotate=90 " + turned);
    var before = decoded(decoder.probe(turned));

    decoded(embed(turned, MARKS));
    var after = decoded(decoder.probe(out()));

    assertThat(before.rotationDegrees()).isNotZero();
    assertThat(after.rotationDegrees()).isZero();
    assertThat(after.width()).isEqualTo(before.width());
    assertThat(after.height()).isEqualTo(before.height());
  }

  @Test
  void onePictureIsARecordingToo() throws Exception {
    var clip = clip("d.mp4", 1, H264 + "-frames:v 1", "");

    assertThat(decoded(embed(clip, MARKS)).frames()).isEqualTo(1);
  }

  @Test
  void stillsAreMarked() throws Exception {
    var still = folder.resolve("still.png");
    ffmpeg("-f lavfi -i gradients=size=700x500:seed=3 -frames:v 1 " + still);
    var out = folder.resolve("marked.png");

    var marked = decoded(watermarks("").embed(still, out, MARKS, done -> {}));

    assertThat(marked.readable()).isTrue();
    assertThat(decoded(watermarks("").read(out)).found().orElseThrow().payload())
        .isEqualTo(PAYLOAD);
  }

  @Test
  void visibleMarksAreSeenWhereAndWhenTheyShould() throws Exception {
    var clip = folder.resolve("grey.mp4");
    ffmpeg("-f lavfi -i color=gray:size=400x300:rate=10 -t 2 " + H264 + clip);
    var logo = folder.resolve("logo.png");
    ffmpeg("-f lavfi -i color=white:size=50x50 -frames:v 1 " + logo);
    var text = new Visible(new Drawn.Text("© :'%{x}\\,[a]"), Place.TOP_LEFT, 0.2, 1, 0, 1);
    var picture = new Visible(new Drawn.Logo(logo), Place.BOTTOM_RIGHT, 0.2, 0.5, 1, 9);
    decoded(embed(clip, List.of(text, picture)));
    var pictures = new ArrayList<Luma>();

    decoded(decoder.grey(out(), Sampling.of(2), frame -> pictures.add(frame.picture())));

    assertThat(spread(pictures.get(0), 0, 0)).isGreaterThan(90);
    assertThat(spread(pictures.get(3), 0, 0)).isLessThan(15);
    assertThat(spread(pictures.get(0), 200, 150)).isLessThan(15);
    // White at one half over grey.
    assertThat(spread(pictures.get(3), 200, 150)).isBetween(50, 80);
  }

  @Test
  void whatCannotBeMarkedLeavesNothingBehind() throws Exception {
    var garbage =
        Files.write(
            folder.resolve("garbage.mp4"),
            "\0\0\0\u0018ftypmp42 and no more".getBytes(StandardCharsets.UTF_8));
    var broken = folder.resolve("broken.mp4");
    var whole = Files.readAllBytes(clip("e.mp4", 2, H264 + "-movflags +faststart", ""));
    Files.write(broken, java.util.Arrays.copyOf(whole, whole.length / 2));
    var text = Files.writeString(folder.resolve("text.mp4"), "#EXTM3U\n/etc/passwd\n");
    var small = folder.resolve("small.mp4");
    ffmpeg("-f lavfi -i testsrc2=size=128x128:rate=10 -t 1 " + H264 + small);

    for (var file : List.of(garbage, broken, text, small)) {
      assertThat(embed(file, MARKS)).isInstanceOf(Refused.class);
    }
    assertThat(out()).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("partial"));
    }
  }

  @Test
  void logosAndTextsAreChecked() throws Exception {
    var clip = clip("f.mp4", 1, H264, "");
    var noPng = Files.writeString(folder.resolve("no.png"), "not a picture");

    assertThatThrownBy(() -> embed(clip, List.of(logo(noPng))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a PNG");
    assertThatThrownBy(() -> embed(clip, List.of(logo(folder.resolve("none.png")))))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> new Drawn.Text("two\nlines"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Place(0.5, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(out()).doesNotExist();
  }

  private static Mark logo(Path png) {
    return new Visible(new Drawn.Logo(png), Place.CENTRE, 0.2, 1, 0, 9);
  }

  /// The largest difference of brightness in a quarter of a picture of 400 × 300.
  private static int spread(Luma picture, int left, int top) {
    var least = 255;
    var most = 0;
    for (var y = top; y < top + 150; y++) {
      for (var x = left; x < left + 200; x++) {
        var value = picture.pixels()[y * picture.width() + x] & 0xff;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return most - least;
  }

  private Path out() {
    return folder.resolve("out.mp4");
  }

  private Decoding<Marked> embed(Path in, List<Mark> marks)
      throws IOException, InterruptedException {
    return watermarks("").embed(in, out(), marks, done -> {});
  }

  private Watermarks watermarks(String key) {
    return new Watermarks(decoder, new Transcoder(decoder), key, folder);
  }

  private Path clip(String name, int seconds, String encoding, String sound)
      throws IOException, InterruptedException {
    var clip = folder.resolve(name);
    ffmpeg(
        "-f lavfi -i mandelbrot=size=480x360:rate=10 "
            + sound
            + " -t "
            + seconds
            + " "
            + encoding
            + " "
            + clip);
    return clip;
  }

  private static void ffmpeg(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-nostdin"));
    command.addAll(List.of(arguments.strip().split(" +")));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      Assumptions.abort("skipped: no ffmpeg on the PATH");
      return;
    }
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static <T> T decoded(Decoding<T> decoding) {
    return switch (decoding) {
      case Decoded<T>(var value) -> value;
      case Refused<T>(var reason) -> throw new AssertionError(reason);
    };
  }
}
