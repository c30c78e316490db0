package ai.profithack.demo;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/// A draw among things of different weights.
final class Choice<T> {
  private final List<T> things;
  private final double[] sums;

  private Choice(List<T> things, double[] sums) {
    this.things = things;
    this.sums = sums;
  }

  static <T> Choice<T> among(List<T> things, ToDoubleFunction<T> weight) {
    var sums = new double[things.size()];
    var sum = 0.0;
    for (var i = 0; i < sums.length; i++) {
      sum += weight.applyAsDouble(things.get(i));
      sums[i] = sum;
    }
    return new Choice<>(things, sums);
  }

  /// The same draw, of what each thing stands for.
  <R> Choice<R> map(Function<T, R> meaning) {
    return new Choice<>(things.stream().map(meaning).toList(), sums);
  }

  double total() {
    return sums.length == 0 ? 0 : sums[sums.length - 1];
  }

  boolean isEmpty() {
    return total() <= 0;
  }

  /// Errors: [IllegalStateException] where nothing has any weight.
  T draw(RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("nothing to choose from");
    }
    var place = Arrays.binarySearch(sums, random.nextDouble() * total());
    return things.get(Math.min(place < 0 ? -place - 1 : place + 1, sums.length - 1));
  }
}
