package ai.profithack.textrules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words are found in their disguises and at their places, and not inside other words.
class TextRulesTests {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get FREE   money now",
        "f.r.e.e m-o-n-e-y",
        "f r e e money",
        "#FreeMoney",
        "fr33 m0n3y",
        "frее mоney", // Cyrillic letters
        "ｆｒｅｅ ｍｏｎｅｙ",
        "𝐟𝐫𝐞𝐞 𝓶𝓸𝓷𝓮𝔂",
        "f\u200Br\u200Bee mo\u200Dney",
        "fr\u00ADee money",
        "freeeeee monnnney",
        "fréè mönëy",
        "f\u0336r\u0336e\u0336e\u0336 money"
      })
  void findsWordsInTheirDisguises(String text) {
    assertThat(builtIn().find(text).flags()).containsExactly(TextCategory.SPAM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I live in Scunthorpe, near Penistone",
        "a classic assassin assembles an assortment",
        "Arsenal won, the cockpit was therapist-approved",
        "She works in Essex and Sussex",
        "the burn was bad, grape juice helps", // rn is no m
        "freedom costs money",
        "a b c d e f g",
        "Analysis of the title: Dickens, Cockburn, Hancock",
        "mail@example.org paid $50 for 2 tickets"
      })
  void leavesOtherWordsAlone(String text) {
    assertThat(builtIn().find(text).hits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "BUYCOCAINENOWt.me/dealer, t.me/dealer, spam-link",
    "buynowT.ME/dealer, T.ME/dealer, spam-link",
    "CLICKTHELINKNOW, CLICKTHELINK, spam-offer",
    "pleaseclickthislinktoday, clickthislink, spam-offer",
    "TODAYclick here, click here, spam-offer",
    "Watchfullmoviefree, Watchfullmovie, copyright",
    "FREEV-BUCKS, FREEV-BUCKS, spam-offer",
    "GETFREEV-BUCKSNOW, FREEV-BUCKS, spam-offer",
    "so: CLI CKTHE LINK!, CLI CKTHE LINK, spam-offer",
    "FREEMON EY, FREEMON EY, spam-offer"
  })
  void findsWhatIsReadWithoutSpaces(String text, String hit, String rule) {
    var findings = builtIn().findRead(text);
    assertThat(findings.flags()).isNotEmpty();
    assertThat(findings.hits())
        .anySatisfy(found -> {
          assertThat(text.substring(found.start(), found.end())).isEqualTo(hit);
          assertThat(found.rule()).isEqualTo(rule);
        });
    assertThat(builtIn().find(text).hits())
        .as("only where a text was read from a picture")
        .extracting(TextHit::rule)
        .doesNotContain(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "about.me/somebody",
        "iPhone, IPv4 and PCs by McDonald",
        "I live in Scunthorpe, near Penistone",
        "SUSSEXandESSEX",
        "drinkwithmylovelyfriends",
        "check out myths of Greece", // check out my
        "click the links", // click the link
        "white powerpoint slides", // white power
        "they work from homely cabins" // work from home
      })
  void findsNothingMoreInWordsThatOnlyLookGlued(String text) {
    assertThat(builtIn().findRead(text).hits()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "selling nudes of 15 year old",
        "15yo nudes",
        "Sexy pics of a fifteen-year-old",
        "nudes, girl aged 14",
        "naked, 17 y/o",
        "a 3 years old child, naked"
      })
  void aSexualWordBesideTheAgeOfAMinorIsAboutTheSafetyOfChildren(String text) {
    var findings = builtIn().find(text);
    assertThat(findings.flags()).contains(TextCategory.CHILD_SAFETY);
    assertThat(findings.hits())
        .anySatisfy(hit -> {
          assertThat(hit.category()).isEqualTo(TextCategory.CHILD_SAFETY);
          assertThat(hit.severity()).isEqualTo(TextSeverity.CRITICAL);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I am 18 years old and sell nudes",
        "nudes of a 25 year old",
        "My 15 year old sings in a choir",
        "nude paintings of the 15th century",
        "our shop is 12 years old",
        "nudes for 15 dollars"
      })
  void anAgeOrASexualWordByItselfIsNot(String text) {
    assertThat(builtIn().find(text).flags()).doesNotContain(TextCategory.CHILD_SAFETY);
  }

  @Test
  void saysWhereInBothCounts() {
    var text = "😀😀 look: F\u200BR 3 E"; // two characters beyond 16 bits, one that is not seen
    var rules = own("[word spam low 0.9]\nfr 3 e\n");
    assertThat(rules.find(text).hits())
        .singleElement()
        .satisfies(hit -> {
          assertThat(text.substring(hit.start(), hit.end())).isEqualTo("F\u200BR 3 E");
          assertThat(hit.start()).isEqualTo(11);
          assertThat(hit.startCodePoint()).isEqualTo(9);
          assertThat(hit.endCodePoint() - hit.startCodePoint()).isEqualTo(7);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "他是傻逼, 3", // after two other words
    "โปรดดูเว็บ พนัน วันนี้, 1",
    "無料 ギフト を配布, 1"
  })
  void splitsScriptsWithoutSpaces(String text, int atLeastAt) {
    var rules = own("[words spam low 0.9]\n傻逼\nพนัน\nギフト\n");
    assertThat(rules.find(text).hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.start()).isGreaterThanOrEqualTo(atLeastAt - 1));
  }

  @Test
  void doesNotFindAWordAcrossTheBoundaryOfOthers() {
    // 国人 is in the letters of 中国人民 (Chinese people), but is no word there.
    assertThat(own("[w spam low 0.9]\n国人\n").find("中国人民").hits()).isEmpty();
    assertThat(own("[w spam low 0.9]\n人民\n").find("中国人民").hits()).hasSize(1);
  }

  @Test
  void scoresAreThoseOfTheStrongestHit() {
    var rules = own("[weak harassment low 0.2]\none\n[strong harassment high 0.8]\ntwo\n");
    assertThat(rules.find("one").flags()).isEmpty();
    assertThat(rules.find("one").scores().get(TextCategory.HARASSMENT)).isEqualTo(0.2);
    assertThat(rules.find("one two one").scores().get(TextCategory.HARASSMENT)).isEqualTo(0.8);
    assertThat(rules.find("one two one").flags()).containsExactly(TextCategory.HARASSMENT);
    assertThat(rules.find("three").scores())
        .allSatisfy((category, score) -> assertThat(score).isZero());
  }

  @Test
  void readsListsOfTheOperator() throws IOException {
    Files.writeString(folder.resolve("de.json"), "[\"schimpfwort\", \"zwei Wörter\", \"😀\"]");
    var rules = own("[german harassment medium 0.6]\n@list de.json\n");
    assertThat(rules.find("So ein SCHIMPFWORT!").hits()).hasSize(1);
    assertThat(rules.find("es sind zwei woerter").hits()).isEmpty();
    assertThat(rules.find("es sind zwei Worter").hits()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "word | before the first",
        "[a spam low] | a head is",
        "[a spams low 0.5] | none of",
        "[a spam low 1.5] | at most 1",
        "[a spam low x] | at most 1",
        "[a spam low 0.5]\\n/(/ | not a pattern",
        "[a spam low 0.5]\\n/(?=a)b/ | not a pattern",
        "[a spam low 0.5]\\n/a*/ | matches nothing",
        "[a spam low 0.5]\\n[a hate low 0.5] | two rules named",
        "[a spam low 0.5]\\n@list nowhere.json | nowhere.json",
        "[slurs spam low 0.5]\\nword | "
      })
  void saysWhatIsWrongWithARuleFile(String content, @Nullable String because) {
    var lines = content.replace("\\n", "\n");
    if (because == null) {
      assertThat(own(lines).find("word").hits()).hasSize(1); // names are the operator's own
      return;
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own(lines))
        .withMessageContaining(because)
        .withMessageContaining("line ");
  }

  @Test
  void takesTimeInProportionToTheText() {
    var rules = own("[evil spam low 0.9]\n/(?:a+)+b/\n/(?:x|xx)*y/\n");
    for (var piece :
        new String[] {
          "a", "x", "a ", "1", "!", "\u0336", "f r e e ", "傻", "😀", "http://", "'", "@$"
        }) {
      var before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      rules.find(piece.repeat(20_000 / piece.length()));
      var took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      assertThat(Duration.ofNanos(took)).as(piece).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void survivesHalvesOfCharacters() {
    assertThat(builtIn().find("\ud83d free money \ude00\ud83d").flags())
        .containsExactly(TextCategory.SPAM);
    assertThat(builtIn().find("").hits()).isEmpty();
  }

  private static TextRules builtIn() {
    return new TextRules("");
  }

  private TextRules own(String content) {
    try {
      return new TextRules(Files.writeString(folder.resolve("own.rules"), content).toString());
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
