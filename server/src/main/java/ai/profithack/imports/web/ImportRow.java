package ai.profithack.imports.web;

import ai.profithack.imports.ImportReport;
import ai.profithack.web.Formats;

/// An import as the page shows it.
public record ImportRow(ImportReport report) {
  public String outcome() {
    return switch (report.state()) {
      case RUNNING -> "under way";
      case INTERRUPTED -> "interrupted";
      case FINISHED -> report.refused() == 0 ? "finished" : "finished, some refused";
      case FAILED -> "failed";
    };
  }

  public String tone() {
    return switch (report.state()) {
      case RUNNING -> "info";
      case INTERRUPTED -> "warn";
      case FINISHED -> report.refused() == 0 ? "good" : "warn";
      case FAILED -> "bad";
    };
  }

  public boolean underWay() {
    return report.state() == ImportReport.State.RUNNING;
  }

  public boolean interrupted() {
    return report.state() == ImportReport.State.INTERRUPTED;
  }

  public String path() {
    return "/imports/" + report.runId();
  }

  public String days(Formats format) {
    if (report.firstDay() == null) {
      return Formats.UNKNOWN;
    }
    return report.firstDay().equals(report.lastDay())
        ? format.day(report.firstDay())
        : format.day(report.firstDay()) + " – " + format.day(report.lastDay());
  }
}
