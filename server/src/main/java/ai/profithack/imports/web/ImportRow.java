package ai.profithack.imports.web;

import ai.profithack.imports.ImportReport;
import ai.profithack.web.Formats;

/// An import as the page shows it.
public record ImportRow(ImportReport report) {
  public String outcome() {
    return switch (report.state()) {
      case RUNNING -> "under way or interrupted";
      case FINISHED -> report.refused() == 0 ? "finished" : "finished, some refused";
      case FAILED -> "failed";
    };
  }

  public String tone() {
    return switch (report.state()) {
      case RUNNING -> "info";
      case FINISHED -> report.refused() == 0 ? "good" : "warn";
      case FAILED -> "bad";
    };
  }

  public String days(Formats format) {
    return report.firstDay() == null
        ? Formats.UNKNOWN
        : format.day(report.firstDay()) + " – " + format.day(report.lastDay());
  }
}
