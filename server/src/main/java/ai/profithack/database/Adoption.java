package ai.profithack.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// What it takes to bring tables of the contract that exist already, with rows, to the form that
/// ProfitHack gives them. No statement here drops a table, a column or a row.
///
/// - Types become wider: `integer` `bigint`, money `numeric(20,2)`, instants `timestamptz` (an
///   earlier installation wrote them in UTC).
/// - A column that is missing is added where its rows can have it: it has a default, may be null,
///   or there are no rows.
/// - A column that may be null and must not becomes `not null` where no row has a null.
record Adoption(List<Alteration> alterations, List<String> problems) {
  /// The changes to one table, made in one statement so that it is rewritten once.
  record Alteration(String table, List<String> changes, List<String> statements) {}

  static Adoption of(Contract contract, Catalogue catalogue, DSLContext db) {
    var alterations = new ArrayList<Alteration>();
    var problems = new ArrayList<String>();
    for (var table : contract.tables().values()) {
      catalogue
          .relation(table.name())
          .ifPresent(relation ->
              new Plan(table, relation, catalogue, db, problems)
                  .alteration()
                  .ifPresent(alterations::add));
    }
    return new Adoption(alterations, problems);
  }

  /// How one table is to change.
  private static final class Plan {
    private final Contract.Table table;
    private final Catalogue.Relation relation;
    private final Catalogue catalogue;
    private final DSLContext db;
    private final List<String> problems;
    private final List<String> changes = new ArrayList<>();
    private final List<String> actions = new ArrayList<>();
    private final List<String> sequences = new ArrayList<>();

    Plan(
        Contract.Table table,
        Catalogue.Relation relation,
        Catalogue catalogue,
        DSLContext db,
        List<String> problems) {
      this.table = table;
      this.relation = relation;
      this.catalogue = catalogue;
      this.db = db;
      this.problems = problems;
    }

    Optional<Alteration> alteration() {
      if (!relation.isTable()) {
        problems.add(
            "%s is not a table: rename it, so that the table of that name can be created."
                .formatted(table.name()));
        return Optional.empty();
      }
      for (var column : table.columns()) {
        var found = relation.columns().get(column.name());
        if (found == null) {
          add(column);
        } else {
          widen(column, found);
          narrowNulls(column, found);
          giveDefault(column, found);
          key(column);
        }
      }
      if (changes.isEmpty()) {
        return Optional.empty();
      }
      if (!relation.owned()) {
        problems.add(
            "%1$s must be altered and belongs to another database user: alter table %1$s owner to this one."
                .formatted(table.name()));
      }
      var statements = new ArrayList<String>();
      if (!actions.isEmpty()) {
        statements.add(
            "alter table public.%s %s".formatted(table.name(), String.join(", ", actions)));
      }
      statements.addAll(sequences);
      return Optional.of(new Alteration(table.name(), changes, statements));
    }

    private void add(Contract.Column column) {
      var possible =
          column.nullable() || column.defaultValue().isPresent() || !hasRows(DSL.noCondition());
      if (!possible || column.type().equals("serial")) {
        problems.add(
            "%s has rows and no column %s: add it as %s%s."
                .formatted(
                    table.name(),
                    column.name(),
                    column.type(),
                    column.nullable() ? "" : " not null"));
        return;
      }
      changes.add(column.name() + " added");
      actions.add(
          "add column %s %s%s%s"
              .formatted(
                  column.name(),
                  column.wideType(),
                  column.nullable() ? "" : " not null",
                  column.defaultSql().map(sql -> " default " + sql).orElse("")));
    }

    private void widen(Contract.Column column, Catalogue.Column found) {
      if (column.isDay() && !found.type().equals("timestamp without time zone")) {
        problems.add(
            "%1$s.%2$s is %3$s: days are kept as timestamp; alter table %1$s alter column %2$s type timestamp using …."
                .formatted(table.name(), column.name(), found.type()));
        return;
      }
      if (!widens(column, found.type())) {
        if (!Verification.holds(column.type(), found.type())) {
          problems.add(
              "%s.%s is %s and must be at least %s."
                  .formatted(table.name(), column.name(), found.type(), column.type()));
        }
        return;
      }
      var inTheWay =
          catalogue.dependents().stream()
              .filter(view -> view.table().equals(table.name()))
              .filter(view -> view.column().equals(column.name()))
              .map(Catalogue.Dependent::name)
              .toList();
      if (!inTheWay.isEmpty()) {
        problems.add(
            "%s.%s must become %s, which %s holds in place: drop it, push, and create it again."
                .formatted(
                    table.name(), column.name(), column.wideType(), String.join(", ", inTheWay)));
        return;
      }
      changes.add("%s %s → %s".formatted(column.name(), found.type(), column.wideType()));
      actions.add(
          "alter column %1$s type %2$s%3$s"
              .formatted(
                  column.name(),
                  column.wideType(),
                  column.wideType().equals("timestamp with time zone")
                      ? " using " + column.name() + " at time zone 'UTC'"
                      : ""));
      found
          .sequence()
          .filter(_ -> found.sequenceType().equals("integer"))
          .ifPresent(sequence -> sequences.add("alter sequence " + sequence + " as bigint"));
    }

    /// Only from what the contract lists, or narrower of the same kind, to the wide type.
    private static boolean widens(Contract.Column column, String found) {
      return switch (column.wideType()) {
        case "bigint" -> found.equals("integer") || found.equals("smallint");
        case "timestamp with time zone" -> found.equals("timestamp without time zone");
        case String type when type.startsWith("numeric") || type.startsWith("varchar") ->
            sameKind(type, found) && !Verification.holds(type, found);
        default -> false;
      };
    }

    private static boolean sameKind(String wanted, String found) {
      return found.startsWith(wanted.startsWith("numeric") ? "numeric" : "character varying");
    }

    private void narrowNulls(Contract.Column column, Catalogue.Column found) {
      if (found.notNull() == !column.nullable()) {
        return;
      }
      if (found.notNull()) {
        changes.add(column.name() + " may be null");
        actions.add("alter column " + column.name() + " drop not null");
      } else if (hasRows(DSL.field(DSL.name(column.name())).isNull())) {
        problems.add(
            "%s.%s must not be null, and some rows have no value: give them one."
                .formatted(table.name(), column.name()));
      } else {
        changes.add(column.name() + " not null");
        actions.add("alter column " + column.name() + " set not null");
      }
    }

    private void giveDefault(Contract.Column column, Catalogue.Column found) {
      if (column.defaultSql().isPresent() && found.defaultSql().isEmpty()) {
        changes.add(column.name() + " has a default");
        actions.add(
            "alter column %s set default %s".formatted(column.name(), column.defaultSql().get()));
      }
    }

    private void key(Contract.Column column) {
      if (!column.type().equals("serial") || relation.uniqueColumns().contains(column.name())) {
        return;
      }
      changes.add(column.name() + " is the primary key");
      actions.add("add primary key (" + column.name() + ")");
    }

    private boolean hasRows(org.jooq.Condition condition) {
      return db.fetchExists(
          DSL.selectOne().from(DSL.table(DSL.name("public", table.name()))).where(condition));
    }
  }
}
