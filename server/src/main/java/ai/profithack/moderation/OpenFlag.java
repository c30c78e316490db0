package ai.profithack.moderation;

/// A flag that nobody has resolved, and the analysis that raised it.
public record OpenFlag(long videoId, FlagType type, Severity severity, long analysisId) {}
