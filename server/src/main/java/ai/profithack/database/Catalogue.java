package ai.profithack.database;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;

/// What is in schema `public` according to PostgreSQL's own catalogue, read at one moment.
///
/// jOOQ's generated tables say what should be there; this says what is.
record Catalogue(
    Map<String, Relation> relations,
    Map<String, Index> indexes,
    List<ForeignKey> foreignKeys,
    List<Dependent> dependents) {

  /// A table or whatever else has that name. `kind` is `pg_class.relkind`.
  record Relation(
      String name,
      String kind,
      boolean owned,
      boolean selectable,
      boolean referenceable,
      Map<String, Column> columns,
      Set<String> uniqueColumns) {
    boolean isTable() {
      return kind.equals("r") || kind.equals("p");
    }
  }

  /// A column; `sequence` is the sequence behind a `serial` or identity column.
  record Column(
      String name,
      String type,
      boolean notNull,
      Optional<String> defaultSql,
      boolean identity,
      Optional<String> sequence,
      String sequenceType) {
    boolean generatesItself() {
      return identity || defaultSql.filter(sql -> sql.startsWith("nextval(")).isPresent();
    }
  }

  /// An index by its leading column.
  record Index(String name, String table, String leadingColumn, boolean valid) {}

  /// A foreign key over one column.
  record ForeignKey(
      String name,
      String table,
      String column,
      String target,
      String targetColumn,
      boolean valid) {}

  /// A view or rule that would stop a column from changing its type.
  record Dependent(String table, String column, String name) {}

  static Catalogue read(DSLContext db) {
    return new Catalogue(relations(db), indexes(db), foreignKeys(db), dependents(db));
  }

  Optional<Relation> relation(String name) {
    return Optional.ofNullable(relations.get(name));
  }

  private static Map<String, Relation> relations(DSLContext db) {
    var columns = columns(db);
    var unique = uniqueColumns(db);
    return db
        .fetch(
            """
            select c.relname, c.relkind::text as kind,
                   pg_has_role(current_user, c.relowner, 'USAGE') as owned,
                   has_table_privilege(c.oid, 'SELECT') as selectable,
                   has_table_privilege(c.oid, 'REFERENCES') as referenceable
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f')
            """)
        .stream()
        .map(row -> {
          var name = text(row, "relname");
          return new Relation(
              name,
              text(row, "kind"),
              flag(row, "owned"),
              flag(row, "selectable"),
              flag(row, "referenceable"),
              columns.getOrDefault(name, Map.of()),
              unique.getOrDefault(name, Set.of()));
        })
        .collect(Collectors.toMap(Relation::name, relation -> relation));
  }

  private static Map<String, Map<String, Column>> columns(DSLContext db) {
    var columns = new HashMap<String, Map<String, Column>>();
    db.fetch(
            """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull,
                   pg_get_expr(d.adbin, d.adrelid) as default_sql, a.attidentity <> '' as identity,
                   s.name as sequence, coalesce(q.data_type::text, '') as sequence_type
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            left join lateral (
              select pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as name
              where c.relkind in ('r', 'p')
            ) s on true
            left join pg_sequences q on format('%I.%I', q.schemaname, q.sequencename) = s.name
            where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f')
              and a.attnum > 0 and not a.attisdropped
            """)
        .forEach(row ->
            columns
                .computeIfAbsent(text(row, "relname"), _ -> new HashMap<>())
                .put(
                    text(row, "attname"),
                    new Column(
                        text(row, "attname"),
                        text(row, "type"),
                        flag(row, "attnotnull"),
                        Optional.ofNullable(row.get("default_sql", String.class)),
                        flag(row, "identity"),
                        Optional.ofNullable(row.get("sequence", String.class)),
                        text(row, "sequence_type"))));
    return columns;
  }

  /// Columns that alone are a key: what a foreign key may point at.
  private static Map<String, Set<String>> uniqueColumns(DSLContext db) {
    return db
        .fetch(
            """
            select c.relname, a.attname
            from pg_index i
            join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
            where n.nspname = 'public' and i.indisunique and i.indisvalid and i.indimmediate
              and i.indnkeyatts = 1 and i.indpred is null and i.indexprs is null
            """)
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> text(row, "relname"),
                Collectors.mapping(row -> text(row, "attname"), Collectors.toSet())));
  }

  private static Map<String, Index> indexes(DSLContext db) {
    return db
        .fetch(
            """
            select x.relname as name, c.relname as table_name, i.indisvalid,
                   coalesce(a.attname, '') as leading_column
            from pg_index i
            join pg_class x on x.oid = i.indexrelid
            join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
            where n.nspname = 'public' and i.indpred is null
            """)
        .stream()
        .map(row ->
            new Index(
                text(row, "name"),
                text(row, "table_name"),
                text(row, "leading_column"),
                flag(row, "indisvalid")))
        .collect(Collectors.toMap(Index::name, index -> index));
  }

  private static List<ForeignKey> foreignKeys(DSLContext db) {
    return db.fetch(
            """
            select k.conname, c.relname as table_name, a.attname, t.relname as target,
                   ta.attname as target_column, k.convalidated
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_class t on t.oid = k.confrelid
            join pg_namespace tn on tn.oid = t.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
            join pg_attribute ta on ta.attrelid = t.oid and ta.attnum = k.confkey[1]
            where k.contype = 'f' and n.nspname = 'public' and tn.nspname = 'public'
              and cardinality(k.conkey) = 1
            """)
        .map(row ->
            new ForeignKey(
                text(row, "conname"),
                text(row, "table_name"),
                text(row, "attname"),
                text(row, "target"),
                text(row, "target_column"),
                flag(row, "convalidated")));
  }

  private static List<Dependent> dependents(DSLContext db) {
    return db.fetch(
            """
            select distinct c.relname, a.attname, v.oid::regclass::text as name
            from pg_depend d
            join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass
            join pg_class v on v.oid = r.ev_class
            join pg_class c on c.oid = d.refobjid and d.refclassid = 'pg_class'::regclass
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
            where n.nspname = 'public' and v.oid <> c.oid
            order by 1, 2, 3
            """)
        .map(row -> new Dependent(text(row, "relname"), text(row, "attname"), text(row, "name")));
  }

  private static String text(Record row, String field) {
    return row.get(field, String.class);
  }

  private static boolean flag(Record row, String field) {
    return row.get(field, Boolean.class);
  }
}
