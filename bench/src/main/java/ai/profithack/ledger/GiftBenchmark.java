package ai.profithack.ledger;

import ai.profithack.database.EmbeddedPostgres;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gifts a second, each durable and with all its legs, beside TPC-B on the same PostgreSQL.
///
/// In turn, with 32 clients: (A) `pgbench`'s TPC-B-like script, prepared, at scale 50, by Debian's
/// `pgbench` where it is installed, else by the same five statements over JDBC; (B) gifts to ten
/// thousand creators, each booked through [Ledger] in a transaction of its own: payer, pending
/// earnings, income; (C) the same with one creator. Then how fast entries are sealed.
///
///     mvn -P gifts -pl codegen,server,bench process-classes
public final class GiftBenchmark {
  private static final int CLIENTS = 32;
  private static final int SCALE = 50;
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));

  private final EmbeddedPostgres server;
  private final HikariDataSource database;
  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final AtomicLong numbers = new AtomicLong();

  private GiftBenchmark(EmbeddedPostgres server, HikariDataSource database) {
    this.server = server;
    this.database = database;
    var db = DSL.using(new TransactionAwareDataSourceProxy(database), SQLDialect.POSTGRES);
    this.ledger = new Ledger(new LedgerRepository(db));
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  public static void main(String[] arguments) throws Exception {
    var seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    var home = Files.createTempDirectory("gift-benchmark");
    try (var server = EmbeddedPostgres.startOrJoin(home);
        var database = connect(server)) {
      new GiftBenchmark(server, database).compare(Duration.ofSeconds(seconds), rounds);
    } finally {
      delete(home);
    }
  }

  private void compare(Duration span, int rounds) throws Exception {
    var pgbench = pgbench();
    say(pgbench == null ? "TPC-B over JDBC: no pgbench here" : "TPC-B by " + pgbench);
    fillTpcB();
    warmUp();
    var tpcB = new double[rounds];
    var spread = new double[rounds];
    var hot = new double[rounds];
    for (var round = 0; round < rounds; round++) {
      tpcB[round] = pgbench == null ? tpcBOverJdbc(span) : tpcBBy(pgbench, span);
      spread[round] = gifts(span, client -> new Random(client).nextInt(10_000));
      hot[round] = gifts(span, _ -> 0);
      say(
          "round %d: TPC-B %.0f, gifts spread %.0f (%.2f), to one creator %.0f (%.2f of spread)"
              .formatted(
                  round + 1,
                  tpcB[round],
                  spread[round],
                  spread[round] / tpcB[round],
                  hot[round],
                  hot[round] / spread[round]));
    }
    say(
        "medians a second: TPC-B %.0f, gifts spread %.0f, to one creator %.0f"
            .formatted(median(tpcB), median(spread), median(hot)));
    say("gifts : TPC-B = %.2f".formatted(median(spread) / median(tpcB)));
    say("one creator : spread = %.2f".formatted(median(hot) / median(spread)));
    seal();
  }

  private void warmUp() throws Exception {
    gifts(Duration.ofSeconds(5), client -> new Random(client).nextInt(10_000));
  }

  private void seal() {
    var started = System.nanoTime();
    var sealed = 0L;
    Integer last;
    do {
      last = transaction.execute(_ -> ledger.seal(2_000));
      sealed += last == null ? 0 : last;
    } while (last != null && last > 0);
    say("sealed %,d entries a second".formatted(Math.round(sealed / seconds(started))));
  }

  /// Gifts a second; `creator` says to whom, from a number of the client's own.
  private double gifts(Duration span, IntUnaryOperator creator) throws Exception {
    return rate(
        span,
        (client, number) -> {
          var to = creator.applyAsInt((int) number * CLIENTS + client);
          transaction.executeWithoutResult(_ -> {
            var amount = 100 + number % 900;
            var share = (amount * 55 + 50) / 100;
            var id = "gift-" + numbers.incrementAndGet();
            ledger
                .book(
                    new Entry(
                        "event:" + id,
                        "gift",
                        Instant.parse("2026-03-02T12:00:00Z").plusMillis(number),
                        List.of(
                            new Line(
                                Account.free("assets:receivable:viewers:" + (number % 5_000), USD),
                                amount),
                            new Line(
                                Account.free("liabilities:creators:" + to + ":pending", USD),
                                -share),
                            new Line(Account.free("income:platform:gifts", USD), share - amount)),
                        Map.of("event", id, "rule", 1, "tier", "starter", "percent", 55)))
                .entryIdOrThrow();
          });
        });
  }

  private double tpcBOverJdbc(Duration span) throws Exception {
    return rate(
        span,
        (client, number) -> {
          var random = new Random(number * CLIENTS + client);
          var account = 1 + random.nextInt(100_000 * SCALE);
          var teller = 1 + random.nextInt(10 * SCALE);
          var branch = 1 + random.nextInt(SCALE);
          var delta = random.nextInt(10_001) - 5_000;
          try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            run(
                connection,
                "update pgbench_accounts set abalance = abalance + ? where aid = ?",
                delta,
                account);
            run(connection, "select abalance from pgbench_accounts where aid = ?", account);
            run(
                connection,
                "update pgbench_tellers set tbalance = tbalance + ? where tid = ?",
                delta,
                teller);
            run(
                connection,
                "update pgbench_branches set bbalance = bbalance + ? where bid = ?",
                delta,
                branch);
            run(
                connection,
                "insert into pgbench_history (tid, bid, aid, delta, mtime) values (?, ?, ?, ?, current_timestamp)",
                teller,
                branch,
                account,
                delta);
            connection.commit();
          }
        });
  }

  private static void run(Connection connection, String sql, int... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setInt(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  private double tpcBBy(Path pgbench, Duration span) throws IOException, InterruptedException {
    var output =
        output(
            pgbench,
            "-n",
            "-M",
            "prepared",
            "-c",
            Integer.toString(CLIENTS),
            "-j",
            "2",
            "-T",
            Long.toString(span.toSeconds()));
    return output
        .lines()
        .filter(line -> line.startsWith("tps = "))
        .findFirst()
        .map(line -> Double.parseDouble(line.replaceAll("tps = ([0-9.]+).*", "$1")))
        .orElseThrow(() -> new IllegalStateException(output));
  }

  private void fillTpcB() throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          create table pgbench_branches (bid int primary key, bbalance int, filler char(88)) with (fillfactor = 100);
          create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100);
          create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100);
          create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
          insert into pgbench_branches select g, 0, '' from generate_series(1, %1$d) as g;
          insert into pgbench_tellers select g, (g - 1) / 10 + 1, 0, '' from generate_series(1, 10 * %1$d) as g;
          insert into pgbench_accounts select g, (g - 1) / 100000 + 1, 0, '' from generate_series(1, 100000 * %1$d) as g;
          """
              .formatted(SCALE));
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
  }

  /// What one client does again and again; `number` counts its turns.
  @FunctionalInterface
  private interface Turn {
    void take(int client, long number) throws Exception;
  }

  private static double rate(Duration span, Turn turn) throws Exception {
    var until = System.nanoTime() + span.toNanos();
    var started = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var counts = new ArrayList<Future<Long>>();
      for (var client = 0; client < CLIENTS; client++) {
        var own = client;
        counts.add(
            threads.submit(() -> {
              var turns = 0L;
              for (; System.nanoTime() < until; turns++) {
                turn.take(own, turns);
              }
              return turns;
            }));
      }
      var turns = 0L;
      for (var count : counts) {
        turns += count.get();
      }
      return turns / seconds(started);
    }
  }

  private String output(Path program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    var url = server.jdbcUrl("postgres").replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
    command.add(url);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGUSER", server.user());
    builder.environment().put("PGPASSWORD", server.password());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
    return output;
  }

  private static @Nullable Path pgbench() throws IOException {
    var versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return null;
    }
    try (var folders = Files.list(versions)) {
      return folders
          .map(folder -> folder.resolve("bin/pgbench"))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .orElse(null);
    }
  }

  private static HikariDataSource connect(EmbeddedPostgres server) {
    var config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl("postgres"));
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setMaximumPoolSize(CLIENTS);
    var database = new HikariDataSource(config);
    migrate(database);
    return database;
  }

  private static void migrate(DataSource database) {
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
  }

  private static double seconds(long startedNanos) {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void delete(Path home) throws IOException {
    try (var paths = Files.walk(home)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
