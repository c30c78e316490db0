package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.profithack.classifiers.Box;
import ai.profithack.classifiers.Face;
import ai.profithack.classifiers.FaceTrack;
import ai.profithack.classifiers.NoModels;
import ai.profithack.classifiers.NsfwEvidence;
import ai.profithack.classifiers.NsfwFrame;
import ai.profithack.classifiers.NsfwScores;
import ai.profithack.media.Clips;
import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.DecodingLimits;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.moderation.EvidenceKind.Subject;
import ai.profithack.provenance.Action;
import ai.profithack.provenance.AiSource;
import ai.profithack.provenance.CredentialState;
import ai.profithack.provenance.Credentials;
import ai.profithack.provenance.Manifest;
import ai.profithack.textrules.TextRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From what was found to a verdict, for findings that no clip of ours shows.
class VerdictRulesTests {
  @Test
  void nudityIsAReasonToLookAndNeverABlock() {
    // Both models at 2 s and 3 s, both again at 9 s; at 5 s the small one alone, and not sure.
    var all =
        ClassifierEvidence.nudity(
            new NsfwEvidence(
                List.of(
                    frame(0, 0.01f, 0.02f),
                    frame(2, 0.70f, 0.60f),
                    frame(3, 0.97f, 0.80f),
                    frame(5, 0.60f, 0.10f),
                    frame(9, 0.55f, 0.52f))),
            "models");
    assertThat(all).hasSize(2);
    assertThat(all.getFirst().fromMillis()).isEqualTo(2_000);
    assertThat(all.getFirst().toMillis()).isEqualTo(3_000);
    assertThat(all.getFirst().score()).isCloseTo(0.97, within(1e-6));
    assertThat(all.getLast().fromMillis()).isEqualTo(9_000);
    assertThat(all).allSatisfy(each -> assertThat(each.detail()).containsKey("knownErrors"));

    var deepfake = DeepfakeRules.combine(all);
    var verdict = decide(all, deepfake);
    assertThat(verdict.isSafe()).isFalse();
    assertThat(verdict.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(verdict.flags()).hasSize(1);
    assertThat(verdict.flags().getFirst().type()).isEqualTo(FlagType.SEXUAL_CONTENT);
    assertThat(verdict.flags().getFirst().places()).containsExactly(0, 1);
    assertThat(deepfake.isDeepfake()).isFalse();
  }

  @Test
  void whatIsNotSuspiciousIsSafeAndKeepsItsScore() {
    var all =
        ClassifierEvidence.nudity(
            new NsfwEvidence(List.of(frame(0, 0.1f, 0.9f), frame(1, 0.45f, 0.1f))), "models");
    assertThat(all).singleElement().extracting(Evidence::found).isEqualTo(Found.NOTHING);
    assertThat(all.getFirst().score()).isCloseTo(0.45, within(1e-6));
    assertThat(decide(all, DeepfakeRules.combine(all)).isSafe()).isTrue();
  }

  @Test
  void facesAreFactsWithTheirTimesAndPlaces() {
    var all =
        ClassifierEvidence.faces(
            List.of(
                new FaceTrack(
                    List.of(
                        new Face(1, new Box(0.25f, 0.1f, 0.5f, 0.4f), 0.9f),
                        new Face(2.5, new Box(0.3f, 0.1f, 0.55f, 0.4f), 0.95f))),
                new FaceTrack(List.of(new Face(7, new Box(-0.1f, 0.5f, 0.2f, 1.1f), 0.8f)))),
            "models");
    assertThat(all).extracting(Evidence::found).containsOnly(Found.FACT);
    assertThat(all).extracting(Evidence::fromMillis).containsExactly(1_000L, 7_000L);
    assertThat(all).extracting(Evidence::toMillis).containsExactly(2_500L, 7_000L);
    assertThat(all.getFirst().explanation()).contains("2 of the pictures");
    var border = requireNonNull(all.getLast().area());
    assertThat(border.x()).as("within the picture").isZero();
    assertThat(border.y() + border.height()).isEqualTo(1);
    assertThat(decide(all, DeepfakeRules.combine(all)).isSafe()).isTrue();
  }

  /// What credentials say of themselves is held for a person at most: 80 is the most that one kind
  /// of evidence reaches.
  @ParameterizedTest
  @CsvSource({
    "VALID, WHOLLY, 75, HIGH",
    "VALID, PARTLY, 75, HIGH",
    "UNTRUSTED, WHOLLY, 50, HIGH",
    "VALID, NOT_STATED, 0,",
    "UNTRUSTED, NOT_STATED, 0,"
  })
  void aModelNamedAsTheSourceIsHeldAndNotBlocked(
      CredentialState state, AiSource source, double confidence, @Nullable Severity severity) {
    var evidence = ProvenanceEvidence.evidence(saying(state, source));
    assertThat(evidence.found()).isEqualTo(Found.FACT);
    assertThat(evidence.detail()).containsEntry("state", state.name().toLowerCase(Locale.ROOT));
    var deepfake = DeepfakeRules.combine(List.of(evidence));
    assertThat(deepfake.confidence()).isEqualTo(confidence);
    assertThat(deepfake.isDeepfake()).isFalse();
    var verdict = decide(List.of(evidence), deepfake);
    assertThat(verdict.severity()).isEqualTo(severity);
    assertThat(verdict.flags())
        .extracting(Verdict.Flag::type)
        .isEqualTo(severity == null ? List.of() : List.of(FlagType.DEEPFAKE));
    if (source != AiSource.NOT_STATED) {
      assertThat(evidence.explanation()).contains("a generative model made");
      assertThat(verdict.flags().getFirst().places()).containsExactly(0);
    }
  }

  @Test
  void credentialsThatContradictTheFileSayNothingOfAModel() {
    var evidence = ProvenanceEvidence.evidence(saying(CredentialState.INVALID, AiSource.WHOLLY));
    assertThat(evidence.found()).isEqualTo(Found.CONCERN);
    assertThat(evidence.severity()).isEqualTo(Severity.LOW);
    assertThat(DeepfakeRules.combine(List.of(evidence)).confidence()).isZero();
  }

  @Test
  void withoutModelsTheVerdictSaysWhatWasNotLookedAt() throws Exception {
    var clip = Clips.brief();
    var decoder = new Decoder(Clips.HOME, DecodingLimits.DEFAULT);
    try (var classifiers = NoModels.classifiers()) {
      assertThat(classifiers.missing().values())
          .isNotEmpty()
          .allSatisfy(reason -> assertThat(reason).contains("not in this build"));
      var kind =
          new ClassifierEvidence(classifiers, new WordEvidence(new TextRules(""), _ -> Map.of()));
      var facts = decoded(decoder.probe(clip));
      var all =
          decoded(
              new Observation(decoder, List.of(kind))
                  .observe(new Subject(1, "", clip, facts, Origin.UNSAID, 1), (_, _) -> {}));
      assertThat(all).extracting(Evidence::kind).containsExactly("nsfw", "faces", "text", "speech");
      assertThat(all).extracting(Evidence::found).containsOnly(Found.UNAVAILABLE);
      var verdict = VerdictRules.decide(all, DeepfakeRules.combine(all));
      var sources = all.stream().map(Evidence::source);
      assertThat(verdict.description())
          .contains(Stream.concat(Stream.of("Not looked at: "), sources).toList());
      assertThat(verdict.recommendations()).anyMatch(advice -> advice.contains("Analyse it again"));
    }
  }

  /// The verdict where what must look has looked as well.
  private static Verdict decide(List<Evidence> all, Deepfake deepfake) {
    var looked =
        Stream.of("bank", "words", "nsfw")
            .map(kind -> Evidence.fact(kind, "another", "1", "It looked."));
    return VerdictRules.decide(Stream.concat(all.stream(), looked).toList(), deepfake);
  }

  private static Credentials saying(CredentialState state, AiSource source) {
    return new Credentials(
        state,
        List.of(),
        Optional.of(
            new Manifest(
                "urn:c2pa:1",
                "A clip",
                "A generator",
                Optional.empty(),
                Optional.empty(),
                List.of(new Action("c2pa.created", "trainedAlgorithmicMedia", "")),
                source,
                List.of())));
  }

  private static NsfwFrame frame(double seconds, float small, float mid) {
    return new NsfwFrame(
        seconds, new NsfwScores(0, 0, 1 - small, small, 0), new NsfwScores(0, 0, 1 - mid, mid, 0));
  }

  private static <T> T decoded(Decoding<T> decoding) {
    return switch (decoding) {
      case Decoding.Decoded<T>(var value) -> value;
      case Decoding.Refused<T>(var reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void isCoveredWhereItIsKnownToBeBadOrCriticalInWhatIsSexualOrAboutChildren() {
    assertThat(covered(FlagType.KNOWN_BAD, Severity.CRITICAL)).isTrue();
    assertThat(covered(FlagType.CHILD_SAFETY, Severity.CRITICAL)).isTrue();
    assertThat(covered(FlagType.SEXUAL_CONTENT, Severity.CRITICAL)).isTrue();
    assertThat(covered(FlagType.SEXUAL_CONTENT, Severity.HIGH)).isFalse();
    assertThat(covered(FlagType.DEEPFAKE, Severity.CRITICAL)).isFalse();
    assertThat(new Verdict(true, null, List.of(), "", List.of(), false).toBeCovered()).isFalse();
  }

  private static boolean covered(FlagType type, Severity severity) {
    var flag = new Verdict.Flag(type, severity, "Found.", List.of());
    return new Verdict(false, severity, List.of(flag), "", List.of(), false).toBeCovered();
  }
}
