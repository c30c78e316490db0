package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What keeps the metric texts portable: what PostgreSQL, DuckDB, Spark SQL and Flink SQL all run,
/// with the same result.
class MetricTextsTests {
  private static final Path FOLDER = Path.of("src/main/resources/metrics");

  /// Reserved by at least one of the four, or by the standard, and tempting as an alias.
  private static final Set<String> RESERVED =
      Set.of(
          "views",
          "value",
          "values",
          "day",
          "days",
          "date",
          "time",
          "timestamp",
          "year",
          "month",
          "hour",
          "minute",
          "second",
          "count",
          "sum",
          "total",
          "user",
          "users",
          "type",
          "name",
          "position",
          "result",
          "row",
          "rows",
          "rank",
          "share",
          "method",
          "period",
          "start",
          "end",
          "first",
          "last",
          "interval",
          "language",
          "level",
          "source",
          "comment",
          "comments");

  @ParameterizedTest
  @EnumSource(Metric.class)
  void startsWithItsDefinitionInWords(Metric metric) {
    assertThat(metric.text())
        .startsWith("-- ")
        .containsPattern("(?m)^-- Reads:")
        .containsPattern("(?m)^-- Gives:");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void dividesNothingAndAveragesNothing(Metric metric) {
    assertThat(code(metric))
        .doesNotContain("/")
        .doesNotContainPattern("\\bavg\\s*\\(")
        .doesNotContainPattern("\\bmod\\s*\\(");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void reckonsWithNoDates(Metric metric) {
    assertThat(code(metric))
        .doesNotContainPattern(
            "\\b(interval|extract|date_trunc|now|current_date|current_timestamp)\\b")
        .doesNotContainPattern("(_day|_on|_at)\\s*[-+]|[-+]\\s*\\w+\\.?\\w*(_day|_on|_at)\\b");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void sumsWholeNumbersAsBigint(Metric metric) {
    assertThat(code(metric)).doesNotContainPattern("\\bsum\\s*\\((?!cast\\(\\w+ as bigint\\))");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void usesNoVendorsSyntax(Metric metric) {
    assertThat(code(metric))
        .doesNotContain("::")
        .doesNotContain("\"")
        .doesNotContain("`")
        .doesNotContain(";")
        .doesNotContain("?")
        .doesNotContain("$")
        .doesNotContainPattern(
            "\\b(greatest|least|distinct on|ilike|lateral|returning|limit|using)\\b");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void putsNullsLastInEveryOrder(Metric metric) {
    assertThat(code(metric)).doesNotContainPattern("order by (?!.*nulls last)");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void namesNoAliasThatAnEngineReserves(Metric metric) {
    var aliases =
        Pattern.compile("\\bas (\\w+)\\b(?!\\))")
            .matcher(code(metric))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(aliases).isNotEmpty().doesNotContainAnyElementsOf(RESERVED);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void givesEveryColumnItsNameWithAs(Metric metric) {
    for (var select : outermostSelects(code(metric))) {
      for (var column : columns(select)) {
        assertThat(column).matches("(?s).*\\bas \\w+");
      }
    }
  }

  @Test
  void everyFileIsAMetricAndStandsInTheReadme() throws IOException {
    var readme = Files.readString(FOLDER.resolve("README.md"));
    try (var files = Files.list(FOLDER)) {
      var texts =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sql"))
              .collect(Collectors.toSet());
      assertThat(texts)
          .isEqualTo(
              Arrays.stream(Metric.values())
                  .map(metric -> metric.relation() + ".sql")
                  .collect(Collectors.toSet()))
          .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }
  }

  /// The text without its comments, in lower case and single spaces.
  private static String code(Metric metric) {
    return metric
        .text()
        .lines()
        .map(line -> line.replaceFirst("--.*", ""))
        .collect(Collectors.joining(" "))
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static List<String> outermostSelects(String code) {
    var lists =
        Pattern.compile("\\bselect (.*?) from ")
            .matcher(code)
            .results()
            .map(match -> match.group(1));
    return lists.toList();
  }

  /// Splits a select list at the commas outside parentheses.
  private static List<String> columns(String list) {
    var columns = new java.util.ArrayList<String>();
    var depth = 0;
    var from = 0;
    for (var i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            columns.add(list.substring(from, i).strip());
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    columns.add(list.substring(from).strip());
    return columns;
  }
}
