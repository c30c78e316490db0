package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.Originals;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// From a file to a verdict, and once only whatever is repeated.
@ServerTest
@Timeout(120)
class AnalysesTests {
  @Autowired private Analyses analyses;
  @Autowired private AnalysisRepository repository;
  @Autowired private AnalysisWorkers workers;
  @Autowired private Blocks blocks;
  @Autowired private BlockedMedia blocked;
  @Autowired private Classifiers classifiers;
  @Autowired private Originals originals;
  @Autowired private JdbcClient sql;

  @Test
  void anAnalysisEndsInAVerdictAndItsFileIsKeptOnce() throws Exception {
    var video = video(9101);
    var clip = Clips.brief();
    var analysis = analysed(video, clip, Origin.UNSAID);

    assertThat(analysis.failure()).isNull();
    assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
    assertThat(requireNonNull(analysis.verdict()).isSafe())
        .isEqualTo(!classifiers.absent().containsKey(ClassifierKind.NSFW));
    assertThat(requireNonNull(analysis.verdict()).description())
        .contains("No AI review took place");
    assertThat(requireNonNull(analysis.verdict()).aiReviewed()).isFalse();
    assertThat(requireNonNull(analysis.deepfake()).confidence()).isZero();
    assertThat(requireNonNull(analysis.facts()).videoCodec()).isEqualTo("mpeg4");
    assertThat(analyses.evidence(analysis.analysisId()))
        .extracting(Evidence::kind)
        .contains("bank", "declared");
    assertThat(count("public.deepfake_detection", video)).isEqualTo(1);
    assertThat(count("public.moderation_queue", video)).isZero();

    var again = analysed(video(9102), clip, Origin.UNSAID);
    assertThat(requireNonNull(again.sha256())).isEqualTo(requireNonNull(analysis.sha256()));
    assertThat(originals.videosOf(requireNonNull(again.sha256()))).contains(9101L, 9102L);
    assertThat(
            Files.readAllBytes(originals.open(requireNonNull(again.sha256())).orElseThrow().path()))
        .isEqualTo(Files.readAllBytes(clip));
    assertThat(
            sql.sql("select count(*) from media.original where sha256 = ?")
                .param(requireNonNull(again.sha256()))
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void whatWasBlockedIsRecognisedAndRaisesOneItemHoweverOftenItIsAnalysed() throws Exception {
    var clip = scenes();
    var first = analysed(video(9110), clip, Origin.UNSAID);
    assertThat(blocks.block(first.analysisId(), false, "a test")).isEqualTo(Blocks.Ending.DONE);
    assertThat(blocks.block(first.analysisId(), false, "a test"))
        .isEqualTo(Blocks.Ending.NO_CHANGE);
    assertThat(blocked.remember().inBank()).isPositive();
    assertThat(requireNonNull(analysed(9110, clip, Origin.UNSAID).verdict()).isSafe())
        .as("a video does not accuse itself")
        .isTrue();

    var smaller =
        Clips.clip(
            "brief-scenes-smaller.mp4",
            "-i",
            clip.toString(),
            "-vf",
            "scale=240:-2",
            "-c:v",
            "mpeg4",
            "-q:v",
            "9");
    var video = video(9111);
    var analysis = analysed(video, smaller, Origin.UNSAID);
    assertThat(requireNonNull(analysis.verdict()).isSafe()).isFalse();
    assertThat(requireNonNull(analysis.verdict()).severity()).isEqualTo(Severity.HIGH);
    assertThat(requireNonNull(analysis.verdict()).flags())
        .extracting(Verdict.Flag::type)
        .containsExactly(FlagType.PREVIOUSLY_BLOCKED);
    var evidence =
        analyses.evidence(analysis.analysisId()).stream()
            .filter(each -> each.flag() == FlagType.PREVIOUSLY_BLOCKED)
            .findAny()
            .orElseThrow();
    assertThat(evidence.score()).isGreaterThan(0.8);
    assertThat(evidence.fromMillis()).isLessThan(1_000);

    analysed(video, smaller, Origin.UNSAID);
    analysed(video, smaller, Origin.UNSAID);
    assertThat(count("public.content_flags", video)).isEqualTo(1);
    assertThat(count("public.moderation_queue", video)).isEqualTo(1);
    assertThat(
            sql.sql("select priority from public.moderation_queue where video_id = ?")
                .param(video)
                .query(Long.class)
                .single())
        .isEqualTo(2);

    // Decided by a person: the same file does not open it again.
    sql.sql("update public.moderation_queue set status = 'approved' where video_id = ?")
        .param(video)
        .update();
    analysed(video, smaller, Origin.UNSAID);
    assertThat(count("public.moderation_queue", video)).isEqualTo(1);
  }

  @Test
  void aConfirmedFakeIsHeldAndBlockedOnlyWhereSomethingElseCorroboratesIt() throws Exception {
    var clip =
        Clips.clip(
            "brief-life.mp4",
            "-f lavfi -i mandelbrot=size=320x240:rate=25:end_scale=0.01 -t 2 -c:v mpeg4 -q:v 4"
                .split(" "));
    var first = analysed(video(9120), clip, Origin.UNSAID);
    assertThat(blocks.block(first.analysisId(), true, "shown to be a fake"))
        .isEqualTo(Blocks.Ending.DONE);
    assertThat(blocked.remember().inBank()).isPositive();

    var alone = analysed(video(9121), clip, Origin.UNSAID);
    assertThat(requireNonNull(alone.deepfake()).confidence()).isEqualTo(80.0);
    assertThat(count("public.blocked_content", 9121)).isZero();
    assertThat(count("public.moderation_queue", 9121)).isEqualTo(1);

    var declared = analysed(video(9122), clip, Origin.GENERATED);
    assertThat(requireNonNull(declared.deepfake()).confidence()).isEqualTo(92.0);
    assertThat(count("public.blocked_content", 9122)).isEqualTo(1);
    analysed(9122, clip, Origin.GENERATED);
    assertThat(count("public.blocked_content", 9122)).isEqualTo(1);
    assertThat(
            sql.sql(
                    """
                    select extract(day from appeal_deadline - block_date)::int from public.blocked_content
                    where video_id = 9122 and appealable
                    """)
                .query(Integer.class)
                .single())
        .isEqualTo(180);
    assertThat(
            sql.sql("select is_deepfake from public.deepfake_detection where video_id = 9122")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void whatCannotBeDecodedFailsWithAReason() throws Exception {
    var video = video(9130);
    var bytes = Files.readAllBytes(Clips.moving());
    var cut = Arrays.copyOf(bytes, bytes.length / 3);
    var asked =
        analyses.sent(
            video, new ByteArrayInputStream(cut), "cut.mp4", Arrival.Way.UPLOAD, Origin.UNSAID);
    var analysis = awaited(asked);
    assertThat(analysis.state()).isEqualTo(Analysis.State.FAILED);
    assertThat(analysis.failure()).isNotBlank().endsWith(".");
    assertThat(count("public.deepfake_detection", video)).isZero();

    var text = new ByteArrayInputStream("no video".getBytes(StandardCharsets.UTF_8));
    assertThat(analyses.sent(video, text, "a.mp4", Arrival.Way.UPLOAD, Origin.UNSAID))
        .isInstanceOf(Asked.Unusable.class);
    assertThat(analyses.held(99_999_999)).isInstanceOf(Asked.UnknownVideo.class);
    assertThat(analyses.held(video(9131))).isInstanceOf(Asked.NoMedia.class);
  }

  @Test
  void theWorkOfAServerThatIsGoneIsTakenUpAgainAndGivenUpAfterThreeAttempts() throws Exception {
    var video = video(9150);
    var done = analysed(video, Clips.brief(), Origin.UNSAID);
    sql.sql(
            """
            insert into moderation.analysis (video_id, sha256, policy_version, state, requested_at, requested_by, worker,
              lease_until, attempts, started_at)
            values (?, ?, ?, 'running', now(), 'a test', 'a server that is gone', now() - interval '1 second', 1, now())
            """)
        .params(video, requireNonNull(done.sha256()), VerdictRules.POLICY_VERSION)
        .update();
    var abandoned = analyses.page(null, Analysis.State.RUNNING, video, 1).getFirst();
    assertThat(repository.leases().keep(abandoned.analysisId(), "another", Instant.now(), "x", 1))
        .as("somebody else's")
        .isFalse();
    // Whoever asks for the same joins it, and wakes whoever is free.
    assertThat(analyses.held(video)).isEqualTo(new Asked.Taken(abandoned.analysisId()));
    var ended = analyses.await(abandoned.analysisId(), Duration.ofSeconds(60));
    assertThat(ended.state()).isEqualTo(Analysis.State.DONE);
    assertThat(ended.attempts()).isEqualTo(2);

    sql.sql(
            """
            insert into moderation.analysis (video_id, sha256, policy_version, state, requested_at, requested_by, worker,
              lease_until, attempts, started_at)
            values (?, ?, ?, 'running', now(), 'a test', 'a server that is gone', now() - interval '1 second', 3, now())
            """)
        .params(video, requireNonNull(done.sha256()), VerdictRules.POLICY_VERSION)
        .update();
    var deadly = analyses.page(null, Analysis.State.RUNNING, video, 1).getFirst();
    assertThat(
            repository
                .leases()
                .giveUp(
                    Instant.now(),
                    AnalysisWorkers.ATTEMPTS_MAX,
                    new Failure(Fault.SERVER, "Three times.")))
        .isEqualTo(1);
    assertThat(analyses.find(deadly.analysisId()).orElseThrow().failure())
        .isEqualTo("Three times.");
  }

  @Test
  void workersThatWereStoppedWorkAgainAndBeginWhatWaitedMeanwhile() throws Exception {
    var before = analysed(video(9160), Clips.brief(), Origin.UNSAID);
    assertThat(before.state()).isEqualTo(Analysis.State.DONE);
    Asked asked;
    workers.stop();
    try {
      assertThat(workers.isRunning()).isFalse();
      asked = analyses.held(9160);
      assertThat(analyses.await(((Asked.Taken) asked).analysisId(), Duration.ofMillis(500)).state())
          .isEqualTo(Analysis.State.QUEUED);
    } finally {
      workers.start();
    }
    assertThat(awaited(asked).state()).isEqualTo(Analysis.State.DONE);
    assertThat(analysed(video(9161), Clips.brief(), Origin.UNSAID).state())
        .isEqualTo(Analysis.State.DONE);
  }

  /// Different pictures one after another, each with features.
  static Path scenes() {
    return Clips.clip(
        "brief-scenes.mp4",
        ("-f lavfi -i testsrc=size=480x270:rate=25:duration=1.5 -f lavfi -i sierpinski=size=480x270:rate=25:type=carpet:seed=7"
                + " -filter_complex [1:v]trim=duration=1.5,setpts=PTS-STARTPTS[m];[0:v][m]concat=n=2:v=1:a=0[v]"
                + " -map [v] -t 3 -c:v mpeg4 -q:v 3")
            .split(" "));
  }

  private Analysis analysed(long video, Path file, Origin declared) throws Exception {
    try (var content = Files.newInputStream(file)) {
      return awaited(
          analyses.sent(
              video, content, file.getFileName().toString(), Arrival.Way.UPLOAD, declared));
    }
  }

  private Analysis awaited(Asked asked) throws InterruptedException {
    assertThat(asked).isInstanceOf(Asked.Taken.class);
    return analyses.await(((Asked.Taken) asked).analysisId(), Duration.ofSeconds(60));
  }

  private long video(long id) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(id)
        .update();
    return id;
  }

  private long count(String table, long video) {
    return sql.sql("select count(*) from %s where video_id = ?".formatted(table))
        .param(video)
        .query(Long.class)
        .single();
  }
}
