package ai.profithack.analytics;

import ai.profithack.analytics.SeriesFile.Series;
import ai.profithack.console.ConsoleCommand;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `forecast FILE --horizon H`: the coming values of the series in a CSV file, with their
/// intervals.
@Command(
    name = "forecast",
    description = {
      "Forecasts the series in a CSV file: ds,y (one series, rows in any order, gaps allowed), or one series a row after a header line.",
      "Prints CSV: series,step,mean,lo80,hi80,lo95,hi95,method."
    },
    mixinStandardHelpOptions = true)
class ForecastCommand extends ConsoleCommand {
  private static final int REFUSED = 1;
  private static final int HORIZON_MAX = 10_000;
  private static final MathContext PRINTED_DIGITS = new MathContext(12);

  @Parameters(paramLabel = "FILE", description = "The CSV file.")
  private Path file = Path.of("");

  @Option(
      names = "--horizon",
      required = true,
      paramLabel = "H",
      description = "How many steps after the last value.")
  private int horizon;

  @Option(
      names = "--season",
      split = ",",
      paramLabel = "S",
      description = "Steps in a season, as 7 or 24,168. A straight line has none.")
  private List<Integer> seasons = new ArrayList<>();

  @Option(
      names = "--method",
      defaultValue = LinearTrend.METHOD,
      paramLabel = "M",
      description = "linear_regression: a straight line through the last 30 values (default).")
  private String method = LinearTrend.METHOD;

  @Override
  public Integer call() throws IOException {
    if (horizon < 1 || horizon > HORIZON_MAX) {
      return complain(
          USAGE, "--horizon is from 1 to %,d, and not %d.".formatted(HORIZON_MAX, horizon));
    }
    if (!method.equals(LinearTrend.METHOD)) {
      return complain(
          USAGE, "There is no method %s; there is %s.".formatted(method, LinearTrend.METHOD));
    }
    if (!seasons.isEmpty()) {
      complain(0, LinearTrend.METHOD + " has no season; --season makes no difference to it.");
    }
    try (var reader = Files.newBufferedReader(file)) {
      print(SeriesFile.read(reader));
      return 0;
    } catch (NoSuchFileException missing) {
      return complain(REFUSED, "There is no file %s.".formatted(file));
    } catch (MalformedInputException notText) {
      return complain(REFUSED, "%s is not text in UTF-8.".formatted(file));
    } catch (IllegalArgumentException unreadable) {
      return complain(REFUSED, "%s: %s.".formatted(file, unreadable.getMessage()));
    }
  }

  private void print(List<Series> all) throws IOException {
    // Every series is computed before the first line is printed: a refusal prints no half of a
    // table.
    var rows = new ArrayList<List<Object>>();
    for (var series : all) {
      rows.addAll(forecast(series));
    }
    var csv = new CSVPrinter(out(), CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
    csv.printRecord("series", "step", "mean", "lo80", "hi80", "lo95", "hi95", "method");
    csv.printRecords(rows);
    csv.flush();
  }

  private List<List<Object>> forecast(Series series) {
    var points = series.points();
    if (points.size() < LinearTrend.POINTS_MIN) {
      throw new IllegalArgumentException(
          "series %s has %d values, and a line with an interval needs at least %d"
              .formatted(series.id(), points.size(), LinearTrend.POINTS_MIN));
    }
    var trend =
        LinearTrend.through(
            points.subList(Math.max(0, points.size() - LinearTrend.WINDOW), points.size()));
    var notNegative = points.stream().allMatch(point -> point.y() >= 0);
    var rows = new ArrayList<List<Object>>();
    for (var step = 1; step <= horizon; step++) {
      var at = trend.at(points.getLast().x() + step);
      var projection = notNegative ? at.notNegative() : at;
      rows.add(
          List.of(
              series.id(),
              step,
              number(projection.mean()),
              number(projection.lo80()),
              number(projection.hi80()),
              number(projection.lo95()),
              number(projection.hi95()),
              method));
    }
    return rows;
  }

  private static String number(double value) {
    return new BigDecimal(value, PRINTED_DIGITS).stripTrailingZeros().toPlainString();
  }
}
