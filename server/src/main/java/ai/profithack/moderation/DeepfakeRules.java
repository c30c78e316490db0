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
/// witnesses: `1 − Π (1 − strength)`. One family alone therefore reaches 80 at the most, whatever
/// and how much of it there is. Beyond that goes only what two families say, each of which is
/// strong enough to have a person look ([#CORROBORATES_FROM]): a hint beside a strong finding is no
/// second witness.
///
/// The strengths are judgements and not measurements; ADR 20 says why they are what they are.
final class DeepfakeRules {
  static final double FAMILY_MAX = 0.8;

  /// From this strength on a family counts as a witness of its own.
  static final double CORROBORATES_FROM = Deepfake.HELD_FROM / 100;

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
    var witnesses = parts.stream().filter(part -> part.strength() >= CORROBORATES_FROM).count();
    return witnesses < 2 ? Math.min(confidence, Deepfake.BLOCKED_ABOVE) : confidence;
  }

  private static Part stronger(Part one, Part other) {
    var places = new ArrayList<>(one.places());
    places.addAll(other.places());
    var first = one.strength() >= other.strength() ? one : other;
    return new Part(first.family(), first.strength(), first.sentence(), places);
  }
}
