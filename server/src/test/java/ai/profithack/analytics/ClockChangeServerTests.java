package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.TestPostgres;
import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A whole server in New York over the two days of 2026 that are not 24 hours long: events by HTTP,
/// figures by endpoint and page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockChangeServerTests {
  private @Nullable LiveServer server;
  private String key = "";

  /// A day and the offsets at its midnight and at the next.
  record Change(LocalDate day, String offset, String next, int hours) {
    Instant start() {
      return Instant.parse(day + "T00:00:00" + offset);
    }

    Instant end() {
      return Instant.parse(day.plusDays(1) + "T00:00:00" + next);
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change(LocalDate.of(2026, 3, 8), "-05:00", "-04:00", 23),
        new Change(LocalDate.of(2026, 11, 1), "-04:00", "-05:00", 25));
  }

  @BeforeAll
  void start() {
    server =
        LiveServer.start(
            TestPostgres.migratedDatabase(),
            "America/New_York",
            Instant.parse("2026-01-01T12:00:00Z"));
    key = Accounts.key(server.context(), Role.ADMIN, null);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void theDayOfTheChangeHoldsWhatHappenedOnItAndNothingElse(Change change) {
    assertThat(Duration.between(change.start(), change.end())).hasHours(change.hours());
    server().now(change.end().plus(Duration.ofHours(60)));
    // One gift for each border, and one in each hour of the day: 1.00 each, the neighbours' more.
    var amounts =
        Stream.concat(
            Stream.of(
                gift(change, change.start().minusMillis(1), "100.00"),
                gift(change, change.end().minusMillis(1), "1.00"),
                gift(change, change.end(), "1000.00")),
            Stream.iterate(
                    change.start(),
                    hour -> hour.isBefore(change.end()),
                    hour -> hour.plus(Duration.ofHours(1)))
                .map(hour -> gift(change, hour, "1.00")));
    post(amounts.toList());
    server().bean(Rollups.class).catchUp();

    var day = change.day();
    var json = json("/api/analytics/daily?from=" + day + "&to=" + day);
    assertThat(json.<List<String>>read("$.data.days[*].totalRevenue"))
        .containsExactly((change.hours() + 1) + ".00");
    assertThat(json.<List<Integer>>read("$.data.days[*].totalGiftsSent"))
        .containsExactly(change.hours() + 1);
    assertThat(json.<List<String>>read("$.data.days[*].date"))
        .containsExactly(day + "T00:00:00" + change.offset());
    assertThat(json.<String>read("$.data.range.zone")).isEqualTo("America/New_York");
    assertThat(json.<String>read("$.data.previous.totals.totalRevenue")).isEqualTo("100.00");

    var three = json("/api/analytics/daily?from=" + day.minusDays(1) + "&to=" + day.plusDays(1));
    assertThat(three.<List<String>>read("$.data.days[*].totalRevenue"))
        .containsExactly("1000.00", (change.hours() + 1) + ".00", "100.00");
    assertThat(three.<List<String>>read("$.data.days[*].date"))
        .containsExactly(
            day.plusDays(1) + "T00:00:00" + change.next(),
            day + "T00:00:00" + change.offset(),
            day.minusDays(1) + "T00:00:00" + change.offset());

    var dashboard = json("/api/analytics/dashboard");
    assertThat(dashboard.<String>read("$.data.today.date"))
        .isEqualTo(day.plusDays(3) + "T00:00:00" + change.next());
    assertThat(dashboard.<List<String>>read("$.data.last30Days[*].date"))
        .doesNotHaveDuplicates()
        .contains(day + "T00:00:00" + change.offset());
    var creator = json("/api/analytics/creator/17");
    assertThat(
            creator.<List<String>>read(
                "$.data.metrics[?(@.date == '"
                    + day
                    + "T00:00:00"
                    + change.offset()
                    + "')].giftRevenue"))
        .containsExactly((change.hours() + 1) + ".00");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void thePagesShowTheSameDay(Change change) {
    server().now(change.end().plus(Duration.ofHours(60)));
    post(List.of(gift(change, change.start().plus(Duration.ofMinutes(90)), "7.50")));
    server().bean(Rollups.class).catchUp();
    var browser = new Client(server().port());
    browser.logIn(Accounts.person(server().context(), Role.FINANCE, null), Accounts.PASSWORD);

    var day = change.day();
    var revenue =
        json("/api/analytics/daily?from=" + day + "&to=" + day)
            .<List<String>>read("$.data.days[*].totalRevenue")
            .getFirst();
    assertThat(browser.get("/days/" + day).body())
        .contains("<strong>$" + revenue + "</strong>", "closed", "America/New_York");
    assertThat(browser.get("/?from=" + day.minusDays(3) + "&to=" + day.plusDays(1)).body())
        .contains("data-value=\"" + day + "\"")
        .contains("href=\"/days/" + day.minusDays(1) + "\"");
    // Before the first event of all there is no day to show.
    assertThat(
            browser
                .get("/api/analytics/download/daily_analytics.csv?from=" + day + "&to=" + day)
                .body())
        .contains(day + ",")
        .contains("# rows 1");
  }

  private static String gift(Change change, Instant time, String amount) {
    return """
    {"id":"%s-%s-%s","type":"gift","time":"%s","userId":7,"creatorId":17,"giftId":1,"giftName":"Rose","amount":"%s","currency":"USD"}\
    """
        .formatted(change.day(), time, amount, time, amount);
  }

  private void post(List<String> events) {
    var answer =
        new Client(server().port())
            .send(
                "POST",
                "/api/events",
                events.stream().collect(Collectors.joining("\n")),
                "Authorization",
                key,
                "Content-Type",
                "application/x-ndjson");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"refused\":[]");
  }

  private DocumentContext json(String path) {
    var answer = new Client(server().port()).get(path, "Authorization", key);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonPath.parse(answer.body());
  }

  private LiveServer server() {
    return Objects.requireNonNull(server);
  }
}
