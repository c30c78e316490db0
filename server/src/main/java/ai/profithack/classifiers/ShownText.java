package ai.profithack.classifiers;

/// A line of text and for how long it is seen: from the first to the last moment that was looked at
/// and showed it.
///
/// `line`: in its surest reading.
public record ShownText(TextLine line, double fromSeconds, double toSeconds) {}
