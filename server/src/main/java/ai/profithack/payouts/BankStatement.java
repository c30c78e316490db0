package ai.profithack.payouts;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement or a notification of a bank, as its file says it.
///
/// `notification` is a notice of single movements, without balances, whose movements come again in
/// a statement. Balances are in minor units, null where the file has none. The days are those that
/// it says it covers, else those of its balances: an opening balance has the day on which it opens,
/// or that of the closing one before it.
record BankStatement(
    boolean notification,
    String bankId,
    String account,
    Currency currency,
    @Nullable LocalDate fromDay,
    @Nullable LocalDate toDay,
    @Nullable Long openingMinor,
    @Nullable Long closingMinor,
    List<Line> lines) {

  /// A movement. `minor` is positive for what came in. `key` is the end-to-end id where the line
  /// has one; `message` the name of our file for a line that stands for all of it. `reason` is the
  /// bank's code where money came back.
  record Line(
      int ordinal,
      long minor,
      LocalDate bookedOn,
      @Nullable String key,
      @Nullable String message,
      @Nullable String bankReference,
      boolean charges,
      @Nullable String reason,
      String description) {}

  /// What the lines add up to.
  long sum() {
    return lines.stream().mapToLong(Line::minor).reduce(0, Math::addExact);
  }
}
