package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// Reads the list of payments by hand as it comes back: with a column `result` (`paid`, `failed` or
/// `returned`; empty where nothing is known yet), and where there are any, `reference` and
/// `reason`. The amount, where its columns are still there, must be what it was.
///
/// Text in UTF-8, separated by commas or semicolons, as the header has it. Where semicolons
/// separate, a comma is a decimal one: so the list comes out of a German spreadsheet.
final class ResultListReader {
  private static final int LONGEST = 500;

  private ResultListReader() {}

  /// Every line but the header. Its number counts the header as 1.
  ///
  /// Errors: [UnreadableFile] with the reason.
  static List<SaidOfPayment> read(byte[] file) {
    var text = text(file);
    var semicolons = text.lines().findFirst().orElse("").contains(";");
    var format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(semicolons ? ';' : ',')
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    try (var records = format.parse(new StringReader(text))) {
      for (var needed : List.of("key", "result")) {
        if (records.getHeaderNames().stream().noneMatch(needed::equalsIgnoreCase)) {
          throw new UnreadableFile("The list has no column " + needed + ".");
        }
      }
      var said = new ArrayList<SaidOfPayment>();
      for (var record : records) {
        said.add(said(record, semicolons));
      }
      if (said.isEmpty()) {
        throw new UnreadableFile("The list has no lines.");
      }
      return said;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (IllegalArgumentException | UncheckedIOException malformed) {
      throw new UnreadableFile("This is no list with a header and separated columns.");
    }
  }

  private static String text(byte[] file) {
    if (startsWith(file, 'P', 'K', 3, 4) || startsWith(file, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw new UnreadableFile(
          "This is a workbook of a spreadsheet, not a list. Open it there, save it as “CSV UTF-8”, and send that.");
    }
    if (startsWith(file, 0xFF, 0xFE) || startsWith(file, 0xFE, 0xFF)) {
      throw new UnreadableFile(
          "The list is in UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and send that.");
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException other) {
      throw new UnreadableFile("The list is not in UTF-8. Save it as “CSV UTF-8” and send that.");
    }
  }

  private static boolean startsWith(byte[] file, int... bytes) {
    return file.length >= bytes.length
        && IntStream.range(0, bytes.length).allMatch(i -> (file[i] & 0xFF) == bytes[i]);
  }

  private static SaidOfPayment said(CSVRecord record, boolean decimalCommas) {
    var number = Math.toIntExact(record.getRecordNumber()) + 1;
    var key = cell(record, "key");
    var word = cell(record, "result").toLowerCase(Locale.ROOT);
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
            : new Report(status, orNull(cell(record, "reference")), orNull(cell(record, "reason"))),
        wrong);
  }

  private static @Nullable Money amount(CSVRecord record, boolean decimalCommas) {
    var written = cell(record, "amount");
    var amount =
        decimalCommas && written.contains(",")
            ? written.replace(".", "").replace(',', '.')
            : written;
    var currency = cell(record, "currency");
    return amount.isEmpty() || currency.isEmpty()
        ? null
        : Money.of(new BigDecimal(amount), Currency.getInstance(currency));
  }

  private static String cell(CSVRecord record, String column) {
    var text = record.isSet(column) ? record.get(column).replace("\0", "").strip() : "";
    return text.substring(0, Math.min(LONGEST, text.length()));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
