package ai.profithack.platform;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.ExchangeRates.Quote;
import ai.profithack.platform.ExchangeRates.Rate;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads exchange rates from CSV: `date,currency,rate`, in any order of columns and rows.
///
/// All of a file or nothing: rates with a hole in the middle would refuse events for no reason that
/// anybody could see.
@Component
public class RateFile {
  private static final List<String> COLUMNS = List.of("date", "currency", "rate");
  private static final int PROBLEMS_SHOWN = 20;
  private static final int RATES_LIMIT = 1_000_000;
  private static final int INTEGER_DIGITS = 12;
  private static final int DECIMALS = 12;
  private static final LocalDate EARLIEST = LocalDate.of(1989, 12, 31);

  private final ReportingFrame frame;

  RateFile(ReportingFrame frame) {
    this.frame = frame;
  }

  /// What a text is.
  public sealed interface Content {
    /// Rates, at least one, and one a currency and day.
    record Rates(List<Rate> rates) implements Content {}

    /// Not usable: the first problems, each a sentence with its line.
    record Unusable(List<String> problems) implements Content {
      /// All of them in one text.
      public String sentence() {
        return String.join(" ", problems);
      }
    }
  }

  /// Errors: [IOException] where the text cannot be read.
  public Content read(Reader text) throws IOException {
    var problems = new ArrayList<String>();
    var rates = new LinkedHashMap<Quote, Rate>();
    try (var rows = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(text)) {
      var iterator = rows.iterator();
      if (!iterator.hasNext()) {
        return new Content.Unusable(
            List.of("There is nothing in it; the first line is date,currency,rate."));
      }
      var columns = columns(iterator.next());
      if (!columns.keySet().equals(Set.copyOf(COLUMNS))) {
        return new Content.Unusable(
            List.of(
                "Line 1: the columns are date,currency,rate, and not %s."
                    .formatted(String.join(",", new TreeSet<>(columns.keySet())))));
      }
      while (iterator.hasNext() && problems.size() < PROBLEMS_SHOWN) {
        var line = rows.getCurrentLineNumber();
        var problem = read(iterator.next(), columns, rates);
        if (problem != null) {
          problems.add("Line %d: %s".formatted(line, problem));
        }
      }
    } catch (CSVException | java.io.UncheckedIOException malformed) {
      problems.add("It is not CSV: " + malformed.getMessage() + ".");
    }
    if (problems.isEmpty() && rates.isEmpty()) {
      problems.add("There are no rates in it, only a header line.");
    }
    return problems.isEmpty()
        ? new Content.Rates(List.copyOf(rates.values()))
        : new Content.Unusable(List.copyOf(problems));
  }

  private static Map<String, Integer> columns(CSVRecord header) {
    var columns = new LinkedHashMap<String, Integer>();
    for (var column = 0; column < header.size(); column++) {
      columns.put(
          header.get(column).replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT), column);
    }
    return columns;
  }

  /// Adds the rate of a row, or says what is wrong with it.
  private @Nullable String read(
      CSVRecord row, Map<String, Integer> columns, Map<Quote, Rate> rates) {
    if (row.size() != COLUMNS.size()) {
      return "it has %d fields and should have 3.".formatted(row.size());
    }
    if (rates.size() >= RATES_LIMIT) {
      return "at most %,d rates are loaded at once.".formatted(RATES_LIMIT);
    }
    var day = day(cell(row, columns, "date"));
    if (day == null) {
      return "date is \"%s\" and should be a day such as 2026-03-01, from 1989-12-31 on."
          .formatted(cell(row, columns, "date"));
    }
    var currency = currency(cell(row, columns, "currency"));
    if (currency == null) {
      return "currency is \"%s\" and should be an ISO 4217 code such as EUR."
          .formatted(cell(row, columns, "currency"));
    }
    if (currency.equals(frame.currency())) {
      return "%s is the reporting currency; its rate is 1.".formatted(currency);
    }
    var rate = rate(cell(row, columns, "rate"));
    if (rate == null) {
      return "rate is \"%s\" and should be a number above 0 with at most %d decimals, such as 1.085."
          .formatted(cell(row, columns, "rate"), DECIMALS);
    }
    var before = rates.putIfAbsent(new Quote(day, currency), new Rate(day, currency, rate));
    return before == null || before.rate().compareTo(rate) == 0
        ? null
        : "%s on %s was %s in a line before, and is %s here."
            .formatted(currency, day, before.rate().toPlainString(), rate.toPlainString());
  }

  private static String cell(CSVRecord row, Map<String, Integer> columns, String name) {
    var text = row.get(columns.getOrDefault(name, 0)).strip();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  private static @Nullable LocalDate day(String text) {
    try {
      var day = LocalDate.parse(text);
      return day.isBefore(EARLIEST) || day.getYear() > 9999 ? null : day;
    } catch (DateTimeParseException noDay) {
      return null;
    }
  }

  /// The currency of an ISO 4217 code, if it is one in which amounts are stated.
  public static @Nullable Currency currency(String code) {
    try {
      var currency = Currency.getInstance(code);
      return currency.getDefaultFractionDigits() < 0 ? null : currency;
    } catch (IllegalArgumentException noCode) {
      return null;
    }
  }

  private static @Nullable BigDecimal rate(String text) {
    if (!text.matches("[0-9]{1,%d}(\\.[0-9]{1,%d})?".formatted(INTEGER_DIGITS, DECIMALS))) {
      return null;
    }
    var rate = new BigDecimal(text);
    return rate.signum() > 0 ? rate : null;
  }
}
