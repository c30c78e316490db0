package ai.profithack.provenance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The bytes `[start, end)` of a file.
record Span(long start, long end) {
  long length() {
    return end - start;
  }

  /// In order, with those that touch or overlap made one.
  static List<Span> merged(List<Span> spans) {
    var merged = new ArrayList<Span>();
    for (var span : spans.stream().sorted(Comparator.comparingLong(Span::start)).toList()) {
      if (merged.isEmpty() || merged.getLast().end < span.start) {
        merged.add(span);
      } else {
        merged.set(
            merged.size() - 1,
            new Span(merged.getLast().start, Math.max(merged.getLast().end, span.end)));
      }
    }
    return merged;
  }
}
