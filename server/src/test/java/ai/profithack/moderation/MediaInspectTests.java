package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Clips;
import ai.profithack.provenance.Strangers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `media inspect`: a line a file, with everything that the contract names, and why there is none.
class MediaInspectTests {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void saysWhatIsInAVideoAndWhatCouldNotBeLookedAt() throws Exception {
    var signed =
        Strangers.sign(Clips.brief(), folder.resolve("signed.mp4"), folder.resolve("stranger"));
    assertThat(inspect(Clips.brief(), signed)).isZero();
    var lines = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(lines).hasSize(2);
    var line = lines.getFirst();
    for (var name :
        List.of(
            "file kind width height durationSeconds frames provenance classifiers faces text metadata notLookedAt"
                .split(" "))) {
      assertThat(line.has(name)).as(name).isTrue();
    }
    assertThat(line.path("kind").asString()).isEqualTo("video");
    assertThat(line.path("width").asInt()).isEqualTo(320);
    assertThat(line.path("durationSeconds").asDouble()).isBetween(1.9, 2.1);
    assertThat(line.path("metadata").path("videoCodec").asString()).isEqualTo("mpeg4");
    assertThat(line.path("metadata").path("audioCodec").asString()).isEqualTo("aac");
    assertThat(line.path("provenance").path("state").asString()).isEqualTo("none");
    assertThat(lines.getLast().path("provenance").path("state").asString()).isEqualTo("untrusted");

    var frames = line.path("frames");
    assertThat(frames.size()).isGreaterThanOrEqualTo(2);
    for (var frame : frames) {
      assertThat(frame.path("pdq").asString()).matches("[0-9a-f]{64}");
      assertThat(frame.path("quality").asInt()).isBetween(0, 100);
      assertThat(frame.path("seconds").asDouble()).isBetween(0.0, 2.0);
    }
    // Each is looked at, or its absence has a reason.
    for (var each : List.of("faces", "text")) {
      assertThat(line.path(each).isNull()).as(each).isEqualTo(line.path("notLookedAt").has(each));
    }
    if (!line.path("notLookedAt").has("nsfw")) {
      assertThat(kinds(line.path("classifiers"))).contains("nsfw");
    }
  }

  /// With gaps between the pictures that no other one is made from, all are decoded in a second
  /// try.
  @Test
  void countsAPictureOnceWhereARecordingIsDecodedTwice() throws Exception {
    var slow =
        Clips.clip(
            "slow-bidirectional.mp4",
            "-f lavfi -i testsrc2=size=320x240:rate=5 -t 4 -c:v mpeg4 -bf 2 -q:v 4".split(" "));
    assertThat(inspect(slow)).isZero();

    var frames = JsonMapper.shared().readTree(out.toString()).path("frames");
    var seconds =
        StreamSupport.stream(frames.spliterator(), false)
            .map(frame -> frame.path("seconds").asDouble())
            .toList();
    assertThat(seconds).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void saysWhyAFileCannotBeLookedAtAndGoesOn() throws Exception {
    var text = Files.writeString(folder.resolve("a.mp4"), "no video", StandardCharsets.UTF_8);
    assertThat(inspect(folder.resolve("none.mp4"), text, Clips.brief())).isEqualTo(1);
    var lines = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).path("error").asString()).isEqualTo("There is no such file.");
    assertThat(lines.get(1).path("error").asString()).contains("known kind");
    assertThat(lines.get(2).has("error")).isFalse();
    assertThat(err.toString()).contains("none.mp4: There is no such file.");
  }

  @Test
  void goesThroughAFolderAndSaysWhatIsEmpty() throws Exception {
    var more = Files.createDirectory(folder.resolve("more"));
    Files.createFile(folder.resolve("b.mp4"));
    Files.copy(
        Clips.clip(
            "silent.mp4", "-f lavfi -i testsrc2=size=160x120:rate=5 -t 2 -c:v mpeg4".split(" ")),
        more.resolve("c.mp4"));
    Files.writeString(more.resolve(".hidden"), "no video", StandardCharsets.UTF_8);

    assertThat(inspect(folder)).isEqualTo(1);
    var lines = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(lines)
        .extracting(line -> line.path("file").asString())
        .containsExactly(folder.resolve("b.mp4").toString(), more.resolve("c.mp4").toString());
    assertThat(lines.getFirst().path("error").asString()).isEqualTo("The file is empty.");
    assertThat(lines.getLast().has("error")).isFalse();
    assertThat(lines.getLast().path("metadata").path("audioCodec").isNull())
        .as("it has no sound")
        .isTrue();
  }

  private static List<String> kinds(JsonNode found) {
    return StreamSupport.stream(found.spliterator(), false)
        .map(each -> each.path("kind").asString())
        .toList();
  }

  private int inspect(Path... files) {
    var settings = new MockEnvironment();
    settings.setProperty("PROFITHACK_HOME", Clips.HOME.toString());
    return new CommandLine(new MediaInspectCommand(settings))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(List.of(files).stream().map(Path::toString).toArray(String[]::new));
  }
}
