package ai.profithack.textrules;

/// What was found where. `start` and `end` count UTF-16 units, as Java and JavaScript do;
/// `startCodePoint` and `endCodePoint` count characters of Unicode; the end is exclusive.
public record TextHit(
    String rule,
    TextCategory category,
    TextSeverity severity,
    int start,
    int end,
    int startCodePoint,
    int endCodePoint) {}
