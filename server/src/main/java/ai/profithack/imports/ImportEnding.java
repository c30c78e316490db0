package ai.profithack.imports;

import java.util.List;

/// How the import of a file can end.
public sealed interface ImportEnding {
  /// The file was read to its end. `unused` are its columns that the mapping leaves out without
  /// saying why; `warnings` say what went into the log otherwise than wanted.
  record Finished(ImportReport report, List<String> unused, List<String> warnings)
      implements ImportEnding {}

  /// It was stopped on the way: the same file imported again goes on there.
  record Interrupted(ImportReport report) implements ImportEnding {}

  /// The file cannot be read, from the beginning or from a place on.
  record Unreadable(String fileName, String reason) implements ImportEnding {}

  /// A dry run: what would be read and refused. Whether a record is a duplicate shows only when it
  /// is imported.
  record Tried(
      String fileName,
      String mapping,
      long read,
      long usable,
      List<ImportReport.Refusals> refusals,
      List<String> unused)
      implements ImportEnding {
    public long refused() {
      return read - usable;
    }
  }
}
