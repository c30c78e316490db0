package ai.profithack.moderation;

import java.util.Locale;

/// What a flag is about: the categories of harm, and what is known of a video from elsewhere.
public enum FlagType {
  VIOLENCE("Violence"),
  SEXUAL_CONTENT("Sexual content"),
  HATE("Hate"),
  MISINFORMATION("Misinformation"),
  COPYRIGHT("Copyright"),
  SPAM("Spam or scam"),
  CHILD_SAFETY("Child safety"),
  HARASSMENT("Harassment"),
  /// It is on a list of known bad material; what it shows, the list's owner knows.
  KNOWN_BAD("Known bad material"),
  /// It was blocked here before.
  PREVIOUSLY_BLOCKED("Blocked before"),
  DEEPFAKE("Deepfake"),
  /// What must be looked at before a video can be called safe could not be looked at.
  NOT_LOOKED_AT("Not looked at");

  private final String title;

  FlagType(String title) {
    this.title = title;
  }

  /// For people.
  public String title() {
    return title;
  }

  /// As in `content_flags.flag_type`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FlagType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
