package ai.profithack.payouts.web;

import ai.profithack.payouts.Payee;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What finance says of a creator, as it was typed, and what is wrong with it by field.
public record StandingForm(
    boolean reviewed,
    boolean ofAge,
    String taxFormUntil,
    String pausedByPlatform,
    String reservePercent,
    Map<String, String> errors) {

  /// What is known now.
  static StandingForm of(Payee payee) {
    return new StandingForm(
        payee.identityReviewedAt() != null,
        payee.ofAgeConfirmedAt() != null,
        Objects.toString(payee.taxFormUntil(), ""),
        Objects.requireNonNullElse(payee.pausedByPlatform(), ""),
        payee.reservePercent().stripTrailingZeros().toPlainString(),
        Map.of());
  }

  /// What was typed.
  static StandingForm typed(
      boolean reviewed,
      boolean ofAge,
      String taxFormUntil,
      String pausedByPlatform,
      String reservePercent) {
    var until = taxFormUntil.strip();
    var reason = pausedByPlatform.strip();
    var percent = reservePercent.strip().replace(',', '.');
    var errors = new HashMap<String, String>();
    if (!until.isEmpty() && day(until) == null) {
      errors.put("taxFormUntil", "This is a day between 2000 and 2199, such as 2027-12-31.");
    }
    if (reason.length() > PayoutRows.LONGEST_REASON) {
      errors.put(
          "pausedByPlatform",
          "The reason has up to %d characters.".formatted(PayoutRows.LONGEST_REASON));
    }
    if (!percent.matches("\\d{1,3}(\\.\\d{1,2})?")
        || new BigDecimal(percent).compareTo(BigDecimal.valueOf(100)) > 0) {
      errors.put("reservePercent", "This is a percentage from 0 to 100, with up to two decimals.");
    }
    return new StandingForm(
        reviewed, ofAge, taxFormUntil, pausedByPlatform, reservePercent, Map.copyOf(errors));
  }

  /// The last day on which the tax form is valid, of a form without errors.
  @Nullable LocalDate taxForm() {
    return day(taxFormUntil.strip());
  }

  /// The platform's pause, of a form without errors.
  @Nullable String pause() {
    var reason = pausedByPlatform.strip();
    return reason.isEmpty() ? null : reason;
  }

  /// The reserve, of a form without errors.
  BigDecimal reserve() {
    return new BigDecimal(reservePercent.strip().replace(',', '.'));
  }

  private static @Nullable LocalDate day(String text) {
    try {
      return text.matches("2[01]\\d\\d-\\d\\d-\\d\\d") ? LocalDate.parse(text) : null;
    } catch (DateTimeParseException unreadable) {
      return null;
    }
  }
}
