package ai.profithack.jobs;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.jobs.JobRun.State;
import ai.profithack.jobs.SampleJobs.SampleJob;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/// Jobs by the clock: real schedulers on the database, polled by hand, at times that the test sets.
@ServerTest
@Import(SampleJobs.class)
class JobScheduleTests {
  private static final String SAMPLE = "sample-figures";

  @Autowired JobRunner runner;
  @Autowired Jobs jobs;
  @Autowired SampleJob sample;
  @Autowired SettableClock clock;
  @Autowired JobCatalogue catalogue;
  @Autowired RunLockRepository locks;
  @Autowired DataSource dataSource;
  @Autowired DSLContext db;

  @BeforeEach
  void startAfresh() {
    db.execute("delete from jobs.run");
    db.execute("delete from jobs.scheduled_tasks");
    sample.work = _ -> "Done.";
    clock.set(SampleJobs.MONDAY_NOON);
  }

  @Test
  void runsAtItsTimeAndWaitsForTheNext() {
    var server = server();
    server.start();
    assertThat(nextAt()).isEqualTo("2026-03-03T00:05:00Z");

    clock.set(Instant.parse("2026-03-03T00:04:59Z"));
    server.runAnyDueExecutions();
    assertThat(states()).isEmpty();

    clock.set(Instant.parse("2026-03-03T00:05:00Z"));
    server.runAnyDueExecutions();
    server.runAnyDueExecutions();
    assertThat(states()).containsExactly(State.SUCCEEDED);
    assertThat(nextAt()).isEqualTo("2026-03-04T00:05:00Z");
  }

  @Test
  void aServerThatWasDownAtTheTimeRunsTheJobSoonAfterItsStart() {
    server().start();
    clock.set(Instant.parse("2026-03-05T09:00:00Z"));

    var restarted = server();
    restarted.start();
    restarted.runAnyDueExecutions();

    assertThat(states()).as("once, however many times passed").containsExactly(State.SUCCEEDED);
    assertThat(nextAt()).isEqualTo("2026-03-06T00:05:00Z");
  }

  @Test
  void twoServersAtOnceRunItOnce() {
    var servers = List.of(server(), server(), server());
    servers.forEach(ManualScheduler::start);
    for (var day = 3; day <= 7; day++) {
      clock.set(Instant.parse("2026-03-0%dT00:05:00Z".formatted(day)));
      var polls = servers.stream().map(server -> runAsync(server::runAnyDueExecutions)).toList();
      polls.forEach(poll -> poll.join());
    }

    assertThat(states()).hasSize(5).containsOnly(State.SUCCEEDED);
  }

  @Test
  void aFailureIsTriedAgainWithLongerAndLongerWaitsAndThenAtTheNextTime() {
    sample.work =
        _ -> {
          throw new IllegalStateException("not today");
        };
    var server = server();
    server.start();
    clock.set(Instant.parse("2026-03-03T00:05:00Z"));

    for (var wait : JobSchedule.RETRIES) {
      server.runAnyDueExecutions();
      assertThat(nextAt()).isEqualTo(clock.instant().plus(wait));
      clock.advance(wait);
    }
    server.runAnyDueExecutions();
    assertThat(states()).hasSize(5).containsOnly(State.FAILED);
    assertThat(nextAt()).isEqualTo("2026-03-04T00:05:00Z");

    clock.set(Instant.parse("2026-03-04T00:05:00Z"));
    server.runAnyDueExecutions();
    assertThat(nextAt()).as("the next day tries again too").isEqualTo("2026-03-04T00:06:00Z");
    sample.work = _ -> "Done.";
    clock.advance(Duration.ofMinutes(1));
    server.runAnyDueExecutions();
    assertThat(states().getFirst()).isEqualTo(State.SUCCEEDED);
    assertThat(nextAt()).isEqualTo("2026-03-05T00:05:00Z");
  }

  @Test
  void aPlannedRetrySurvivesARestart() {
    sample.work =
        _ -> {
          throw new IllegalStateException("not today");
        };
    var server = server();
    server.start();
    clock.set(Instant.parse("2026-03-03T00:05:00Z"));
    server.runAnyDueExecutions();

    server().start();

    assertThat(nextAt()).isEqualTo("2026-03-03T00:06:00Z");
  }

  @Test
  void aJobThatRunsByHandAtItsTimeIsLookedAtAgainSoon() {
    var server = server();
    server.start();
    clock.set(Instant.parse("2026-03-03T00:05:00Z"));
    var byHand = locks.tryAcquire(SAMPLE).orElseThrow();

    server.runAnyDueExecutions();
    assertThat(states()).isEmpty();
    assertThat(nextAt()).isEqualTo("2026-03-03T00:06:00Z");

    assertThat(byHand.release()).isTrue();
    clock.advance(JobSchedule.BUSY);
    server.runAnyDueExecutions();
    assertThat(states()).containsExactly(State.SUCCEEDED);
  }

  @Test
  void saysSchedulesInWords() {
    assertThat(ScheduleInWords.of("0 5 0 * * *")).isEqualTo("daily at 00:05 UTC");
    assertThat(ScheduleInWords.of("0 30 0 * * MON")).isEqualTo("Mondays at 00:30 UTC");
    assertThat(ScheduleInWords.of("0 0 4 * * fri")).isEqualTo("Fridays at 04:00 UTC");
    assertThat(ScheduleInWords.of("*/30 * * * * *")).isEqualTo("every 30 seconds");
    assertThat(ScheduleInWords.of("5/15 * * * * *")).isEqualTo("every 15 seconds");
    assertThat(ScheduleInWords.of("0 */5 * * * *")).isEqualTo("every 5 minutes");
    assertThat(ScheduleInWords.of("0 0/1 * * * *")).isEqualTo("every minute");
    assertThat(ScheduleInWords.of("20 * * * * *")).isEqualTo("every minute");
    assertThat(ScheduleInWords.of("40 */10 * * * *")).isEqualTo("every 10 minutes");
    assertThat(ScheduleInWords.of("0 7 * * * *")).isEqualTo("hourly, 7 minutes past");
    assertThat(ScheduleInWords.of("0 0 3 1 * *")).isEqualTo("monthly on day 1 at 03:00 UTC");
    assertThat(ScheduleInWords.of("0 0 3 1 2 *"))
        .isEqualTo("by the cron expression 0 0 3 1 2 *, in UTC");
  }

  private ManualScheduler server() {
    var sampleOnly =
        JobSchedule.tasks(catalogue, runner).stream()
            .filter(task -> task.getName().equals(SAMPLE))
            .toList();
    return TestHelper.createManualScheduler(dataSource)
        .clock(new SchedulerClock(clock))
        .tableName("jobs.scheduled_tasks")
        .startTasks(sampleOnly)
        .build();
  }

  /// Ours, as the scheduler's test kit wants it.
  private static final class SchedulerClock
      extends com.github.kagkarlsson.scheduler.testhelper.SettableClock {
    private final SettableClock clock;

    SchedulerClock(SettableClock clock) {
      this.clock = clock;
    }

    @Override
    public Instant now() {
      return clock.instant();
    }
  }

  private Instant nextAt() {
    return jobs.find(SAMPLE).orElseThrow().nextAt();
  }

  private List<State> states() {
    return jobs.runs(SAMPLE, null, 20).stream().map(JobRun::state).toList();
  }
}
