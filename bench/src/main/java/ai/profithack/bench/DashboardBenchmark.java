package ai.profithack.bench;

import ai.profithack.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// How long the dashboard's endpoint takes, beside a bare SELECT of the same rows.
///
/// Three years of days, 100,000 creators of whom some 2,000 a day have figures, a forecast of 30
/// days issued on each day. In turn, with as many clients: A selects the rows of the answer over
/// JDBC, each client on its own connection with prepared statements; B asks the endpoint by HTTP
/// with an API key. Client and server share this process. Prints each round, the medians, and how
/// long other reads of the same data take for one client alone.
public final class DashboardBenchmark {
  private static final int DAYS = Integer.getInteger("days", 1_095);
  private static final int CREATORS = Integer.getInteger("creators", 100_000);
  private static final int ACTIVE = Integer.getInteger("active", 2_000);
  private static final int CLIENTS = Integer.getInteger("clients", 16);
  private static final int REQUESTS = Integer.getInteger("requests", 150);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final List<String> OTHER_READS =
      List.of(
          "daily?days=90",
          "revenue?days=90",
          "gifts?days=90",
          "cohorts?days=90",
          "creators?days=1",
          "creators?days=30",
          "creators?days=90",
          "creators?days=90&sort=views",
          "creators?days=90&sort=followers",
          "creators?days=365",
          "creator/17");

  private final LocalDate today = LocalDate.now(Clock.systemUTC());
  private final String database;
  private final URI api;
  private final String key;

  private DashboardBenchmark(String database, URI api, String key) {
    this.database = database;
    this.api = api;
    this.key = key;
  }

  /// What one client did: nanoseconds of each request.
  private interface Client {
    long[] run() throws Exception;
  }

  private record Percentiles(double p50, double p99) {}

  public static void main(String[] arguments) throws Exception {
    try (var server = LocalServer.start()) {
      new DashboardBenchmark(
              server.databaseUrl(), server.at("/api/analytics/"), server.key(Role.ADMIN))
          .run();
    }
  }

  private void run() throws Exception {
    fill();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      measure(() -> selects());
      measure(() -> requests(http, "dashboard", REQUESTS));
      measure(() -> requests(http, "dashboard", REQUESTS));
      var bare = new ArrayList<Percentiles>();
      var asked = new ArrayList<Percentiles>();
      for (var round = 1; round <= ROUNDS; round++) {
        bare.add(measure(() -> selects()));
        asked.add(measure(() -> requests(http, "dashboard", REQUESTS)));
        System.out.printf(
            "round %d: SELECT p50 %.2f ms, p99 %.2f ms; endpoint p50 %.2f ms, p99 %.2f ms%n",
            round,
            bare.getLast().p50(),
            bare.getLast().p99(),
            asked.getLast().p50(),
            asked.getLast().p99());
      }
      var select = median(bare);
      var endpoint = median(asked);
      System.out.printf(
          "median of %d rounds, %d clients, %d requests each: SELECT p50 %.2f ms, p99 %.2f ms; endpoint p50 %.2f ms, p99 %.2f ms%n",
          ROUNDS, CLIENTS, REQUESTS, select.p50(), select.p99(), endpoint.p50(), endpoint.p99());
      System.out.printf(
          "endpoint : SELECT = %.1f at p50, %.1f at p99%n",
          endpoint.p50() / select.p50(), endpoint.p99() / select.p99());
      for (var path : OTHER_READS) {
        var times = requests(http, path, 7);
        var slowest = Arrays.stream(times).max().orElseThrow() / 1e6;
        Arrays.sort(times);
        System.out.printf(
            "%s: median %.1f ms, slowest of 7 %.1f ms%n",
            path, times[times.length / 2] / 1e6, slowest);
      }
    }
  }

  private void fill() throws SQLException {
    try (var connection = DriverManager.getConnection(database)) {
      execute(connection, "select setseed(0.42)");
      execute(
          connection,
          """
          insert into users (id, is_creator, created_at)
          select g, true, timestamptz '%1$s' - interval '1 day' * (g %% %2$d) from generate_series(1, %3$d) g
          """
              .formatted(today, DAYS, CREATORS));
      var day = "timestamp '%s' - interval '1 day' * back".formatted(today);
      execute(
          connection,
          """
          insert into daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings,
            platform_earnings, average_gift_value, top_spark_id, engagement_rate)
          select %1$s, 1000000 - back * 900, 40000 + back %% 7, 900, 20000, 55000.25, 30250.14, 24750.11, 2.75, 3, 4.20
          from generate_series(0, %2$d) back
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into revenue_breakdown (date, subscription_revenue, gift_revenue, ad_revenue, creator_payouts, platform_earnings)
          select %1$s, 10000.25, 40000, 5000, 30250.14, 24750.11 from generate_series(0, %2$d) back
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into gift_analytics (date, gift_id, gift_name, sent_count, revenue, creator_earnings, popularity)
          select %1$s, gift, 'Gift ' || gift, 1000, 2000, 1100, 5 from generate_series(0, %2$d) back, generate_series(1, 20) gift
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into retention_cohorts (cohort_date, cohort_size, day_0, day_7, retained_0, retained_7)
          select %1$s, 900, 100, 40, 900, 360 from generate_series(0, %2$d) back
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into revenue_forecasts (forecast_date, issued_on, projected_revenue, confidence, method, actual_revenue, accuracy, lo80, hi80, lo95, hi95)
          select %1$s + interval '1 day' * ahead, (%1$s)::date, 55000, 80, 'linear_trend',
            case when ahead < back then 55000.25 end, case when ahead < back then 99 end, 50000, 60000, 45000, 65000
          from generate_series(0, %2$d) back, generate_series(0, 29) ahead
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into analytics.computed_day (day, origin, computed_at)
          select (%1$s)::date, 'computed', now() from generate_series(0, %2$d) back
          """
              .formatted(day, DAYS - 1));
      execute(
          connection,
          """
          insert into creator_metrics (creator_id, date, video_views, video_likes, video_comments, video_shares, gifts_received, gift_revenue,
            followers, followers_gained, engagement_rate)
          select 1 + floor(power(random(), 2) * %3$d)::bigint, %1$s, 1 + floor(random() * 5000)::bigint, 40, 7, 3, 5,
            (floor(random() * 100000) / 100)::numeric(20,2), 1000 + floor(random() * 100000)::bigint, 3, 4.20
          from (select back from generate_series(0, %2$d) back order by back desc) back, generate_series(1, %4$d)
          on conflict do nothing
          """
              .formatted(day, DAYS - 1, CREATORS, ACTIVE));
      execute(connection, "vacuum analyze");
      execute(connection, "checkpoint");
    }
  }

  /// The rows that the dashboard's answer is made of.
  private long[] selects() throws SQLException {
    try (var connection = DriverManager.getConnection(database);
        var daily =
            connection.prepareStatement(
                "select * from daily_analytics where date >= ? and date < ? and not superseded order by date desc");
        var forecast =
            connection.prepareStatement(
                "select * from revenue_forecasts where issued_on = ? and forecast_date >= ? and not superseded order by forecast_date")) {
      daily.setObject(1, today.minusDays(29).atStartOfDay());
      daily.setObject(2, today.plusDays(1).atStartOfDay());
      forecast.setObject(1, today);
      forecast.setObject(2, today.atStartOfDay());
      var times = new long[REQUESTS];
      for (var i = 0; i < REQUESTS; i++) {
        var start = System.nanoTime();
        require(read(daily) == 30 && read(forecast) == 30, "not 30 days and 30 forecasts");
        times[i] = System.nanoTime() - start;
      }
      return times;
    }
  }

  private static int read(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var columns = rows.getMetaData().getColumnCount();
      var count = 0;
      while (rows.next()) {
        for (var column = 1; column <= columns; column++) {
          rows.getObject(column);
        }
        count++;
      }
      return count;
    }
  }

  private long[] requests(HttpClient http, String path, int count)
      throws IOException, InterruptedException {
    var times = new long[count];
    for (var i = 0; i < count; i++) {
      var start = System.nanoTime();
      var answer =
          http.send(
              HttpRequest.newBuilder(api.resolve(path))
                  .header("Authorization", "Bearer " + key)
                  .build(),
              BodyHandlers.ofString());
      times[i] = System.nanoTime() - start;
      require(answer.statusCode() == 200, answer.body());
    }
    return times;
  }

  private static Percentiles measure(Client client) throws Exception {
    var all = new ArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<Callable<long[]>>();
      for (var i = 0; i < CLIENTS; i++) {
        clients.add(client::run);
      }
      for (var done : threads.invokeAll(clients)) {
        Arrays.stream(done.get()).forEach(all::add);
      }
    }
    all.sort(Comparator.naturalOrder());
    return new Percentiles(
        all.get(all.size() / 2) / 1e6, all.get((int) Math.ceil(all.size() * 0.99) - 1) / 1e6);
  }

  private static Percentiles median(List<Percentiles> rounds) {
    var p50 = rounds.stream().mapToDouble(Percentiles::p50).sorted().toArray();
    var p99 = rounds.stream().mapToDouble(Percentiles::p99).sorted().toArray();
    return new Percentiles(p50[p50.length / 2], p99[p99.length / 2]);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
