package ai.profithack.bench;

import ai.profithack.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/// How fast events come in by HTTP, beside a raw COPY of the same rows.
///
/// In turn, on one PostgreSQL: A copies the rows as text by one connection into an equal table,
/// without and with a primary key on the event's id; B sends the same events in JSON batches to a
/// server with authentication, validation, duplicate detection and a commit before each answer.
/// Client and server share this process. Prints the rows a second of each round and the ratio of
/// the medians.
public final class IngestBenchmark {
  private static final int ROWS = Integer.getInteger("rows", 300_000);
  private static final int BATCH = Integer.getInteger("batch", 2_000);
  private static final int SENDERS = Integer.getInteger("senders", 8);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final long FIRST_SECOND = 1_772_323_200L; // 2026-03-01T00:00:00Z

  private final Connection connection;
  private final URI events;
  private final String key;

  private IngestBenchmark(Connection connection, URI events, String key) {
    this.connection = connection;
    this.events = events;
    this.key = key;
  }

  public static void main(String[] arguments) throws Exception {
    try (var server = LocalServer.start();
        var connection = DriverManager.getConnection(server.databaseUrl())) {
      new IngestBenchmark(connection, server.at("/api/events"), server.key(Role.SERVICE)).run();
    }
  }

  private void run() throws Exception {
    execute("create schema bench");
    var raw = new double[ROUNDS];
    var keyed = new double[ROUNDS];
    var http = new double[ROUNDS];
    http("warm-up", ROWS);
    http("warmer", ROWS);
    for (var round = 0; round < ROUNDS; round++) {
      raw[round] = copy("round" + round, "");
      keyed[round] = copy("round" + round, ", primary key (id)");
      http[round] = http("round" + round, ROWS);
      System.out.printf(
          "round %d: COPY %,.0f, COPY with primary key %,.0f, HTTP %,.0f rows/s%n",
          round + 1, raw[round], keyed[round], http[round]);
    }
    System.out.printf(
        "median of %d rounds of %,d rows, %d senders, %d events a request: COPY %,.0f, with primary key %,.0f, HTTP %,.0f rows/s%n",
        ROUNDS, ROWS, SENDERS, BATCH, median(raw), median(keyed), median(http));
    System.out.printf(
        "HTTP / COPY with primary key = %.2f; HTTP / COPY without = %.2f%n",
        median(http) / median(keyed), median(http) / median(raw));
  }

  private double copy(String round, String key) throws Exception {
    execute("drop table if exists bench.raw");
    execute("create table bench.raw (like events.event including defaults" + key + ")");
    execute("checkpoint");
    var chunks = new ArrayList<byte[]>();
    for (var from = 0; from < ROWS; from += BATCH) {
      var text = new StringBuilder();
      for (var row = from; row < from + BATCH; row++) {
        appendRow(text, round, row);
      }
      chunks.add(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    var start = System.nanoTime();
    var copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy bench.raw from stdin");
    for (var chunk : chunks) {
      copy.writeToCopy(chunk, 0, chunk.length);
    }
    var rows = copy.endCopy();
    require(rows == ROWS, rows + " rows copied");
    return ROWS * 1e9 / (System.nanoTime() - start);
  }

  private double http(String round, int rows) throws Exception {
    execute("truncate events.event, events.identity");
    execute("checkpoint");
    var bodies = new ArrayList<byte[]>();
    for (var from = 0; from < rows; from += BATCH) {
      var text = new StringBuilder("[");
      for (var row = from; row < from + BATCH; row++) {
        text.append(row == from ? "" : ",");
        appendEvent(text, round, row);
      }
      bodies.add(text.append(']').toString().getBytes(StandardCharsets.UTF_8));
    }
    var next = new AtomicInteger();
    var senders = new ArrayList<Callable<Integer>>();
    var start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (var sender = 0; sender < SENDERS; sender++) {
        senders.add(() -> send(client, bodies, next));
      }
      for (var sender : threads.invokeAll(senders)) {
        sender.get();
      }
    }
    var seconds = (System.nanoTime() - start) / 1e9;
    try (var statement = connection.createStatement();
        var stored = statement.executeQuery("select count(*) from events.event")) {
      require(stored.next() && stored.getLong(1) == rows, "not every event is in the log");
    }
    return rows / seconds;
  }

  private Integer send(HttpClient client, List<byte[]> bodies, AtomicInteger next)
      throws IOException, InterruptedException {
    for (var index = next.getAndIncrement();
        index < bodies.size();
        index = next.getAndIncrement()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(events)
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer " + key)
                  .POST(BodyPublishers.ofByteArray(bodies.get(index)))
                  .build(),
              BodyHandlers.ofString());
      require(
          answer.statusCode() == 200 && answer.body().contains("\"accepted\":" + BATCH),
          answer.body());
    }
    return 0;
  }

  private static void appendEvent(StringBuilder text, String round, int row) {
    var facts = new Random(row);
    text.append("{\"id\":\"").append(round).append('-').append(row);
    text.append("\",\"type\":\"view\",\"time\":\"").append(time(row));
    text.append("\",\"userId\":").append(1 + facts.nextInt(20_000));
    var video = 1 + facts.nextInt(5_000);
    text.append(",\"videoId\":").append(video).append(",\"creatorId\":").append(creator(video));
    text.append('}');
  }

  private static void appendRow(StringBuilder text, String round, int row) {
    var facts = new Random(row);
    var time = time(row);
    text.append("2026-03-01\t").append(time).append('\t').append(time).append("\t1\t");
    text.append(1 + facts.nextInt(20_000)).append('\t');
    var video = 1 + facts.nextInt(5_000);
    text.append(video).append('\t').append(creator(video));
    text.append("\t\\N\t1\t\\N\t0\t\\N\t\\N\t").append(round).append('-').append(row).append('\n');
  }

  private static java.time.Instant time(int row) {
    return java.time.Instant.ofEpochSecond(FIRST_SECOND + row % 86_000, row % 1_000 * 1_000_000L);
  }

  private static int creator(int video) {
    return 1 + video % 1_000;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void execute(String sql) throws SQLException {
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
