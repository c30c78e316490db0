package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Clips;
import ai.profithack.testing.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `moderate video`: files and folders in, verdicts out, and rows as after an upload. Its clip is
/// in banks of other tests.
@ServerTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
@Timeout(120)
class ModerateVideoTests {
  @Autowired private AutowireCapableBeanFactory beans;
  @Autowired private JdbcClient sql;
  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void aFileIsKeptAnalysedAndItsVerdictPrinted() {
    video(9301);
    var code = moderate("--video", "9301", "--json", Clips.brief().toString());
    assertThat(code).as(err + " " + out).isZero();
    var line = lines().getFirst();
    assertThat(line.path("videoId").asLong()).isEqualTo(9301);
    assertThat(line.path("isSafe").asBoolean()).isTrue();
    assertThat(line.path("description").asString()).contains("No AI review took place");
    assertThat(line.path("deepfakeConfidence").asDouble()).isZero();
    assertThat(line.path("evidence").size()).isGreaterThan(3);
    assertThat(err.toString()).contains("is taken in as video 9301");
    assertThat(
            sql.sql("select came_by from media.original_reference where video_id = 9301")
                .query(String.class)
                .single())
        .isEqualTo("file");
    assertThat(
            sql.sql("select state from moderation.analysis where analysis_id = ?")
                .param(line.path("analysisId").asLong())
                .query(String.class)
                .single())
        .isEqualTo("done");
  }

  @Test
  void aFolderIsGoneThroughAndWhatFailsIsSaidBesideTheRest() throws Exception {
    video(9302);
    video(9303);
    var clip = Clips.brief();
    Files.copy(clip, folder.resolve("9302.mp4"));
    Files.copy(clip, Files.createDirectory(folder.resolve("more")).resolve("9303.mp4"));
    Files.copy(clip, folder.resolve("987654321.mp4"));
    Files.writeString(folder.resolve("notes.txt"), "no video", StandardCharsets.UTF_8);
    Files.writeString(folder.resolve(".hidden"), "no video", StandardCharsets.UTF_8);

    assertThat(moderate("--json", folder.toString())).isEqualTo(1);
    var lines = lines();
    assertThat(lines)
        .extracting(line -> Path.of(line.path("file").asString()).getFileName().toString())
        .containsExactly("9302.mp4", "987654321.mp4", "9303.mp4", "notes.txt");
    assertThat(lines)
        .extracting(line -> line.has("error"))
        .containsExactly(false, true, false, true);
    assertThat(lines.get(1).path("error").asString()).contains("There is no video 987654321");
    assertThat(lines.get(3).path("error").asString()).contains("does not say which video");
    assertThat(moderate("--video", "9302", folder.toString())).isEqualTo(2);
  }

  @Test
  void whatIsNotSafeEndsWithThreeAndSaysWhy() {
    video(9304);
    sql.sql("insert into platform.video_detail (video_id, title) values (9304, 'free money')")
        .update();
    assertThat(moderate("--video", "9304", Clips.brief().toString())).isEqualTo(3);
    assertThat(out.toString())
        .contains("video 9304, not safe")
        .contains("Spam or scam")
        .contains("→ ");
    assertThat(
            sql.sql("select count(*) from public.moderation_queue where video_id = 9304")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void videosOfOthersAreRefusedAndNewOnesBecomeKnown() {
    var clip = Clips.brief().toString();
    sql.sql(
            """
            insert into public.users (id, is_creator, created_at) values (93051, true, now()), (93052, true, now())
            on conflict do nothing
            """)
        .update();
    assertThat(moderate("--video", "9305", clip)).isEqualTo(1);
    assertThat(err.toString()).contains("There is no video 9305; --creator says whose it is");
    assertThat(moderate("--video", "9305", "--creator", "93059", clip)).isEqualTo(1);
    assertThat(err.toString()).contains("There is no user 93059.");
    assertThat(moderate("--video", "9305", "--creator", "93051", clip)).isZero();
    assertThat(
            sql.sql("select creator_id from public.videos where id = 9305")
                .query(Long.class)
                .single())
        .isEqualTo(93051);
    assertThat(moderate("--video", "9305", "--creator", "93052", clip)).isEqualTo(1);
    assertThat(err.toString()).contains("Video 9305 is of creator 93051.");
  }

  private int moderate(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    // A command is made once a process; here each run gets its own.
    return new CommandLine(beans.createBean(ModerateVideoCommand.class))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<JsonNode> lines() {
    return out.toString().lines().map(JsonMapper.shared()::readTree).toList();
  }

  private void video(long id) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(id)
        .update();
  }
}
