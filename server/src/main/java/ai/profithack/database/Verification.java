package ai.profithack.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether everything of the contract is there, and nothing of it narrower: one finding for each
/// table, column, index and foreign key.
record Verification(List<Finding> findings) {
  enum Kind {
    TABLE("table"),
    COLUMN("column"),
    INDEX("index"),
    FOREIGN_KEY("foreign key");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  enum State {
    THERE,
    MISSING,
    NARROWER,
    /// A foreign key that holds for new rows, while rows from before break it.
    NOT_VALID
  }

  /// `wanted` is what the contract lists, `found` what the catalogue says.
  record Finding(Kind kind, String name, String wanted, String found, State state) {}

  private static final Pattern NUMERIC = Pattern.compile("numeric(?:\\((\\d+),(\\d+)\\))?");
  private static final Pattern VARCHAR =
      Pattern.compile("(?:varchar|character varying)(?:\\((\\d+)\\))?");

  static Verification of(Contract contract, Catalogue catalogue) {
    var findings = new ArrayList<Finding>();
    for (var table : contract.tables().values()) {
      var relation = catalogue.relation(table.name());
      var there = relation.filter(Catalogue.Relation::isTable).isPresent();
      findings.add(
          new Finding(
              Kind.TABLE,
              table.name(),
              "table",
              relation.map(found -> found.isTable() ? "table" : "no table").orElse("–"),
              there ? State.THERE : State.MISSING));
      for (var column : table.columns()) {
        findings.add(column(table.name(), column, relation));
      }
      for (var index : table.indexes()) {
        findings.add(index(table.name(), index, catalogue));
      }
      for (var column : table.foreignKeys()) {
        findings.add(foreignKey(table.name(), column, catalogue));
      }
    }
    return new Verification(findings);
  }

  boolean complete() {
    return findings.stream().allMatch(finding -> finding.state() == State.THERE);
  }

  List<Finding> amiss() {
    return findings.stream().filter(finding -> finding.state() != State.THERE).toList();
  }

  long count(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  private static Finding column(
      String table, Contract.Column wanted, Optional<Catalogue.Relation> relation) {
    var name = table + "." + wanted.name();
    var listed = listed(wanted);
    var column = relation.flatMap(found -> Optional.ofNullable(found.columns().get(wanted.name())));
    if (column.isEmpty()) {
      return new Finding(Kind.COLUMN, name, listed, "–", State.MISSING);
    }
    var fits =
        holds(wanted.type(), column.get().type())
            && column.get().notNull() != wanted.nullable()
            && defaultFits(wanted, column.get())
            && keyFits(table, wanted, relation.get());
    return new Finding(
        Kind.COLUMN, name, listed, described(column.get()), fits ? State.THERE : State.NARROWER);
  }

  /// `id` is the primary key everywhere, and `daily_analytics.date` is unique.
  private static boolean keyFits(
      String table, Contract.Column wanted, Catalogue.Relation relation) {
    var isKey =
        wanted.type().equals("serial")
            || (table.equals("daily_analytics") && wanted.name().equals("date"));
    return !isKey || relation.uniqueColumns().contains(wanted.name());
  }

  private static boolean defaultFits(Contract.Column wanted, Catalogue.Column found) {
    if (wanted.type().equals("serial")) {
      return found.generatesItself();
    }
    if (wanted.defaultValue().isEmpty()) {
      return true;
    }
    var literal = found.defaultSql().map(Verification::literal).orElse("");
    return switch (wanted.defaultValue().get()) {
      case "now()" -> literal.startsWith("now()") || literal.startsWith("CURRENT_TIMESTAMP");
      case "0" -> literal.matches("0(\\.0*)?");
      case String value -> literal.equals(value);
    };
  }

  /// `'[]'::jsonb` as `[]`, `(0)::numeric` as `0`.
  private static String literal(String sql) {
    var value = sql.replaceFirst("::[a-z ]+(\\(\\d+(,\\d+)?\\))?$", "");
    return value.replaceAll("^\\((.*)\\)$", "$1").replaceAll("^'(.*)'$", "$1");
  }

  /// Whether every value of the listed type fits the type found.
  static boolean holds(String listed, String found) {
    return switch (listed) {
      case "serial", "integer" ->
          found.equals("integer") || found.equals("bigint") || wholeDigits(found) >= 10;
      case "timestamp" ->
          found.equals("timestamp without time zone") || found.equals("timestamp with time zone");
      case "text" -> found.equals("text");
      case "boolean", "jsonb" -> found.equals(listed);
      case String numeric when numeric.startsWith("numeric") ->
          wholeDigits(found) >= wholeDigits(numeric) && scale(found) >= scale(numeric);
      case String varchar when varchar.startsWith("varchar") -> length(found) >= length(varchar);
      default -> false;
    };
  }

  private static int wholeDigits(String type) {
    var numeric = NUMERIC.matcher(type);
    if (!numeric.matches()) {
      return -1;
    }
    return numeric.group(1) == null
        ? Integer.MAX_VALUE
        : Integer.parseInt(numeric.group(1)) - Integer.parseInt(numeric.group(2));
  }

  private static int scale(String type) {
    var numeric = NUMERIC.matcher(type);
    if (!numeric.matches()) {
      return -1;
    }
    return numeric.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(numeric.group(2));
  }

  private static int length(String type) {
    if (type.equals("text")) {
      return Integer.MAX_VALUE;
    }
    var varchar = VARCHAR.matcher(type);
    if (!varchar.matches()) {
      return -1;
    }
    return varchar.group(1) == null ? Integer.MAX_VALUE : Integer.parseInt(varchar.group(1));
  }

  private static Finding index(String table, Contract.Index wanted, Catalogue catalogue) {
    var found = catalogue.indexes().get(wanted.name());
    var listed = "on " + table + " (" + wanted.column() + ")";
    if (found == null) {
      return new Finding(Kind.INDEX, wanted.name(), listed, "–", State.MISSING);
    }
    var fits =
        found.table().equals(table)
            && found.leadingColumn().equals(wanted.column())
            && found.valid();
    return new Finding(
        Kind.INDEX,
        wanted.name(),
        listed,
        "on "
            + found.table()
            + " ("
            + found.leadingColumn()
            + ")"
            + (found.valid() ? "" : ", invalid"),
        fits ? State.THERE : State.NARROWER);
  }

  private static Finding foreignKey(String table, Contract.Column column, Catalogue catalogue) {
    var target = column.references().orElseThrow();
    var name = table + "." + column.name();
    var listed = "→ " + target + ".id";
    var found = foreignKeyOf(table, column, catalogue);
    return new Finding(
        Kind.FOREIGN_KEY,
        name,
        listed,
        found.map(Catalogue.ForeignKey::name).orElse("–"),
        found.map(key -> key.valid() ? State.THERE : State.NOT_VALID).orElse(State.MISSING));
  }

  static Optional<Catalogue.ForeignKey> foreignKeyOf(
      String table, Contract.Column column, Catalogue catalogue) {
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.column().equals(column.name()))
        .filter(key -> key.target().equals(column.references().orElseThrow()))
        .filter(key -> key.targetColumn().equals("id"))
        .findFirst();
  }

  private static String listed(Contract.Column column) {
    return column.type()
        + (column.nullable() ? "" : " not null")
        + column.defaultValue().map(value -> " default " + value).orElse("");
  }

  private static String described(Catalogue.Column column) {
    return column.type()
        + (column.notNull() ? " not null" : "")
        + (column.identity() ? " identity" : "")
        + column.defaultSql().map(sql -> " default " + sql).orElse("");
  }
}
