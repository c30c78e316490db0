package ai.profithack.textrules;

import ai.profithack.textrules.FoldedText.Word;
import ai.profithack.textrules.RuleFile.Matching;
import ai.profithack.textrules.RuleFile.Term;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Finds words, phrases and patterns in texts of any language: the built-in rules, and the
/// operator's own in the file that `PROFITHACK_TEXT_RULES` names.
///
/// A word is found as a whole word, never inside another one. Scripts without spaces between words
/// (Chinese, Japanese, Thai and their like) are split by a dictionary.
@Component
public class TextRules {
  /// From here on a category is flagged: of such hits two in five or more were right.
  private static final double FLAGGED_FROM = 0.4;

  private static final int HITS_MAX = 1_000;

  /// Phrases of so many letters are found written as one word too, as hashtags are.
  private static final int IN_ONE_WORD_MIN = 8;

  /// Phrases of so many letters are found inside of longer words where a text was read from a
  /// picture: whatever reads it loses spaces.
  private static final int GLUED_MIN = 10;

  private final Map<String, List<Term>> byFirstWord = new HashMap<>();
  private final Map<String, List<Term>> inOneWord = new HashMap<>();
  private final Map<String, List<Term>> glued = new HashMap<>();
  private final Map<Character, List<Term>> unspaced = new HashMap<>();
  private final List<Matching> patterns = new ArrayList<>();

  /// `file`: the operator's own rules, empty for none.
  ///
  /// Errors: [IllegalArgumentException] where it cannot be read as such.
  @Autowired
  public TextRules(@Value("${PROFITHACK_TEXT_RULES:}") String file) {
    add(new RuleFile(null).read(builtIn()));
    if (!file.isBlank()) {
      add(own(Path.of(file.strip()).toAbsolutePath()));
    }
  }

  /// What the rules find in a text. Takes time in proportion to its length.
  public TextFindings find(String text) {
    return findings(text, found(text));
  }

  /// The same in a text that was read from a picture, where spaces get lost: phrases are found
  /// wherever their letters stand in a row, inside of longer words too, and a word ends where
  /// capitals give way to small letters, as in `READ THISt.me/here`.
  public TextFindings findRead(String text) {
    var hits = found(text);
    glued(new FoldedText(text), hits);
    var parts = CaseParts.of(text);
    for (var hit : found(parts.text())) {
      hits.add(new Found(hit.rule(), parts.before(hit.start()), parts.before(hit.end() - 1) + 1));
    }
    return findings(text, hits);
  }

  private Set<Found> found(String text) {
    var hits = new LinkedHashSet<Found>();
    var folded = new FoldedText(text);
    var words = folded.words();
    for (var word : words) {
      at(word, words, hits);
    }
    for (var word : folded.joined()) {
      at(word, words, hits);
    }
    unspaced(text, folded, hits);
    for (var matching : patterns) {
      patterned(matching, text, hits);
      folded(matching, folded, hits);
    }
    return hits;
  }

  /// Phrases whatever spaces and signs stand between their letters. Within a word they may begin
  /// and end where nothing says that a word does; across a space only where words do: else “check
  /// out my” would be found in “check out myths”.
  private void glued(FoldedText folded, Set<Found> hits) {
    var content = folded.folded();
    var letters = new StringBuilder();
    var places = new ArrayList<Integer>();
    for (var at = 0; at < content.length(); at++) {
      if (Character.isLetterOrDigit(content.charAt(at))) {
        letters.append(content.charAt(at));
        places.add(at);
      }
    }
    for (var at = 0; at + IN_ONE_WORD_MIN <= letters.length(); at++) {
      var begin = letters.substring(at, at + IN_ONE_WORD_MIN);
      for (var term : glued.getOrDefault(begin, List.of())) {
        var joined = String.join("", term.words());
        if (hits.size() < HITS_MAX && startsWith(letters, joined, at)) {
          var from = places.get(at);
          var to = places.get(at + joined.length() - 1) + 1;
          if (isWhole(content, from, to)
              || (joined.length() >= GLUED_MIN && isOneWord(content, from, to))) {
            hits.add(new Found(term.rule(), folded.start(from), folded.end(to - 1)));
          }
        }
      }
    }
  }

  private static boolean startsWith(CharSequence text, String part, int at) {
    return at + part.length() <= text.length()
        && part.contentEquals(text.subSequence(at, at + part.length()));
  }

  private static boolean isWhole(String content, int from, int to) {
    return (from == 0 || !Character.isLetterOrDigit(content.charAt(from - 1)))
        && (to == content.length() || !Character.isLetterOrDigit(content.charAt(to)));
  }

  private static boolean isOneWord(String content, int from, int to) {
    return content.substring(from, to).chars().noneMatch(Character::isWhitespace);
  }

  private static void patterned(Matching matching, String text, Set<Found> hits) {
    var matcher = matching.pattern().matcher(text);
    while (hits.size() < HITS_MAX && matcher.find()) {
      if (matcher.end() > matcher.start()) {
        hits.add(new Found(matching.rule(), matcher.start(), matcher.end()));
      }
    }
  }

  /// Wide letters and invisible ones hide nothing from patterns either.
  private static void folded(Matching matching, FoldedText folded, Set<Found> hits) {
    var matcher = matching.pattern().matcher(folded.folded());
    while (hits.size() < HITS_MAX && matcher.find()) {
      if (matcher.end() > matcher.start()) {
        hits.add(
            new Found(
                matching.rule(), folded.start(matcher.start()), folded.end(matcher.end() - 1)));
      }
    }
  }

  private record Found(TextRule rule, int start, int end) {}

  private void at(Word first, List<Word> words, Set<Found> hits) {
    for (var spelling : first.spellings()) {
      for (var term : byFirstWord.getOrDefault(spelling, List.of())) {
        var end = first.next() + term.words().size() - 1;
        if (hits.size() < HITS_MAX && end <= words.size() && follows(words, first.next(), term)) {
          var last = term.words().size() == 1 ? first : words.get(end - 1);
          hits.add(new Found(term.rule(), first.start(), last.end()));
        }
      }
      for (var term : inOneWord.getOrDefault(spelling, List.of())) {
        if (hits.size() < HITS_MAX) {
          hits.add(new Found(term.rule(), first.start(), first.end()));
        }
      }
    }
  }

  private static boolean follows(List<Word> words, int from, Term term) {
    for (var i = 1; i < term.words().size(); i++) {
      if (!words.get(from + i - 1).spellings().contains(term.words().get(i))) {
        return false;
      }
    }
    return true;
  }

  private void unspaced(String text, FoldedText folded, Set<Found> hits) {
    var content = folded.folded();
    BreakIterator boundaries = null;
    for (var at = 0; at < content.length(); at++) {
      for (var term : unspaced.getOrDefault(content.charAt(at), List.of())) {
        if (!content.startsWith(term.text(), at) || hits.size() >= HITS_MAX) {
          continue;
        }
        if (boundaries == null) {
          boundaries = BreakIterator.getWordInstance(ULocale.ROOT);
          boundaries.setText(text);
        }
        var start = folded.start(at);
        var end = folded.end(at + term.text().length() - 1);
        if (boundaries.isBoundary(start) && boundaries.isBoundary(end)) {
          hits.add(new Found(term.rule(), start, end));
        }
      }
    }
  }

  private static TextFindings findings(String text, Set<Found> found) {
    var scores = new EnumMap<TextCategory, Double>(TextCategory.class);
    var flags = EnumSet.noneOf(TextCategory.class);
    for (var category : TextCategory.values()) {
      scores.put(category, 0.0);
    }
    var hits = new ArrayList<TextHit>();
    for (var one : found) {
      var rule = one.rule();
      scores.merge(rule.category(), rule.score(), Math::max);
      hits.add(
          new TextHit(
              rule.name(),
              rule.category(),
              rule.severity(),
              one.start(),
              one.end(),
              text.codePointCount(0, one.start()),
              text.codePointCount(0, one.end())));
    }
    scores.forEach((category, score) -> {
      if (score >= FLAGGED_FROM) {
        flags.add(category);
      }
    });
    hits.sort(Comparator.comparingInt(TextHit::start).thenComparing(TextHit::rule));
    return new TextFindings(flags, scores, List.copyOf(hits));
  }

  private void add(RuleFile file) {
    for (var term : file.terms()) {
      if (term.text().codePoints().anyMatch(TextRules::isUnspaced)) {
        unspaced.computeIfAbsent(term.text().charAt(0), first -> new ArrayList<>()).add(term);
      } else {
        byFirstWord.computeIfAbsent(term.words().getFirst(), first -> new ArrayList<>()).add(term);
        var joined = String.join("", term.words());
        if (term.words().size() > 1 && joined.length() >= IN_ONE_WORD_MIN) {
          inOneWord.computeIfAbsent(joined, all -> new ArrayList<>()).add(term);
          glued
              .computeIfAbsent(joined.substring(0, IN_ONE_WORD_MIN), all -> new ArrayList<>())
              .add(term);
        }
      }
    }
    patterns.addAll(file.patterns());
  }

  private static boolean isUnspaced(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  private static String builtIn() {
    try (var in = TextRules.class.getResourceAsStream("/textrules/built-in.rules")) {
      if (in == null) {
        throw new IllegalStateException("the built-in rules are not in the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static RuleFile own(Path file) {
    try {
      return new RuleFile(file.getParent()).read(Files.readString(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "PROFITHACK_TEXT_RULES names %s, which cannot be read: %s."
              .formatted(file, unreadable.getMessage()),
          unreadable);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("%s, %s.".formatted(file, wrong.getMessage()), wrong);
    }
  }
}
