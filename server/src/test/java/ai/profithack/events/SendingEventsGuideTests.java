package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.json.JsonMapper;

/// Does what docs/sending-events.md says, by the very commands that stand there.
@ServerTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class SendingEventsGuideTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private JobRunner jobs;

  @Test
  void theFirstTwoEventsReachTheDashboard() throws Exception {
    var guide = Files.readString(Path.of("..", "docs", "sending-events.md"));
    var command = block(guide, "sh").replace("http://localhost:3000", "http://localhost:" + port);
    assertThat(JSON.readTree(run(command))).isEqualTo(JSON.readTree(block(guide, "json")));
    assertThat(jobs.run("refresh", null, "a test")).isInstanceOf(JobEnding.Succeeded.class);
    var today =
        JSON.readTree(
                new Client(port)
                    .get(
                        "/api/analytics/dashboard",
                        "Authorization",
                        Accounts.key(server, Role.ADMIN, null))
                    .body())
            .get("data")
            .get("today");
    assertThat(today.get("activeUsers").asInt()).isEqualTo(1);
    assertThat(today.get("totalGiftsSent").asInt()).isEqualTo(1);
    assertThat(today.get("totalRevenue").asString()).isEqualTo("4.99");
    var again = JSON.readTree(run(command));
    assertThat(again.get("accepted").asInt()).isZero();
  }

  private static String block(String guide, String language) {
    var block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(guide);
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1);
  }

  private String run(String command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("sh", "-c", command);
    builder
        .environment()
        .put("TOKEN", Accounts.key(server, Role.SERVICE, null).substring("Bearer ".length()));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    var process = builder.start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
