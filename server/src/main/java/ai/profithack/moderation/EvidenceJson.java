package ai.profithack.moderation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evidence as the command line prints it: times in seconds, details beside the rest.
final class EvidenceJson {
  private EvidenceJson() {}

  static Map<String, Object> of(Evidence evidence) {
    var one = new LinkedHashMap<String, Object>();
    one.put("kind", evidence.kind());
    one.put("source", evidence.source());
    one.put("version", evidence.version());
    one.put("found", evidence.found().name().toLowerCase(Locale.ROOT));
    if (evidence.flag() != null) {
      one.put("flag", evidence.flag().word());
    }
    one.put("score", evidence.score());
    one.put("fromSeconds", seconds(evidence.fromMillis()));
    one.put("toSeconds", seconds(evidence.toMillis()));
    one.put("area", evidence.area());
    one.put("explanation", evidence.explanation());
    one.putAll(evidence.detail());
    return one;
  }

  /// Why something could not be looked for, by what it is.
  static Map<String, String> notLookedAt(List<Evidence> all) {
    var reasons = new LinkedHashMap<String, String>();
    for (var each : all) {
      if (each.found() == Evidence.Found.UNAVAILABLE) {
        reasons.put(each.kind(), each.explanation());
      }
    }
    return reasons;
  }

  private static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : millis / 1_000.0;
  }
}
