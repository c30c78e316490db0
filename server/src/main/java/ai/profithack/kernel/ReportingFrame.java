package ai.profithack.kernel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;

/// What every figure is stated in: days of one zone, money of one currency.
///
/// Pinned in the database when it is first used: days that were counted in one zone cannot be added
/// to days of another.
public record ReportingFrame(ZoneId zone, Currency currency) {
  /// The calendar day that an instant belongs to. Days are half-open: midnight belongs to the day
  /// it begins.
  public LocalDate dayOf(Instant instant) {
    return instant.atZone(zone).toLocalDate();
  }

  /// The first instant of a day; where a zone skips midnight, the first instant after the gap.
  public Instant startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
