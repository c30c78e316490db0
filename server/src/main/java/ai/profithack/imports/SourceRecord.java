package ai.profithack.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a file: a row, or a JSON object.
///
/// A column is named by its header, or in JSON by its path: `authorMeta.id`, `hashtags[].name`.
interface SourceRecord {
  /// The place in the file; the first record is 1.
  long number();

  /// The line it ends on, for people.
  long line();

  /// The text in a column; null where it is missing or empty. Numbers are as they were written.
  @Nullable String text(String column);

  /// All the texts in a column, of which JSON may have several.
  List<String> texts(String column);

  /// The record as it was, shortened, to show with a refusal.
  String raw();

  /// Why the record cannot be used at all, or null.
  @Nullable String problem();
}
