package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Origin;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A video is blocked and its block lifted by people, from its page and by programs.
@ServerTest
@Timeout(120)
class BlockEndpointsTests {
  private static final long VIDEO = 9161;

  @Autowired private ApplicationContext server;
  @Autowired private Analyses analyses;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  @Test
  void aBlockIsMadeAndLiftedByProgramsAndFromThePage() throws Exception {
    var id = analysed();
    var path = "/api/moderation/analyses/" + id;
    assertThat(answer(Role.MODERATOR, path + "/block", "{\"reason\": \"bad\"}"))
        .isEqualTo("400 reason");
    assertThat(answer(Role.SERVICE, path + "/block", "{\"reason\": \"It shows a weapon.\"}"))
        .startsWith("403");
    assertThat(
            answer(
                Role.MODERATOR,
                "/api/moderation/analyses/99999999/block",
                "{\"reason\": \"It shows a weapon.\"}"))
        .startsWith("404");
    assertThat(answer(Role.MODERATOR, path + "/lift", "{\"reason\": \"It was a toy.\"}"))
        .startsWith("409");

    assertThat(answer(Role.MODERATOR, path + "/block", "{\"reason\": \"It shows a weapon.\"}"))
        .isEqualTo("200 blocked");
    assertThat(answer(Role.ADMIN, path + "/block", "{\"reason\": \"It shows a weapon.\"}"))
        .startsWith("409");
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    var page = "/moderation/analyses/" + id;
    assertThat(client.get(page).body()).contains("Lift the block").doesNotContain("Block it");
    assertThat(client.submit(page, page + "/lift", Map.of("reason", "no")).statusCode())
        .isEqualTo(303);
    assertThat(client.get(page).body()).contains("Nothing was changed.", "Lift the block");
    client.submit(page, page + "/lift", Map.of("reason", "It was a toy."));
    assertThat(client.get(page).body()).contains("The block is lifted", "Block it");

    client.submit(page, page + "/block", Map.of("reason", "It was none after all."));
    assertThat(client.get(page).body()).contains("The video is blocked", "Lift the block");
    assertThat(answer(Role.ADMIN, path + "/lift", "{\"reason\": \"The test is over.\"}"))
        .isEqualTo("200 free");
  }

  private String answer(Role role, String path, String body) {
    var said =
        new Client(port)
            .send(
                "POST",
                path,
                body,
                "Authorization",
                Accounts.key(server, role, null),
                "Content-Type",
                "application/json");
    return said.statusCode()
        + (said.body().contains("\"blocked\":true") ? " blocked" : "")
        + (said.body().contains("\"blocked\":false") ? " free" : "")
        + (said.body().contains("\"field\":\"reason\"") ? " reason" : "");
  }

  private long analysed() throws Exception {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(VIDEO)
        .update();
    // A clip of its own: while it is blocked, others that show the same would be recognised.
    var clip =
        Clips.clip(
            "block-page.mp4",
            "-f lavfi -i sierpinski=size=320x240:rate=10:type=triangle:seed=29 -t 2 -c:v mpeg4 -q:v 4"
                .split(" "));
    try (var content = Files.newInputStream(clip)) {
      var asked = analyses.sent(VIDEO, content, "a.mp4", Arrival.Way.UPLOAD, Origin.UNSAID);
      return analyses
          .await(((Asked.Taken) asked).analysisId(), Duration.ofSeconds(60))
          .analysisId();
    }
  }
}
