package ai.profithack.moderation;

import ai.profithack.moderation.Evidence.Found;
import ai.profithack.moderation.Verdict.Flag;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How evidence becomes a verdict:
///
/// 1. Every concern raises the flag of its type; the flag is as severe as its worst concern.
/// 2. The confidence in a deepfake raises one of its own: critical where it blocks, high where it
///    holds.
/// 3. Where one of what must look ([Must]) could not, or did not, a flag of its own says so: nobody
///    can call safe what nobody saw. What else could not be looked at is only said.
/// 4. A video without flags is safe as far as was looked.
final class VerdictRules {
  /// Counts up with every change of what follows from what.
  static final String POLICY_VERSION = "built-in-3";

  private static final String NO_AI_REVIEW =
      "No AI review took place, for this version has none; this verdict rests on the evidence of this server alone.";

  /// What must have looked before a video can be called safe: whether it is known, what it is
  /// called, and what its pictures show.
  private enum Must {
    BANK("known material"),
    WORDS("title and hashtags"),
    NSFW("nudity");

    private final String title;

    Must(String title) {
      this.title = title;
    }

    private boolean isKindOf(Evidence evidence) {
      return evidence.kind().equals(name().toLowerCase(Locale.ROOT));
    }

    private boolean looked(List<Evidence> all) {
      return all.stream().anyMatch(each -> isKindOf(each) && each.found() != Found.UNAVAILABLE);
    }
  }

  private VerdictRules() {}

  static Verdict decide(List<Evidence> all, Deepfake deepfake) {
    var places = new EnumMap<FlagType, List<Integer>>(FlagType.class);
    for (var i = 0; i < all.size(); i++) {
      if (all.get(i).found() == Found.CONCERN) {
        places.computeIfAbsent(all.get(i).requireFlag(), _ -> new ArrayList<>()).add(i);
      }
    }
    var flags = new ArrayList<Flag>();
    places.forEach((type, where) -> flags.add(flag(type, where, all)));
    deepfake
        .severity()
        .ifPresent(severity ->
            flags.add(
                new Flag(
                    FlagType.DEEPFAKE,
                    severity,
                    deepfake.sentence(),
                    deepfake.parts().stream().flatMap(part -> part.places().stream()).toList())));
    notLookedAt(all).ifPresent(flags::add);
    flags.replaceAll(flag -> flag.called(FlagLabels.label(flag, all)));
    flags.sort((a, b) -> b.severity().compareTo(a.severity()));
    return new Verdict(
        flags.isEmpty(),
        flags.isEmpty() ? null : flags.getFirst().severity(),
        flags,
        description(flags, all),
        recommendations(flags, all),
        false);
  }

  private static Flag flag(FlagType type, List<Integer> places, List<Evidence> all) {
    var worst =
        places.stream()
            .map(all::get)
            .max((a, b) -> a.requireSeverity().compareTo(b.requireSeverity()))
            .orElseThrow();
    var more = places.size() == 1 ? "" : " (and %d more findings)".formatted(places.size() - 1);
    return new Flag(type, worst.requireSeverity(), worst.explanation() + more, places);
  }

  /// The flag of what must have looked and did not.
  private static Optional<Flag> notLookedAt(List<Evidence> all) {
    var missing = Stream.of(Must.values()).filter(must -> !must.looked(all)).toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var places =
        IntStream.range(0, all.size())
            .filter(place -> missing.stream().anyMatch(must -> must.isKindOf(all.get(place))))
            .boxed()
            .toList();
    var what = missing.stream().map(must -> must.title).collect(Collectors.joining(", "));
    return Optional.of(
        new Flag(
            FlagType.NOT_LOOKED_AT,
            Severity.LOW,
            "It could not be looked at: %s. Nobody can call it safe before a person has seen it."
                .formatted(what),
            places));
  }

  private static String description(List<Flag> flags, List<Evidence> all) {
    var found =
        flags.stream()
            .filter(flag -> flag.type() != FlagType.NOT_LOOKED_AT)
            .map(flag -> "%s (%s)".formatted(flag.title(), flag.severity().word()))
            .toList();
    var unseen =
        flags.stream()
            .filter(flag -> flag.type() == FlagType.NOT_LOOKED_AT)
            .map(flag -> " " + flag.description())
            .findFirst();
    var blind = blind(all);
    return (found.isEmpty()
            ? "Nothing was found that calls for a flag."
            : "Found: " + String.join(", ", found) + ".")
        + unseen.orElse("")
        + (blind.isEmpty() ? "" : " Not looked at: " + String.join(", ", blind) + ".")
        + " "
        + NO_AI_REVIEW;
  }

  private static List<String> blind(List<Evidence> all) {
    return all.stream()
        .filter(each -> each.found() == Found.UNAVAILABLE)
        .map(each -> each.source().equals(each.kind()) ? each.kind() : each.source())
        .distinct()
        .toList();
  }

  private static final Map<FlagType, String> ADVICE =
      new EnumMap<>(
          Map.of(
              FlagType.KNOWN_BAD,
              "Do not view it without need: restrict it, and report it where the law asks for that.",
              FlagType.CHILD_SAFETY,
              "Restrict it now and follow the procedure for child safety.",
              FlagType.PREVIOUSLY_BLOCKED,
              "Compare it with what was blocked, and block it again where it is the same.",
              FlagType.COPYRIGHT,
              "Ask whether its sender may use the work before it is shown.",
              FlagType.NOT_LOOKED_AT,
              "Watch it before it is shown: this server could not.",
              FlagType.DEEPFAKE,
              "Look at what speaks for a fake, and at the whole video, before anything final."));

  private static List<String> recommendations(List<Flag> flags, List<Evidence> all) {
    var advice = new ArrayList<String>();
    for (var flag : flags) {
      advice.add(
          ADVICE.getOrDefault(
              flag.type(), "Let a person look at the findings: " + flag.type().title() + "."));
    }
    if (!blind(all).isEmpty()
        || flags.stream().anyMatch(flag -> flag.type() == FlagType.NOT_LOOKED_AT)) {
      advice.add("Analyse it again when what could not be looked at can be.");
    }
    return advice.stream().distinct().toList();
  }
}
