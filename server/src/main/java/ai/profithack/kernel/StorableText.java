package ai.profithack.kernel;

/// Which texts survive UTF-8 and PostgreSQL unchanged.
public final class StorableText {
  private StorableText() {}

  /// False for a text with a NUL character or half of a surrogate pair.
  public static boolean is(String text) {
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == 0) {
        return false;
      }
      if (Character.isSurrogate(character)) {
        if (!Character.isHighSurrogate(character)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
