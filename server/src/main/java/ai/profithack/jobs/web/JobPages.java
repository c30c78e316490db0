package ai.profithack.jobs.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.jobs.Jobs;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// What runs by the clock, how it went, and a button to run it now.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.FINANCE})
class JobPages {
  private static final int RUNS_OF_A_PAGE = 25;

  private final Jobs jobs;
  private final JobRunner runner;
  private final Templates templates;
  private final Clock clock;

  JobPages(Jobs jobs, JobRunner runner, Templates templates, Clock clock) {
    this.jobs = jobs;
    this.runner = runner;
    this.templates = templates;
    this.clock = clock;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry jobsEntry() {
      return new NavigationEntry(
          "Jobs",
          "/jobs",
          "clock",
          NavigationEntry.OPERATIONS,
          210,
          Set.of(Role.ADMIN, Role.FINANCE));
    }
  }

  @GetMapping("/jobs")
  View all(Page page) {
    return html(
        templates.jobsJobs(
            page.titled("Jobs", "What runs by the clock, and how it went."), rows(), mayRun(page)));
  }

  /// The part of `/jobs` that changes by itself.
  @GetMapping("/jobs/live")
  View live(Page page) {
    return html(templates.jobsLive(page, rows()));
  }

  @GetMapping("/jobs/{name}")
  View one(
      Page page, @PathVariable String name, @RequestParam(required = false) @Nullable Long before) {
    var job = jobs.find(name).orElseThrow(() -> unknown(name));
    var now = clock.instant();
    var runs =
        jobs.runs(name, before, RUNS_OF_A_PAGE + 1).stream()
            .map(run -> new RunRow(run, now))
            .toList();
    var older = runs.size() > RUNS_OF_A_PAGE ? runs.get(RUNS_OF_A_PAGE - 1).run().id() : null;
    var shown = runs.stream().limit(RUNS_OF_A_PAGE).toList();
    return html(
        templates.jobsJob(
            page.titled(job.name(), job.description()),
            new JobRow(job, now),
            shown,
            before,
            older,
            mayRun(page)));
  }

  @PostMapping("/jobs/{name}/run")
  @Allow(Role.ADMIN)
  View run(Actor actor, @PathVariable String name, @RequestParam(defaultValue = "") String date) {
    var notice =
        switch (runner.start(name, day(date), actor.name())) {
          case JobEnding.Started(var run) ->
              Notice.success("%s was started as run %d.".formatted(run.job(), run.id()));
          case JobEnding.AlreadyRunning(var job) ->
              Notice.warning(job + " is running already; nothing was started.");
          case JobEnding.NotYet(var day) ->
              Notice.error(day + " has not begun yet; nothing was started.");
          case JobEnding.UnknownJob _ -> throw unknown(name);
          case JobEnding.Failed(var run) -> Notice.error(run.message());
          case JobEnding.Succeeded _ ->
              throw new IllegalStateException("the end was not waited for");
        };
    return Redirect.to("/jobs/" + name, notice);
  }

  private List<JobRow> rows() {
    var now = clock.instant();
    return jobs.all().stream().map(job -> new JobRow(job, now)).toList();
  }

  private static boolean mayRun(Page page) {
    var actor = page.actor();
    return actor != null && actor.is(Role.ADMIN);
  }

  private static @Nullable LocalDate day(String date) {
    try {
      return date.isBlank() ? null : LocalDate.parse(date.strip());
    } catch (DateTimeParseException unreadable) {
      throw Refused.badInput("date", "date is a day such as 2026-01-31.");
    }
  }

  private static Refused unknown(String name) {
    return Refused.notFound(
        name.length() > 60 ? "There is no such job." : "There is no job %s.".formatted(name));
  }
}
