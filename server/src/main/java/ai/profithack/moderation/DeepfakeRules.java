package ai.profithack.moderation;

import ai.profithack.moderation.Deepfake.Family;
import ai.profithack.moderation.Deepfake.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;

/// How evidence is combined to the confidence in a deepfake.
///
/// Evidence falls into families, so that what has one cause counts once: content credentials and
/// what a sender declares are both what the source says of itself. A family is as strong as its
/// strongest evidence and never stronger than [#FAMILY_MAX]. Families are combined as independent
/// witnesses: `1 − Π (1 − strength)`. One family alone therefore reaches 80 at the most and never
/// exceeds it, whatever and how much of it there is; two can.
///
/// The strengths are judgements and not measurements; ADR 20 says why they are what they are.
final class DeepfakeRules {
  static final double FAMILY_MAX = 0.8;

  /// In the detail of evidence: how strongly it speaks for a fake, 0 to 1.
  static final String STRENGTH = "deepfakeStrength";

  /// In the detail of evidence: the name of its [Family].
  static final String FAMILY = "deepfakeFamily";

  private DeepfakeRules() {}

  /// Evidence with the marks in its detail by which it counts here.
  static Evidence counted(Evidence evidence, Family family, double strength) {
    var detail = new HashMap<>(evidence.detail());
    detail.put(FAMILY, family.name());
    detail.put(STRENGTH, strength);
    return evidence.with(detail);
  }

  static Deepfake combine(List<Evidence> all) {
    var strongest = new EnumMap<Family, Part>(Family.class);
    for (var place = 0; place < all.size(); place++) {
      var evidence = all.get(place);
      if (!(evidence.detail().get(FAMILY) instanceof String name)
          || !(evidence.detail().get(STRENGTH) instanceof Number strength)) {
        continue;
      }
      var value = Math.clamp(strength.doubleValue(), 0, FAMILY_MAX);
      if (!(value > 0)) {
        continue;
      }
      var part = new Part(Family.valueOf(name), value, evidence.explanation(), List.of(place));
      strongest.merge(part.family(), part, DeepfakeRules::stronger);
    }
    var parts = new ArrayList<>(strongest.values());
    parts.sort(Comparator.comparingDouble(Part::strength).reversed());
    return new Deepfake(confidence(parts), parts);
  }

  /// Rounded down, so that rounding never carries a figure over a bound.
  private static double confidence(List<Part> parts) {
    var not = 1.0;
    for (var part : parts) {
      not *= 1 - part.strength();
    }
    var confidence = Math.floor((1 - not) * 10_000 + 1e-9) / 100;
    return parts.size() < 2 ? Math.min(confidence, 100 * FAMILY_MAX) : confidence;
  }

  private static Part stronger(Part one, Part other) {
    var places = new ArrayList<>(one.places());
    places.addAll(other.places());
    var first = one.strength() >= other.strength() ? one : other;
    return new Part(first.family(), first.strength(), first.sentence(), places);
  }
}
