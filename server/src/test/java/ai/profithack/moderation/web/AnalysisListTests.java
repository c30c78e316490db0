package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.media.Arrival;
import ai.profithack.media.Keeping;
import ai.profithack.media.Originals;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finding an analysis again, and what is given out of a file that was refused.
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalysisListTests {
  private static final long CREATOR = 9271;
  private static final String SAFE =
      "{\"isSafe\": true, \"flags\": [], \"description\": \"Nothing.\", \"recommendations\": [], \"aiReviewed\": false}";
  private static final String SPAM =
      "{\"isSafe\": false, \"severity\": \"MEDIUM\", \"flags\": [{\"type\": \"SPAM\", \"severity\": \"MEDIUM\", \"description\": \"A link.\", \"places\": []}], \"description\": \"Found.\", \"recommendations\": [], \"aiReviewed\": false}";

  @Autowired private ApplicationContext server;
  @Autowired private Originals originals;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  private Client client = new Client(0);
  private long refused;

  @BeforeAll
  void fill() throws Exception {
    sql.sql(
            "insert into public.users (id, is_creator, created_at) values (?, true, now()) on conflict do nothing")
        .param(CREATOR)
        .update();
    for (var video : new long[] {9272, 9273}) {
      sql.sql("insert into public.videos (id, creator_id, created_at) values (?, ?, now())")
          .params(video, CREATOR)
          .update();
    }
    sql.sql("insert into public.videos (id, created_at) values (9274, now())").update();
    done(9272, SPAM);
    done(9273, SAFE);
    var bytes = "\u0089PNG\r\n\u001a\n<script>".getBytes(StandardCharsets.ISO_8859_1);
    var kept =
        (Keeping.Kept)
            originals.keep(
                new ByteArrayInputStream(bytes),
                new Arrival(9274, "a.png", Arrival.Way.UPLOAD, "tester"));
    refused =
        sql.sql(
                """
                insert into moderation.analysis (video_id, sha256, policy_version, state, requested_at, requested_by,
                  finished_at, failure, fault)
                values (9274, ?, 'test', 'failed', now(), 'tester', now(), 'The file is cut off.', 'file') returning analysis_id
                """)
            .param(kept.original().sha256())
            .query(Long.class)
            .single();
    client = new Client(port);
    client.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
  }

  @Test
  void analysesAreFoundByVideoCreatorOutcomeAndFlag() {
    assertThat(list("?creator=" + CREATOR))
        .contains("Video 9272", "Video 9273", "Creator " + CREATOR)
        .doesNotContain("Video 9274");
    assertThat(list("?creator=" + CREATOR + "&flag=spam"))
        .contains("Video 9272", "Spam or scam, medium", "Key “the platform’s player”")
        .doesNotContain("Video 9273");
    assertThat(list("?video=9273&outcome=clear")).contains("Video 9273", "nothing found");
    assertThat(list("?video=9273&outcome=flagged"))
        .doesNotContain("Video 9273")
        .contains("None of this kind");
    assertThat(list("?video=9274&outcome=failed")).contains("Video 9274", "The file is cut off.");
    assertThat(list("?creator=987654321")).contains("None of this kind");
    assertThat(client.get("/moderation/analyses?flag=golden").statusCode()).isEqualTo(400);
    assertThat(client.get("/moderation/analyses?outcome=done").statusCode()).isEqualTo(400);
  }

  @Test
  void aRefusedFileIsSavedAndNeverShown() {
    var answer = client.get("/moderation/analyses/" + refused + "/media");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment");
    assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
  }

  private String list(String query) {
    var answer = client.get("/moderation/analyses" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private void done(long video, String verdict) {
    sql.sql(
            """
            insert into access.api_key (key_id, label, role, secret_sha256, created_by)
            values ('00000000000092fa', 'the platform’s player', 'service', '\\x00', 'tester') on conflict do nothing
            """)
        .update();
    sql.sql(
            """
            insert into moderation.analysis (video_id, sha256, policy_version, state, requested_at, requested_by,
              finished_at, verdict, deepfake)
            values (?, repeat('a', 64), 'test', 'done', now(), 'key:00000000000092fa', now(), ?::jsonb,
              '{"confidence": 0, "parts": []}'::jsonb)
            """)
        .params(video, verdict)
        .update();
  }
}
