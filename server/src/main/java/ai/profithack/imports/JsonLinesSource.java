package ai.profithack.imports;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// One JSON object a line.
final class JsonLinesSource extends RecordSource {
  private final Lines lines;

  JsonLinesSource(Bytes bytes) {
    super(bytes);
    lines = new Lines(new Utf8Reader(bytes));
  }

  @Override
  List<String> header() {
    return List.of();
  }

  @Override
  @Nullable SourceRecord next() throws IOException {
    var line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    number++;
    if (lines.wasTooLong()) {
      return JsonRecord.broken(
          number,
          lines.number(),
          line,
          "the line is longer than %d MiB".formatted(RECORD_LIMIT >> 20));
    }
    var unreadable = problemOf(line);
    if (unreadable != null) {
      return JsonRecord.broken(number, lines.number(), line, unreadable);
    }
    try {
      var node = JsonFiles.MAPPER.readTree(line);
      return new JsonRecord(
          number, lines.number(), node, shortened(line), JsonRecord.problemOf(node));
    } catch (JacksonException malformed) {
      return JsonRecord.broken(
          number, lines.number(), line, "it is not JSON: " + JsonFiles.message(malformed));
    }
  }
}
