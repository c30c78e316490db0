package ai.profithack.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;

/// Sums and averages of the contract's decimals, exact up to the one rounding that an average
/// needs.
final class Decimals {
  private static final BigDecimal ZERO = BigDecimal.ZERO.setScale(2);

  private Decimals() {}

  /// 0.00 where there are no rows.
  static <T> BigDecimal sum(List<T> rows, Function<T, BigDecimal> column) {
    return rows.stream().map(column).reduce(ZERO, BigDecimal::add);
  }

  /// Rounded half up to two decimals; 0.00 where there are no rows.
  static <T> BigDecimal mean(List<T> rows, Function<T, BigDecimal> column) {
    return rows.isEmpty()
        ? ZERO
        : sum(rows, column).divide(BigDecimal.valueOf(rows.size()), 2, RoundingMode.HALF_UP);
  }
}
