package ai.profithack.jobs;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.AuditTrail;
import ai.profithack.jobs.JobEnding.AlreadyRunning;
import ai.profithack.jobs.JobEnding.Failed;
import ai.profithack.jobs.JobEnding.NotYet;
import ai.profithack.jobs.JobEnding.Started;
import ai.profithack.jobs.JobEnding.Succeeded;
import ai.profithack.jobs.JobEnding.UnknownJob;
import ai.profithack.jobs.JobRun.State;
import ai.profithack.jobs.SampleJobs.SampleJob;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
@Import(SampleJobs.class)
class JobRunnerTests {
  private static final String SAMPLE = "sample-figures";

  @Autowired JobRunner runner;
  @Autowired Jobs jobs;
  @Autowired JobHistory history;
  @Autowired SampleJob sample;
  @Autowired SettableClock clock;
  @Autowired JobCatalogue catalogue;
  @Autowired RunRepository runs;
  @Autowired RunLockRepository locks;
  @Autowired AuditTrail audit;
  @Autowired TransactionTemplate transactions;
  @Autowired ReportingFrame frame;
  @Autowired DSLContext db;

  @BeforeEach
  void startAfresh() {
    db.execute("delete from jobs.run");
    sample.work = _ -> "Did nothing.";
    clock.set(SampleJobs.MONDAY_NOON);
  }

  @Test
  void keepsWhatARunDidHowLongItTookAndWhoAsked() {
    sample.work =
        day -> {
          clock.advance(Duration.ofSeconds(90));
          return "Counted " + day + ".";
        };

    runner.run(SAMPLE, LocalDate.parse("2026-03-01"), "ada");

    assertThat(jobs.runs(SAMPLE, null, 10))
        .singleElement()
        .satisfies(run -> {
          assertThat(run.state()).isEqualTo(State.SUCCEEDED);
          assertThat(run.message()).isEqualTo("Counted 2026-03-01.");
          assertThat(run.day()).isEqualTo("2026-03-01");
          assertThat(run.triggeredBy()).isEqualTo("ada");
          assertThat(run.instance()).contains(":" + ProcessHandle.current().pid());
          assertThat(run.duration(clock.instant())).isEqualTo(Duration.ofSeconds(90));
        });
  }

  @Test
  void showsAFailureAsFailedWithTheFirstLineOfItsReason() {
    sample.work =
        _ -> {
          throw new IllegalStateException("the disk is full\nat block 7");
        };

    var ending = runner.runDue(SAMPLE);

    assertThat(ending).isInstanceOf(Failed.class);
    assertThat(jobs.find(SAMPLE).orElseThrow().lastRun())
        .hasValueSatisfying(run -> {
          assertThat(run.state()).isEqualTo(State.FAILED);
          assertThat(run.message()).isEqualTo("the disk is full");
        });
  }

  @Test
  void namesTheKindOfAFailureThatSaysNothing() {
    sample.work =
        _ -> {
          throw new StackOverflowError();
        };

    try {
      runner.runDue(SAMPLE);
    } catch (StackOverflowError fatalForTheThread) {
      assertThat(jobs.runs(SAMPLE, null, 1).getFirst().message()).isEqualTo("StackOverflowError");
    }

    assertThat(jobs.runs(SAMPLE, null, 1).getFirst().state()).isEqualTo(State.FAILED);
  }

  @Test
  void eightCallersOnTwoServersOneRunsSevenAreTold() throws Exception {
    var other = new JobRunner(catalogue, runs, locks, audit, transactions, frame, clock);
    var refused = new CountDownLatch(7);
    var ran = new AtomicInteger();
    sample.work =
        _ -> {
          ran.incrementAndGet();
          await(refused);
          return "Done.";
        };

    List<JobEnding> endings;
    try (var threads = Executors.newFixedThreadPool(8)) {
      var callers =
          IntStream.range(0, 8)
              .mapToObj(caller ->
                  supplyAsync(
                      () -> {
                        var ending = (caller % 2 == 0 ? runner : other).runDue(SAMPLE);
                        refused.countDown();
                        return ending;
                      },
                      threads))
              .toList();
      endings = callers.stream().map(CompletableFuture::join).toList();
    } finally {
      other.stop();
    }

    assertThat(ran).hasValue(1);
    assertThat(endings).filteredOn(Succeeded.class::isInstance).hasSize(1);
    assertThat(endings).filteredOn(AlreadyRunning.class::isInstance).hasSize(7);
    assertThat(jobs.runs(SAMPLE, null, 10)).hasSize(1);
  }

  @Test
  void aRunWhoseSessionIsKilledIsAbandonedAndTheNextOneRuns() throws Exception {
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    sample.work =
        _ -> {
          begun.countDown();
          await(end);
          return "Ended after all.";
        };
    var cutOff = supplyAsync(() -> runner.runDue(SAMPLE), Thread::startVirtualThread);
    await(begun);
    assertThat(jobs.find(SAMPLE).orElseThrow().running()).isTrue();

    killSessionsWithLocks();

    assertThat(jobs.find(SAMPLE).orElseThrow().lastRun())
        .as("a look sees it, and writes nothing")
        .hasValueSatisfying(run -> assertThat(run.state()).isEqualTo(State.ABANDONED));
    assertThat(runs.running()).hasSize(1);
    sample.work = _ -> "Done.";
    assertThat(runner.runDue(SAMPLE)).isInstanceOf(Succeeded.class);
    assertThat(jobs.runs(SAMPLE, null, 10))
        .extracting(JobRun::state)
        .containsExactly(State.SUCCEEDED, State.ABANDONED);
    assertThat(runs.running()).isEmpty();

    end.countDown();
    cutOff.join();
    assertThat(jobs.runs(SAMPLE, null, 10))
        .extracting(JobRun::message)
        .as("how it really ended is the better knowledge")
        .containsExactly("Done.", "Ended after all.");
  }

  @Test
  void aStartedRunGoesOnByItself() throws Exception {
    var end = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    sample.work =
        _ -> {
          await(end);
          done.countDown();
          return "Done.";
        };

    assertThat(runner.start(SAMPLE, null, "ada")).isInstanceOf(Started.class);
    assertThat(runner.start(SAMPLE, null, "bob")).isEqualTo(new AlreadyRunning(SAMPLE));
    assertThat(jobs.find(SAMPLE).orElseThrow().running()).isTrue();

    end.countDown();
    await(done);
    while (jobs.find(SAMPLE).orElseThrow().running()) {
      Thread.onSpinWait();
    }
    assertThat(jobs.runs(SAMPLE, null, 10))
        .extracting(JobRun::state)
        .containsExactly(State.SUCCEEDED);
  }

  @Test
  void aStartThatAStoppingServerRefusesIsShownAsFailedAndHoldsNoLock() throws Exception {
    var stopping = new JobRunner(catalogue, runs, locks, audit, transactions, frame, clock);
    stopping.stop();

    assertThat(stopping.start(SAMPLE, null, "ada"))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.run().message())
                    .isEqualTo("The server is stopping; nothing was done."));

    assertThat(runs.running()).isEmpty();
    assertThat(locks.held(List.of(SAMPLE))).isEmpty();
    assertThat(runner.runDue(SAMPLE)).isInstanceOf(Succeeded.class);
  }

  @Test
  void aMistypedNameGetsTheLikelyOnes() {
    assertThat(runner.run("sample-figure", null, "ada"))
        .isEqualTo(new UnknownJob("sample-figure", List.of(SAMPLE)));
    assertThat(runner.run("history", null, "ada"))
        .isEqualTo(new UnknownJob("history", List.of("job-history")));
    assertThat(runner.run("x".repeat(5000), null, "ada"))
        .isInstanceOfSatisfying(
            UnknownJob.class, unknown -> assertThat(unknown.suggestions()).isEmpty());
  }

  @Test
  void aDayThatHasNotBegunIsRefused() {
    var tomorrow = LocalDate.parse("2026-03-03");

    assertThat(runner.run(SAMPLE, tomorrow, "ada")).isEqualTo(new NotYet(tomorrow));
    assertThat(jobs.runs(SAMPLE, null, 10)).isEmpty();
  }

  @Test
  void forgetsOldRunsButNeverTheLastOfAJob() {
    runner.runDue(SAMPLE);
    clock.advance(Duration.ofDays(1));
    runner.runDue(SAMPLE);
    clock.advance(JobHistory.KEPT.plusDays(1));

    assertThat(history.run(null)).isEqualTo("Forgot 1 old run.");
    assertThat(jobs.runs(SAMPLE, null, 10)).hasSize(1);
    assertThat(history.run(null)).isEqualTo("Forgot 0 old runs.");
  }

  @Test
  void forgetsAllButTheNewestOfAJobThatRunsOften() {
    for (var i = 0; i < 5; i++) {
      runner.runDue(SAMPLE);
    }
    var newest = jobs.runs(SAMPLE, null, 2);

    assertThat(runs.prune(clock.instant().minus(JobHistory.KEPT), 2)).isEqualTo(3);
    assertThat(jobs.runs(SAMPLE, null, 10)).isEqualTo(newest);
  }

  @Test
  void runsPageByKeyNewestFirst() {
    for (var i = 0; i < 5; i++) {
      runner.runDue(SAMPLE);
    }

    var first = jobs.runs(SAMPLE, null, 3);
    var second = jobs.runs(SAMPLE, first.getLast().id(), 3);

    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    assertThat(second.getFirst().id()).isLessThan(first.getLast().id());
  }

  private void killSessionsWithLocks() {
    db.fetch(
        """
        select pg_terminate_backend(pid, 5000) from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        """);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
