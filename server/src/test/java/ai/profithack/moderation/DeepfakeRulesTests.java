package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.moderation.Deepfake.Family;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// One kind of evidence alone never blocks, whatever it says and how often; what corroborates can.
class DeepfakeRulesTests {
  private static final List<Family> FAMILIES = List.of(Family.values());

  @Property
  void oneFamilyAloneNeverExceedsEighty(
      @ForAll Family family, @ForAll @Size(min = 1, max = 50) List<Double> strengths) {
    var all = strengths.stream().map(strength -> evidence(family, strength)).toList();
    var deepfake = DeepfakeRules.combine(all);
    assertThat(deepfake.confidence()).isBetween(0.0, 80.0);
    assertThat(deepfake.isDeepfake()).isFalse();
    assertThat(deepfake.parts()).hasSizeLessThanOrEqualTo(1);
  }

  /// Whatever else there is: two families, each of which alone would have a person look.
  @Property
  void nothingIsBlockedWithoutASecondFamilyThatCounts(
      @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 1) Double> strengths) {
    var all = new ArrayList<Evidence>();
    for (var i = 0; i < strengths.size(); i++) {
      all.add(evidence(FAMILIES.get(i % FAMILIES.size()), strengths.get(i)));
    }
    var deepfake = DeepfakeRules.combine(all);
    var corroborating = deepfake.parts().stream().filter(part -> part.strength() >= 0.5).count();
    assertThat(!deepfake.isDeepfake() || corroborating >= 2).isTrue();
  }

  @Test
  void aHintBesideAStrongFindingDoesNotBlock() {
    for (var hint : new double[] {0.01, 0.4, 0.49}) {
      var deepfake =
          DeepfakeRules.combine(List.of(evidence(Family.KNOWN, 0.8), evidence(Family.SAID, hint)));
      assertThat(deepfake.confidence()).isEqualTo(80.0);
      assertThat(deepfake.isDeepfake()).isFalse();
    }
    // 1 − 0.2 × 0.5 = 0.9
    assertThat(
            DeepfakeRules.combine(List.of(evidence(Family.KNOWN, 0.8), evidence(Family.SAID, 0.5)))
                .confidence())
        .isEqualTo(90.0);
  }

  @Property
  void moreEvidenceNeverLowersTheConfidence(
      @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 1) Double> strengths,
      @ForAll Family family,
      @ForAll @DoubleRange(min = 0, max = 1) double more) {
    var all = new ArrayList<Evidence>();
    for (var i = 0; i < strengths.size(); i++) {
      all.add(evidence(FAMILIES.get(i % FAMILIES.size()), strengths.get(i)));
    }
    var before = DeepfakeRules.combine(all);
    all.add(evidence(family, more));
    var after = DeepfakeRules.combine(all);
    assertThat(after.confidence())
        .isGreaterThanOrEqualTo(before.confidence())
        .isBetween(0.0, 100.0);
    assertThat(after.parts().stream().flatMap(part -> part.places().stream()))
        .doesNotHaveDuplicates();
  }

  @Test
  void witnessesThatDoNotDependOnEachOtherAddUp() {
    // 1 − 0.25 × 0.2 = 0.95
    var deepfake =
        DeepfakeRules.combine(
            List.of(
                evidence(Family.SAID, 0.75),
                evidence(Family.SAID, 0.6),
                evidence(Family.KNOWN, 0.9)));
    assertThat(deepfake.confidence()).isEqualTo(95.0);
    assertThat(deepfake.isDeepfake()).isTrue();
    assertThat(deepfake.parts().getFirst().family()).isEqualTo(Family.KNOWN);
  }

  @Test
  void fromFiftyToEightyItIsHeld() {
    assertThat(DeepfakeRules.combine(List.of(evidence(Family.SAID, 0.49))).isHeld()).isFalse();
    assertThat(DeepfakeRules.combine(List.of(evidence(Family.SAID, 0.5))).isHeld()).isTrue();
    assertThat(DeepfakeRules.combine(List.of(evidence(Family.KNOWN, 1))).isHeld()).isTrue();
    assertThat(DeepfakeRules.combine(List.of()).confidence()).isZero();
  }

  private static Evidence evidence(Family family, double strength) {
    return DeepfakeRules.counted(
        Evidence.fact("test", "test", "1", "A test says so."), family, strength);
  }
}
