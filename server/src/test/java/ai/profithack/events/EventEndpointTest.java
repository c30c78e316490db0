package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /api/events`, what it takes and what it answers; and what can be done with the refused.
@ServerTest
class EventEndpointTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicLong NEXT = new AtomicLong(50_000_000);

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private DSLContext db;

  private final HttpClient http = HttpClient.newHttpClient();
  private final long number = NEXT.addAndGet(100);

  @Test
  void takesAnArrayAndLinesAndCountsThemTheSame() throws Exception {
    var first = view(number + 1);
    var second = view(number + 2);
    var asArray = post("application/json", bytes("[" + first + "," + second + "]"));
    assertThat(asArray.statusCode()).as(asArray.body()).isEqualTo(200);
    assertThat(JSON.readTree(asArray.body()))
        .isEqualTo(
            JSON.readTree(
                "{\"success\":true,\"accepted\":2,\"duplicates\":0,\"refused\":[],\"moreRefused\":0}"));
    var asLines =
        answer("application/x-ndjson", bytes(first + "\r\n\n" + second + "\n" + view(number + 3)));
    assertThat(asLines.get("accepted").asInt()).isEqualTo(1);
    assertThat(asLines.get("duplicates").asInt()).isEqualTo(2);
  }

  @Test
  void takesGzip() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes("[" + view(number + 1) + "]"));
    }
    assertThat(
            JSON.readTree(
                    post("application/json", packed.toByteArray(), "Content-Encoding", "gzip")
                        .body())
                .get("accepted")
                .asInt())
        .isEqualTo(1);
    var damaged = post("application/json", bytes("no gzip"), "Content-Encoding", "gzip");
    assertThat(damaged.statusCode()).isEqualTo(400);
  }

  @Test
  void refusesASmallBodyThatUnpacksToALargeOne() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      for (var megabyte = 0; megabyte < 20; megabyte++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    var answer = post("application/json", packed.toByteArray(), "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void refusesWhatIsNoEventByItselfAndKeepsItsNeighbours(String code, String garbage)
      throws Exception {
    var batch = "[" + view(number + 1) + ", " + garbage + " ," + view(number + 2) + "]";
    var answer = answer("application/json", batch.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(answer.get("accepted").asInt()).as(answer.toString()).isEqualTo(2);
    assertThat(answer.get("refused")).hasSize(1);
    assertThat(answer.get("refused").get(0).get("index").asInt()).isEqualTo(1);
    assertThat(answer.get("refused").get(0).get("code").asString()).isEqualTo(code);
    assertThat(answer.get("refused").get(0).get("reason").asString()).isNotBlank();
    var line = garbage.replace("\n", " ").getBytes(StandardCharsets.ISO_8859_1);
    var lines = answer("application/x-ndjson", line);
    assertThat(lines.get("refused").get(0).get("code").asString()).isEqualTo(code);
  }

  static Stream<Arguments> garbage() {
    var start = "{\"id\":\"g\",\"type\":\"view\",\"time\":\"2026-03-01T00:00:00Z\",\"videoId\":1";
    var money =
        "{\"id\":\"g\",\"type\":\"ad_revenue\",\"time\":\"2026-03-01T00:00:00Z\",\"currency\":\"USD\"";
    return Stream.of(
        arguments("not_an_object", "7"),
        arguments("not_an_object", "null"),
        arguments("not_an_object", "[[],{}]"),
        arguments("missing_field", "{}"),
        arguments("unknown_field", start + ",\"colour\":1}"),
        arguments("unknown_field", start + ",\"quantity\":1000000}"),
        arguments("unknown_field", start + ",\"deep\":" + "[".repeat(10) + "]".repeat(10) + "}"),
        arguments("malformed_json", start + ",\"a\":" + "[".repeat(90) + "]".repeat(90) + "}"),
        arguments("duplicate_field", start + ",\"videoId\":2}"),
        arguments("wrong_type", start + ",\"userId\":\"1\"}"),
        arguments("wrong_type", start + ",\"userId\":1.5}"),
        arguments("wrong_type", start + ",\"userId\":true}"),
        arguments("wrong_type", start + ",\"userId\":{\"a\":1}}"),
        arguments("out_of_range", start + ",\"userId\":0}"),
        arguments("out_of_range", start + ",\"userId\":-5}"),
        arguments("out_of_range", start + ",\"userId\":9223372036854775808}"),
        arguments("malformed_json", start + ",\"userId\":" + "9".repeat(2_000) + "}"),
        arguments("malformed_json", start + ",\"userId\":+1}"),
        arguments("malformed_json", start + ",\"title\":\"\u00ff\u00fe\"}"),
        arguments("malformed_json", start + ",\"title\":\"\u0000\"}"),
        arguments("bad_id", start.replace("\"g\"", "\"\"") + "}"),
        arguments("bad_id", start.replace("\"g\"", "\"" + "g".repeat(65) + "\"") + "}"),
        arguments("bad_text", start.replace("\"g\"", "\"a\\u0000b\"") + "}"),
        arguments("bad_text", start.replace("\"g\"", "\"a\\ud800b\"") + "}"),
        arguments("unknown_type", start.replace("view", "hug") + "}"),
        arguments("bad_time", start.replace("00:00:00Z", "00:00:00") + "}"),
        arguments("bad_time", start.replace("2026-03-01", "2026-02-30") + "}"),
        arguments("bad_time", start.replace("2026", "+99999999999999") + "}"),
        arguments("time_in_future", start.replace("2026", "9999") + "}"),
        arguments("field_not_allowed", start + ",\"amount\":1,\"currency\":\"USD\"}"),
        arguments("field_not_allowed", start + ",\"durationSeconds\":1}"),
        arguments("missing_field", start + ",\"amount\":1}"),
        arguments("missing_field", money + "}"),
        arguments("out_of_range", money + ",\"amount\":-0.01}"),
        arguments("out_of_range", money + ",\"amount\":1000000000.01}"),
        arguments("bad_amount", money + ",\"amount\":0.001}"),
        arguments("bad_amount", money + ",\"amount\":1e999999999}"),
        arguments("bad_amount", money + ",\"amount\":\"twelve\"}"),
        arguments("wrong_type", money + ",\"amount\":[1]}"),
        arguments("bad_currency", money.replace("USD", "usd") + ",\"amount\":1}"),
        arguments("bad_currency", money.replace("USD", "XXX") + ",\"amount\":1}"),
        arguments("no_exchange_rate", money.replace("USD", "JPY") + ",\"amount\":1}"),
        arguments(
            "out_of_range",
            start.replace("view", "session") + ",\"userId\":1,\"durationSeconds\":604801}"));
  }

  @ParameterizedTest
  @MethodSource("noBatches")
  void answersWhatIsNoBatchAtAllWithAProblemAndKeepsNothing(String body) throws Exception {
    var answer = post("application/json", bytes(body));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(JSON.readTree(answer.body()).get("error").asString()).isNotBlank();
    assertThat(db.fetchValue("select count(*) from events.event where id = 'e1'")).isEqualTo(0L);
  }

  static Stream<String> noBatches() {
    var event = "{\"id\":\"e1\",\"type\":\"view\",\"time\":\"2026-03-01T00:00:00Z\",\"videoId\":1}";
    return Stream.of(
        "",
        " ",
        "hello",
        "{",
        event,
        "\"[]\"",
        "[" + event,
        "[" + event + ",",
        "[" + event + "]]",
        "[" + event + "] x",
        "[" + event + "}",
        "[\"",
        "[{\"id\":\"\\");
  }

  @Test
  void answersAnEmptyBatchAndDoesNothing() throws Exception {
    assertThat(answer("application/json", bytes("[]")).get("accepted").asInt()).isZero();
    assertThat(answer("application/x-ndjson", bytes("\n\n")).get("accepted").asInt()).isZero();
  }

  @Test
  void refusesOtherContentTypesAndOtherRoles() throws Exception {
    assertThat(post("text/csv", bytes("a,b")).statusCode()).isEqualTo(400);
    var request = request("application/json", bytes("[]"));
    assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    var byFinance = request("application/json", bytes("[]"));
    byFinance.header("Authorization", Accounts.key(server, Role.FINANCE, null));
    assertThat(http.send(byFinance.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void replaysARefusedEventWhenItsReasonIsGoneAndSettlesItOnce() throws Exception {
    var id = "replay-" + number;
    var event =
        "{\"id\":\"%s\",\"type\":\"ad_revenue\",\"time\":\"2026-02-02T00:00:00Z\",\"amount\":\"3.00\",\"currency\":\"GBP\"}"
            .formatted(id);
    assertThat(
            answer("application/json", bytes("[" + event + "]"))
                .get("refused")
                .get(0)
                .get("code")
                .asString())
        .isEqualTo("no_exchange_rate");
    var refusal =
        db.fetchOne("select refusal_id from events.refused_event where event_id = ?", id)
            .get(0, Long.class);
    assertThat(replay(refusal).get("outcome").asString()).isEqualTo("refused");
    db.execute(
        "insert into platform.exchange_rate values ('2026-02-02', 'GBP', 1.25) on conflict do nothing");
    assertThat(replay(refusal).get("outcome").asString()).isEqualTo("accepted");
    assertThat(db.fetchValue("select amount_minor from events.event where id = ?", id))
        .isEqualTo(375L);
    assertThat(replay(refusal).get("status").asInt()).isEqualTo(404);
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where subject = ?",
                "refused event " + refusal))
        .isEqualTo(1L);
  }

  @Test
  void replaysAllOfOneReasonAndListsThemByPage() throws Exception {
    var batch = new StringBuilder("[");
    for (var i = 0; i < 5; i++) {
      batch
          .append(i == 0 ? "" : ",")
          .append(
              "{\"id\":\"all-%d-%d\",\"type\":\"ad_revenue\",\"time\":\"2026-02-03T00:00:00Z\",\"amount\":1,\"currency\":\"CHF\"}"
                  .formatted(number, i));
    }
    answer("application/json", bytes(batch.append(']').toString()));
    var page = get("/api/events/refused?code=no_exchange_rate&limit=2");
    assertThat(page.get("refused")).hasSize(2);
    assertThat(page.get("next").asLong()).isEqualTo(page.get("refused").get(1).get("id").asLong());
    db.execute(
        "insert into platform.exchange_rate values ('2026-02-03', 'CHF', 1.1) on conflict do nothing");
    var all = send("/api/events/refused/replay?code=no_exchange_rate");
    assertThat(all.get("accepted").asInt()).isEqualTo(5);
  }

  @Test
  void aReasonThatNoDatabaseCanHoldIsBadInput() throws Exception {
    for (var answer :
        new JsonNode[] {
          get("/api/events/refused?code=%00"), send("/api/events/refused/replay?code=%00")
        }) {
      assertThat(answer.get("status").asInt()).isEqualTo(400);
      assertThat(answer.get("field").asString()).isEqualTo("code");
    }
  }

  private JsonNode replay(long refusal) throws Exception {
    return send("/api/events/refused/" + refusal + "/replay");
  }

  private JsonNode send(String path) throws Exception {
    return asAdmin(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()));
  }

  private JsonNode get(String path) throws Exception {
    return asAdmin(HttpRequest.newBuilder(uri(path)));
  }

  private JsonNode asAdmin(HttpRequest.Builder request) throws Exception {
    request.header("Authorization", Accounts.key(server, Role.ADMIN, null));
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  private JsonNode answer(String contentType, byte[] body) throws Exception {
    var answer = post(contentType, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> post(String contentType, byte[] body, String... headers)
      throws Exception {
    var request = request(contentType, body);
    request.header("Authorization", Accounts.key(server, Role.SERVICE, null));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String contentType, byte[] body) {
    return HttpRequest.newBuilder(uri("/api/events"))
        .header("Content-Type", contentType)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String view(long id) {
    return "{\"id\":\"v%d\",\"type\":\"view\",\"time\":\"2026-03-01T12:00:00+01:00\",\"userId\":71,\"videoId\":72,\"creatorId\":73}"
        .formatted(id);
  }
}
