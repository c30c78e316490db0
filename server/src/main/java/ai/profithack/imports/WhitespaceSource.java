package ai.profithack.imports;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Columns with any number of spaces or tabs between them.
final class WhitespaceSource extends RecordSource {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final Lines lines;
  private final List<String> header;
  private final Map<String, Integer> places = new HashMap<>();

  WhitespaceSource(Bytes bytes, Format format) throws IOException {
    super(bytes);
    lines = new Lines(new Utf8Reader(bytes));
    header = format.columns().isEmpty() ? readHeader() : format.columns();
    for (var place = 0; place < header.size(); place++) {
      places.put(header.get(place), place);
    }
  }

  private List<String> readHeader() throws IOException {
    var first = lines.next();
    if (first == null) {
      throw new UnreadableFile("The file is empty: it has no header line.");
    }
    return List.of(SPACE.split(first.strip()));
  }

  @Override
  List<String> header() {
    return header;
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
    var fields = List.of(SPACE.split(line.strip()));
    return new TextRecord(number, lines.number(), places, fields, problem(line, fields));
  }

  private @Nullable String problem(String line, List<String> fields) {
    if (lines.wasTooLong()) {
      return "the line is longer than %d MiB".formatted(RECORD_LIMIT >> 20);
    }
    var problem = problemOf(line);
    return problem == null && fields.size() != header.size()
        ? "it has %d columns where there should be %d".formatted(fields.size(), header.size())
        : problem;
  }
}
