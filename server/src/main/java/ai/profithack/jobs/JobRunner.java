package ai.profithack.jobs;

import ai.profithack.access.AuditTrail;
import ai.profithack.jobs.JobEnding.AlreadyRunning;
import ai.profithack.jobs.JobEnding.Failed;
import ai.profithack.jobs.JobEnding.NotYet;
import ai.profithack.jobs.JobEnding.Started;
import ai.profithack.jobs.JobEnding.Succeeded;
import ai.profithack.jobs.JobEnding.UnknownJob;
import ai.profithack.jobs.JobRun.State;
import ai.profithack.jobs.RunLockRepository.RunLock;
import ai.profithack.kernel.ReportingFrame;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Runs jobs, by the clock or because somebody asks, one run of a job at a time wherever it is
/// asked for, and keeps what became of each run.
@Component
public class JobRunner {
  /// Who triggers the runs that go by the clock. No login has a space in it.
  static final String SCHEDULE = "the schedule";

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final int SHUTDOWN_SECONDS = 10;

  private final JobCatalogue catalogue;
  private final RunRepository runs;
  private final RunLockRepository locks;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final ReportingFrame frame;
  private final Clock clock;
  private final String instance = Instance.name();
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

  JobRunner(
      JobCatalogue catalogue,
      RunRepository runs,
      RunLockRepository locks,
      AuditTrail audit,
      TransactionTemplate transactions,
      ReportingFrame frame,
      Clock clock) {
    this.catalogue = catalogue;
    this.runs = runs;
    this.locks = locks;
    this.audit = audit;
    this.transactions = transactions;
    this.frame = frame;
    this.clock = clock;
  }

  /// Runs a job and waits for its end: `Succeeded`, `Failed`, `AlreadyRunning`, `UnknownJob` or
  /// `NotYet`.
  ///
  /// `day` is the day whose work is wanted again, null for whatever is due. `triggeredBy` is shown
  /// with the run: who asked.
  public JobEnding run(String name, @Nullable LocalDate day, String triggeredBy) {
    return run(name, day, triggeredBy, JobProgress.silent());
  }

  /// The same, for a caller who wants to hear how far it is.
  public JobEnding run(
      String name, @Nullable LocalDate day, String triggeredBy, JobProgress progress) {
    return ask(
        new Request(name, day, triggeredBy, true),
        begun -> complete(begun, new NotedProgress(runs, begun.run().id(), progress)));
  }

  /// Starts a job and does not wait: `Started`, `AlreadyRunning`, `UnknownJob` or `NotYet`; and
  /// `Failed` where this server is stopping.
  public JobEnding start(String name, @Nullable LocalDate day, String triggeredBy) {
    return ask(new Request(name, day, triggeredBy, true), this::completeInBackground);
  }

  /// Runs what is due because the clock says so, which is nobody's action to be audited.
  JobEnding runDue(String name) {
    return ask(new Request(name, null, SCHEDULE, false), this::complete);
  }

  /// Marks the runs abandoned that were cut off with their process.
  void settleAbandoned() {
    var running = runs.running();
    var held = locks.held(running.stream().map(JobRun::job).toList());
    var cutOff = running.stream().filter(run -> !held.contains(run.job())).toList();
    for (var run : cutOff) {
      abandon(run);
    }
  }

  private record Request(
      String name, @Nullable LocalDate day, String triggeredBy, boolean audited) {}

  /// A run whose lock is held and whose start is noted.
  private record Begun(Job job, JobRun run, RunLock lock) {}

  private JobEnding ask(Request request, Function<Begun, JobEnding> course) {
    var job = catalogue.find(request.name()).orElse(null);
    if (job == null) {
      return new UnknownJob(request.name(), catalogue.resembling(request.name()));
    }
    if (request.day() != null && request.day().isAfter(frame.dayOf(clock.instant()))) {
      return new NotYet(request.day());
    }
    settleAbandoned();
    return locks
        .tryAcquire(job.name())
        .map(lock -> course.apply(begin(job, request, lock)))
        .orElseGet(() -> new AlreadyRunning(job.name()));
  }

  private Begun begin(Job job, Request request, RunLock lock) {
    try {
      // Whoever holds the lock knows that no earlier run of this job is alive.
      runs.running().stream()
          .filter(earlier -> earlier.job().equals(job.name()))
          .forEach(this::abandon);
      var run = transactions.execute(_ -> noteStart(job, request));
      return new Begun(job, run, lock);
    } catch (RuntimeException failure) {
      lock.release();
      throw failure;
    }
  }

  private JobRun noteStart(Job job, Request request) {
    var run =
        runs.begin(job.name(), request.day(), request.triggeredBy(), instance, clock.instant());
    if (request.audited()) {
      var day = run.day() == null ? "due" : run.day().toString();
      audit.record(
          "job.run", job.name(), Map.of("run", run.id(), "by", run.triggeredBy(), "day", day));
    }
    return run;
  }

  private JobEnding completeInBackground(Begun begun) {
    try {
      background.execute(() -> {
        try {
          complete(begun);
        } catch (RuntimeException failure) {
          LOG.error(
              "How run {} of {} ended could not be noted; it will be shown as abandoned.",
              begun.run().id(),
              begun.run().job(),
              failure);
        }
      });
      return new Started(begun.run());
    } catch (RejectedExecutionException stopping) {
      try {
        var reason = "The server is stopping; nothing was done.";
        return new Failed(runs.finish(begun.run().id(), State.FAILED, reason, clock.instant()));
      } finally {
        begun.lock().release();
      }
    }
  }

  /// Does the work of a run, notes its end, and frees the lock, in that order: while the lock is
  /// free, no run that stands as running is alive.
  private JobEnding complete(Begun begun) {
    return complete(begun, new NotedProgress(runs, begun.run().id(), JobProgress.silent()));
  }

  private JobEnding complete(Begun begun, JobProgress progress) {
    try {
      return work(begun.job(), begun.run(), progress);
    } finally {
      if (!begun.lock().release()) {
        LOG.warn(
            "The session that held the lock of {} ended during run {}: another may have begun beside it.",
            begun.run().job(),
            begun.run().id());
      }
    }
  }

  private JobEnding work(Job job, JobRun run, JobProgress progress) {
    String message;
    try {
      message = job.run(run.day(), progress, run.triggeredBy());
    } catch (Throwable failure) {
      LOG.error("Job {} failed in run {}.", run.job(), run.id(), failure);
      var failed = runs.finish(run.id(), State.FAILED, Reason.of(failure), clock.instant());
      if (failure instanceof VirtualMachineError fatal) {
        throw fatal;
      }
      return new Failed(failed);
    }
    var succeeded =
        runs.finish(run.id(), State.SUCCEEDED, Reason.sentence(message), clock.instant());
    LOG.info("Job {} succeeded: {}", run.job(), succeeded.message());
    return new Succeeded(succeeded);
  }

  private void abandon(JobRun run) {
    if (runs.abandon(run.abandonedAt(clock.instant()))) {
      LOG.warn("Run {} of {} was abandoned: {} is gone.", run.id(), run.job(), run.instance());
    }
  }

  /// Gives runs that were started here a moment to end; what is cut off is shown as abandoned.
  @PreDestroy
  void stop() throws InterruptedException {
    background.shutdown();
    if (!background.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
      background.shutdownNow();
      background.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }
  }
}
