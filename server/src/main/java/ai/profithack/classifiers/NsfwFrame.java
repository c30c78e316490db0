package ai.profithack.classifiers;

/// What two models say about one moment; `seconds` from the first picture.
public record NsfwFrame(double seconds, NsfwScores small, NsfwScores mid) {}
