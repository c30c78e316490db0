package ai.profithack.media;

import java.time.Duration;

/// What a child process may take for one file.
///
/// - `wall`: from its start to its end, however slow whoever takes the frames is.
/// - `cpuSeconds`: processor time of all its threads; the kernel ends it.
/// - `memoryMib`: address space; a larger allocation fails. Not kept on macOS, which cannot.
/// - `outputBytes`: what it may write to the pipe. It cannot write to files at all.
/// - `pixels`: of one picture, width × height.
/// - `length`: of the recording.
public record DecodingLimits(
    Duration wall, int cpuSeconds, int memoryMib, long outputBytes, int pixels, Duration length) {
  /// Enough for 15 minutes of 4K, too little to hurt the server.
  public static final DecodingLimits DEFAULT =
      new DecodingLimits(
          Duration.ofMinutes(5), 300, 1_536, 64L << 30, 4_096 * 4_096, Duration.ofMinutes(15));
}
