package ai.profithack.analytics;

import ai.profithack.analytics.HandWritten.Way;
import ai.profithack.database.EmbeddedPostgres;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// How long a day's rollup into all six tables takes, beside SQL written by hand for the same
/// tables, in turn on one database.
///
/// `RollupBenchmark [events a day, default 1000000] [rounds, default 3]`. Prints each round, the
/// ratio of the medians, and the most memory that this process, which runs the product's side, ever
/// held.
public final class RollupBenchmark {
  private static final LocalDate DAY = LocalDate.parse("2026-03-02");
  private static final List<String> TABLES =
      List.of(
          "daily_analytics",
          "creator_metrics",
          "gift_analytics",
          "user_engagement",
          "revenue_breakdown",
          "retention_cohorts");

  private final JdbcClient sql;
  private final Rollups rollups;
  private final HandWritten handWritten;

  private RollupBenchmark(HikariDataSource database) {
    sql = JdbcClient.create(database);
    var transactions = new JdbcTransactionManager(database);
    var clock = Clock.fixed(Instant.parse("2026-03-03T00:05:00Z"), ZoneOffset.UTC);
    var frame = new ReportingFrame(ZoneOffset.UTC, Currency.getInstance("USD"));
    rollups =
        new Rollups(
            new RollupRepository(sql, frame, clock),
            new RegistrationRepository(sql, frame),
            new CohortRepository(sql, clock),
            // Nobody keeps books here: each event counts at the base share.
            () -> {},
            frame,
            clock,
            transactions);
    handWritten = new HandWritten(sql, transactions);
  }

  public static void main(String[] arguments) throws IOException {
    var events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    var home = Files.createTempDirectory("rollup-benchmark");
    try (var server = EmbeddedPostgres.startOrJoin(home);
        var database = connect(server)) {
      var benchmark = new RollupBenchmark(database);
      benchmark.fill(events);
      benchmark.compare(events, rounds);
    } finally {
      delete(home);
    }
  }

  private static HikariDataSource connect(EmbeddedPostgres server) {
    var config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl("postgres"));
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setMaximumPoolSize(2);
    var database = new HikariDataSource(config);
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    return database;
  }

  /// A million users who registered over a hundred days, a hundred thousand creators of very
  /// different size, and one day of events: 80 % views, 10 % likes, 6 % sessions, then comments,
  /// shares, follows, gifts, refunds, subscriptions and ads.
  private void fill(long events) {
    say("filling %,d events".formatted(events));
    var users = Math.max(1000, events / 10);
    sql.sql("select setseed(0.42)").query().listOfRows();
    sql.sql(
            """
            insert into users (id, is_creator, created_at)
            select g, g <= :creators, timestamptz '2025-11-23 00:00Z' + random() * interval '100 days'
            from generate_series(1, :users) as g
            """)
        .param("users", users)
        .param("creators", users / 10)
        .update();
    sql.sql(
            "create table events.event_benchmark partition of events.event for values from ('2026-03-01') to ('2026-04-01')")
        .update();
    sql.sql(
            """
            insert into events.event (day, occurred_at, accepted_at, type, user_id, video_id, creator_id, gift_id, quantity, duration_seconds, amount_minor, id)
            select date '2026-03-02', at, at, type, case when type = 13 then null else actor end,
              case when type in (8, 6) then null else creator * 10 + g % 10 end, case when type = 8 then null else creator end,
              case when type in (10, 11) then gift end, 1, case when type = 8 then g % 1800 end,
              case when type in (10, 11, 12, 13) then 1 + g % 5000 else 0 end, 'benchmark-' || g
            from (
              select g, timestamptz '2026-03-02 00:00Z' + random() * interval '86399 seconds' as at,
                1 + floor(power(random(), 1.5) * :users)::bigint as actor,
                1 + floor(power(random(), 3) * :creators)::bigint as creator,
                1 + floor(power(random(), 2) * 40)::bigint as gift,
                case when kind < 0.80 then 1 when kind < 0.90 then 2 when kind < 0.96 then 8 when kind < 0.975 then 4 when kind < 0.983 then 5
                  when kind < 0.988 then 6 when kind < 0.990 then 7 when kind < 0.9965 then 10 when kind < 0.9968 then 11
                  when kind < 0.9978 then 12 when kind < 0.9998 then 13 else 9 end::smallint as type
              from (select g, random() as kind from generate_series(1, :events) as g) as g
            ) as made
            """)
        .param("users", users)
        .param("creators", users / 10)
        .param("events", events)
        .update();
    sql.sql("vacuum analyze").update();
  }

  private void compare(long events, int rounds) {
    var seconds = new TreeMap<String, List<Double>>();
    var rows = new TreeMap<String, String>();
    time(seconds, "product, the first day ever", () -> rollups.close(DayRange.of(DAY)));
    clear();
    for (var round = 1; round <= rounds; round++) {
      for (var way : Way.values()) {
        time(seconds, "by hand, " + way, () -> handWritten.close(DAY, way));
        rows.put("by hand, " + way, fingerprint());
        clear();
      }
      time(seconds, "product", () -> rollups.close(DayRange.of(DAY)));
      rows.put("product", fingerprint());
      if (round == rounds) {
        time(seconds, "product, the same day again", () -> rollups.close(DayRange.of(DAY)));
      }
      clear();
    }
    var best =
        seconds.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("by hand"))
            .mapToDouble(entry -> median(entry.getValue()))
            .min()
            .orElseThrow();
    seconds.forEach(
        (what, took) -> say("%-30s median %.2f s of %s".formatted(what, median(took), took)));
    say(
        "ratio product : best by hand = %.2f"
            .formatted(median(seconds.getOrDefault("product", List.of())) / best));
    say(
        "%,d events a second"
            .formatted((long) (events / median(seconds.getOrDefault("product", List.of())))));
    say("same rows: " + (rows.values().stream().distinct().count() == 1));
    say("most memory of this process: " + peakMemory());
  }

  /// A digest of every figure of the day, whoever wrote it.
  private String fingerprint() {
    var digest = new ArrayList<String>();
    for (var table : TABLES) {
      var columns =
          sql.sql(
                  """
                  select string_agg(column_name, ', ' order by column_name) from information_schema.columns
                  where table_schema = 'public' and table_name = :table and column_name not in ('id', 'created_at', 'acted')
                  """)
              .param("table", table)
              .query(String.class)
              .single();
      digest.add(
          sql.sql(
                  "select count(*) || ':' || coalesce(sum(hashtext(row(%s)::text)::bigint), 0) from %s"
                      .formatted(columns, table))
              .query(String.class)
              .single());
    }
    return String.join(" ", digest);
  }

  /// Leaves the database as it is when a day is to be computed and the days before it are: creators
  /// have followers, and cohorts of a hundred days have rows.
  private void clear() {
    for (var table : TABLES) {
      sql.sql("truncate " + table).update();
    }
    sql.sql("truncate analytics.computed_day, analytics.follower_correction").update();
    sql.sql("delete from analytics.registered_day where day >= :day").param("day", DAY).update();
    sql.sql("delete from analytics.registration where day >= :day").param("day", DAY).update();
    sql.sql(
            """
            insert into analytics.computed_day (day, origin, computed_at)
            select generate_series(cast(:day as date) - 100, cast(:day as date) - 1, interval '1 day')::date, 'computed', now()
            """)
        .param("day", DAY)
        .update();
    sql.sql(
            """
            insert into retention_cohorts (cohort_date, cohort_size, day_0, retained_0)
            select created_at::date, count(*), 0, 0 from users where created_at < '2026-03-02 00:00Z' group by 1
            """)
        .update();
    sql.sql(
            "insert into creator_metrics (creator_id, date, followers) select id, '2026-03-01', id % 1000 from users where is_creator")
        .update();
    sql.sql("vacuum analyze").update();
    sql.sql("checkpoint").update();
  }

  private static void time(Map<String, List<Double>> seconds, String what, Runnable work) {
    var from = System.nanoTime();
    work.run();
    var took = Duration.ofNanos(System.nanoTime() - from).toMillis() / 1000.0;
    seconds.computeIfAbsent(what, _ -> new ArrayList<>()).add(took);
    say("%-30s %.2f s".formatted(what, took));
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  private static String peakMemory() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM")).findFirst().orElse("unknown");
    } catch (IOException elsewhere) {
      return "unknown on this system: " + elsewhere.getMessage();
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void delete(Path home) throws IOException {
    try (var paths = Files.walk(home)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
