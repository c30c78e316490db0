package ai.profithack.database;

import ai.profithack.kernel.Counted;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `db push`: brings the database up to date and shows that it is.
///
/// Exit code 1 if anything of the contract is missing or narrower, or a foreign key is broken by
/// rows.
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = {
      "Bring the database up to date, and verify every table, column, index and foreign key.",
      "It adopts the tables of an earlier installation and attaches to a platform's own; it drops nothing and can be repeated."
    })
final class PushCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--dry-run", description = "Print what would be done, and change nothing.")
  private boolean dryRun;

  PushCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    try (var database = OpenDatabase.of(environment)) {
      err.println("Database: " + database.description());
      var push = new Push(database.dataSource());
      var report = dryRun ? push.dryRun() : push.report();
      report.remarks().forEach(err::println);
      if (dryRun) {
        report.done().forEach(out::println);
        out.println(
            report.done().isEmpty()
                ? "Nothing to do."
                : "Nothing was changed: this was a dry run.");
        out.flush();
        return 0;
      }
      report.done().forEach(err::println);
      print(report.verification().findings(), out);
      report.broken().forEach(err::println);
      err.println(summary(report));
      return report.verification().complete() && report.broken().isEmpty() ? 0 : 1;
    }
  }

  private static void print(List<Verification.Finding> findings, PrintWriter out) {
    var format = "%-11s  %-52s  %-34s  %-62s  %s%n";
    out.printf(Locale.ROOT, format, "kind", "name", "contract", "found", "state");
    for (var finding : findings) {
      out.printf(
          Locale.ROOT,
          format,
          finding.kind().words(),
          finding.name(),
          finding.wanted(),
          finding.found(),
          switch (finding.state()) {
            case THERE -> "ok";
            case MISSING -> "MISSING";
            case NARROWER -> "NARROWER";
            case NOT_VALID -> "BROKEN BY ROWS";
          });
    }
    out.flush();
  }

  private static String summary(Push.Report report) {
    var verification = report.verification();
    return "%d tables, %d columns, %d indexes, %d foreign keys: %s"
        .formatted(
            verification.count(Verification.Kind.TABLE),
            verification.count(Verification.Kind.COLUMN),
            verification.count(Verification.Kind.INDEX),
            verification.count(Verification.Kind.FOREIGN_KEY),
            verification.complete()
                ? "all there."
                : Counted.of(verification.amiss().size(), "is not as it", "are not as they")
                    + " should be.");
  }
}
