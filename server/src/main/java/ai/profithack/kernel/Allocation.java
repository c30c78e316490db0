package ai.profithack.kernel;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Divides a whole number into parts that add up to it.
public final class Allocation {
  private Allocation() {}

  /// `total` over `parts` equal parts: they differ by at most one and add up to `total` exactly;
  /// the earliest parts carry what is left over. A negative total is the mirror of the positive
  /// one.
  ///
  /// Errors: [IllegalArgumentException] if `parts` is not positive.
  public static long[] even(long total, int parts) {
    if (parts <= 0) {
      throw new IllegalArgumentException("cannot divide into " + parts + " parts");
    }
    var shares = new long[parts];
    var base = total / parts;
    var left = total % parts;
    for (var i = 0; i < parts; i++) {
      shares[i] = base + (i < Math.abs(left) ? Long.signum(left) : 0);
    }
    return shares;
  }

  /// `total` in proportion to `weights`, by the largest remainder: each part is its exact quota
  /// rounded down or up, and they add up to `total` exactly. Of equal remainders the earlier part
  /// is rounded up. A negative total is the mirror of the positive one.
  ///
  /// No part exceeds its weight while `total` does not exceed their sum: what is taken back from
  /// shares can be taken from each.
  ///
  /// Errors: [IllegalArgumentException] if a weight is negative or all are 0. Source: Hamilton's
  /// method, <https://en.wikipedia.org/wiki/Quota_method>.
  public static long[] proportional(long total, long... weights) {
    var sum = BigInteger.ZERO;
    for (var weight : weights) {
      if (weight < 0) {
        throw new IllegalArgumentException("a weight is negative: " + weight);
      }
      sum = sum.add(BigInteger.valueOf(weight));
    }
    if (sum.signum() == 0) {
      throw new IllegalArgumentException("nothing to divide by: all weights are 0");
    }
    var shares = new long[weights.length];
    var remainders = new BigInteger[weights.length];
    var left = total;
    for (var i = 0; i < weights.length; i++) {
      var quota =
          BigInteger.valueOf(total)
              .abs()
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      shares[i] = quota[0].longValueExact() * Long.signum(total);
      remainders[i] = quota[1];
      left -= shares[i];
    }
    var largestFirst =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
            .limit(Math.abs(left))
            .toList();
    for (var i : largestFirst) {
      shares[i] += Long.signum(total);
    }
    return shares;
  }
}
