package ai.profithack.classifiers;

/// A line of text and for how long it is seen: from the first to the last moment that was looked at
/// and showed it.
///
/// - `line`: in its surest reading.
/// - `firstRead`, `lastRead`: in which of the recording's readings it was, counted from 0.
public record ShownText(
    TextLine line, double fromSeconds, double toSeconds, int firstRead, int lastRead) {}
