package ai.profithack.database;

import ai.profithack.kernel.Counted;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Indexes and foreign keys of the contract that are missing, created after the migrations.
///
/// A foreign key that rows of an earlier installation break is created `not valid`: it holds for
/// every row from now on, and each later push tries again to have it hold for all.
final class Repair {
  private final DSLContext db;
  private final List<String> done = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private Repair(DSLContext db) {
    this.db = db;
  }

  /// `done`: what was created. `broken`: foreign keys that rows break, with how many.
  record Report(List<String> done, List<String> broken) {}

  /// What would be created in tables that exist.
  static List<String> plan(Contract contract, Catalogue catalogue) {
    var plan = new ArrayList<String>();
    for (var table : contract.tables().values()) {
      if (catalogue.relation(table.name()).isEmpty()) {
        continue;
      }
      for (var index : table.indexes()) {
        if (!catalogue.indexes().containsKey(index.name())) {
          plan.add("index " + index.name());
        }
      }
      for (var column : table.foreignKeys()) {
        if (Verification.foreignKeyOf(table.name(), column, catalogue).isEmpty()) {
          plan.add("foreign key of " + table.name() + "." + column.name());
        }
      }
    }
    return plan;
  }

  static Report run(Contract contract, Catalogue catalogue, DSLContext db) {
    var repair = new Repair(db);
    for (var table : contract.tables().values()) {
      for (var index : table.indexes()) {
        if (!catalogue.indexes().containsKey(index.name())) {
          db.execute(
              "create index if not exists %s on public.%s (%s)"
                  .formatted(index.name(), table.name(), index.column()));
          repair.done.add("Created the missing index " + index.name() + ".");
        }
      }
      for (var column : table.foreignKeys()) {
        var found = Verification.foreignKeyOf(table.name(), column, catalogue);
        if (found.isEmpty()) {
          repair.create(table.name(), column);
        } else if (!found.get().valid()) {
          repair.validate(table.name(), column, found.get().name());
        }
      }
    }
    return new Report(repair.done, repair.broken);
  }

  private void create(String table, Contract.Column column) {
    var name = table + "_" + column.name() + "_fkey";
    db.execute(
        "alter table public.%s add constraint %s foreign key (%s) references public.%s (id) not valid"
            .formatted(table, name, column.name(), target(column)));
    done.add("Created the missing foreign key " + name + ".");
    validate(table, column, name);
  }

  private void validate(String table, Contract.Column column, String name) {
    var orphans = orphans(table, column);
    if (orphans > 0) {
      broken.add(
          "%s a %s that %s does not have: the foreign key %s holds only for new rows until that is corrected."
              .formatted(
                  Counted.of(orphans, "row of " + table + " has", "rows of " + table + " have"),
                  column.name(),
                  target(column),
                  name));
      return;
    }
    db.execute(
        "alter table public.%s validate constraint %s"
            .formatted(table, DSL.name(name).quotedName()));
  }

  private long orphans(String table, Contract.Column column) {
    return db.resultQuery(
            "select count(*) from public.%1$s t where t.%2$s is not null and not exists (select from public.%3$s r where r.id = t.%2$s)"
                .formatted(table, column.name(), target(column)))
        .fetchSingle(0, Long.class);
  }

  private static String target(Contract.Column column) {
    return column.references().orElseThrow();
  }
}
