package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `forecast FILE --horizon H`, as a script uses it.
class ForecastCommandTests {
  @TempDir Path folder;

  private record Run(int exitCode, String out, String err) {}

  private Run forecast(String content, String... options) throws IOException {
    var file = Files.writeString(folder.resolve("series.csv"), content);
    var out = new StringWriter();
    var err = new StringWriter();
    var line =
        new CommandLine(new ForecastCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    var arguments = new java.util.ArrayList<>(java.util.List.of(file.toString()));
    arguments.addAll(java.util.List.of(options));
    return new Run(line.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
  }

  @Test
  void continuesALineWhoseRowsAreInAnyOrderWithAGap() throws IOException {
    var run =
        forecast(
            "ds,y\n2025-01-05,50\n2025-01-01,10\n2025-01-02,20\n2025-01-04,40\n", "--horizon", "2");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            series,step,mean,lo80,hi80,lo95,hi95,method
            y,1,60,60,60,60,60,linear_regression
            y,2,70,70,70,70,70,linear_regression
            """);
  }

  @Test
  void countsMonthsAsStepsWhereDatesAreMonths() throws IOException {
    var run =
        forecast(
            "ds,y\n2025-01-01,1\n2025-02-01,2\n2025-03-01,3\n2025-05-01,5\n", "--horizon", "1");
    assertThat(run.out()).contains("y,1,6,6,6,6,6,linear_regression");
  }

  @Test
  void readsOneSeriesARow() throws IOException {
    var run = forecast("id,V2,V3,V4,V5,V6\n\"W1\",3,2,1,,\nW2,1,,3,4,\n", "--horizon", "1");
    assertThat(run.out().lines().skip(1))
        .containsExactly("W1,1,0,0,0,0,0,linear_regression", "W2,1,5,5,5,5,5,linear_regression");
  }

  @Test
  void aNegativeSeriesMayStayNegative() throws IOException {
    assertThat(forecast("id,a,b,c\nW1,-1,-2,-3\n", "--horizon", "1").out()).contains("W1,1,-4,-4");
  }

  @Test
  void saysWhatIsWrongAndPrintsNoTable() throws IOException {
    assertRefused(
        forecast("ds,y\n2025-01-01,ten\n", "--horizon", "1"),
        1,
        "line 2: cell 2 is a number, and not ten");
    assertRefused(forecast("ds,y\nyesterday,1\n", "--horizon", "1"), 1, "line 2: ds is a date");
    assertRefused(
        forecast("ds,y\n2025-01-01,1\n2025-01-01,2\n", "--horizon", "1"), 1, "occurs twice");
    assertRefused(forecast("", "--horizon", "1"), 1, "the file is empty");
    assertRefused(forecast("ds,y\n2025-01-01,1\n", "--horizon", "1"), 1, "needs at least 3");
    assertRefused(forecast("ds,y\n2025-01-01,NaN\n", "--horizon", "1"), 1, "is a number");
    assertRefused(forecast("ds,y\n", "--horizon", "0"), 2, "--horizon is from 1");
    assertRefused(
        forecast("ds,y\n", "--horizon", "1", "--method", "magic"), 2, "There is no method magic");
  }

  private static void assertRefused(Run run, int exitCode, String reason) {
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(reason);
  }
}
