package ai.profithack.risk;

import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The limits in force: the built-in ones, but for what `PROFITHACK_RISK_LIMITS` says otherwise.
@Component
class RiskLimits {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<RiskRule, Limit> limits = new EnumMap<>(RiskRule.class);

  /// From where on a rule raises a signal. `minor` is in minor units of the reporting currency.
  /// What a rule does not look at is 0.
  record Limit(Duration window, long minor, long count, int percent, long views) {}

  /// Errors: [IllegalArgumentException] for a limit that is none, with what is wrong.
  RiskLimits(@Value("${PROFITHACK_RISK_LIMITS:}") String changes, ReportingFrame frame) {
    var digits = frame.currency().getDefaultFractionDigits();
    var values = new EnumMap<RiskRule, Map<String, BigDecimal>>(RiskRule.class);
    for (var rule : RiskRule.values()) {
      var built = rule.defaults();
      values.put(
          rule,
          new TreeMap<>(
              Map.of(
                  "amount", BigDecimal.valueOf(built.amount()),
                  "count", BigDecimal.valueOf(built.count()),
                  "percent", BigDecimal.valueOf(built.percent()),
                  "hours", BigDecimal.valueOf(built.hours()),
                  "views", BigDecimal.valueOf(built.views()))));
    }
    for (var change : changes.split(",", -1)) {
      if (!change.isBlank()) {
        apply(change.strip(), values);
      }
    }
    values.forEach((rule, of) ->
        limits.put(
            rule,
            new Limit(
                Duration.ofMinutes(get(of, "hours").multiply(BigDecimal.valueOf(60)).longValue()),
                get(of, "amount").movePointRight(digits).longValue(),
                get(of, "count").longValue(),
                get(of, "percent").intValue(),
                get(of, "views").longValue())));
  }

  private static void apply(String change, Map<RiskRule, Map<String, BigDecimal>> values) {
    var parts = change.split("[.=]", 3);
    var of = parts.length == 3 ? RiskRule.named(parts[0].strip()).map(values::get) : null;
    if (of == null || of.isEmpty() || !of.get().containsKey(parts[1].strip())) {
      throw wrong(change, "name one as rule.amount, .count, .percent, .hours or .views");
    }
    try {
      var value = new BigDecimal(parts[2].strip());
      if (value.signum() < 0
          || value.compareTo(BigDecimal.valueOf(1_000_000_000)) > 0
          || (parts[1].strip().equals("hours") && value.signum() == 0)) {
        throw wrong(change, "the number is out of range");
      }
      of.get().put(parts[1].strip(), value);
    } catch (NumberFormatException none) {
      throw wrong(change, "a number follows the =");
    }
  }

  private static IllegalArgumentException wrong(String change, String why) {
    return new IllegalArgumentException(
        "PROFITHACK_RISK_LIMITS has \"%s\", which is no limit: %s.".formatted(change, why));
  }

  private static BigDecimal get(Map<String, BigDecimal> of, String name) {
    return of.getOrDefault(name, BigDecimal.ZERO);
  }

  Limit of(RiskRule rule) {
    var limit = limits.get(rule);
    if (limit == null) {
      throw new IllegalStateException("no limit of " + rule);
    }
    return limit;
  }

  /// All limits as JSON, the same text for the same limits.
  String json() {
    var all = new TreeMap<String, Map<String, Long>>();
    limits.forEach((rule, limit) ->
        all.put(
            rule.code(),
            new TreeMap<>(
                Map.of(
                    "seconds", limit.window().toSeconds(),
                    "minor", limit.minor(),
                    "count", limit.count(),
                    "percent", (long) limit.percent(),
                    "views", limit.views()))));
    return JSON.writeValueAsString(all);
  }
}
