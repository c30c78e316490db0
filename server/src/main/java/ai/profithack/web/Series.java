package ai.profithack.web;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line, or one set of bars, of a [Chart]. A null value is unknown and leaves a gap.
///
/// `lower` and `upper` are the bounds of an interval around a line; empty where there is none.
public record Series(
    String name,
    Kind kind,
    List<@Nullable BigDecimal> values,
    List<@Nullable BigDecimal> lower,
    List<@Nullable BigDecimal> upper) {

  /// How a series is drawn. `STACKED` bars of a chart stand on one another.
  public enum Kind {
    LINE,
    DASHED,
    AREA,
    BAR,
    STACKED
  }

  public Series {
    values = Collections.unmodifiableList(new ArrayList<>(values));
    lower = Collections.unmodifiableList(new ArrayList<>(lower));
    upper = Collections.unmodifiableList(new ArrayList<>(upper));
    if (lower.size() != upper.size() || (!lower.isEmpty() && lower.size() != values.size())) {
      throw new IllegalArgumentException("An interval needs both bounds for each value: " + name);
    }
  }

  public static Series line(String name, List<@Nullable BigDecimal> values) {
    return new Series(name, Kind.LINE, values, List.of(), List.of());
  }

  public static Series area(String name, List<@Nullable BigDecimal> values) {
    return new Series(name, Kind.AREA, values, List.of(), List.of());
  }

  public static Series bars(String name, List<@Nullable BigDecimal> values) {
    return new Series(name, Kind.BAR, values, List.of(), List.of());
  }

  public static Series stacked(String name, List<@Nullable BigDecimal> values) {
    return new Series(name, Kind.STACKED, values, List.of(), List.of());
  }

  /// A line that is not measured but expected, with the interval it is expected in.
  public static Series expected(
      String name,
      List<@Nullable BigDecimal> values,
      List<@Nullable BigDecimal> lower,
      List<@Nullable BigDecimal> upper) {
    return new Series(name, Kind.DASHED, values, lower, upper);
  }

  /// Whole numbers as the values of a series.
  public static List<@Nullable BigDecimal> values(long... numbers) {
    return new ArrayList<>(Arrays.stream(numbers).mapToObj(BigDecimal::valueOf).toList());
  }
}
