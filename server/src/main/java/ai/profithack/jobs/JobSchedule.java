package ai.profithack.jobs;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/// Hands every job to db-scheduler, which sees to it that one of all servers runs it when it is
/// due.
///
/// Its table remembers when each job runs next. A time that passed while no server was up is
/// therefore made good at the next start.
@Configuration(proxyBeanMethods = false)
class JobSchedule {
  /// Waits before the tries that follow a failure; after them the next regular time counts.
  static final List<Duration> RETRIES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(60));

  /// When to look again after finding the job running, by hand or elsewhere.
  static final Duration BUSY = Duration.ofMinutes(1);

  private final JobRunner runner;

  JobSchedule(JobRunner runner) {
    this.runner = runner;
  }

  @Bean
  static List<Task<?>> jobTasks(JobCatalogue catalogue, JobRunner runner) {
    return List.copyOf(tasks(catalogue, runner));
  }

  @Bean
  static Clock schedulerClock(java.time.Clock clock) {
    return clock::instant;
  }

  @EventListener(ApplicationReadyEvent.class)
  void settleWhatAnEarlierProcessLeft() {
    runner.settleAbandoned();
  }

  static List<? extends RecurringTask<Void>> tasks(JobCatalogue catalogue, JobRunner runner) {
    return catalogue.all().stream().map(job -> new JobTask(job, catalogue, runner)).toList();
  }

  private record Cron(Job job, JobCatalogue catalogue) implements Schedule {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete complete) {
      return catalogue.nextTime(job, complete.getTimeDone());
    }

    @Override
    public Instant getInitialExecutionTime(Instant now) {
      return catalogue.nextTime(job, now);
    }

    /// A "no" keeps a planned retry over a restart: the scheduler then moves a planned time only to
    /// an earlier one.
    @Override
    public boolean isDeterministic() {
      return false;
    }
  }

  /// Runs one job by the clock, and decides from its ending when it runs next.
  private static final class JobTask extends RecurringTask<Void> {
    private final Job job;
    private final JobCatalogue catalogue;
    private final JobRunner runner;

    JobTask(Job job, JobCatalogue catalogue, JobRunner runner) {
      super(
          job.name(),
          new Cron(job, catalogue),
          Void.class,
          (complete, operations) -> retry(job, catalogue, complete, operations));
      this.job = job;
      this.catalogue = catalogue;
      this.runner = runner;
    }

    @Override
    public CompletionHandler<Void> execute(TaskInstance<Void> instance, ExecutionContext context) {
      return switch (runner.runDue(job.name())) {
        case JobEnding.Succeeded _ ->
            (complete, operations) ->
                operations.reschedule(complete, catalogue.nextTime(job, complete.getTimeDone()));
        case JobEnding.Failed(var run) ->
            (complete, operations) -> retry(job, catalogue, failure(complete, run), operations);
        case JobEnding.AlreadyRunning _ ->
            (complete, operations) ->
                operations.reschedule(complete, complete.getTimeDone().plus(BUSY));
        case JobEnding.Started _, JobEnding.UnknownJob _, JobEnding.NotYet _ ->
            throw new IllegalStateException(
                job.name() + " is known, was waited for, and was not asked for a day");
      };
    }

    @Override
    public void executeRecurringly(TaskInstance<Void> instance, ExecutionContext context) {
      throw new IllegalStateException("execute does the work");
    }

    /// Plans the next try of a run that failed, or that could not even begin.
    private static void retry(
        Job job,
        JobCatalogue catalogue,
        ExecutionComplete failure,
        ExecutionOperations<Void> operations) {
      var regular = catalogue.nextTime(job, failure.getTimeDone());
      var tries = failure.getExecution().consecutiveFailures % (RETRIES.size() + 1);
      if (tries == RETRIES.size()) {
        operations.reschedule(failure, regular);
      } else {
        var retry = failure.getTimeDone().plus(RETRIES.get(tries));
        operations.reschedule(failure, retry.isBefore(regular) ? retry : regular);
      }
    }

    private static ExecutionComplete failure(ExecutionComplete complete, JobRun run) {
      return ExecutionComplete.failure(
          complete.getExecution(),
          run.startedAt(),
          complete.getTimeDone(),
          new IllegalStateException(run.message()));
    }
  }
}
