package ai.profithack.analytics.web;

import ai.profithack.analytics.CohortRow;
import ai.profithack.analytics.WeeklyRetention;
import ai.profithack.web.Formats;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One cohort of the retention heatmap: when its members registered, how many they are, and a cell
/// for each age.
public record HeatRow(String label, String size, List<Cell> cells) {
  /// A share in per cent. `heat` names the cell's colour, darker for more; unknown is hatched and
  /// holds a dash, never a zero.
  public record Cell(String text, String heat) {}

  private static final long PER_CENT_A_SHADE = 10;

  static HeatRow of(CohortRow cohort, Formats formats) {
    return of(formats.day(cohort.day()), cohort.cohortSize(), cohort.rates(), formats);
  }

  static HeatRow of(WeeklyRetention week, Formats formats) {
    return of(week(week.monday(), formats), week.size(), week.rates(), formats);
  }

  private static HeatRow of(
      String label, long size, List<@Nullable BigDecimal> rates, Formats formats) {
    var cells = new ArrayList<Cell>();
    for (var rate : rates) {
      cells.add(
          rate == null
              ? new Cell(Formats.UNKNOWN, "heat-unknown")
              : new Cell(formats.percent(rate), "heat-" + shade(rate)));
    }
    return new HeatRow(label, formats.number(size), List.copyOf(cells));
  }

  private static int shade(BigDecimal rate) {
    return Math.clamp(rate.longValue() / PER_CENT_A_SHADE, 0, 10);
  }

  private static String week(LocalDate monday, Formats formats) {
    return formats.shortDay(monday) + " – " + formats.shortDay(monday.plusDays(6));
  }
}
