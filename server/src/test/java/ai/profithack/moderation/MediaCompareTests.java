package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Clips;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `media compare`: whether two files show the same, whichever is named first.
class MediaCompareTests {
  private final Path original = Clips.moving();

  /// A fifth cut off at the right and below, and mirrored: a bank foresees cuts of what it knows,
  /// and none of what is asked about.
  private final Path copy =
      Clips.clip(
          "moving-cut.mp4",
          "-i",
          original.toString(),
          "-an",
          "-vf",
          "crop=iw*0.8:ih*0.8:0:0,hflip",
          "-c:v",
          "mpeg4",
          "-q:v",
          "4");

  private final Path other =
      Clips.clip(
          "compared-zoom.mp4",
          "-f lavfi -i mandelbrot=size=640x360:rate=25 -t 4 -c:v mpeg4 -q:v 4".split(" "));

  @Test
  void theDecisionIsTheSameWhicheverIsNamedFirst() {
    var there = compared(copy, original);
    assertThat(there.path("decision").asString()).isEqualTo("same");
    assertThat(there.path("recognised").asString()).isEqualTo("A in B");
    assertThat(there.path("matchedShare").asDouble()).isBetween(0.2, 1.0);
    assertThat(there.path("runs").path(0).path("laid").asString()).isEqualTo("mirrored");

    var back = compared(original, copy);
    assertThat(back.path("decision").asString()).isEqualTo("same");
    assertThat(back.path("recognised").asString()).isEqualTo("B in A");
    assertThat(back.path("otherMatchedShare").asDouble())
        .isEqualTo(there.path("matchedShare").asDouble());
    var run = back.path("runs").path(0);
    assertThat(run.path("laid").asString()).isEqualTo("mirrored");
    assertThat(run.path("fromSeconds").asDouble()).isBetween(0.0, 10.0);
    assertThat(run.path("toSeconds").asDouble())
        .isBetween(run.path("fromSeconds").asDouble(), 10.1);
  }

  @Test
  void whatShowsSomethingElseIsDifferent() {
    var answer = compared(original, other);
    assertThat(answer.path("decision").asString()).isEqualTo("different");
    assertThat(answer.path("matchedShare").asDouble()).isZero();
    assertThat(answer.path("otherMatchedShare").asDouble()).isZero();
    assertThat(answer.path("recognised").isNull()).isTrue();
    assertThat(answer.path("runs").size()).isZero();
  }

  private static JsonNode compared(Path asked, Path known) {
    var out = new StringWriter();
    var settings = new MockEnvironment();
    settings.setProperty("PROFITHACK_HOME", Clips.HOME.toString());
    var code =
        new CommandLine(new MediaCompareCommand(settings))
            .setOut(new PrintWriter(out, true))
            .execute(asked.toString(), known.toString());
    assertThat(code).isZero();
    return JsonMapper.shared().readTree(out.toString());
  }
}
