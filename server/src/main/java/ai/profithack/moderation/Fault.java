package ai.profithack.moderation;

import java.util.Locale;

/// Whose fault it was that nothing came of a piece of work, and so what whoever asked can do.
public enum Fault {
  /// Of the file, or of the address that it was to come from: another one may do.
  FILE,
  /// Of this server, whose log says why: asking again may do.
  SERVER,
  /// Something that this server needs is missing: whoever runs it has to provide it.
  UNAVAILABLE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Fault of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
