package ai.profithack.web;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A part of a list that programs page through, and whether more follows.
public record Part<T>(List<T> rows, boolean more) {
  /// What one answer holds at most, unless its endpoint says otherwise.
  public static final int LARGEST = 200;

  public Part {
    rows = List.copyOf(rows);
  }

  /// The first `limit` of what `rows` gives. It is asked for one row more, which tells whether more
  /// follows.
  ///
  /// Errors: 400 where `limit` is not from 1 to [#LARGEST].
  public static <T> Part<T> of(int limit, IntFunction<List<T>> rows) {
    return of(limit, LARGEST, rows);
  }

  /// As [#of(int, IntFunction)], of up to `largest` rows.
  public static <T> Part<T> of(int limit, int largest, IntFunction<List<T>> rows) {
    var found = rows.apply(limit(limit, largest) + 1);
    return new Part<>(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
  }

  /// Errors: 400 where `limit` is not from 1 to [#LARGEST].
  public static int limit(int limit) {
    return limit(limit, LARGEST);
  }

  private static int limit(int limit, int largest) {
    if (limit < 1 || limit > largest) {
      throw Refused.badInput("limit", "limit is a number from 1 to %d.".formatted(largest));
    }
    return limit;
  }

  public <R> List<R> map(Function<? super T, ? extends R> answer) {
    return rows.stream().<R>map(answer).toList();
  }

  /// The `before` of the next part: the key of the last row. Null where nothing follows.
  public <K> @Nullable K nextBefore(Function<? super T, ? extends K> key) {
    return more ? key.apply(rows.getLast()) : null;
  }
}
