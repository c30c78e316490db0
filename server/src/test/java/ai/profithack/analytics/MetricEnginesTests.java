package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.analytics.Facts.Fact;
import ai.profithack.events.EventType;
import ai.profithack.testing.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The metric texts, word for word, on two engines over the same events: the rows are the same.
class MetricEnginesTests {
  private static final LocalDate FIRST = LocalDate.parse("2025-03-01");
  private static final LocalDate EMPTY = FIRST.plusDays(2);
  private static final int DAYS = 5;
  private static final List<EventType> TYPES =
      Arrays.stream(EventType.values()).filter(type -> !type.isDispute()).toList();

  private static final Map<String, String> COLUMNS =
      Map.of(
          "event",
          "occurred_at timestamp, occurred_on date, user_id bigint, video_id bigint, creator_id bigint, gift_id bigint, type smallint, quantity bigint, duration_seconds integer, amount_minor bigint",
          "registered_user",
          "user_id bigint, registration_day date, user_hash bigint",
          "cohort_member",
          "user_id bigint, cohort_day date, age_days integer, age_day date",
          "active_day",
          "user_id bigint, active_on date");

  @Test
  void bothEnginesGiveTheSameRows() throws SQLException {
    var facts = facts();
    try (var postgres = new Engine(TestPostgres.emptyDatabase(), "day", "/");
        var duck = new Engine("jdbc:duckdb:", "instant", "//")) {
      for (var engine : List.of(postgres, duck)) {
        engine.load(facts);
      }
      for (var day : FIRST.datesUntil(FIRST.plusDays(DAYS)).toList()) {
        postgres.bind(day);
        duck.bind(day);
        for (var metric : Metric.values()) {
          assertThat(duck.run(metric)).as("%s of %s", metric, day).isEqualTo(postgres.run(metric));
        }
      }
    }
  }

  @Test
  void theDataHoldTheHardCases() throws SQLException {
    var facts = facts();
    assertThat(facts).noneMatch(fact -> fact.day().equals(EMPTY));
    assertThat(facts).anyMatch(fact -> fact.time().equals(start(FIRST.plusDays(1))));
    assertThat(facts)
        .anyMatch(fact -> fact.time().equals(start(FIRST.plusDays(1)).minusNanos(1000)));
    try (var postgres = new Engine(TestPostgres.emptyDatabase(), "day", "/")) {
      postgres.load(facts);
      postgres.bind(FIRST);
      postgres.run(Metric.ACTOR_DAY);
      postgres.run(Metric.CREATOR_DAY);
      assertThat(
              postgres.rows(
                  "select max(view_count) > 2147483648, min(view_count) = 0, max(gift_minor) > 2147483648 from creator_day"))
          .containsExactly("[true, true, true]");
      assertThat(postgres.run(Metric.PLATFORM_DAY)).hasSize(1);
      postgres.bind(EMPTY);
      postgres.run(Metric.ACTOR_DAY);
      postgres.run(Metric.CREATOR_DAY);
      assertThat(postgres.run(Metric.PLATFORM_DAY)).containsExactly("[0, 0, 0, 0, 0, 0, 0, 0, 0]");
    }
  }

  private static List<Fact> facts() {
    var random = new Random(7);
    var facts = new ArrayList<Fact>();
    for (var i = 0; i < 3000; i++) {
      var day = FIRST.plusDays(random.nextInt(DAYS));
      if (day.equals(EMPTY)) {
        continue;
      }
      var time =
          switch (random.nextInt(8)) {
            case 0 -> start(day);
            case 1 -> day.atTime(LocalTime.parse("23:59:59.999999")).toInstant(ZoneOffset.UTC);
            default -> start(day).plusSeconds(random.nextInt(86_400));
          };
      var type = TYPES.get(random.nextInt(TYPES.size()));
      var counter = type == EventType.VIEW && random.nextBoolean();
      facts.add(
          new Fact(
              "f" + i,
              type,
              time,
              day,
              counter ? null : (Long) random.nextLong(40),
              random.nextInt(6) == 0
                  ? null
                  : (Long) (type == EventType.VIEW ? random.nextLong(5) : random.nextLong(9)),
              random.nextInt(4) == 0 ? null : (Long) random.nextLong(5),
              counter ? random.nextLong(-1_000_000_000L, 4_000_000_000L) : 1,
              type == EventType.SESSION ? random.nextInt(Integer.MAX_VALUE) : null,
              type.isMoney() ? random.nextLong(3_000_000_000L) : 0));
    }
    return facts;
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /// An engine with the events in a table, and `ev` bound to one day of them.
  private static final class Engine implements AutoCloseable {
    private final Connection connection;
    private final String boundBy;
    private final String wholeDivision;

    Engine(String url, String boundBy, String wholeDivision) throws SQLException {
      this.connection = DriverManager.getConnection(url);
      this.boundBy = boundBy;
      this.wholeDivision = wholeDivision;
    }

    void load(List<Fact> facts) throws SQLException {
      for (var table : COLUMNS.entrySet()) {
        execute("create table " + table.getKey() + " (" + table.getValue() + ")");
      }
      insert(
          "event",
          facts.stream()
              .map(fact ->
                  Arrays.<@Nullable Object>asList(
                      fact.time().atOffset(ZoneOffset.UTC).toLocalDateTime(),
                      fact.day(),
                      fact.user(),
                      null,
                      fact.creator(),
                      fact.gift(),
                      fact.type().code(),
                      fact.quantity(),
                      fact.seconds(),
                      fact.minor()))
              .toList());
      var random = new Random(11);
      var users = new ArrayList<List<@Nullable Object>>();
      var members = new ArrayList<List<@Nullable Object>>();
      for (var user = 0L; user < 40; user++) {
        var day = FIRST.plusDays(random.nextInt(DAYS));
        users.add(List.of(user, day, random.nextLong() >> 16));
        for (var age : List.of(0, 1, 2)) {
          members.add(List.of(user, day, age, day.plusDays(age)));
        }
      }
      insert("registered_user", users);
      insert("cohort_member", members);
      insert(
          "active_day",
          facts.stream()
              .filter(fact -> fact.user() != null)
              .map(fact -> Arrays.<@Nullable Object>asList(fact.user(), fact.day()))
              .distinct()
              .toList());
    }

    /// One engine takes the day that each event was given, the other the half-open span of its
    /// instants.
    void bind(LocalDate day) throws SQLException {
      for (var metric : List.of(Metric.CREATOR_DAY, Metric.ACTOR_DAY)) {
        execute("drop table if exists " + metric.relation());
      }
      execute("drop view if exists ev");
      execute(
          """
          create view ev as
          select user_id, video_id, creator_id, gift_id, type as event_type, quantity, duration_seconds, amount_minor,
            case when creator_id is null then 0
              else amount_minor %1$s 100 * 55 + (amount_minor %% 100 * 55 + 50) %1$s 100 end as creator_minor
          from event where %2$s
          """
              .formatted(
                  wholeDivision,
                  boundBy.equals("day")
                      ? "occurred_on = date '%s'".formatted(day)
                      : "occurred_at >= timestamp '%s 00:00:00' and occurred_at < timestamp '%s 00:00:00'"
                          .formatted(day, day.plusDays(1))));
    }

    /// Runs the text; what later texts read stays under its name.
    List<String> run(Metric metric) throws SQLException {
      execute("drop table if exists " + metric.relation());
      execute(
          "create table %s as select * from (%n%s%n) as metric"
              .formatted(metric.relation(), metric.text()));
      return rows("select * from " + metric.relation());
    }

    List<String> rows(String query) throws SQLException {
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(query)) {
        var rows = new ArrayList<String>();
        while (result.next()) {
          var row = new ArrayList<String>();
          for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.add(plain(result.getObject(column)));
          }
          rows.add(row.toString());
        }
        return rows.stream().sorted().toList();
      }
    }

    private static String plain(@Nullable Object value) {
      return value instanceof Number number
          ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
          : String.valueOf(value);
    }

    private void insert(String table, List<? extends List<@Nullable Object>> rows)
        throws SQLException {
      var places = rows.getFirst().stream().map(_ -> "?").collect(Collectors.joining(", "));
      try (var statement =
          connection.prepareStatement("insert into " + table + " values (" + places + ")")) {
        for (var row : rows) {
          for (var i = 0; i < row.size(); i++) {
            var value = row.get(i);
            if (value == null) {
              statement.setNull(i + 1, Types.BIGINT);
            } else {
              statement.setObject(i + 1, value);
            }
          }
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }

    private void execute(String sql) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() throws SQLException {
      Objects.requireNonNull(connection).close();
    }
  }
}
