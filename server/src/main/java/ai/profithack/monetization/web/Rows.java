package ai.profithack.monetization.web;

import java.util.List;

/// A page of rows: whether there are more after them, and whether there are some before.
public record Rows<T>(List<T> rows, boolean more, boolean later) {
  /// Of one row more than a page holds.
  static <T> Rows<T> of(List<T> found, int size, boolean later) {
    return new Rows<>(
        List.copyOf(found.subList(0, Math.min(size, found.size()))), found.size() > size, later);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }
}
