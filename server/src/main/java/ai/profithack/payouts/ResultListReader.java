package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// Reads the list of payments by hand as it comes back: with a column `result` (`paid`, `failed` or
/// `returned`; empty where nothing is known yet), and where there are any, `reference` and
/// `reason`. The amount, where its columns are still there, must be what it was.
///
/// Text in UTF-8, separated by commas or semicolons, as the header has it. Where semicolons
/// separate, a comma is a decimal one: so the list comes out of a German spreadsheet.
final class ResultListReader {
  private ResultListReader() {}

  /// Every line but the header. Its number counts the header as 1.
  ///
  /// Errors: [UnreadableFile] with the reason.
  static List<SaidOfPayment> read(byte[] file) {
    var list = CsvList.read(file, List.of("key", "result"));
    return list.records().stream().map(record -> said(record, list.semicolons())).toList();
  }

  private static SaidOfPayment said(CSVRecord record, boolean decimalCommas) {
    var number = CsvList.number(record);
    var key = CsvList.cell(record, "key");
    var word = CsvList.cell(record, "result").toLowerCase(Locale.ROOT);
    var status =
        switch (word) {
          case "paid" -> Report.Status.PAID;
          case "failed", "rejected" -> Report.Status.FAILED;
          case "returned" -> Report.Status.RETURNED;
          default -> null;
        };
    var wrong =
        status == null && !word.isEmpty()
            ? "The result is paid, failed or returned, not “%s”."
                .formatted(word.substring(0, Math.min(40, word.length())))
            : null;
    Money amount = null;
    try {
      amount = amount(record, decimalCommas);
    } catch (IllegalArgumentException none) {
      wrong = "Its amount is none: it is written like 1234.50, or 1234,50 between semicolons.";
    }
    return new SaidOfPayment(
        number,
        key,
        null,
        amount,
        status == null
            ? null
            : new Report(
                status,
                orNull(CsvList.cell(record, "reference")),
                orNull(CsvList.cell(record, "reason"))),
        wrong);
  }

  private static @Nullable Money amount(CSVRecord record, boolean decimalCommas) {
    var written = CsvList.cell(record, "amount");
    var amount =
        decimalCommas && written.contains(",")
            ? written.replace(".", "").replace(',', '.')
            : written;
    var currency = CsvList.cell(record, "currency");
    return amount.isEmpty() || currency.isEmpty()
        ? null
        : Money.of(new BigDecimal(amount), Currency.getInstance(currency));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
