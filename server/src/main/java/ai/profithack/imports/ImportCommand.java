package ai.profithack.imports;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobProgress;
import ai.profithack.jobs.JobRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `import FILE… [--as MAPPING] [--dry-run]`: the report on standard output, progress beside it.
@Component
@Command(
    name = "import",
    description = {
      "Import files: events, users, videos, gifts, or data sets that a mapping describes.",
      "An interrupted import goes on when the same command is run again; a file imported twice counts once.",
      "Ctrl-C ends it after the records that are being written. Exit code 0: every file was read to its end; 1: one was not."
    },
    mixinStandardHelpOptions = true)
class ImportCommand extends ConsoleCommand {
  private static final String REFRESH_JOB = "daily-analytics";

  /// For the step that is under way when somebody presses Ctrl-C.
  private static final int SECONDS_TO_END = 30;

  private final Imports imports;
  private final JobRunner jobs;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files, in any order.")
  private List<Path> files = List.of();

  @Option(
      names = "--as",
      paramLabel = "MAPPING",
      description =
          "The mapping to read them by: a name, or the path of a .yaml file. Without it, the one that fits.")
  private @Nullable String mapping;

  @Option(names = "--dry-run", description = "Read and check the files; write nothing.")
  private boolean dryRun;

  @Option(
      names = "--no-refresh",
      description = "Leave the figures to the next run of the job daily-analytics.")
  private boolean noRefresh;

  ImportCommand(Imports imports, JobRunner jobs) {
    this.imports = imports;
    this.jobs = jobs;
  }

  @Override
  public Integer call() {
    var summary = new Summary(out());
    try (var progress = ProgressLine.on(err())) {
      for (var file : files) {
        progress.fileBegins(file);
        var ending = importOne(file, progress);
        progress.fileDone();
        summary.add(ending);
        if (ending instanceof ImportEnding.Interrupted) {
          return FAILED;
        }
      }
      summary.end();
      if (!dryRun && summary.events() > 0) {
        refresh(progress);
      }
    } catch (InvalidMapping invalid) {
      return complain(FAILED, String.valueOf(invalid.getMessage()));
    } finally {
      ended.countDown();
    }
    return summary.hasFailures() ? FAILED : 0;
  }

  /// Ctrl-C closes the application: before what the import needs is taken away, it may come to the
  /// end of its step and say how to go on.
  @EventListener
  @Order(Ordered.LOWEST_PRECEDENCE)
  void awaitEnd(ContextClosedEvent closing) throws InterruptedException {
    stopping = true;
    if (!files.isEmpty()) {
      ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
    }
  }

  private ImportEnding importOne(Path file, ImportProgress progress) {
    return dryRun ? imports.dryRun(file, mapping, progress) : imports.run(file, mapping, progress);
  }

  private void refresh(ProgressLine progress) {
    if (noRefresh) {
      err().println("The figures follow with the next run of " + REFRESH_JOB + ".");
      return;
    }
    err().println("Computing the figures of the days that changed …");
    var who = "import (" + System.getProperty("user.name") + ")";
    var ending = jobs.run(REFRESH_JOB, null, who, untilStopped(progress));
    progress.fileDone();
    err()
        .println(
            switch (ending) {
              case JobEnding.Succeeded(var run) -> run.message();
              case JobEnding.Failed _ when stopping ->
                  "Stopped. The files are imported; the figures follow with the next run of %s."
                      .formatted(REFRESH_JOB);
              case JobEnding.Failed(var run) ->
                  "The figures could not be computed: %s. They follow with the next run of %s."
                      .formatted(run.message(), REFRESH_JOB);
              case JobEnding.AlreadyRunning _,
                  JobEnding.UnknownJob _,
                  JobEnding.NotYet _,
                  JobEnding.Started _ ->
                  "The figures follow with the next run of " + REFRESH_JOB + ".";
            });
  }

  private JobProgress untilStopped(ProgressLine progress) {
    return (done, all, unit) -> {
      if (stopping) {
        throw new CancellationException(
            "it was stopped after %,d of %,d %s".formatted(done, all, unit));
      }
      progress.figuresDone(done, all, unit);
    };
  }
}
