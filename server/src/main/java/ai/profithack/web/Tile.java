package ai.profithack.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One figure that matters: its name, its value, how it changed, and its recent course.
///
/// `change` is against the period before, in per cent; null where that is unknown or was zero.
/// `recent` draws the sparkline, oldest first; empty where there is none.
public record Tile(
    String label,
    String value,
    @Nullable BigDecimal change,
    @Nullable String note,
    List<@Nullable BigDecimal> recent) {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 32;

  public Tile {
    recent = Collections.unmodifiableList(new ArrayList<>(recent));
  }

  public static Tile of(String label, String value) {
    return new Tile(label, value, null, null, List.of());
  }

  /// Adds the change between two periods of equal length.
  public Tile comparedTo(@Nullable BigDecimal before, @Nullable BigDecimal now) {
    BigDecimal changed = null;
    if (before != null && now != null && before.signum() > 0) {
      changed =
          now.subtract(before)
              .multiply(BigDecimal.valueOf(100))
              .divide(before, 1, RoundingMode.HALF_UP);
    }
    return new Tile(label, value, changed, note, recent);
  }

  public Tile noting(String newNote) {
    return new Tile(label, value, change, newNote, recent);
  }

  public Tile withRecent(List<@Nullable BigDecimal> values) {
    return new Tile(label, value, change, note, values);
  }

  /// `+12.3 %`.
  public String changeText() {
    if (change == null) {
      return Formats.UNKNOWN;
    }
    return (change.signum() > 0 ? "+" : "") + change.toPlainString().replace('-', '−') + " %";
  }

  /// `up`, `down` or `flat`: for the colour and the arrow.
  public String direction() {
    if (change == null || change.signum() == 0) {
      return "flat";
    }
    return change.signum() > 0 ? "up" : "down";
  }

  /// Whether there is enough for a line.
  public boolean hasSparkline() {
    return recent.stream().filter(Objects::nonNull).count() >= 2;
  }

  /// The points of the sparkline's polyline in a box of 120 × 32.
  public String sparkline() {
    var known = recent.stream().filter(Objects::nonNull).toList();
    var least = known.stream().min(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
    var most = known.stream().max(BigDecimal::compareTo).orElse(BigDecimal.ONE);
    var span = most.subtract(least).doubleValue();
    var points = new StringBuilder();
    for (int i = 0; i < recent.size(); i++) {
      var value = recent.get(i);
      if (value == null) {
        continue;
      }
      var x = recent.size() == 1 ? 0 : (double) i * WIDTH / (recent.size() - 1);
      var share = span == 0 ? 0.5 : value.subtract(least).doubleValue() / span;
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, HEIGHT - 3 - share * (HEIGHT - 6)));
    }
    return points.toString().strip();
  }
}
