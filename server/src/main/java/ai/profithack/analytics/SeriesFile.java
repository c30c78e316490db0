package ai.profithack.analytics;

import java.io.IOException;
import java.io.Reader;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/// Time series read from a CSV file, in one of two forms: `ds,y` (one series, a row an observation,
/// in any order), or one series a row (its id, then its values in order; empty cells after the
/// end).
///
/// A missing row, or an empty value between others, is a gap: it takes its place on the time axis
/// and has no value.
final class SeriesFile {
  private static final int SECONDS_A_DAY = 86_400;
  private static final int DAYS_A_MONTH_MIN = 28;

  private SeriesFile() {}

  /// Shape: ascending; a step is the series' own spacing, counted from its first value.
  record Series(String id, List<Point> points) {}

  /// Errors: [IllegalArgumentException] with a sentence that names the line; [IOException] where
  /// the file cannot be read.
  static List<Series> read(Reader file) throws IOException {
    try (var rows = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(file)) {
      var iterator = rows.iterator();
      if (!iterator.hasNext()) {
        throw new IllegalArgumentException("the file is empty; its first line names the columns");
      }
      var header = iterator.next();
      if (name(header, 0).equals("ds")) {
        if (header.size() != 2 || !name(header, 1).equals("y")) {
          throw new IllegalArgumentException(
              "line 1: a file that starts with ds has exactly the columns ds,y");
        }
        var observations = new ArrayList<CSVRecord>();
        iterator.forEachRemaining(observations::add);
        return List.of(one(observations));
      }
      var series = new ArrayList<Series>();
      while (iterator.hasNext()) {
        series.add(row(iterator.next()));
      }
      if (series.isEmpty()) {
        throw new IllegalArgumentException("the file holds no series, only a header line");
      }
      return series;
    }
  }

  private static String name(CSVRecord header, int column) {
    return header.get(column).replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT);
  }

  private static Series one(List<CSVRecord> observations) {
    var byTime = new TreeMap<Long, Double>();
    for (var row : observations) {
      if (row.size() != 2) {
        throw new IllegalArgumentException(
            "line %d: expected the two cells ds,y and found %d".formatted(line(row), row.size()));
      }
      var time = time(row);
      if (row.get(1).isBlank()) {
        continue;
      }
      if (byTime.put(time, value(row, 1)) != null) {
        throw new IllegalArgumentException(
            "line %d: ds %s occurs twice".formatted(line(row), row.get(0).strip()));
      }
    }
    var scale = scale(List.copyOf(byTime.keySet()));
    return new Series(
        "y",
        byTime.entrySet().stream()
            .map(observed -> new Point(scale.applyAsDouble(observed.getKey()), observed.getValue()))
            .toList());
  }

  private static Series row(CSVRecord row) {
    var last = row.size() - 1;
    while (last > 0 && row.get(last).isBlank()) {
      last--;
    }
    var points = new ArrayList<Point>();
    for (var cell = 1; cell <= last; cell++) {
      if (!row.get(cell).isBlank()) {
        points.add(new Point(cell, value(row, cell)));
      }
    }
    return new Series(row.get(0).strip(), points);
  }

  /// Seconds since 1970; a number that is no date counts as that many days.
  private static long time(CSVRecord row) {
    var text = row.get(0).strip();
    try {
      if (text.matches("-?\\d{1,9}")) {
        return Long.parseLong(text) * SECONDS_A_DAY;
      }
      return text.length() <= "2025-01-31".length()
          ? LocalDate.parse(text).toEpochDay() * SECONDS_A_DAY
          : LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeParseException unreadable) {
      throw new IllegalArgumentException(
          "line %d: ds is a date such as 2025-01-31, a time such as 2025-01-31 18:00:00 or a whole number, and not %s"
              .formatted(line(row), text),
          unreadable);
    }
  }

  private static double value(CSVRecord row, int cell) {
    try {
      var value = Double.parseDouble(row.get(cell).strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException unreadable) {
      throw new IllegalArgumentException(notANumber(row, cell), unreadable);
    }
    throw new IllegalArgumentException(notANumber(row, cell));
  }

  private static String notANumber(CSVRecord row, int cell) {
    return "line %d: cell %d is a number, and not %s"
        .formatted(line(row), cell + 1, row.get(cell).strip());
  }

  private static long line(CSVRecord row) {
    return row.getRecordNumber();
  }

  /// Places on the time axis in steps: months where all dates are of one day of the month, else the
  /// smallest distance between two neighbours; where others are no multiple of it, fractions.
  private static ToDoubleFunction<Long> scale(List<Long> times) {
    if (times.size() < 2) {
      return _ -> 0;
    }
    var step =
        IntStream.range(1, times.size())
            .mapToLong(i -> times.get(i) - times.get(i - 1))
            .min()
            .orElseThrow();
    if (step >= (long) DAYS_A_MONTH_MIN * SECONDS_A_DAY && onOneDayOfTheMonth(times)) {
      return time -> month(time) - month(times.getFirst());
    }
    return time -> (time - times.getFirst()) / (double) step;
  }

  private static boolean onOneDayOfTheMonth(List<Long> times) {
    return times.stream().map(time -> date(time).getDayOfMonth()).distinct().count() == 1;
  }

  private static double month(long time) {
    var date = date(time);
    return date.getYear() * 12.0 + date.getMonthValue();
  }

  private static LocalDate date(long time) {
    return LocalDate.ofEpochDay(Math.floorDiv(time, SECONDS_A_DAY));
  }
}
