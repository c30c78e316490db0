package ai.profithack.media;

/// The sound of a recording: one channel of 16-bit samples at [#RATE] a second, from its first
/// sample on. The array is not copied; whoever hears it leaves it alone.
@SuppressWarnings("ArrayRecordComponent") // a quarter of an hour has 14 million samples
public record Sound(short[] samples) {
  public static final int RATE = 16_000;

  public double seconds() {
    return (double) samples.length / RATE;
  }
}
