package ai.profithack.moderation;

import static ai.profithack.moderation.Trial.concern;
import static ai.profithack.moderation.Trial.kind;
import static ai.profithack.moderation.Trial.lookingAnd;
import static ai.profithack.moderation.Trial.picture;
import static ai.profithack.moderation.Trial.saying;
import static ai.profithack.moderation.Trial.taken;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.CurrentActor;
import ai.profithack.media.Arrival;
import ai.profithack.media.Originals;
import ai.profithack.media.RemoteFiles;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.AnalysisRepository.Fetched;
import ai.profithack.moderation.AnalysisRepository.Request;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.platform.Directory;
import ai.profithack.testing.ServerTest;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How analyses are asked for, shared, run and ended, whatever happens on the way.
@ServerTest
@Timeout(120)
class AnalysisRunsTests {
  private static final String POLICY = VerdictRules.POLICY_VERSION;

  @Autowired private ApplicationContext server;
  @Autowired private Analyses analyses;
  @Autowired private AnalysisRepository repository;
  @Autowired private DeclarationRepository declarations;
  @Autowired private FindingRepository findings;
  @Autowired private AnalysisWorkers workers;
  @Autowired private Originals originals;
  @Autowired private RemoteFiles remote;
  @Autowired private Directory directory;
  @Autowired private CurrentActor current;
  @Autowired private Clock clock;
  @Autowired private JdbcClient sql;
  private Trial trial;

  @BeforeEach
  void begin() {
    trial = new Trial(server);
  }

  @AfterEach
  void end() {
    trial.end();
  }

  private long sent(long video) throws Exception {
    return trial.sent(trial.video(video), picture(), Origin.UNSAID);
  }

  @Test
  void whoAsksForTheSameAtOnceGetsTheSameAnalysis() throws Exception {
    var video = trial.video(9801);
    var file = picture();
    Callable<Long> asking = () -> trial.sent(video, file, Origin.UNSAID);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ids =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> asking).toList()).stream()
              .map(each -> each.resultNow())
              .distinct()
              .toList();
      assertThat(ids).hasSize(1);
      assertThat(trial.run(ids.getFirst(), lookingAnd()).state()).isEqualTo(Analysis.State.DONE);
    }
    assertThat(trial.rows("select 1 from moderation.analysis where video_id = ?", video))
        .hasSize(1);
  }

  @Test
  void textThatNoDatabaseHoldsEndsInAVerdict() throws Exception {
    var evil = "a\0b\ud800";
    var analysis =
        trial.run(
            sent(9802),
            lookingAnd(
                saying(
                    Evidence.fact("provenance", "C2PA", "1", evil)
                        .with(Map.of("issues", List.of(evil))))));
    assertThat(analysis.failure()).isNull();
    assertThat(analyses.evidence(analysis.analysisId()))
        .filteredOn(each -> each.kind().equals("provenance"))
        .extracting(Evidence::explanation)
        .containsExactly("a�b�");
  }

  @Test
  void aKindWhoseLibraryIsMissingIsUnavailableAndNothingElse() throws Exception {
    var analysis =
        trial.run(
            sent(9803),
            lookingAnd(
                kind(
                    "faces",
                    _ -> {
                      throw new UnsatisfiedLinkError("a test");
                    })));
    assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
    assertThat(analyses.evidence(analysis.analysisId()))
        .filteredOn(each -> each.kind().equals("faces"))
        .extracting(Evidence::found)
        .containsExactly(Found.UNAVAILABLE);
  }

  @Test
  void anErrorOfTheMachineIsSaidAndTheNextAnalysisRuns() throws Exception {
    var first = sent(9804);
    var thrown = new AtomicBoolean();
    var server =
        trial.server(
            lookingAnd(
                kind(
                    "faces",
                    _ -> {
                      if (thrown.compareAndSet(false, true)) {
                        throw new InternalError("a test");
                      }
                      return List.of();
                    })));
    server.start();
    try {
      server.wake();
      var failed = analyses.await(first, Duration.ofSeconds(30));
      assertThat(failed.state()).isEqualTo(Analysis.State.FAILED);
      assertThat(failed.fault()).isEqualTo(Fault.SERVER);
      assertThat(failed.failure()).contains("for a reason of the server's");
      assertThat(failed.attempts()).isEqualTo(1);
      var next = taken(analyses.held(9804));
      server.wake();
      assertThat(analyses.await(next, Duration.ofSeconds(30)).state())
          .isEqualTo(Analysis.State.DONE);
    } finally {
      server.stop();
    }
  }

  @Test
  void whatAFileSaysOfItselfIsReadFirstAndKeptWhereItCannotBeDecoded() throws Exception {
    var cut = Arrays.copyOf(picture(), 60);
    var reading =
        new EvidenceKind() {
          @Override
          public String name() {
            return "provenance";
          }

          @Override
          public List<Evidence> read(java.nio.file.Path file) {
            return List.of(Evidence.fact("provenance", "C2PA", "1", "It says something."));
          }

          @Override
          public Look look(Subject subject) {
            return List::of;
          }
        };
    var id = trial.sent(trial.video(9805), cut, Origin.UNSAID);
    var failed = trial.run(id, lookingAnd(reading));
    assertThat(failed.state()).isEqualTo(Analysis.State.FAILED);
    assertThat(failed.fault()).isEqualTo(Fault.FILE);
    assertThat(analyses.evidence(id))
        .extracting(Evidence::explanation)
        .containsExactly("It says something.");
    assertThat(trial.rows("select 1 from public.moderation_queue where video_id = 9805")).isEmpty();
  }

  @Test
  void whatWasDeclaredStaysWithTheFileHoweverItIsAskedForAgain() throws Exception {
    var video = trial.video(9806);
    var file = picture();
    var kinds = lookingAnd(new DeclaredEvidence());
    var first = trial.sent(video, file, Origin.UNSAID);
    assertThat(trial.sent(video, file, Origin.GENERATED)).as("joined").isEqualTo(first);
    assertThat(confidence(trial.run(first, kinds))).isEqualTo(60.0);
    assertThat(confidence(trial.run(trial.sent(video, file, Origin.UNSAID), kinds)))
        .as("sent again by somebody who says nothing")
        .isEqualTo(60.0);
    assertThat(confidence(trial.again(video, kinds))).isEqualTo(60.0);

    var done = taken(analyses.heldOnce(video));
    assertThat(analyses.find(done).orElseThrow().state())
        .as("the one that is done")
        .isEqualTo(Analysis.State.DONE);
    declarations.declare(
        video,
        requireNonNull(analyses.find(done).orElseThrow().sha256()),
        Origin.RECORDED,
        "test",
        Instant.now().plusSeconds(1));
    var anew = taken(analyses.heldOnce(video));
    assertThat(anew).as("it goes by another word now").isNotEqualTo(done);
    assertThat(confidence(trial.run(anew, kinds))).isZero();
    assertThat(taken(analyses.heldOnce(video))).isEqualTo(anew);
  }

  @Test
  void whatIsDeclaredWhileItIsLookedAtCounts() throws Exception {
    var video = trial.video(9807);
    var file = picture();
    var id = trial.sent(video, file, Origin.UNSAID);
    var said = new AtomicBoolean();
    var analysis =
        trial.run(
            id,
            lookingAnd(
                new DeclaredEvidence(),
                kind(
                    "faces",
                    _ -> {
                      if (said.compareAndSet(false, true)) {
                        assertThat(trial.sent(video, file, Origin.GENERATED)).isEqualTo(id);
                      }
                      return List.of();
                    })));
    assertThat(confidence(analysis)).isEqualTo(60.0);
    assertThat(analysis.declared()).isEqualTo(Origin.GENERATED);
    assertThat(analysis.attempts()).isEqualTo(1);
  }

  @Test
  void whoLostItsLeaseWritesNothing() throws Exception {
    var id = sent(9808);
    var now = Instant.now();
    var claimed = repository.claim("the first", now, now.plusSeconds(60), 3).orElseThrow();
    assertThat(claimed.analysisId()).isEqualTo(id);
    var taking =
        kind(
            "faces",
            _ -> {
              sql.sql("update moderation.analysis set worker = 'another' where analysis_id = ?")
                  .param(id)
                  .update();
              return List.of(concern(FlagType.HATE, Severity.HIGH));
            });
    trial.server(lookingAnd(taking)).run(claimed, "the first", (_, _) -> {});
    assertThat(worker(id)).isEqualTo("another");
    assertThat(analyses.find(id).orElseThrow().state()).isEqualTo(Analysis.State.RUNNING);
    assertThat(analyses.evidence(id)).isEmpty();
    assertThat(trial.rows("select 1 from public.content_flags where video_id = 9808")).isEmpty();
    assertThat(repository.fail(id, "another", Failure.ofFile("A test."), "", Instant.now()))
        .isTrue();
  }

  @Test
  void oneOfManyWorkersGetsARow() throws Exception {
    var id = sent(9810);
    Callable<Optional<Analysis>> claiming =
        () -> {
          var now = Instant.now();
          return repository.claim(Thread.currentThread().toString(), now, now.plusSeconds(60), 3);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var claimed =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> claiming).toList()).stream()
              .flatMap(each -> each.resultNow().stream())
              .map(Analysis::analysisId)
              .toList();
      assertThat(claimed).containsExactly(id);
    }
    assertThat(analyses.find(id).orElseThrow().attempts()).isEqualTo(1);
    repository.leases().release(worker(id));
    assertThat(trial.run(id, lookingAnd()).state()).isEqualTo(Analysis.State.DONE);
  }

  @Test
  void anAddressWhoseBytesAreLookedAtAlreadyEndsInThatAnalysis() throws Exception {
    var video = trial.video(9811);
    var fetched = claimed(video, "https://example.com/a", Origin.GENERATED);
    var file = picture();
    var other = trial.sent(video, file, Origin.UNSAID);
    var sha256 = requireNonNull(analyses.find(other).orElseThrow().sha256());
    assertThat(fetched(fetched, "nobody", sha256)).isEqualTo(Fetched.LOST);
    assertThat(fetched(fetched, "w" + fetched, sha256)).isEqualTo(Fetched.JOINED);

    var ended = trial.run(fetched, lookingAnd(new DeclaredEvidence()));
    assertThat(ended.analysisId()).isEqualTo(other);
    assertThat(ended.state()).isEqualTo(Analysis.State.DONE);
    assertThat(confidence(ended)).as("what it declared counts there").isEqualTo(60.0);
    assertThat(analyses.page(null, null, video, 10))
        .extracting(Analysis::analysisId)
        .containsExactly(other);
  }

  @Test
  void addressesWithTheSameBytesEndInOneAnalysis() throws Exception {
    for (var round = 0; round < 5; round++) {
      var video = trial.video(9820 + round);
      var sha256 = "%064x".formatted(video);
      var ids =
          List.of(
              claimed(video, "https://example.com/a", Origin.UNSAID),
              claimed(video, "https://example.com/b", Origin.UNSAID));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var endings =
            threads
                .invokeAll(
                    ids.stream()
                        .<Callable<Fetched>>map(id -> () -> fetched(id, "w" + id, sha256))
                        .toList())
                .stream()
                .map(each -> each.resultNow())
                .toList();
        assertThat(endings).containsExactlyInAnyOrder(Fetched.ITS_OWN, Fetched.JOINED);
      }
      var left = analyses.find(ids.getFirst()).orElseThrow();
      assertThat(analyses.find(ids.getLast()).orElseThrow()).isEqualTo(left);
      repository.fail(
          left.analysisId(), "w" + left.analysisId(), Failure.ofFile("A test."), "", Instant.now());
    }
  }

  @Test
  void whereTooManyWaitNothingIsRead() throws Exception {
    trial.video(9812);
    var full =
        new Analyses(
            repository,
            declarations,
            findings,
            workers,
            originals,
            remote,
            directory,
            current,
            clock,
            0);
    // Whoever reads it fails.
    var unread = InputStream.nullInputStream();
    unread.close();
    assertThat(full.sent(9812, unread, "a.png", Arrival.Way.UPLOAD, Origin.UNSAID))
        .isInstanceOf(Asked.Busy.class);
    assertThat(originals.newest(9812)).isEmpty();
    assertThat(full.atAddress(9812, "https://example.com/a.mp4", Origin.UNSAID))
        .isInstanceOf(Asked.Busy.class);
    var id = sent(9812);
    assertThat(full.held(9812)).as("it waits already").isEqualTo(new Asked.Taken(id));
    assertThat(trial.run(id, lookingAnd()).state()).isEqualTo(Analysis.State.DONE);
    assertThat(full.held(9812)).isInstanceOf(Asked.Busy.class);
    assertThat(full.heldOnce(9812)).as("it is done already").isEqualTo(new Asked.Taken(id));
  }

  private long claimed(long video, String url, Origin declared) {
    var id =
        repository
            .request(new Request(video, null, url, declared, "test"), POLICY, Instant.now(), 100)
            .orElseThrow();
    sql.sql(
            """
            update moderation.analysis
            set state = 'running', worker = ?, lease_until = now() + interval '1 minute', attempts = 1
            where analysis_id = ?
            """)
        .params("w" + id, id)
        .update();
    return id;
  }

  private Fetched fetched(long id, String worker, String sha256) {
    return repository.fetched(
        id,
        worker,
        sha256,
        analyses.find(id).orElseThrow().declared(),
        "https://example.com/",
        Instant.now());
  }

  private String worker(long id) {
    return sql.sql("select coalesce(worker, '') from moderation.analysis where analysis_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private static double confidence(Analysis analysis) {
    assertThat(analysis.failure()).isNull();
    return requireNonNull(analysis.deepfake()).confidence();
  }
}
