package ai.profithack.textrules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Rules as they are written: a head `[name category severity score]`, then a term a line (words or
/// a phrase, in any spelling), a pattern `/…/` (RE2, whose time is linear in the text, so that no
/// pattern can hang), or `@list FILE` with terms in a JSON array. `#` begins a comment.
final class RuleFile {
  private static final int TERMS_MAX = 200_000;
  private static final int PATTERN_MAX = 2_000;

  /// A term, as the words that it consists of.
  record Term(TextRule rule, List<String> words, String text) {}

  /// A pattern, applied to the text as it was written.
  record Matching(TextRule rule, Pattern pattern) {}

  private final List<Term> terms = new ArrayList<>();
  private final List<Matching> patterns = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final @Nullable Path folder;

  RuleFile(@Nullable Path folder) {
    this.folder = folder;
  }

  List<Term> terms() {
    return terms;
  }

  List<Matching> patterns() {
    return patterns;
  }

  /// Errors: [IllegalArgumentException] with the line and what is wrong in it.
  RuleFile read(String content) {
    @Nullable TextRule rule = null;
    var number = 0;
    for (var raw : content.split("\n", -1)) {
      number++;
      var line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        if (line.startsWith("[") && line.endsWith("]")) {
          rule = head(line.substring(1, line.length() - 1));
        } else if (rule == null) {
          throw new IllegalArgumentException(
              "a term stands before the first [name category severity score]");
        } else {
          take(rule, line);
        }
      } catch (IllegalArgumentException | IOException wrong) {
        throw new IllegalArgumentException(
            "line %d: %s".formatted(number, wrong.getMessage()), wrong);
      }
    }
    return this;
  }

  private TextRule head(String text) {
    var parts = text.strip().split("\\s+", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("a head is [name category severity score]");
    }
    if (!names.add(parts[0])) {
      throw new IllegalArgumentException("there are two rules named " + parts[0]);
    }
    double score;
    try {
      score = Double.parseDouble(parts[3]);
    } catch (NumberFormatException notOne) {
      score = -1;
    }
    if (!(score > 0 && score <= 1)) {
      throw new IllegalArgumentException("a score is above 0 and at most 1, and not " + parts[3]);
    }
    return new TextRule(
        parts[0], one(TextCategory.class, parts[1]), one(TextSeverity.class, parts[2]), score);
  }

  private static <E extends Enum<E>> E one(Class<E> type, String name) {
    for (var value : type.getEnumConstants()) {
      if (value.name().equals(name.toUpperCase(Locale.ROOT))) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "%s is none of %s"
            .formatted(name, Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
  }

  private void take(TextRule rule, String line) throws IOException {
    if (line.startsWith("/") && line.endsWith("/") && line.length() > 2) {
      patterns.add(new Matching(rule, pattern(line.substring(1, line.length() - 1))));
    } else if (line.startsWith("@list ")) {
      list(rule, line.substring("@list ".length()).strip());
    } else {
      term(rule, line);
    }
  }

  private static Pattern pattern(String text) {
    if (text.length() > PATTERN_MAX) {
      throw new IllegalArgumentException("a pattern is longer than " + PATTERN_MAX);
    }
    try {
      var pattern = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
      if (pattern.matches("")) {
        throw new IllegalArgumentException("the pattern matches nothing at all: " + text);
      }
      return pattern;
    } catch (PatternSyntaxException broken) {
      throw new IllegalArgumentException("not a pattern of RE2: " + broken.getMessage(), broken);
    }
  }

  private void list(TextRule rule, String name) throws IOException {
    if (folder == null) {
      throw new IllegalArgumentException("@list is for rules in a file");
    }
    try {
      var content = JsonMapper.shared().readTree(Files.readString(folder.resolve(name)));
      if (!content.isArray()) {
        throw new IllegalArgumentException(name + " is not a JSON array of terms");
      }
      content.forEach(term -> term(rule, term.asString()));
    } catch (JacksonException broken) {
      throw new IllegalArgumentException(name + " is not a JSON array of terms", broken);
    }
  }

  private void term(TextRule rule, String text) {
    var words = FoldedText.plain(text);
    if (words.isEmpty()) {
      return; // an emoji or a sign: no word to look for
    }
    if (terms.size() == TERMS_MAX) {
      throw new IllegalArgumentException("there are more than %,d terms".formatted(TERMS_MAX));
    }
    terms.add(new Term(rule, words, new FoldedText(text).folded().strip()));
  }
}
