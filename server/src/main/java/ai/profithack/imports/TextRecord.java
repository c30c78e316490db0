package ai.profithack.imports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a table: its fields by the place that the header gives them.
record TextRecord(
    long number,
    long line,
    Map<String, Integer> places,
    List<String> fields,
    @Nullable String problem)
    implements SourceRecord {
  @Override
  public @Nullable String text(String column) {
    var place = places.get(column);
    if (place == null || place >= fields.size()) {
      return null;
    }
    var text = fields.get(place);
    return text.isEmpty() ? null : text;
  }

  @Override
  public List<String> texts(String column) {
    var text = text(column);
    return text == null ? List.of() : List.of(text);
  }

  @Override
  public String raw() {
    return RecordSource.shortened(String.join(",", fields));
  }
}
