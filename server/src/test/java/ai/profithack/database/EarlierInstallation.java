package ai.profithack.database;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A database as an earlier installation left it: the 22 tables exactly as the contract lists them,
/// made from that list, and the platform's tables in their least form.
final class EarlierInstallation {
  private EarlierInstallation() {}

  static void create(JdbcClient db) {
    db.sql(
            "create table users (id serial primary key, is_creator boolean not null default false, created_at timestamp not null default now())")
        .update();
    db.sql(
            "create table videos (id serial primary key, creator_id integer not null references users (id), views integer not null default 0, likes integer not null default 0, comments integer not null default 0, created_at timestamp not null default now())")
        .update();
    db.sql(
            "create table virtual_gifts (id serial primary key, sender_id integer not null references users (id), recipient_id integer not null references users (id), amount numeric(10,2) not null, created_at timestamp not null default now())")
        .update();
    for (var table : Contract.read().tables().values()) {
      db.sql(ddl(table)).update();
      for (var index : table.indexes()) {
        db.sql("create index %s on %s (%s)".formatted(index.name(), table.name(), index.column()))
            .update();
      }
    }
  }

  static String ddl(Contract.Table table) {
    var columns = new ArrayList<String>();
    for (var column : table.columns()) {
      columns.add(
          column.name()
              + " "
              + column.type()
              + (column.type().equals("serial")
                  ? " primary key"
                  : column.nullable() ? "" : " not null")
              + (table.name().equals("daily_analytics") && column.name().equals("date")
                  ? " unique"
                  : "")
              + column.defaultSql().map(sql -> " default " + sql).orElse("")
              + column.references().map(target -> " references " + target + " (id)").orElse(""));
    }
    return "create table %s (%s)".formatted(table.name(), String.join(", ", columns));
  }

  /// Two users, two videos, and three rows in each table: the first two on the same day at
  /// different times, none of them at midnight.
  static void fill(JdbcClient db) {
    db.sql("insert into users (is_creator) values (true), (false)").update();
    db.sql("insert into videos (creator_id, views) values (1, 5), (1, 6)").update();
    db.sql("insert into virtual_gifts (sender_id, recipient_id, amount) values (2, 1, 9.99)")
        .update();
    for (var table : Contract.read().tables().values()) {
      for (var row :
          List.of("2024-03-01 00:05:17", "2024-03-01 23:59:59.5", "2024-03-02 00:05:02")) {
        insert(db, table, row);
      }
    }
  }

  private static void insert(JdbcClient db, Contract.Table table, String time) {
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    for (var column : table.columns()) {
      if (column.type().equals("serial")) {
        continue;
      }
      names.add(column.name());
      values.add(
          switch (column.type()) {
            case "integer" -> column.references().isPresent() ? "1" : "2147483647";
            case "timestamp" -> "'" + time + "'";
            case "boolean" -> "true";
            case "jsonb" -> "'[{\"a\": 1}]'";
            case "numeric(5,2)" -> "12.34";
            case "numeric(8,2)" -> "123456.78";
            case "numeric(10,2)" -> "12345678.90";
            case "numeric(12,2)" -> "1234567890.12";
            default -> "'ünicode'";
          });
    }
    db.sql(
            "insert into %s (%s) values (%s)"
                .formatted(table.name(), String.join(", ", names), String.join(", ", values)))
        .update();
  }

  /// Every row of a table, in the columns of the contract, in a form that does not depend on how
  /// wide a column is: instants as UTC.
  static List<String> rows(JdbcClient db, Contract.Table table) {
    var columns =
        table.columns().stream()
            .map(column ->
                column.type().equals("timestamp") && !column.isDay()
                    ? "(select case when pg_typeof(%1$s)::text = 'timestamp without time zone' then %1$s::text else (%1$s::timestamptz at time zone 'UTC')::text end)"
                        .formatted(column.name())
                    : column.name() + "::text")
            .toList();
    return db.sql(
            "select concat_ws('|', %s) from %s order by id"
                .formatted(String.join(", ", columns), table.name()))
        .query(String.class)
        .list();
  }
}
