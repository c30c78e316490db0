package ai.profithack.imports;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the records of a file are written.
///
/// `columns` names the columns of a file without a header line, and is empty where it has one.
/// `records` is the path of the array in a JSON document: `collector`, `data.items`, or empty where
/// the document is the array.
record Format(
    List<Kind> kinds,
    char delimiter,
    @Nullable Character quote,
    List<String> columns,
    String records) {
  enum Kind {
    CSV,
    WHITESPACE,
    JSON_LINES,
    JSON;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// The same for one of its kinds.
  Format only(Kind kind) {
    return new Format(List.of(kind), delimiter, quote, columns, records);
  }
}
