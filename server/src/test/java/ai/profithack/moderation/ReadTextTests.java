package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.profithack.classifiers.Box;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.classifiers.ShownText;
import ai.profithack.classifiers.TextLine;
import ai.profithack.textrules.TextRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When words were seen that rules catch in a picture.
class ReadTextTests {
  @Test
  void wordsOfReadingsThatFollowEachOtherWereThereInBetween() {
    // The line is another one at each reading, for a counter stands in it, or it falls apart.
    assertThat(
            caught(
                shown("FREE MONEY 00", 0, 0, 0.5f),
                shown("FREE", 5.6, 1, 0.48f),
                shown("MONEY 56", 5.6, 1, 0.52f),
                shown("FREEMONEY 99", 9.9, 2, 0.5f)))
        .extracting(Evidence::fromMillis, Evidence::toMillis)
        .containsExactly(tuple(0L, 9_900L));
  }

  @Test
  void wordsThatWereGoneInBetweenOrStandElsewhereAreFindingsOfTheirOwn() {
    assertThat(
            caught(
                shown("FREE MONEY 00", 0, 0, 0.5f),
                shown("nothing of it", 2, 1, 0.5f),
                shown("FREE MONEY 56", 5.6, 2, 0.5f),
                shown("FREE MONEY 99", 9.9, 3, 0.1f),
                shown("FREE ROBUX 99", 15, 4, 0.1f)))
        .extracting(Evidence::fromMillis, Evidence::toMillis)
        .containsExactly(
            tuple(0L, 0L), tuple(5_600L, 5_600L), tuple(9_900L, 9_900L), tuple(15_000L, 15_000L));
  }

  private static List<Evidence> caught(ShownText... texts) {
    try (var classifiers = new Classifiers()) {
      var kind =
          new ClassifierEvidence(classifiers, new WordEvidence(new TextRules(""), _ -> Map.of()));
      return kind.texts(Arrays.asList(texts), "1").stream()
          .filter(each -> each.flag() == FlagType.SPAM)
          .toList();
    }
  }

  /// Lines of one moment stand beside each other, by where their middle is.
  private static ShownText shown(String text, double seconds, int read, float middle) {
    var box = new Box(middle - 0.1f, 0.8f, middle + 0.1f, 0.9f);
    return new ShownText(new TextLine(text, box, 0, 0.9f), seconds, seconds, read, read);
  }
}
