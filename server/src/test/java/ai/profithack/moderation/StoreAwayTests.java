package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.kernel.StoreUnavailable;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.MadeFiles;
import ai.profithack.media.S3Double;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import picocli.CommandLine;

/// What whoever sends or wants a file is told while the store that files are in is away.
@ServerTest
@Timeout(180)
class StoreAwayTests {
  private static final S3Double S3 = new S3Double();
  private static final String PAGE = "/moderation/analyses";

  @Autowired private ApplicationContext server;
  @Autowired private AutowireCapableBeanFactory beans;
  @Autowired private Analyses analyses;
  @Autowired private MadeFiles made;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  @Value("${PROFITHACK_HOME}")
  private Path home;

  @TempDir private Path folder;

  @DynamicPropertySource
  static void storeIsElsewhere(DynamicPropertyRegistry registry) {
    S3.settings().forEach((name, value) -> registry.add(name, () -> value));
  }

  @AfterAll
  static void stop() {
    S3.close();
  }

  @AfterEach
  void back() {
    S3.failAlways(null);
  }

  @ParameterizedTest
  @CsvSource({"9601, GONE", "9602, SLOW_DOWN", "9603, INTERNAL_ERROR"})
  void anUploadIsToldToTryAgainAndLeavesNothing(long video, S3Double.Fault how) throws Exception {
    video(video);
    var key = Accounts.key(server, Role.SERVICE, null);
    var files = files();
    var stored = S3.stored();
    S3.failAlways(how);
    assertAway(upload(video, key));
    assertThat(files()).isEqualTo(files);
    assertThat(S3.stored()).isEqualTo(stored);
    assertThat(S3.uploads()).isZero();

    S3.failAlways(null);
    assertThat(upload(video, key).statusCode()).isEqualTo(202);
    assertThat(files()).isEqualTo(files + 1);
    assertThat(S3.stored()).isEqualTo(stored + 1);
  }

  @Test
  void thePageSaysIt() {
    video(9611);
    var moderator = new Client(port);
    moderator.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    S3.failAlways(S3Double.Fault.GONE);
    var answer =
        moderator.upload(PAGE, PAGE, Map.of("videoId", "9611"), "a.gif", "GIF89a of the page");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("The store that files are in does not answer");
  }

  @Test
  void theCommandSaysWhichStoreAndWhatToDoAndGoesOnWithOthers() throws IOException {
    video(9612);
    Files.writeString(folder.resolve("9612.gif"), "GIF89a of the command");
    Files.writeString(folder.resolve("notes.txt"), "no video");
    S3.failAlways(S3Double.Fault.GONE);
    var err = new StringWriter();
    var code =
        new CommandLine(beans.createBean(ModerateVideoCommand.class))
            .setOut(new PrintWriter(new StringWriter(), true))
            .setErr(new PrintWriter(err, true))
            .execute(folder.toString());
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("It was not taken in. The store s3://videos/profithack at " + S3.address())
        .contains("cannot be reached")
        .contains("See AWS_ENDPOINT_URL_S3")
        .contains("does not say which video");
  }

  @Test
  void whatIsHeldCannotBeReadAndCanAgain() throws Exception {
    video(9613);
    var sent = sent(9613);
    var analysis = analyses.await(sent, Duration.ofSeconds(60));
    assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
    var marking = marked(9613, String.valueOf(analysis.sha256()));
    var moderator = new Client(port);
    moderator.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    var key = Accounts.key(server, Role.SERVICE, null);
    var file = "/api/moderation/watermarks/%d/file".formatted(marking);
    var shown = PAGE + "/" + sent;
    forgetCopies();
    S3.failAlways(S3Double.Fault.GONE);

    assertAway(moderator.get(shown + "/media"));
    assertAway(moderator.get(shown + "/frame"));
    assertAway(new Client(port).get(file, "Authorization", key));
    // The page itself needs no file.
    assertThat(moderator.get(shown).statusCode()).isEqualTo(200);
    var again = analyses.await(taken(analyses.held(9613)), Duration.ofSeconds(60));
    assertThat(again.fault()).isEqualTo(Fault.UNAVAILABLE);
    assertThat(again.failure()).isEqualTo(StoreUnavailable.FOR_OTHERS);

    S3.failAlways(null);
    assertThat(moderator.get(shown + "/frame").statusCode()).isEqualTo(200);
    assertThat(new Client(port).get(file, "Authorization", key).statusCode()).isEqualTo(200);
  }

  private static void assertAway(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("30");
    assertThat(answer.body())
        .contains("The store that files are in does not answer")
        .doesNotContain(S3.address());
  }

  private HttpResponse<String> upload(long video, String key) {
    return new Client(port)
        .multipart(
            "/api/moderation/media",
            Map.of("videoId", Long.toString(video)),
            "a.gif",
            "GIF89a " + video,
            "Authorization",
            key,
            "Prefer",
            "respond-async");
  }

  private long sent(long video) throws IOException {
    try (var content = Files.newInputStream(Clips.brief())) {
      return taken(analyses.sent(video, content, "a.mp4", Arrival.Way.UPLOAD, Origin.UNSAID));
    }
  }

  private static long taken(Asked asked) {
    return ((Asked.Taken) asked).analysisId();
  }

  private long marked(long video, String sha256) throws IOException {
    var marked = made.keep(Files.writeString(folder.resolve("marked"), "marked"));
    return sql.sql(
            """
            insert into moderation.marking (marking_id, video_id, sha256, watermark_type, settings, state, requested_at,
              requested_by, finished_at, made_sha256, made_type)
            values (nextval('public.content_watermarks_id_seq'), ?, ?, 'visible', '{}', 'done', now(), 'a test', now(), ?,
              'video/mp4')
            returning marking_id
            """)
        .params(video, sha256, marked)
        .query(Long.class)
        .single();
  }

  /// As when their time is over.
  private void forgetCopies() throws IOException {
    for (var file : incoming()) {
      Files.delete(file);
    }
  }

  /// Files that are on their way in, and those that are said to be held.
  private long files() throws IOException {
    return incoming().stream().filter(file -> !file.toString().contains("copy-")).count()
        + sql.sql("select count(*) from media.original").query(Long.class).single();
  }

  private List<Path> incoming() throws IOException {
    var folder = home.toAbsolutePath().resolve("incoming");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.toList();
    }
  }

  private void video(long id) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(id)
        .update();
  }
}
