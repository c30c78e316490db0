package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A flag is called what was found, and keeps its type for programs.
class FlagLabelsTests {
  private static final Evidence DECLARED =
      DeepfakeRules.counted(
          Evidence.fact("declared", "sender", "", "Its sender says that a machine made it."),
          Deepfake.Family.SAID,
          0.6);
  private static final Evidence SIGNED =
      DeepfakeRules.counted(
          Evidence.fact("provenance", "C2PA", "2.x", "They say that a model made it."),
          Deepfake.Family.SAID,
          0.75);
  private static final Evidence KNOWN =
      DeepfakeRules.counted(
          Evidence.fact("bank", "confirmed fakes", "1", "It shows a fake."),
          Deepfake.Family.KNOWN,
          0.8);
  private static final Evidence BROKEN =
      Evidence.concern(
          "provenance", "C2PA", "2.x", FlagType.MISINFORMATION, Severity.LOW, "They contradict.");
  private static final Evidence HOAX =
      Evidence.concern(
          "words", "text rules", "1", FlagType.MISINFORMATION, Severity.MEDIUM, "It says a hoax.");

  @Test
  void whatItsSenderDeclaresIsNotCalledADeepfake() {
    assertThat(flag(FlagType.DEEPFAKE, DECLARED).title())
        .isEqualTo("AI-generated, declared by its sender");
    assertThat(flag(FlagType.DEEPFAKE, SIGNED).title())
        .isEqualTo("AI-generated, by its content credentials");
    assertThat(flag(FlagType.DEEPFAKE, DECLARED, SIGNED).title())
        .isEqualTo("AI-generated, by its sender and its content credentials");
    assertThat(flag(FlagType.DEEPFAKE, DECLARED, KNOWN).title())
        .as("something else says so too")
        .isEqualTo("Deepfake");
  }

  @Test
  void brokenCredentialsAreNoAccusationOfMisinformation() {
    assertThat(flag(FlagType.MISINFORMATION, BROKEN).title())
        .isEqualTo("Broken content credentials");
    assertThat(flag(FlagType.MISINFORMATION, BROKEN, HOAX).title()).isEqualTo("Misinformation");
  }

  private static Verdict.Flag flag(FlagType type, Evidence... evidence) {
    var all = List.of(evidence);
    return VerdictRules.decide(all, DeepfakeRules.combine(all)).flags().stream()
        .filter(flag -> flag.type() == type)
        .findAny()
        .orElseThrow();
  }
}
