package ai.profithack.moderation;

import ai.profithack.moderation.Verdict.Flag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a flag is called where its type alone would accuse somebody of more than was found.
final class FlagLabels {
  /// By the kinds of evidence that a flag rests on.
  private static final Map<FlagType, Map<Set<String>, String>> LABELS =
      Map.of(
          FlagType.DEEPFAKE,
          Map.of(
              Set.of("declared"),
              "AI-generated, declared by its sender",
              Set.of("provenance"),
              "AI-generated, by its content credentials",
              Set.of("declared", "provenance"),
              "AI-generated, by its sender and its content credentials"),
          FlagType.MISINFORMATION,
          Map.of(Set.of("provenance"), "Broken content credentials"));

  private FlagLabels() {}

  /// The label that the evidence of a flag calls for; null for its type's own title.
  static @Nullable String label(Flag flag, List<Evidence> all) {
    var kinds =
        flag.places().stream().map(place -> all.get(place).kind()).collect(Collectors.toSet());
    return LABELS.getOrDefault(flag.type(), Map.of()).get(kinds);
  }
}
