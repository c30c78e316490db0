package ai.profithack.web;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A drawing of figures, with the same figures as a table behind a toggle.
///
/// `labels` are the days (ISO 8601) or names along the axis; each series holds one value per label.
/// `unit` decides how axis, tooltip and table write a value.
public record Chart(
    String id,
    String title,
    Unit unit,
    boolean overDays,
    List<String> labels,
    List<Series> series) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What the values are.
  public enum Unit {
    COUNT,
    MONEY,
    PERCENT
  }

  public Chart {
    labels = List.copyOf(labels);
    series = List.copyOf(series);
    for (var each : series) {
      if (each.values().size() != labels.size()) {
        throw new IllegalArgumentException(
            "Series %s of chart %s has %d values for %d labels"
                .formatted(each.name(), id, each.values().size(), labels.size()));
      }
    }
  }

  /// A chart along days, oldest first.
  public static Chart overDays(
      String id, String title, Unit unit, List<LocalDate> days, Series... series) {
    return new Chart(
        id, title, unit, true, days.stream().map(LocalDate::toString).toList(), List.of(series));
  }

  /// A chart along names: horizontal bars.
  public static Chart overNames(
      String id, String title, Unit unit, List<String> names, Series... series) {
    return new Chart(id, title, unit, false, names, List.of(series));
  }

  /// True where no series has any value: the page then says so instead of drawing axes.
  public boolean isEmpty() {
    return series.stream()
        .allMatch(each -> each.values().stream().allMatch(java.util.Objects::isNull));
  }

  /// What `charts.js` draws.
  public String json(Formats formats) {
    var all = new LinkedHashMap<String, Object>();
    all.put("title", title);
    all.put("unit", unit.name().toLowerCase(Locale.ROOT));
    all.put("currency", formats.frame().currency().getCurrencyCode());
    all.put("decimals", formats.frame().currency().getDefaultFractionDigits());
    all.put("overDays", overDays);
    all.put("labels", labels);
    all.put("series", series.stream().map(Chart::json).toList());
    return JSON.writeValueAsString(all);
  }

  /// One value as text, for the table.
  public String text(Formats formats, @Nullable BigDecimal value) {
    return switch (unit) {
      case COUNT -> formats.number(value);
      case MONEY -> formats.amount(value);
      case PERCENT -> formats.percent(value);
    };
  }

  /// A label as text, for the table.
  public String label(Formats formats, int index) {
    return overDays ? formats.day(LocalDate.parse(labels.get(index))) : labels.get(index);
  }

  /// What the values are, in words, beside the title.
  public String unitText(Formats formats) {
    return switch (unit) {
      case COUNT -> "count";
      case MONEY -> formats.frame().currency().getCurrencyCode();
      case PERCENT -> "per cent";
    };
  }

  private static Map<String, Object> json(Series series) {
    var all = new LinkedHashMap<String, Object>();
    all.put("name", series.name());
    all.put("kind", series.kind().name().toLowerCase(Locale.ROOT));
    all.put("values", series.values());
    if (!series.lower().isEmpty()) {
      all.put("lower", series.lower());
      all.put("upper", series.upper());
    }
    return all;
  }
}
