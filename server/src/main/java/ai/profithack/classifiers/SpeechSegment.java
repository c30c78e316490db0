package ai.profithack.classifiers;

/// Somebody speaks, from `fromSeconds` to `toSeconds`, counted from the first sample. `confidence`:
/// the mean of what the model says meanwhile, 0 to 1.
public record SpeechSegment(double fromSeconds, double toSeconds, double confidence) {}
