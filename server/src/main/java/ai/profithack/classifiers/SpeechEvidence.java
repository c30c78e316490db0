package ai.profithack.classifiers;

import java.util.List;

/// When somebody speaks in a recording of `seconds` of sound. What is said is not known: words are
/// not transcribed.
public record SpeechEvidence(double seconds, List<SpeechSegment> segments) {
  public SpeechEvidence {
    segments = List.copyOf(segments);
  }

  /// The share of the sound in which somebody speaks, 0 to 1; 0 where there is no sound.
  public double share() {
    var spoken =
        segments.stream().mapToDouble(segment -> segment.toSeconds() - segment.fromSeconds()).sum();
    return seconds <= 0 ? 0 : spoken / seconds;
  }
}
