package ai.profithack.imports;

import ai.profithack.platform.ForeignIds;
import ai.profithack.platform.ForeignIds.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The platform's ids for the keys of a batch.
final class PlatformIds {
  private final Map<Kind, Map<String, Long>> ids = new EnumMap<>(Kind.class);

  private PlatformIds() {}

  /// Looks up all keys of the drafts. In the namespace of the platform a key is the id.
  static PlatformIds resolve(String namespace, List<Draft> drafts, ForeignIds foreignIds) {
    var keys = new EnumMap<Kind, Set<String>>(Kind.class);
    for (var kind : Kind.values()) {
      keys.put(kind, new HashSet<>());
    }
    drafts.forEach(draft ->
        references(draft)
            .forEach(one -> {
              var some = keys.get(one.kind());
              if (some != null) {
                some.add(one.key());
              }
            }));
    var resolved = new PlatformIds();
    keys.forEach((kind, some) ->
        resolved.ids.put(
            kind,
            some.isEmpty()
                ? Map.of()
                : namespace.equals(Mapping.PLATFORM)
                    ? numbers(some)
                    : foreignIds.resolve(namespace, kind, some)));
    return resolved;
  }

  /// Whom or what a draft is about.
  record Reference(Kind kind, String key) {}

  /// The first reference of the draft that has no id, or null.
  @Nullable Reference unknown(Draft draft) {
    return references(draft).stream()
        .filter(one -> id(one.kind(), one.key()) == null)
        .findFirst()
        .orElse(null);
  }

  @Nullable Long user(@Nullable String key) {
    return id(Kind.USER, key);
  }

  @Nullable Long video(@Nullable String key) {
    return id(Kind.VIDEO, key);
  }

  @Nullable Long gift(@Nullable String key) {
    return id(Kind.GIFT, key);
  }

  private @Nullable Long id(Kind kind, @Nullable String key) {
    return key == null ? null : ids.getOrDefault(kind, Map.of()).get(key);
  }

  private static Map<String, Long> numbers(Set<String> keys) {
    var numbers = new HashMap<String, Long>();
    for (var key : keys) {
      if (key.length() <= 18 && key.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
        numbers.put(key, Long.parseLong(key));
      }
    }
    return numbers;
  }

  private static List<Reference> references(Draft draft) {
    var references = new ArrayList<Reference>();
    for (var event : Batch.events(draft)) {
      add(references, Kind.USER, event.user());
      add(references, Kind.USER, event.creator());
      add(references, Kind.VIDEO, event.video());
      add(references, Kind.GIFT, event.gift());
    }
    for (var capture : draft.captures()) {
      add(references, Kind.USER, capture.creator());
      add(references, Kind.VIDEO, capture.video());
      var streak = capture.streak();
      if (streak != null) {
        add(references, Kind.USER, streak.user());
        add(references, Kind.GIFT, streak.gift());
      }
    }
    var giftType = draft.giftType();
    if (giftType != null) {
      add(references, Kind.GIFT, giftType.gift());
    }
    draft.names().forEach(name -> add(references, Kind.USER, name.user()));
    return references;
  }

  private static void add(List<Reference> references, Kind kind, @Nullable String key) {
    if (key != null) {
      references.add(new Reference(kind, key));
    }
  }
}
