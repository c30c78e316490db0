package ai.profithack.media;

/// How sending a file ended.
public sealed interface Keeping {
  /// It is held, and its video refers to it. `alreadyHeld`: the same bytes were, and no second file
  /// was made.
  record Kept(Original original, boolean alreadyHeld) implements Keeping {}

  /// It is not taken. `reason`: one sentence for whoever sent it.
  record Refused(String reason) implements Keeping {}
}
