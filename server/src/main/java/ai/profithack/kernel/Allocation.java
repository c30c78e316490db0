package ai.profithack.kernel;

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
}
