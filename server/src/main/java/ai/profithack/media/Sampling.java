package ai.profithack.media;

/// Which frames are wanted: so many a second, from the first on, no larger than `longestSide`
/// pixels in either direction. Smaller pictures are left as they are.
///
/// Errors: [IllegalArgumentException] outside 0.01 to 120 a second, or for sides below 16.
public record Sampling(double perSecond, int longestSide) {
  private static final double RATE_MIN = 0.01;
  private static final double RATE_MAX = 120;
  private static final int SIDE_MIN = 16;

  public Sampling {
    if (!(perSecond >= RATE_MIN && perSecond <= RATE_MAX) || longestSide < SIDE_MIN) {
      throw new IllegalArgumentException(
          "not a sampling: %s a second, %d pixels".formatted(perSecond, longestSide));
    }
  }

  /// As large as they are.
  public static Sampling of(double perSecond) {
    return new Sampling(perSecond, Integer.MAX_VALUE);
  }

  public Sampling within(int side) {
    return new Sampling(perSecond, side);
  }
}
