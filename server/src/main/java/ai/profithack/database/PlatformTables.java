package ai.profithack.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The least that ProfitHack relies on where the platform brings `users`, `videos` and
/// `virtual_gifts` itself. Those tables are read and referenced, never altered.
final class PlatformTables {
  private enum Kind {
    ID("integer or bigint"),
    COUNT("integer or bigint"),
    FLAG("boolean"),
    INSTANT("timestamptz or timestamp"),
    /// Whole numbers are whole units of the reporting currency; floating point is not money.
    AMOUNT("numeric or integer");

    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    boolean holds(String type) {
      return switch (this) {
        case ID, COUNT -> INTEGERS.contains(type);
        case FLAG -> type.equals("boolean");
        case INSTANT -> type.startsWith("timestamp");
        case AMOUNT -> INTEGERS.contains(type) || type.startsWith("numeric");
      };
    }
  }

  private record Column(String name, Kind kind) {}

  private record Table(String name, List<Column> columns, boolean referenced) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "users",
              List.of(
                  new Column("id", Kind.ID),
                  new Column("is_creator", Kind.FLAG),
                  new Column("created_at", Kind.INSTANT)),
              true),
          new Table(
              "videos",
              List.of(
                  new Column("id", Kind.ID),
                  new Column("creator_id", Kind.ID),
                  new Column("views", Kind.COUNT),
                  new Column("likes", Kind.COUNT),
                  new Column("comments", Kind.COUNT),
                  new Column("created_at", Kind.INSTANT)),
              true),
          new Table(
              "virtual_gifts",
              List.of(
                  new Column("id", Kind.ID),
                  new Column("sender_id", Kind.ID),
                  new Column("recipient_id", Kind.ID),
                  new Column("amount", Kind.AMOUNT),
                  new Column("created_at", Kind.INSTANT)),
              false));

  private PlatformTables() {}

  /// What is wrong with the tables that are there, one sentence each with what to do.
  static List<String> problems(Catalogue catalogue) {
    var problems = new ArrayList<String>();
    for (var table : TABLES) {
      catalogue.relation(table.name()).ifPresent(relation -> problemsOf(table, relation, problems));
    }
    return problems;
  }

  /// What an operator should know about tables that fit.
  static List<String> remarks(Catalogue catalogue) {
    var remarks = new ArrayList<String>();
    for (var table : TABLES) {
      catalogue
          .relation(table.name())
          .ifPresent(_ ->
              remarks.add(table.name() + " is the platform's: it is read, and never altered."));
    }
    catalogue
        .relation("virtual_gifts")
        .flatMap(gifts -> Optional.ofNullable(gifts.columns().get("amount")))
        .filter(amount -> !amount.type().startsWith("numeric"))
        .ifPresent(amount ->
            remarks.add(
                "virtual_gifts.amount is %s: it is read as whole units of the reporting currency."
                    .formatted(amount.type())));
    return remarks;
  }

  private static void problemsOf(Table table, Catalogue.Relation relation, List<String> problems) {
    if (!relation.isTable()) {
      problems.add(
          "%s is not a table, and foreign keys cannot point at it: make it a table, or give ProfitHack a database of its own."
              .formatted(table.name()));
      return;
    }
    for (var column : table.columns()) {
      var found = relation.columns().get(column.name());
      if (found == null) {
        problems.add(
            "%s has no column %s: add it as %s."
                .formatted(table.name(), column.name(), column.kind().words));
      } else if (!column.kind().holds(found.type())) {
        problems.add(
            "%s.%s is %s: it must be %s."
                .formatted(table.name(), column.name(), found.type(), column.kind().words));
      }
    }
    if (table.referenced() && !relation.uniqueColumns().contains("id")) {
      problems.add(
          "%1$s.id is no key: alter table %1$s add primary key (id).".formatted(table.name()));
    }
    if (!relation.selectable()) {
      problems.add(
          "%1$s cannot be read by this database user: grant select on %1$s to it."
              .formatted(table.name()));
    }
    if (table.referenced() && !relation.referenceable()) {
      problems.add(
          "%1$s cannot be referenced by this database user: grant references on %1$s to it."
              .formatted(table.name()));
    }
  }
}
