package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.Keeping;
import ai.profithack.media.MadeFiles;
import ai.profithack.media.Originals;
import ai.profithack.media.S3Double;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// When files go, and which: with the files in a store elsewhere, and a clock that is moved.
@ServerTest
@Import(MediaRetentionTests.Time.class)
@Timeout(120)
class MediaRetentionTests {
  private static final S3Double S3 = new S3Double();
  private static final Duration OVER = Duration.ofDays(201);

  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @Autowired private SettableClock clock;
  @Autowired private Analyses analyses;
  @Autowired private Originals originals;
  @Autowired private MadeFiles made;
  @Autowired private MediaErasure erasure;
  @Autowired private JobRunner jobs;
  @Autowired private JdbcClient sql;
  @Autowired private TransactionTemplate transaction;
  @TempDir private Path folder;

  @TestConfiguration
  static class Time {
    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock(Instant.now());
    }
  }

  @DynamicPropertySource
  static void storeIsElsewhere(DynamicPropertyRegistry registry) {
    S3.settings().forEach((name, value) -> registry.add(name, () -> value));
  }

  @AfterAll
  static void stop() {
    S3.close();
  }

  @BeforeEach
  void atTheBeginning() {
    clock.set(begin);
  }

  @Test
  void aFileGoesWhenItsTimeIsOverWithWhatWasMadeOfItAndItsFindingsStay() throws Exception {
    var sha256 = analysed(9401, 1);
    var marked = marked(9401, sha256, "marked 1");
    assertThat(S3.keys()).contains(key("originals", sha256), key("made", marked));

    clock.advance(OVER.minusDays(2));
    run();
    assertThat(S3.keys()).contains(key("originals", sha256), key("made", marked));

    clock.advance(Duration.ofDays(2));
    run();
    assertThat(S3.keys()).doesNotContain(key("originals", sha256), key("made", marked));
    assertThat(originals.open(sha256)).isEmpty();
    assertThat(requireNonNull(originals.find(sha256).orElseThrow().deletedAt()))
        .isEqualTo(begin.plus(OVER));
    assertThat(
            sql.sql("select deleted_because from media.original where sha256 = ?")
                .param(sha256)
                .query(String.class)
                .single())
        .isEqualTo("kept for 200 days");
    assertThat(
            sql.sql(
                    """
                    select count(*) from moderation.evidence join moderation.analysis using (analysis_id)
                    where video_id = 9401
                    """)
                .query(Long.class)
                .single())
        .as("what was found")
        .isPositive();
    assertThat(
            sql.sql("select state from moderation.marking where made_sha256 = ?")
                .param(marked)
                .query(String.class)
                .single())
        .isEqualTo("erased");
  }

  @Test
  void aFileStaysWhileSomebodyHasToDecideOrMayAppealOrItIsSentAgain() throws Exception {
    var open = analysed(9402, 2);
    sql.sql(
            "insert into public.moderation_queue (video_id, priority, status) values (9402, 3, 'in_review')")
        .update();
    var appealable = analysed(9403, 3);
    sql.sql(
            """
            insert into public.blocked_content (video_id, block_reason, appealable, appeal_deadline)
            values (9403, 'a test', true, ?::timestamptz)
            """)
        .param(begin.plus(OVER).plusSeconds(60).toString())
        .update();
    var again = analysed(9404, 4);

    clock.advance(OVER.minusDays(2));
    kept(9404, 4);
    clock.advance(Duration.ofDays(2));
    // Also where it is sent after retention began to look: the lock asks once more.
    var before = clock.instant().minus(Duration.ofDays(200));
    assertThat(isOver(again, before)).isFalse();
    assertThat(isOver(open, before)).isTrue();
    assertThat(run()).contains("2 kept longer");
    assertThat(S3.keys())
        .contains(key("originals", open), key("originals", appealable), key("originals", again));

    sql.sql("update public.moderation_queue set status = 'approved' where video_id = 9402")
        .update();
    clock.advance(Duration.ofMinutes(2));
    run();
    assertThat(S3.keys())
        .contains(key("originals", again))
        .doesNotContain(key("originals", open), key("originals", appealable));
    clock.advance(OVER);
    run();
    assertThat(S3.keys()).doesNotContain(key("originals", again));
  }

  @Test
  void whatIsNeededDoesNotHideWhatComesAfterIt() throws Exception {
    var sha256 = kept(9406, 6);
    video(9405);
    sql.sql(
            """
            insert into media.original (sha256, byte_count, container, stored_at)
            select lpad(to_hex(n), 64, '0'), 1, 'mp4', ?::timestamptz - interval '1 day' from generate_series(1, 501) as n
            """)
        .param(begin.toString())
        .update();
    sql.sql(
            """
            insert into media.original_reference (sha256, video_id, file_name, came_by, added_at, added_by)
            select lpad(to_hex(n), 64, '0'), 9405, 'a', 'file', ?::timestamptz - interval '1 day', 'a test'
            from generate_series(1, 501) as n
            """)
        .param(begin.toString())
        .update();
    sql.sql(
            "insert into public.moderation_queue (video_id, priority, status) values (9405, 3, 'pending')")
        .update();
    try {
      clock.advance(OVER);
      run();
      assertThat(S3.keys()).doesNotContain(key("originals", sha256));
    } finally {
      sql.sql("delete from media.original_reference where video_id = 9405").update();
      sql.sql("delete from media.original where byte_count = 1").update();
    }
  }

  @Test
  void erasureDeletesAtOnceInTheStoreAndHere() throws Exception {
    var sha256 = kept(9407, 7);
    var marked = marked(9407, sha256, "marked 7");
    try (var reading = originals.open(sha256).orElseThrow()) {
      assertThat(reading.path()).exists();
      assertThat(erasure.erase(9407, "its sender asked for it", false))
          .isEqualTo(new MediaErasure.Erasing.Erased(1));
      assertThat(reading.path()).doesNotExist();
    }
    assertThat(S3.keys()).doesNotContain(key("originals", sha256), key("made", marked));
    assertThat(originals.open(sha256)).isEmpty();
  }

  @Test
  void whatACrashLeftIsSweptAfterADayAndNothingElse() throws Exception {
    var held = kept(9408, 8);
    var marked = marked(9408, held, "marked 8");
    var orphan = "a1".repeat(32);
    var madeOrphan = "b2".repeat(32);
    S3.plant(key("originals", orphan), new byte[] {1});
    S3.plant(key("made", madeOrphan), new byte[] {1});
    S3.beginUpload(key("originals", "c3".repeat(32)));
    run();
    assertThat(S3.keys()).contains(key("originals", orphan), key("made", madeOrphan));
    assertThat(S3.uploads()).isEqualTo(1);

    S3.setBack(begin.minus(Duration.ofHours(25)));
    assertThat(run()).contains("2 files without a video were left by a crash");
    assertThat(S3.uploads()).isZero();
    assertThat(S3.keys())
        .contains(key("originals", held), key("made", marked))
        .doesNotContain(key("originals", orphan), key("made", madeOrphan));
  }

  @Test
  void aFileThatIsSentWhileItsLeftBytesAreSweptIsThereAfterwards() throws Exception {
    video(9409);
    for (var round = 0; round < 15; round++) {
      var bytes = bytes(100 + round);
      var sha256 = kept(9409, 100 + round);
      // As after a crash: the bytes are there, and no row.
      sql.sql("delete from media.original_reference where sha256 = ?").param(sha256).update();
      sql.sql("delete from media.original where sha256 = ?").param(sha256).update();
      S3.setBack(begin.minus(Duration.ofHours(25)));
      var sweeping =
          CompletableFuture.runAsync(() -> {
            try {
              originals.sweep();
            } catch (IOException failure) {
              throw new IllegalStateException(failure);
            }
          });
      assertThat(keep(9409, bytes)).isInstanceOf(Keeping.Kept.class);
      sweeping.join();
      assertThat(originals.find(sha256).orElseThrow().isHeld()).isTrue();
      assertThat(S3.bytes(key("originals", sha256))).isEqualTo(bytes);
    }
  }

  private boolean isOver(String sha256, Instant before) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> originals.lockUnreferredSince(sha256, before)));
  }

  private String run() {
    var ending = jobs.run("media-retention", null, "a test");
    assertThat(ending).isInstanceOf(JobEnding.Succeeded.class);
    return ((JobEnding.Succeeded) ending).run().message();
  }

  private static String key(String folder, String sha256) {
    return "profithack/%s/%s/%s".formatted(folder, sha256.substring(0, 2), sha256);
  }

  /// A clip with a box at its end that makes its bytes its own.
  private static byte[] bytes(int number) throws IOException {
    var clip = Files.readAllBytes(Clips.brief());
    var all = Arrays.copyOf(clip, clip.length + 12);
    all[clip.length + 3] = 12;
    System.arraycopy(new byte[] {'f', 'r', 'e', 'e'}, 0, all, clip.length + 4, 4);
    all[clip.length + 11] = (byte) number;
    return all;
  }

  private String analysed(long video, int number) throws Exception {
    video(video);
    var asked =
        analyses.sent(
            video,
            new ByteArrayInputStream(bytes(number)),
            "a.mp4",
            Arrival.Way.UPLOAD,
            Origin.UNSAID);
    var analysis = analyses.await(((Asked.Taken) asked).analysisId(), Duration.ofSeconds(60));
    assertThat(analysis.failure()).isNull();
    assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
    return requireNonNull(analysis.sha256());
  }

  private String kept(long video, int number) throws IOException {
    video(video);
    return ((Keeping.Kept) keep(video, bytes(number))).original().sha256();
  }

  private Keeping keep(long video, byte[] bytes) throws IOException {
    return originals.keep(
        new ByteArrayInputStream(bytes), new Arrival(video, "a.mp4", Arrival.Way.UPLOAD, "a test"));
  }

  /// A file that is down as made of an original, as a marking leaves it.
  private String marked(long video, String sha256, String content) throws IOException {
    var marked = made.keep(Files.writeString(folder.resolve("marked"), content));
    sql.sql(
            """
            insert into moderation.marking (marking_id, video_id, sha256, watermark_type, settings, state, requested_at,
              requested_by, finished_at, made_sha256, made_type)
            values (nextval('public.content_watermarks_id_seq'), ?, ?, 'visible', '{}', 'done', ?::timestamptz, 'a test',
              ?::timestamptz, ?, 'video/mp4')
            """)
        .params(video, sha256, begin.toString(), begin.toString(), marked)
        .update();
    return marked;
  }

  private void video(long id) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(id)
        .update();
  }
}
