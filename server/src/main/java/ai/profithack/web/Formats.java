package ai.profithack.web;

import ai.profithack.kernel.Counted;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How figures, days and times are written on pages: one way for all of them.
///
/// What is unknown is a dash, never a zero.
public final class Formats {
  /// Stands for a figure that is not known.
  public static final String UNKNOWN = "–";

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.US);
  private static final DateTimeFormatter SHORT_DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.US);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.US);

  private final ReportingFrame frame;

  public Formats(ReportingFrame frame) {
    this.frame = frame;
  }

  public ReportingFrame frame() {
    return frame;
  }

  /// `12,345`.
  public String number(@Nullable Number value) {
    return value == null ? UNKNOWN : NumberFormat.getIntegerInstance(Locale.US).format(value);
  }

  /// `1 day`, `12,345 days`: a number with what it counts.
  public String count(long number, String one, String many) {
    return Counted.of(number, one, many);
  }

  /// `12.3K`, `4.56M`: three digits at the most, for tiles and axes.
  public String compact(@Nullable Number value) {
    if (value == null) {
      return UNKNOWN;
    }
    var exact = new BigDecimal(value.toString());
    return exact.abs().compareTo(BigDecimal.valueOf(10_000)) < 0
        ? NumberFormat.getIntegerInstance(Locale.US).format(exact)
        : shortened(exact);
  }

  /// `$1,234.50`, from minor units of the reporting currency.
  public String money(@Nullable Long minor) {
    return minor == null
        ? UNKNOWN
        : amount(BigDecimal.valueOf(minor, frame.currency().getDefaultFractionDigits()));
  }

  /// `$1,234.50`, from an amount in the reporting currency.
  public String amount(@Nullable BigDecimal amount) {
    if (amount == null) {
      return UNKNOWN;
    }
    var format = NumberFormat.getCurrencyInstance(Locale.US);
    format.setCurrency(frame.currency());
    format.setMinimumFractionDigits(frame.currency().getDefaultFractionDigits());
    format.setMaximumFractionDigits(frame.currency().getDefaultFractionDigits());
    return format.format(amount).replace('-', '−');
  }

  /// `1,234.50`, with the decimals that it has: for columns whose unit stands in their heading.
  public String decimal(@Nullable BigDecimal value) {
    if (value == null) {
      return UNKNOWN;
    }
    var format = NumberFormat.getNumberInstance(Locale.US);
    format.setMinimumFractionDigits(value.scale());
    format.setMaximumFractionDigits(value.scale());
    return format.format(value).replace('-', '−');
  }

  /// `$1.23M`: for tiles; below ten thousand the exact amount.
  public String compactAmount(@Nullable BigDecimal amount) {
    if (amount == null) {
      return UNKNOWN;
    }
    if (amount.abs().compareTo(BigDecimal.valueOf(10_000)) < 0) {
      return amount(amount);
    }
    return (amount.signum() < 0 ? "−" : "")
        + frame.currency().getSymbol(Locale.US)
        + shortened(amount.abs());
  }

  /// `12.35 %`.
  public String percent(@Nullable BigDecimal rate) {
    return rate == null
        ? UNKNOWN
        : rate.setScale(2, RoundingMode.HALF_UP).toPlainString().replace('-', '−') + " %";
  }

  /// `2 h 05 min`.
  public String duration(@Nullable Duration duration) {
    if (duration == null) {
      return UNKNOWN;
    }
    if (duration.toHours() > 0) {
      return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    if (duration.toMinutes() > 0) {
      return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
    return duration.toSeconds() >= 10
        ? duration.toSeconds() + " s"
        : BigDecimal.valueOf(duration.toMillis(), 3).setScale(2, RoundingMode.HALF_UP) + " s";
  }

  /// `3 Nov 2026`.
  public String day(@Nullable LocalDate day) {
    return day == null ? UNKNOWN : DAY.format(day);
  }

  /// `3 Nov`.
  public String shortDay(@Nullable LocalDate day) {
    return day == null ? UNKNOWN : SHORT_DAY.format(day);
  }

  /// `3 Nov 2026, 14:05`, in the reporting zone.
  public String moment(@Nullable Instant instant) {
    return instant == null ? UNKNOWN : MOMENT.format(instant.atZone(frame.zone()));
  }

  /// Three digits and a letter for thousands, millions, billions, trillions.
  private static String shortened(BigDecimal value) {
    var rounded = value.round(new MathContext(3, RoundingMode.HALF_UP));
    var thousands = Math.min(4, (rounded.precision() - rounded.scale() - 1) / 3);
    return rounded
            .movePointLeft(3 * thousands)
            .stripTrailingZeros()
            .toPlainString()
            .replace('-', '−')
        + List.of("", "K", "M", "B", "T").get(thousands);
  }
}
