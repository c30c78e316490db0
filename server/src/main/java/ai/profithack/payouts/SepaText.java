package ai.profithack.payouts;

import java.text.Normalizer;
import java.util.Map;
import java.util.stream.Collectors;

/// Names in the letters that every bank in SEPA takes.
///
/// Source: EPC217-08, "SEPA requirements for an extended character set": the Latin set a–z, A–Z,
/// 0–9, / - ? : ( ) . , ' + and the blank; letters with marks lose them, what has no counterpart
/// becomes a full stop.
final class SepaText {
  private static final Map<Integer, String> SPELLED =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'Æ', "AE"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'Ø', "O"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'Œ', "OE"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'Ł', "L"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'Đ', "D"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'Þ', "Th"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'ı', "i"),
          Map.entry((int) '&', "+"),
          Map.entry((int) '_', "-"),
          Map.entry((int) '’', "'"));

  private SepaText() {}

  static String of(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(each -> Character.getType(each) != Character.NON_SPACING_MARK)
        .mapToObj(SepaText::spelled)
        .collect(Collectors.joining())
        .replaceAll(" {2,}", " ")
        .strip();
  }

  /// Whether anything of a name is left: one in other scripts would be a row of full stops.
  static boolean isReadable(String text) {
    return of(text).chars().filter(Character::isLetterOrDigit).count() >= 2;
  }

  private static String spelled(int each) {
    if (each < 128 && (Character.isLetterOrDigit(each) || "/-?:().,'+ ".indexOf(each) >= 0)) {
      return Character.toString(each);
    }
    return SPELLED.getOrDefault(each, Character.isWhitespace(each) ? " " : ".");
  }
}
