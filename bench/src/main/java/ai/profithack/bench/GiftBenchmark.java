package ai.profithack.bench;

import ai.profithack.analytics.Earnings;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
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
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Gifts a second, each durable and booked with all its legs, beside TPC-B on the same PostgreSQL.
///
/// In turn, with 32 clients: (A) `pgbench`'s TPC-B-like script, prepared, at scale 50, by Debian's
/// `pgbench` where it is installed, else by the same five statements over JDBC; (B) gifts as the
/// product takes them: each client hands in one at a time and gets its answer when it is on disk,
/// beside them the booker gives each its entry of three lines, and the clock stops when the last
/// one is booked, to ten thousand creators and to one; (C) entries of three lines written straight
/// into the ledger, each in a transaction of its own, to ten thousand creators and to one. Then how
/// fast entries are sealed.
///
///     mvn -P gifts -pl codegen,server,bench process-classes
public final class GiftBenchmark {
  private static final int CLIENTS = 32;
  private static final int SCALE = 50;
  private static final int CREATORS = 10_000;
  private static final int VIEWERS = 5_000;
  private static final Currency DOLLARS = Currency.getInstance("USD");
  private static final Asset USD = Asset.of(DOLLARS);

  private final LocalServer server;
  private final DataSource database;
  private final EventLog log;
  private final Earnings earnings;
  private final MoneyEvents waiting;
  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final AtomicLong numbers = new AtomicLong();

  private GiftBenchmark(LocalServer server) {
    this.server = server;
    this.database = server.bean(DataSource.class);
    this.log = server.bean(EventLog.class);
    this.earnings = server.bean(Earnings.class);
    this.waiting = server.bean(MoneyEvents.class);
    this.ledger = server.bean(Ledger.class);
    this.transaction = server.bean(TransactionTemplate.class);
  }

  public static void main(String[] arguments) throws Exception {
    var seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (var server =
        LocalServer.start("--spring.datasource.hikari.maximum-pool-size=" + (CLIENTS + 8))) {
      new GiftBenchmark(server).compare(Duration.ofSeconds(seconds), rounds);
    }
  }

  private void compare(Duration span, int rounds) throws Exception {
    var pgbench = pgbench();
    say(pgbench == null ? "TPC-B over JDBC: no pgbench here" : "TPC-B by " + pgbench);
    fillTpcB();
    warmUp(span);
    var tpcB = new double[rounds];
    var spread = new double[rounds];
    var one = new double[rounds];
    var direct = new double[rounds];
    var directToOne = new double[rounds];
    for (var round = 0; round < rounds; round++) {
      tpcB[round] = pgbench == null ? tpcBOverJdbc(span) : tpcBBy(pgbench, span);
      spread[round] = gifts(span, CREATORS);
      one[round] = gifts(span, 1);
      direct[round] = entries(span, CREATORS);
      directToOne[round] = entries(span, 1);
      say(
          "round %d: TPC-B %.0f; gifts %.0f (%.2f), to one creator %.0f (%.2f of them); entries %.0f (%.2f), to one creator %.0f (%.2f of them)"
              .formatted(
                  round + 1,
                  tpcB[round],
                  spread[round],
                  spread[round] / tpcB[round],
                  one[round],
                  one[round] / spread[round],
                  direct[round],
                  direct[round] / tpcB[round],
                  directToOne[round],
                  directToOne[round] / direct[round]));
    }
    say("medians of %d rounds of %d s:".formatted(rounds, span.toSeconds()));
    say("gifts : TPC-B = %.2f".formatted(median(spread) / median(tpcB)));
    say("gifts to one creator : to all = %.2f".formatted(median(one) / median(spread)));
    say("entries : TPC-B = %.2f".formatted(median(direct) / median(tpcB)));
    say("entries to one creator : to all = %.2f".formatted(median(directToOne) / median(direct)));
    seal();
  }

  /// Everybody is known, and what is compiled while running is compiled.
  private void warmUp(Duration span) throws Exception {
    log.accept(
        LongStream.rangeClosed(1, CREATORS + VIEWERS)
            .mapToObj(user -> event(EventType.USER_REGISTERED, user, null, null))
            .toList(),
        "benchmark");
    gifts(span, CREATORS);
    entries(span, CREATORS);
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

  /// Gifts a second as the product takes them, from the first one handed in to the last one booked.
  private double gifts(Duration span, int creators) throws Exception {
    var started = System.nanoTime();
    try (var booker = Executors.newSingleThreadExecutor()) {
      var until = started + span.toNanos();
      var booking =
          booker.submit(() -> {
            while (System.nanoTime() < until) {
              earnings.bookPending();
              Thread.sleep(500);
            }
            return null;
          });
      var handedIn =
          count(
              span,
              (client, number) ->
                  log.accept(
                      List.of(gift(new Random(number * CLIENTS + client), creators)), "benchmark"));
      booking.get();
      earnings.bookPending();
      if (waiting.waiting() > 0) {
        throw new IllegalStateException(waiting.waiting() + " gifts are not booked");
      }
      return handedIn / seconds(started);
    }
  }

  private Event gift(Random random, int creators) {
    return event(
        EventType.GIFT,
        (long) CREATORS + 1 + random.nextInt(VIEWERS),
        1L + random.nextInt(creators),
        new Money(100 + random.nextInt(900), DOLLARS));
  }

  private Event event(
      EventType type, @Nullable Long user, @Nullable Long creator, @Nullable Money amount) {
    return Event.of("benchmark-" + numbers.incrementAndGet(), type, Instant.now())
        .user(user)
        .creator(creator)
        .gift(amount == null ? null : 1L)
        .giftName(amount == null ? null : "Rose")
        .amount(amount)
        .build();
  }

  /// Entries a second, each with three lines and a transaction of its own.
  private double entries(Duration span, int creators) throws Exception {
    var started = System.nanoTime();
    var written =
        count(
            span,
            (client, number) -> {
              var random = new Random(number * CLIENTS + client);
              transaction.executeWithoutResult(
                  _ -> ledger.book(entry(random, creators)).entryIdOrThrow());
            });
    return written / seconds(started);
  }

  private Entry entry(Random random, int creators) {
    var amount = 100 + random.nextInt(900);
    var share = (amount * 55 + 50) / 100;
    var id = "gift-" + numbers.incrementAndGet();
    return new Entry(
        "event:" + id,
        "gift",
        Instant.now(),
        List.of(
            new Line(
                Account.free("assets:receivable:viewers:" + random.nextInt(VIEWERS), USD), amount),
            new Line(
                Account.free("liabilities:creators:" + random.nextInt(creators) + ":pending", USD),
                -share),
            new Line(Account.free("income:platform:gifts", USD), share - amount)),
        Map.of("event", id, "rule", 1, "tier", "starter", "percent", 55));
  }

  private double tpcBOverJdbc(Duration span) throws Exception {
    var started = System.nanoTime();
    return count(
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
            })
        / seconds(started);
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

  /// How many turns all clients took together in that time.
  private static long count(Duration span, Turn turn) throws Exception {
    var until = System.nanoTime() + span.toNanos();
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
      return turns;
    }
  }

  private String output(Path program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    command.add(server.databaseUrl().replaceFirst("^jdbc:", ""));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
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

  private static double seconds(long startedNanos) {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
