package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.moderation.Deepfake.Family;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.moderation.Verdict.Flag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What follows from evidence, rule by rule.
class VerdictPolicyTests {
  private static final Deepfake NO_FAKE = new Deepfake(0, List.of());

  @Test
  void whatWasLookedAtAndShowsNothingIsSafe() {
    var verdict = VerdictRules.decide(looked(), NO_FAKE);
    assertThat(verdict.isSafe()).isTrue();
    assertThat(verdict.severity()).isNull();
    assertThat(verdict.flags()).isEmpty();
    assertThat(verdict.recommendations()).isEmpty();
    assertThat(verdict.aiReviewed()).isFalse();
    assertThat(verdict.description())
        .contains("Nothing was found", "No AI review took place")
        .doesNotContain("looked at:");
  }

  @Test
  void nothingIsSafeThatNobodyLookedAt() {
    var blind =
        looked().stream()
            .map(each -> Evidence.unavailable(each.kind(), each.source(), "A test says so."))
            .toList();
    for (var all : List.of(blind, List.<Evidence>of())) {
      var verdict = VerdictRules.decide(all, NO_FAKE);
      assertThat(verdict.isSafe()).isFalse();
      assertThat(verdict.severity()).isEqualTo(Severity.LOW);
      assertThat(verdict.flags()).extracting(Flag::type).containsExactly(FlagType.NOT_LOOKED_AT);
      assertThat(verdict.flags().getFirst().description())
          .startsWith("It could not be looked at: known material, title and hashtags, nudity");
      assertThat(verdict.recommendations())
          .contains("Analyse it again when what could not be looked at can be.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bank", "words", "nsfw"})
  void withoutOneOfTheseNothingIsSafe(String kind) {
    var without = new ArrayList<>(looked());
    without.removeIf(each -> each.kind().equals(kind));
    assertThat(VerdictRules.decide(without, NO_FAKE).isSafe()).as("missing").isFalse();
    without.add(Evidence.unavailable(kind, "test", "A test says so."));
    var verdict = VerdictRules.decide(without, NO_FAKE);
    assertThat(verdict.isSafe()).as("unavailable").isFalse();
    assertThat(verdict.flags().getFirst().places()).containsExactly(without.size() - 1);
    without.add(Evidence.fact(kind, "another", "1", "This one looked."));
    assertThat(VerdictRules.decide(without, NO_FAKE).isSafe()).as("something looked").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"provenance", "declared", "watermark", "faces", "text", "speech", "sound"})
  void thatOneOfTheseCouldNotLookIsSaid(String kind) {
    var all = new ArrayList<>(looked());
    all.add(Evidence.unavailable(kind, kind, "A test says so."));
    var verdict = VerdictRules.decide(all, NO_FAKE);
    assertThat(verdict.isSafe()).isTrue();
    assertThat(verdict.description()).contains("Not looked at: " + kind + ".");
    assertThat(verdict.recommendations())
        .containsExactly("Analyse it again when what could not be looked at can be.");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT_LOOKED_AT")
  void aConcernRaisesTheFlagOfItsType(FlagType type) {
    var all = with(concern(type, Severity.MEDIUM, "What a test found."));
    var verdict = VerdictRules.decide(all, NO_FAKE);
    assertThat(verdict.isSafe()).isFalse();
    assertThat(verdict.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(verdict.flags())
        .containsExactly(
            new Flag(type, Severity.MEDIUM, "What a test found.", List.of(all.size() - 1)));
    assertThat(verdict.recommendations()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "violence",
        "sexual_content",
        "hate",
        "misinformation",
        "copyright",
        "spam",
        "child_safety",
        "harassment"
      })
  void everyCategoryHasItsFlag(String word) {
    assertThat(FlagType.of(word).word()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"CRITICAL,1", "HIGH,2", "MEDIUM,3", "LOW,5"})
  void theQueueIsAsUrgentAsTheFlag(Severity severity, int priority) {
    assertThat(severity.priority()).isEqualTo(priority);
  }

  @Test
  void aFlagIsAsSevereAsItsWorstConcernAndRestsOnAll() {
    var all =
        with(
            concern(FlagType.SPAM, Severity.LOW, "Small."),
            concern(FlagType.HATE, Severity.MEDIUM, "Between."),
            concern(FlagType.SPAM, Severity.HIGH, "Large."),
            concern(FlagType.SPAM, Severity.MEDIUM, "Middle."));
    var before = looked().size();
    var verdict = VerdictRules.decide(all, NO_FAKE);
    assertThat(verdict.severity()).isEqualTo(Severity.HIGH);
    assertThat(verdict.flags())
        .containsExactly(
            new Flag(
                FlagType.SPAM,
                Severity.HIGH,
                "Large. (and 2 more findings)",
                List.of(before, before + 2, before + 3)),
            new Flag(FlagType.HATE, Severity.MEDIUM, "Between.", List.of(before + 1)));
    assertThat(verdict.description()).contains("Found: Spam or scam (high), Hate (medium).");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"0,none", "49.99,none", "50,HIGH", "80,HIGH", "80.01,CRITICAL", "100,CRITICAL"})
  void aFakeRaisesAFlagFromFiftyAndACriticalOneAboveEighty(
      double confidence, @Nullable Severity severity) {
    var part = new Deepfake.Part(Family.KNOWN, 0.8, "It is known.", List.of(2));
    var verdict = VerdictRules.decide(looked(), new Deepfake(confidence, List.of(part)));
    assertThat(verdict.isSafe()).isEqualTo(severity == null);
    assertThat(verdict.severity()).isEqualTo(severity);
    if (severity != null) {
      assertThat(verdict.flags())
          .singleElement()
          .satisfies(flag -> {
            assertThat(flag.type()).isEqualTo(FlagType.DEEPFAKE);
            assertThat(flag.places()).containsExactly(2);
            assertThat(flag.description()).contains("It is known.");
          });
    }
  }

  @Test
  void factsAndWhatWasNotThereRaiseNothing() {
    var all =
        with(
            Evidence.fact("faces", "test", "1", "A face was seen."),
            Evidence.nothing("text", "test", "1", "No text was read."));
    assertThat(VerdictRules.decide(all, NO_FAKE).isSafe()).isTrue();
  }

  @Test
  void whatIsMostUrgentIsAdvisedFirstAndOnce() {
    var all =
        with(
            concern(FlagType.COPYRIGHT, Severity.HIGH, "A work."),
            concern(FlagType.KNOWN_BAD, Severity.CRITICAL, "Known."),
            Evidence.unavailable("speech", "speech", "A test says so."));
    assertThat(VerdictRules.decide(all, NO_FAKE).recommendations())
        .hasSize(3)
        .satisfies(advice -> {
          assertThat(advice.getFirst()).contains("report it");
          assertThat(advice.get(1)).contains("may use the work");
          assertThat(advice.getLast()).startsWith("Analyse it again");
        });
  }

  /// Whatever is found: safe exactly without flags, every concern in the flag of its type, the
  /// worst first, and the order of the evidence decides nothing.
  @Property(tries = 300)
  void everyConcernCounts(@ForAll("evidence") List<Evidence> all, @ForAll Random random) {
    var verdict = VerdictRules.decide(all, NO_FAKE);
    assertThat(verdict.isSafe()).isEqualTo(verdict.flags().isEmpty());
    for (var place = 0; place < all.size(); place++) {
      var each = all.get(place);
      if (each.found() == Found.CONCERN) {
        var at = place;
        var flags = verdict.flags().stream().filter(flag -> flag.places().contains(at)).toList();
        assertThat(flags).hasSize(1);
        assertThat(flags.getFirst().type()).isEqualTo(each.requireFlag());
        assertThat(flags.getFirst().severity())
            .isGreaterThanOrEqualTo(each.requireSeverity())
            .isLessThanOrEqualTo(requireNonNull(verdict.severity()));
      }
    }
    assertThat(verdict.flags())
        .isSortedAccordingTo(Comparator.comparing(Flag::severity).reversed());
    var shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    var again = VerdictRules.decide(shuffled, NO_FAKE);
    assertThat(again.isSafe()).isEqualTo(verdict.isSafe());
    assertThat(again.flags())
        .extracting(Flag::type, Flag::severity)
        .containsExactlyInAnyOrderElementsOf(
            verdict.flags().stream()
                .map(flag -> Assertions.tuple(flag.type(), flag.severity()))
                .toList());
  }

  @Provide
  Arbitrary<List<Evidence>> evidence() {
    var concerns =
        Combinators.combine(
                Arbitraries.of(FlagType.class).filter(type -> type != FlagType.NOT_LOOKED_AT),
                Arbitraries.of(Severity.class))
            .as((type, severity) -> concern(type, severity, "A test found it."));
    var others =
        Combinators.combine(
                Arbitraries.of("bank", "words", "nsfw", "faces"), Arbitraries.of(true, false))
            .as((kind, available) ->
                available
                    ? Evidence.nothing(kind, "test", "1", "Nothing.")
                    : Evidence.unavailable(kind, "test", "Nobody looked."));
    return Arbitraries.oneOf(concerns, others).list().ofMaxSize(12);
  }

  private static Evidence concern(FlagType type, Severity severity, String explanation) {
    return Evidence.concern("test", "test", "1", type, severity, explanation);
  }

  /// What an analysis says of a video in which nothing is.
  private static List<Evidence> looked() {
    return List.of(
        Evidence.nothing("bank", "banks", "1", "Nothing."),
        Evidence.nothing("words", "text rules", "1", "Nothing."),
        Evidence.nothing("nsfw", "Nudity", "1", "Nothing."));
  }

  private static List<Evidence> with(Evidence... more) {
    var all = new ArrayList<>(looked());
    all.addAll(Arrays.asList(more));
    return all;
  }
}
