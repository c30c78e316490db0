package ai.profithack.moderation;

/// Hears how far a piece of work is.
@FunctionalInterface
interface Progress {
  /// `percent`: 0 to 100 of all.
  void at(String stage, int percent);
}
