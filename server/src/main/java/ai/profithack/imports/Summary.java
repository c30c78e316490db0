package ai.profithack.imports;

import ai.profithack.kernel.Counted;
import java.io.PrintWriter;
import java.util.List;

/// The report of an import: file by file, and in total.
final class Summary {
  private final PrintWriter out;
  private int files;
  private int failures;
  private long read;
  private long kept;
  private long duplicates;
  private long refused;
  private long events;

  Summary(PrintWriter out) {
    this.out = out;
  }

  long events() {
    return events;
  }

  boolean hasFailures() {
    return failures > 0;
  }

  void add(ImportEnding ending) {
    files++;
    switch (ending) {
      case ImportEnding.Finished(var report, var unused, var warnings) -> {
        count(report);
        out.printf("%s (%s)%n", report.fileName(), report.mapping());
        counts(report.read(), report.kept(), report.duplicates(), report.refused());
        out.printf("  events made: %,d%s%n", report.events(), days(report));
        if (report.read() > 0 && report.duplicates() == report.read() - report.refused()) {
          out.println("  already imported: nothing in it was new");
        }
        refusals(report.refusals());
        if (report.refused() > 0) {
          out.printf(
              "  REFUSED %s: select * from imports.refused_record where run_id = %d%n",
              Counted.of(report.refused(), "record", "records"), report.runId());
        }
        unused(unused);
        warnings.forEach(warning -> out.printf("  WARNING %s%n", warning));
        if (!warnings.isEmpty()) {
          failures++;
        }
      }
      case ImportEnding.Interrupted(var report) -> {
        failures++;
        count(report);
        out.printf("%s (%s)%n", report.fileName(), report.mapping());
        counts(report.read(), report.kept(), report.duplicates(), report.refused());
        out.printf(
            "  STOPPED after record %,d; the same command goes on from there%n", report.read());
      }
      case ImportEnding.Unreadable(var name, var reason) -> {
        failures++;
        out.printf("%s%n  FAILED %s%n", name, reason);
      }
      case ImportEnding.Tried tried -> {
        read += tried.read();
        kept += tried.usable();
        refused += tried.refused();
        out.printf(
            "%s (%s)%n  read %,d = usable %,d + refused %,d; nothing was written%n",
            tried.fileName(), tried.mapping(), tried.read(), tried.usable(), tried.refused());
        refusals(tried.refusals());
        unused(tried.unused());
      }
    }
    out.flush();
  }

  void end() {
    if (files > 1) {
      out.printf("%,d files%s%n", files, failures == 0 ? "" : ", %d FAILED".formatted(failures));
      counts(read, kept, duplicates, refused);
      out.printf("  events made: %,d%n", events);
    }
    out.flush();
  }

  private void count(ImportReport report) {
    read += report.read();
    kept += report.kept();
    duplicates += report.duplicates();
    refused += report.refused();
    events += report.events();
  }

  private void counts(long read, long kept, long duplicates, long refused) {
    out.printf(
        "  read %,d = kept %,d + duplicates %,d + refused %,d%n", read, kept, duplicates, refused);
  }

  private static String days(ImportReport report) {
    return report.days() == 0
        ? ""
        : " on %s from %s to %s"
            .formatted(
                Counted.of(report.days(), "day", "days"), report.firstDay(), report.lastDay());
  }

  private void refusals(List<ImportReport.Refusals> refusals) {
    refusals.forEach(one ->
        out.printf(
            "    %,d × %s, first in line %,d: %s%n",
            one.count(), one.code(), one.firstLine(), one.example()));
  }

  private void unused(List<String> unused) {
    if (!unused.isEmpty()) {
      out.printf("  columns not used: %s%n", String.join(", ", unused));
    }
  }
}
