package ai.profithack.payouts;

import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Names in the letters that every bank in SEPA takes.
///
/// Source: EPC217-08, "SEPA requirements for an extended character set": the Latin set a–z, A–Z,
/// 0–9, / - ? : ( ) . , ' + and the blank; letters with marks lose them, what has no counterpart
/// becomes a full stop.
final class SepaText {
  private static final String UNKNOWN = ".";

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
          Map.entry((int) 'Ð', "D"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'Ħ', "H"),
          Map.entry((int) 'ħ', "h"),
          Map.entry((int) 'Ŋ', "N"),
          Map.entry((int) 'ŋ', "n"),
          Map.entry((int) 'Ŧ', "T"),
          Map.entry((int) 'ŧ', "t"),
          Map.entry((int) 'Ĳ', "IJ"),
          Map.entry((int) 'ĳ', "ij"),
          Map.entry((int) 'Ŀ', "L"),
          Map.entry((int) 'ŀ', "l"),
          Map.entry((int) 'ı', "i"),
          Map.entry((int) 'ª', "a"),
          Map.entry((int) 'º', "o"),
          Map.entry((int) '&', "+"),
          Map.entry((int) '_', "-"),
          Map.entry((int) '’', "'"),
          Map.entry((int) 'ʻ', "'"),
          Map.entry((int) 'ʼ', "'"));

  private SepaText() {}

  static String of(String text) {
    return withoutMarks(text)
        .mapToObj(SepaText::spelled)
        .collect(Collectors.joining())
        .replaceAll(" {2,}", " ")
        .strip();
  }

  /// Why no bank would know whose name this is, in one sentence; empty where it would: a letter
  /// without a counterpart would be a full stop in what [#of] writes.
  static Optional<String> refuses(String name) {
    if (withoutMarks(name)
        .anyMatch(each -> Character.isLetterOrDigit(each) && spelled(each).equals(UNKNOWN))) {
      return Optional.of(
          "A bank transfer carries Latin letters only: write the receiver's name in Latin letters, as the bank has it.");
    }
    return of(name).chars().filter(Character::isLetterOrDigit).count() >= 2
        ? Optional.empty()
        : Optional.of(
            "The receiver's name has two letters at least: write it in full, as the bank has it.");
  }

  private static IntStream withoutMarks(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(each -> Character.getType(each) != Character.NON_SPACING_MARK);
  }

  private static String spelled(int each) {
    if (each < 128 && (Character.isLetterOrDigit(each) || "/-?:().,'+ ".indexOf(each) >= 0)) {
      return Character.toString(each);
    }
    return SPELLED.getOrDefault(each, Character.isWhitespace(each) ? " " : UNKNOWN);
  }
}
