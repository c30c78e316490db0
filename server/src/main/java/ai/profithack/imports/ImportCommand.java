package ai.profithack.imports;

import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `import FILE… [--as MAPPING] [--dry-run]`: the report on standard output, progress beside it.
@Component
@Command(
    name = "import",
    description = {
      "Import files: events, users, videos, gifts, or data sets that a mapping describes.",
      "An interrupted import goes on when the same command is run again; a file imported twice counts once.",
      "Exit code 0: every file was read to its end; 1: one was not."
    },
    mixinStandardHelpOptions = true)
class ImportCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final String REFRESH_JOB = "daily-analytics";

  private final Imports imports;
  private final JobRunner jobs;

  @Spec private @Nullable CommandSpec spec;

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
        summary.add(importOne(file, progress));
        progress.fileDone();
      }
    } catch (InvalidMapping invalid) {
      err().println(invalid.getMessage());
      return FAILED;
    }
    summary.end();
    if (!dryRun && summary.events() > 0) {
      refresh();
    }
    return summary.hasFailures() ? FAILED : 0;
  }

  private ImportEnding importOne(Path file, ImportProgress progress) {
    return dryRun ? imports.dryRun(file, mapping, progress) : imports.run(file, mapping, progress);
  }

  private void refresh() {
    if (noRefresh) {
      err().println("The figures follow with the next run of " + REFRESH_JOB + ".");
      return;
    }
    err().println("Computing the figures of the days that changed …");
    var who = "import (" + System.getProperty("user.name") + ")";
    err()
        .println(
            switch (jobs.run(REFRESH_JOB, null, who)) {
              case JobEnding.Succeeded(var run) -> run.message();
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

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli fills in the specification of a command");
    }
    return spec;
  }
}
