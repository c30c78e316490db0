package ai.profithack.textrules;

import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A text without what hides words in it, and where each of its letters was.
///
/// Gone are case, accents, invisible characters, styled and wide forms. Words are kept apart; each
/// has the spellings that it may stand for: look-alike letters of other scripts (Unicode TR 39),
/// digits and signs for letters, letters drawn out, and single letters with gaps between them as
/// one word.
final class FoldedText {
  private static final SpoofChecker LOOKALIKES = new SpoofChecker.Builder().build();
  private static final Map<Integer, String> LETTERS =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'ı', "i"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'œ', "oe"));
  private static final String LEET_SIGNS = "@$!";
  private static final String LEET_FROM = "@4310$5!7";
  private static final String LEET_TO = "aaeiossit";
  private static final int SPELLED_OUT_MIN = 3;
  private static final int SPELLED_OUT_MAX = 200;
  private static final int LETTERS_MAX = 16;
  private static final int GAP_MAX = 2;
  private static final int WORD_MAX = 64;

  /// A word: its spellings, its place in the original in UTF-16 units, and which word comes next.
  record Word(Set<String> spellings, int start, int end, int next) {}

  private final StringBuilder folded = new StringBuilder();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();
  private final List<Word> joined = new ArrayList<>();

  FoldedText(String text) {
    for (var at = 0; at < text.length(); ) {
      var codePoint = text.codePointAt(at);
      append(codePoint, at, at + Character.charCount(codePoint));
      at += Character.charCount(codePoint);
    }
    split();
  }

  /// Without accents and disguises, letter for letter.
  String folded() {
    return folded.toString();
  }

  int start(int at) {
    return starts.get(at);
  }

  int end(int at) {
    return ends.get(at);
  }

  List<Word> words() {
    return words;
  }

  /// A term of a list, word by word in the plainest spelling.
  static List<String> plain(String term) {
    return new FoldedText(term)
        .words.stream().map(word -> word.spellings().iterator().next()).toList();
  }

  private void append(int codePoint, int start, int end) {
    if (isInvisible(codePoint)) {
      return;
    }
    var lower = Character.toLowerCase(codePoint);
    var plain =
        LETTERS.getOrDefault(
            lower, Normalizer.normalize(Character.toString(lower), Normalizer.Form.NFKD));
    for (var i = 0; i < plain.length(); i++) {
      var character = plain.charAt(i);
      if (!isAccent(character)) {
        folded.append(Character.toLowerCase(character));
        starts.add(start);
        ends.add(end);
      }
    }
  }

  private static boolean isInvisible(int codePoint) {
    return Character.getType(codePoint) == Character.FORMAT
        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
        || codePoint == 0x34f
        || codePoint == 0x640;
  }

  private static boolean isAccent(char character) {
    return (character >= 0x300 && character <= 0x36f)
        || (character >= 0x64b && character <= 0x652)
        || (character >= 0x1ab0 && character <= 0x1aff)
        || (character >= 0x20d0 && character <= 0x20ff);
  }

  private void split() {
    for (var at = 0; at < folded.length(); ) {
      if (!isPart(at)) {
        at++;
        continue;
      }
      var from = at;
      while (at < folded.length() && (isPart(at) || isInside(at))) {
        at++;
      }
      var text = folded.substring(from, at).replaceAll("['’]", "");
      words.add(new Word(spellings(text), starts.get(from), ends.get(at - 1), words.size() + 1));
    }
    for (var from = 0; from < words.size(); ) {
      var to = from;
      while (to < words.size() && isSingle(to) && (to == from || isNear(to))) {
        to++;
      }
      joinSpelledOut(from, to);
      from = Math.max(from + 1, to);
    }
  }

  private boolean isPart(int at) {
    return Character.isLetterOrDigit(folded.charAt(at))
        || Character.isSurrogate(folded.charAt(at))
        || Character.getType(folded.charAt(at)) == Character.NON_SPACING_MARK
        || Character.getType(folded.charAt(at)) == Character.COMBINING_SPACING_MARK
        || (LEET_SIGNS.indexOf(folded.charAt(at)) >= 0 && isInside(at));
  }

  /// An apostrophe or a sign for a letter, with letters on both sides; a sign may begin a word too,
  /// but for `@`, which begins names.
  private boolean isInside(int at) {
    var character = folded.charAt(at);
    var sign = LEET_SIGNS.indexOf(character) >= 0;
    if (!sign && character != '\'' && character != '’') {
      return false;
    }
    var before = at > 0 && Character.isLetter(folded.charAt(at - 1));
    var after = at + 1 < folded.length() && Character.isLetter(folded.charAt(at + 1));
    return after && (before || character == '$');
  }

  private boolean isSingle(int index) {
    var text = plain(index);
    return text.length() == 1 && Character.isLetterOrDigit(text.charAt(0));
  }

  private boolean isNear(int index) {
    return words.get(index).start() - words.get(index - 1).end() <= GAP_MAX;
  }

  /// Adds every word that single letters in a row may make up; the letters stay words too.
  private void joinSpelledOut(int from, int to) {
    if (to - from > SPELLED_OUT_MAX) {
      return;
    }
    for (var first = from; first < to; first++) {
      var text = new StringBuilder();
      for (var last = first; last < Math.min(to, first + LETTERS_MAX); last++) {
        text.append(plain(last));
        if (text.length() >= SPELLED_OUT_MIN) {
          joined.add(
              new Word(
                  spellings(text.toString()),
                  words.get(first).start(),
                  words.get(last).end(),
                  last + 1));
        }
      }
    }
  }

  private String plain(int index) {
    return words.get(index).spellings().iterator().next();
  }

  /// Words that were spelled out letter by letter.
  List<Word> joined() {
    return joined;
  }

  /// The word as it is first, then what it may stand for.
  private static Set<String> spellings(String text) {
    var all = new LinkedHashSet<String>();
    all.add(text);
    if (text.length() > WORD_MAX) {
      return all;
    }
    var looks = lookalike(text);
    all.add(looks);
    if (looks.chars().anyMatch(Character::isLetter) && isDisguised(looks)) {
      all.add(leet(looks, 'i'));
      all.add(leet(looks, 'l'));
    }
    for (var spelling : List.copyOf(all)) {
      if (isDrawnOut(spelling)) {
        all.add(spelling.replaceAll("(.)\\1{2,}", "$1"));
        all.add(spelling.replaceAll("(.)\\1{2,}", "$1$1"));
      }
    }
    return all;
  }

  private static boolean isDrawnOut(String text) {
    for (var i = 2; i < text.length(); i++) {
      if (text.charAt(i) == text.charAt(i - 1) && text.charAt(i) == text.charAt(i - 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDisguised(String text) {
    return text.chars().anyMatch(character -> LEET_FROM.indexOf(character) >= 0);
  }

  private static String leet(String text, char one) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var at = LEET_FROM.indexOf(text.charAt(i));
      out.append(text.charAt(i) == '1' ? one : at < 0 ? text.charAt(i) : LEET_TO.charAt(at));
    }
    return out.toString();
  }

  /// The Latin letters that the letters look like, where all of them look like one; else the text.
  private static String lookalike(String text) {
    if (text.chars().allMatch(character -> character < 128)) {
      return text;
    }
    var out = new StringBuilder();
    for (var codePoint : text.codePoints().toArray()) {
      var looks =
          codePoint < 128
              ? Character.toString(codePoint)
              : LOOKALIKES.getSkeleton(Character.toString(codePoint));
      if (looks.codePoints().anyMatch(character -> character >= 128)) {
        return text;
      }
      out.append(looks.toLowerCase(Locale.ROOT));
    }
    return out.toString();
  }
}
