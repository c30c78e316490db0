package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.imports.ImportEnding;
import ai.profithack.imports.ImportProgress;
import ai.profithack.imports.Imports;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;

/// One small platform brought in three ways: by HTTP, from files, and from its own tables. Each
/// time the figures are those written here by hand.
///
/// It reports in New York, where 8 March 2026 has 23 hours; its times come with other offsets too.
/// One event is late and one comes twice.
class SameFiguresTests {
  private static final String ZONE = "America/New_York";
  private static final Instant NOON_OF_11_MARCH = Instant.parse("2026-03-11T16:00:00Z");

  private static final String HEADER =
      "id,type,time,userId,videoId,creatorId,giftId,giftName,amount,currency,durationSeconds";

  /// Users 1 and 2 watch, 3 and 4 publish.
  private static final List<String> EVENTS =
      """
      users:1,user_registered,2026-03-07T10:00:00-05:00,1,,,,,,,
      users:3,user_registered,2026-03-07T12:00:00-05:00,3,,,,,,,
      s1,session,2026-03-07T10:05:00-05:00,1,,,,,,,600
      s3,session,2026-03-07T12:05:00-05:00,3,,,,,,,300
      videos:10,video_published,2026-03-07T18:00:00-05:00,,10,3,,,,,
      w1,view,2026-03-07T23:59:59.999-05:00,1,10,,,,,,
      l1,like,2026-03-08T00:00:00-05:00,1,10,,,,,,
      users:2,user_registered,2026-03-08T03:30:00-04:00,2,,,,,,,
      s2,session,2026-03-08T03:35:00-04:00,2,,,,,,,60
      w2,view,2026-03-08T08:59:00+01:00,2,10,3,,,,,
      virtual_gifts:1,gift,2026-03-08T15:00:00Z,1,,3,7,Rose,12.30,USD,
      virtual_gifts:2,gift,2026-03-08T23:59:59-04:00,2,,3,8,Lion,0.01,USD,
      users:4,user_registered,2026-03-09T09:30:00+05:30,4,,,,,,,
      s4,session,2026-03-09T08:00:00-04:00,4,,,,,,,10
      videos:11,video_published,2026-03-09T12:00:00-04:00,,11,4,,,,,
      r1,gift_refunded,2026-03-09T12:00:00-04:00,1,,3,7,Rose,12.30,USD,
      virtual_gifts:3,gift,2026-03-10T00:00:00Z,2,,4,,,5.55,USD,
      sub1,subscription,2026-03-09T13:00:00Z,1,,4,,,9.99,USD,
      f1,follow,2026-03-09T14:00:00Z,1,,4,,,,,
      u1,unlike,2026-03-10T09:00:00-04:00,1,10,,,,,,
      sh1,share,2026-03-10T09:00:00-04:00,2,11,,,,,,
      ad1,ad_revenue,2026-03-10T10:00:00-04:00,,,3,,,3.33,USD,
      """
          .lines()
          .toList();

  /// A comment of 8 March, and the first gift a second time.
  private static final List<String> LATE =
      List.of("c1,comment,2026-03-08T20:00:00-04:00,2,10,,,,,,", EVENTS.get(10));

  private static final DailyTables BY_HAND =
      new DailyTables(
          List.of(
              "2026-03-07|2|2|2|0|0.00|0.00|0.00|0.00|null|100.00",
              // 55 % of 12.30 is 6.765 and rounds to 6.77, of 0.01 it rounds to 0.01.
              "2026-03-08|3|2|1|2|12.31|6.78|5.53|6.16|7|66.67",
              // 5.55 + 9.99 - 12.30; creators 3.05 + 5.49 - 6.77.
              "2026-03-09|4|3|1|1|3.24|1.77|1.47|5.55|0|75.00",
              "2026-03-10|4|2|0|0|3.33|1.83|1.50|0.00|null|50.00",
              "2026-03-11|4|0|0|0|0.00|0.00|0.00|0.00|null|0.00"),
          List.of(
              "2026-03-07|0.00|0.00|0.00|0.00|0.00",
              "2026-03-08|0.00|12.31|0.00|0.00|5.53",
              "2026-03-09|9.99|-6.75|0.00|0.00|1.47",
              "2026-03-10|0.00|0.00|3.33|0.00|1.50",
              "2026-03-11|0.00|0.00|0.00|0.00|0.00"),
          List.of(
              "2026-03-07|3|1|0|0|0|0|0.00|0|0|0.00",
              "2026-03-08|3|1|1|1|0|2|12.31|0|0|200.00",
              "2026-03-09|3|0|0|0|0|0|-12.30|0|0|0.00",
              "2026-03-09|4|0|0|0|0|1|5.55|1|1|0.00",
              "2026-03-10|3|0|-1|0|0|0|0.00|0|0|0.00",
              "2026-03-10|4|0|0|0|1|0|0.00|1|0|0.00"),
          List.of(
              "2026-03-08|7|Rose|1|12.30|6.77|50.00",
              "2026-03-08|8|Lion|1|0.01|0.01|50.00",
              "2026-03-09|0|Gift|1|5.55|3.05|100.00",
              "2026-03-09|7|Rose|0|-12.30|-6.77|0.00"),
          List.of(
              "2026-03-07|1|1|600|1|0|0|0|0|0",
              "2026-03-07|3|1|300|0|1|0|0|0|0",
              "2026-03-08|1|0|0|0|0|0|1|0|0",
              "2026-03-08|2|1|60|1|0|0|1|1|0",
              "2026-03-08|3|0|0|0|0|2|0|0|0",
              "2026-03-09|1|0|0|0|0|0|0|0|0",
              "2026-03-09|2|0|0|0|0|0|1|0|0",
              "2026-03-09|4|1|10|0|1|1|0|0|0",
              "2026-03-10|1|0|0|0|0|0|0|0|0",
              "2026-03-10|2|0|0|0|0|0|0|0|1"),
          List.of(
              "2026-03-07|2|2|100.00" + "|null|0.00".repeat(5),
              "2026-03-08|1|1|100.00" + "|null|0.00".repeat(5),
              "2026-03-09|1|1|100.00" + "|null|0.00".repeat(5)));

  @TempDir private Path folder;

  @Test
  void eventsByHttpAsArrayAndAsLinesGiveTheFigures() {
    try (var server = LiveServer.start(TestPostgres.migratedDatabase(), ZONE, NOON_OF_11_MARCH)) {
      var half = EVENTS.size() / 2;
      assertThat(post(server, EVENTS.subList(0, half), true)).isEqualTo(half + " + 0");
      assertThat(post(server, EVENTS.subList(half, EVENTS.size()), false))
          .isEqualTo(EVENTS.size() - half + " + 0");
      compute(server);
      assertThat(post(server, LATE, false)).isEqualTo("1 + 1");
      expectFigures(server, "by HTTP");
    }
  }

  @Test
  void filesOfEventsAsCsvAndAsJsonLinesGiveTheFigures() throws IOException {
    try (var server = LiveServer.start(TestPostgres.migratedDatabase(), ZONE, NOON_OF_11_MARCH)) {
      var half = EVENTS.size() / 2;
      assertThat(load(server, "first.csv", csv(EVENTS.subList(0, half)))).isEqualTo(half + " + 0");
      assertThat(load(server, "second.jsonl", lines(EVENTS.subList(half, EVENTS.size()))))
          .isEqualTo(EVENTS.size() - half + " + 0");
      compute(server);
      assertThat(load(server, "late.csv", csv(LATE))).isEqualTo("1 + 1");
      expectFigures(server, "from files");
    }
  }

  /// Two of the gifts arrive both as events and as rows, one as a row only; users and videos are
  /// rows only.
  @Test
  void rowsOfThePlatformsOwnTablesGiveTheFigures() {
    var url = TestPostgres.emptyDatabase();
    var platform = JdbcClient.create(new DriverManagerDataSource(url));
    platform
        .sql(
            """
            create table users (id serial primary key, is_creator boolean default false, created_at timestamp);
            create table videos (id serial primary key, creator_id integer references users (id), views integer,
              likes integer, comments integer, created_at timestamp);
            create table virtual_gifts (id serial primary key, sender_id integer references users (id),
              recipient_id integer references users (id), amount numeric(10,2), created_at timestamp);
            insert into users (id, created_at) values (1, '2026-03-07 15:00'), (3, '2026-03-07 17:00'),
              (2, '2026-03-08 07:30'), (4, '2026-03-09 04:00');
            insert into videos (id, creator_id, views, likes, comments, created_at) values
              (10, 3, 1000000, 5000, 70, '2026-03-07 23:00'), (11, 4, 2000000, 6000, 80, '2026-03-09 16:00')
            """)
        .update();
    try (var server = LiveServer.start(url, ZONE, NOON_OF_11_MARCH)) {
      var sent = only(line -> !line.startsWith("users:") && !line.startsWith("videos:"));
      sent.removeIf(line -> line.startsWith("virtual_gifts:3,"));
      assertThat(post(server, sent, true)).isEqualTo(sent.size() + " + 0");
      platform
          .sql(
              """
              insert into virtual_gifts (id, sender_id, recipient_id, amount, created_at) values
                (1, 1, 3, 12.30, '2026-03-08 15:00'), (2, 2, 3, 0.01, '2026-03-09 03:59:59'),
                (3, 2, 4, 5.55, '2026-03-10 00:00')
              """)
          .update();
      assertThat(server.bean(JobRunner.class).run("platform-rows", null, "a test"))
          .isInstanceOf(JobEnding.Succeeded.class);
      compute(server);
      assertThat(post(server, LATE, true)).isEqualTo("1 + 1");
      expectFigures(server, "from the platform's tables");
    }
  }

  private static void compute(LiveServer server) {
    server.bean(Rollups.class).catchUp();
    assertThat(DailyTables.of(server.sql()).creatorMetrics())
        .as("before the late comment")
        .contains("2026-03-08|3|1|1|0|0|2|12.31|0|0|100.00");
  }

  private static void expectFigures(LiveServer server, String how) {
    server.bean(Rollups.class).refresh();
    DailyTables.of(server.sql()).assertEqual(BY_HAND, how);
  }

  /// Sends the events with a key of the platform's servers; answers accepted + duplicates.
  private static String post(LiveServer server, List<String> events, boolean asArray) {
    var body =
        asArray
            ? events.stream().map(SameFiguresTests::json).collect(Collectors.joining(",", "[", "]"))
            : lines(events);
    var answer =
        new Client(server.port())
            .send(
                "POST",
                "/api/events",
                body,
                "Content-Type",
                asArray ? "application/json" : "application/x-ndjson",
                "Authorization",
                Accounts.key(server.context(), Role.SERVICE, null));
    var receipt = JsonMapper.builder().build().readTree(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(receipt.get("refused")).as(answer.body()).isEmpty();
    return receipt.get("accepted").asInt() + " + " + receipt.get("duplicates").asInt();
  }

  /// Imports a file; answers kept + duplicates.
  private String load(LiveServer server, String name, String content) throws IOException {
    var file = Files.writeString(folder.resolve(name), content);
    var ending = server.bean(Imports.class).run(file, null, ImportProgress.silent());
    assertThat(ending).isInstanceOf(ImportEnding.Finished.class);
    var report = ((ImportEnding.Finished) ending).report();
    assertThat(report.refused()).as(report.toString()).isZero();
    return report.kept() + " + " + report.duplicates();
  }

  private static List<String> only(Predicate<String> which) {
    return new ArrayList<>(EVENTS.stream().filter(which).toList());
  }

  private static String csv(List<String> events) {
    return HEADER + "\n" + String.join("\n", events) + "\n";
  }

  private static String lines(List<String> events) {
    return events.stream().map(SameFiguresTests::json).collect(Collectors.joining("\n", "", "\n"));
  }

  /// The event as JSON: what looks like a plain number is one.
  private static String json(String event) {
    var names = HEADER.split(",", -1);
    var values = event.split(",", -1);
    var members = new ArrayList<String>();
    for (var i = 0; i < names.length; i++) {
      if (!values[i].isEmpty()) {
        members.add(
            "\"%s\":%s"
                .formatted(
                    names[i],
                    values[i].matches("[0-9]+([.][0-9]+)?") ? values[i] : "\"" + values[i] + "\""));
      }
    }
    return "{" + String.join(",", members) + "}";
  }
}
