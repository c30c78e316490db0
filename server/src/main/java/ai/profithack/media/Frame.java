package ai.profithack.media;

/// What is to be seen at a moment of a recording.
///
/// `atMillis`: counted from the first picture; the picture is the one shown at that moment. 0 for a
/// still.
///
/// @param <P> [Luma] or [Rgb]
public record Frame<P>(long atMillis, P picture) {}
