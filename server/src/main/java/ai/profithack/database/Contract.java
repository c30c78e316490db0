package ai.profithack.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The 22 tables that other tools rely on, as they are listed: `contract/tables.tsv`.
record Contract(Map<String, Table> tables) {
  /// Columns that hold a calendar day as `timestamp` at 00:00; they are never made an instant.
  private static final Set<String> DAY_COLUMNS =
      Set.of("date", "cohort_date", "report_date", "forecast_date");

  /// A table with its columns and indexes in the order listed.
  record Table(String name, List<Column> columns, List<Index> indexes) {
    List<Column> foreignKeys() {
      return columns.stream().filter(column -> column.references().isPresent()).toList();
    }
  }

  /// A column: `type` as listed, `references` the table whose `id` it points at.
  record Column(
      String name,
      String type,
      boolean nullable,
      Optional<String> defaultValue,
      Optional<String> references) {

    /// A day rather than an instant.
    boolean isDay() {
      return DAY_COLUMNS.contains(name);
    }

    /// The type that ProfitHack gives the column: wide enough that no real figure is out of range.
    String wideType() {
      return switch (type) {
        case "serial", "integer" -> "bigint";
        case "timestamp" -> isDay() ? "timestamp without time zone" : "timestamp with time zone";
        case "numeric(8,2)", "numeric(10,2)", "numeric(12,2)" -> "numeric(20,2)";
        default -> type;
      };
    }

    /// The default as SQL.
    Optional<String> defaultSql() {
      return defaultValue.map(value ->
          switch (value) {
            case "[]", "{}" -> "'" + value + "'::jsonb";
            default -> value;
          });
    }
  }

  /// A named index over one column.
  record Index(String name, String column) {}

  static Contract read() {
    var tables = new LinkedHashMap<String, Table>();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Contract.class.getResourceAsStream("/contract/tables.tsv")),
                StandardCharsets.UTF_8))) {
      reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .forEach(fields -> add(tables, fields));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Contract(tables);
  }

  private static void add(Map<String, Table> tables, String[] fields) {
    var table =
        tables.computeIfAbsent(
            fields[0], name -> new Table(name, new ArrayList<>(), new ArrayList<>()));
    if (fields[1].equals("@index")) {
      table.indexes().add(new Index(fields[2], fields[3]));
    } else {
      table
          .columns()
          .add(
              new Column(
                  fields[1],
                  fields[2],
                  fields[3].equals("null"),
                  given(fields[4]),
                  given(fields[5])));
    }
  }

  private static Optional<String> given(String field) {
    return field.equals("-") ? Optional.empty() : Optional.of(field);
  }
}
