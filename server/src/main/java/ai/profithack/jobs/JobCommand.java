package ai.profithack.jobs;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.ReportingFrame;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `job list` and `job run NAME [--date D]`.
@Component
@Command(
    name = "job",
    description = "Shows the jobs that run by the clock, and runs one by hand.",
    mixinStandardHelpOptions = true)
class JobCommand extends ConsoleCommand {

  private final Jobs jobs;
  private final JobRunner runner;
  private final ReportingFrame frame;

  JobCommand(Jobs jobs, JobRunner runner, ReportingFrame frame) {
    this.jobs = jobs;
    this.runner = runner;
    this.frame = frame;
  }

  @Command(
      name = "list",
      description = "Prints each job with its next time and how its last run ended.",
      mixinStandardHelpOptions = true)
  int list() {
    var format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.ENGLISH);
    var rows =
        jobs.all().stream()
            .map(job ->
                List.of(
                    job.name(),
                    job.scheduleInWords(),
                    format.format(job.nextAt().atZone(frame.zone())),
                    job.lastRun()
                        .map(run -> run.state().name().toLowerCase(Locale.ROOT))
                        .orElse("never run"),
                    job.lastRun().map(JobRun::message).orElse("")))
            .toList();
    print(List.of("job", "schedule", "next", "last run", "message"), rows);
    return 0;
  }

  @Command(
      name = "run",
      description =
          "Runs a job and waits for its end. Exit code 0: done; 1: failed, or running already; 2: no such job.",
      mixinStandardHelpOptions = true)
  int run(
      @Parameters(paramLabel = "NAME", description = "The job's name, as `job list` prints it.")
          String name,
      @Option(
              names = "--date",
              paramLabel = "D",
              description = "The day whose work is wanted again, as 2026-01-31.")
          @Nullable LocalDate date) {
    return switch (runner.run(
        name, date, "command line (" + System.getProperty("user.name") + ")")) {
      case JobEnding.Succeeded(var run) -> {
        out().println(run.message());
        yield 0;
      }
      case JobEnding.Failed(var run) ->
          complain(FAILED, "%s failed: %s (run %d)".formatted(run.job(), run.message(), run.id()));
      case JobEnding.AlreadyRunning(var job) ->
          complain(FAILED, job + " is running already; nothing was started.");
      case JobEnding.NotYet(var day) ->
          complain(
              USAGE, "--date %s has not begun yet in %s.".formatted(day, frame.zone().getId()));
      case JobEnding.UnknownJob(var unknown, var suggestions) ->
          complain(
              USAGE,
              suggestions.isEmpty()
                  ? "There is no job %s; `job list` prints them all.".formatted(unknown)
                  : "There is no job %s. Did you mean %s?"
                      .formatted(unknown, String.join(" or ", suggestions)));
      case JobEnding.Started _ -> throw new IllegalStateException("the end was waited for");
    };
  }

  private void print(List<String> header, List<List<String>> rows) {
    var widths =
        IntStream.range(0, header.size())
            .map(column ->
                Stream.concat(Stream.of(header), rows.stream())
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0))
            .toArray();
    printRow(header, widths);
    rows.forEach(row -> printRow(row, widths));
  }

  private void printRow(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (var column = 0; column < row.size(); column++) {
      line.append(row.get(column)).repeat(" ", widths[column] - row.get(column).length() + 2);
    }
    out().println(line.toString().stripTrailing());
  }
}
