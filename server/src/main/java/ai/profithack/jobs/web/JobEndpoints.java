package ai.profithack.jobs.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRun;
import ai.profithack.jobs.JobRunner;
import ai.profithack.jobs.JobStatus;
import ai.profithack.jobs.Jobs;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The jobs and their runs for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/jobs")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(name = "Jobs", description = "What runs by the clock, and how it went.")
class JobEndpoints {

  private final Jobs jobs;
  private final JobRunner runner;
  private final Clock clock;

  JobEndpoints(Jobs jobs, JobRunner runner, Clock clock) {
    this.jobs = jobs;
    this.runner = runner;
    this.clock = clock;
  }

  record JobsAnswer(boolean success, List<JobAnswer> jobs) {}

  record JobAnswer(
      String name,
      String description,
      String schedule,
      String scheduleInWords,
      Instant nextAt,
      @Nullable RunAnswer lastRun) {
    static JobAnswer of(JobStatus job, Instant now) {
      return new JobAnswer(
          job.name(),
          job.description(),
          job.schedule(),
          job.scheduleInWords(),
          job.nextAt(),
          job.lastRun().map(run -> RunAnswer.of(run, now)).orElse(null));
    }
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record RunsAnswer(boolean success, List<RunAnswer> runs, @Nullable Long nextBefore) {}

  record StartedAnswer(boolean success, RunAnswer run) {}

  record RunAnswer(
      long id,
      String job,
      @Nullable LocalDate date,
      String outcome,
      String message,
      String triggeredBy,
      String instance,
      Instant startedAt,
      @Nullable Instant finishedAt,
      long durationMillis) {
    static RunAnswer of(JobRun run, Instant now) {
      return new RunAnswer(
          run.id(),
          run.job(),
          run.day(),
          run.state().name().toLowerCase(Locale.ROOT),
          run.message(),
          run.triggeredBy(),
          run.instance(),
          run.startedAt(),
          run.finishedAt(),
          run.duration(now).toMillis());
    }
  }

  /// `date` is the day whose work is wanted again; without it, whatever is due.
  record RunRequest(@Nullable LocalDate date) {}

  @GetMapping
  @Operation(summary = "Every job with its schedule, next time and last run")
  JobsAnswer all() {
    var now = clock.instant();
    return new JobsAnswer(true, jobs.all().stream().map(job -> JobAnswer.of(job, now)).toList());
  }

  @GetMapping("/{name}/runs")
  @Operation(summary = "The runs of a job, newest first")
  RunsAnswer runs(
      @PathVariable String name,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    requireJob(name);
    var now = clock.instant();
    var part = Part.of(limit, rows -> jobs.runs(name, before, rows));
    return new RunsAnswer(
        true, part.map(run -> RunAnswer.of(run, now)), part.nextBefore(JobRun::id));
  }

  @PostMapping("/{name}/run")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(Role.ADMIN)
  @Operation(summary = "Starts a job now; it goes on by itself")
  StartedAnswer run(
      Actor actor,
      @PathVariable String name,
      @RequestBody(required = false) @Nullable RunRequest request) {
    var day = request == null ? null : request.date();
    return switch (runner.start(name, day, actor.name())) {
      case JobEnding.Started(var run) ->
          new StartedAnswer(true, RunAnswer.of(run, clock.instant()));
      case JobEnding.AlreadyRunning(var job) ->
          throw Refused.conflict(job + " is running already; nothing was started.");
      case JobEnding.NotYet(var notYet) ->
          throw Refused.badInput("date", "date %s has not begun yet.".formatted(notYet));
      case JobEnding.UnknownJob _ -> throw unknown(name);
      case JobEnding.Failed(var run) -> throw Refused.unavailable(run.message());
      case JobEnding.Succeeded _ -> throw new IllegalStateException("the end was not waited for");
    };
  }

  private void requireJob(String name) {
    if (jobs.find(name).isEmpty()) {
      throw unknown(name);
    }
  }

  private static Refused unknown(String name) {
    return Refused.notFound(
        name.length() > 60
            ? "There is no such job."
            : "There is no job %s; GET /api/jobs lists them.".formatted(name));
  }
}
