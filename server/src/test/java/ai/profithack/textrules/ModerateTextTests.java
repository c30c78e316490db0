package ai.profithack.textrules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// `moderate text`: a line in, a line out, and a word about what is no line.
@ResourceLock(Resources.SYSTEM_OUT)
class ModerateTextTests {
  @Test
  void answersEachLineAndTellsTheOthers() {
    var input = new ByteArrayOutputStream();
    input.writeBytes(
        """
        {"id": "a", "text": "free money, say 😀 t.me/x"}
        not json
        {"id": 7, "text": "a nice day"}

        {"id": 8}
        {"text": "free money"}
        [1, 2]
        {"id": 9, "text": 5}
        """
            .getBytes(StandardCharsets.UTF_8));
    input.writeBytes(new byte[] {(byte) 0xff, '\n'});
    input.writeBytes("{\"id\":10,\"text\":\"no end of line\"}".getBytes(StandardCharsets.UTF_8));
    var out = new StringWriter();
    var err = new StringWriter();
    var before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input.toByteArray()));
      var code =
          new CommandLine(new ModerateTextCommand(new MockEnvironment()))
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true))
              .execute();
      assertThat(code).isZero();
    } finally {
      System.setIn(before);
    }
    var answers = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(answers).hasSize(3);
    var first = answers.getFirst();
    assertThat(first.path("id").asString()).isEqualTo("a");
    assertThat(first.path("flags").toString()).isEqualTo("[\"spam\"]");
    assertThat(first.path("scores").size()).isEqualTo(TextCategory.values().length);
    assertThat(first.path("scores").path("spam").asDouble()).isBetween(0.9, 1.0);
    var link = first.path("spans").path(1);
    assertThat(link.path("text").asString()).isEqualTo("t.me/x");
    assertThat(link.path("start").asInt() - link.path("startCodePoint").asInt()).isEqualTo(1);
    assertThat(answers.get(1).path("id").asInt()).isEqualTo(7);
    assertThat(answers.get(1).path("spans").size()).isZero();
    assertThat(answers.get(2).path("id").asInt()).isEqualTo(10);
    assertThat(err.toString().lines().map(line -> line.split(":", 2)[0]))
        .containsExactly("line 2", "line 5", "line 6", "line 7", "line 8", "line 9");
  }
}
