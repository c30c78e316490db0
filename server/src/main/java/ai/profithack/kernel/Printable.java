package ai.profithack.kernel;

/// Text out of files that nobody trusts, in a form that a page, a log and the database can hold.
public final class Printable {
  private static final String REPLACEMENT = "\uFFFD";

  /// Controls, halves of a pair, ends of lines, and what is invisible or turns the direction of
  /// what follows; the joiners stay, for words and emoji are made with them.
  private static final String UNPRINTABLE =
      "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]|(?![\\u200C\\u200D])\\p{Cf}";

  private Printable() {}

  /// A blank for each break or tab and one � for whatever else cannot be printed, so that every
  /// place in the text stays where it was; no more than `lengthMax` characters of Unicode, of which
  /// the last one is … where it was longer.
  public static String of(String text, int lengthMax) {
    return cut(text, lengthMax).replaceAll("[\\t\\n\\r]", " ").replaceAll(UNPRINTABLE, REPLACEMENT);
  }

  private static String cut(String text, int lengthMax) {
    return text.codePointCount(0, text.length()) <= lengthMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, lengthMax - 1)) + "…";
  }
}
