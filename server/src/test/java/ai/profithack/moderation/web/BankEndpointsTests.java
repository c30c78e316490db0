package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.media.Clips;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Banks are tended over HTTP: by admins, while moderators read and doubt.
@ServerTest
@Timeout(120)
class BankEndpointsTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String BANKS = "/api/moderation/banks";

  @Autowired private ApplicationContext server;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;
  private String admin = "";
  private String moderator = "";

  @BeforeEach
  void prepare() {
    admin = Accounts.key(server, Role.ADMIN, null);
    moderator = Accounts.key(server, Role.MODERATOR, null);
  }

  @Test
  void aBankIsMadeFilledDoubtedAndTakenOutOfWithATrail() {
    assertThat(
            post(admin, "", "{\"name\": \"list of others\", \"kind\": \"known_bad\"}").statusCode())
        .isEqualTo(200);
    assertThat(
            post(admin, "", "{\"name\": \"list of others\", \"kind\": \"negative\"}").statusCode())
        .isEqualTo(409);
    var added =
        post(
            admin,
            "/list%20of%20others/items",
            "{\"hash\": \"" + hash(1) + "\", \"note\": \"a knife\"}");
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    var id = json(added).path("item").path("id").asLong();
    assertThat(json(added).path("item").path("state").asString()).isEqualTo("active");

    var found = get(moderator, "/list%20of%20others/items?q=KNIFE");
    assertThat(json(found).path("items")).hasSize(1);
    assertThat(json(found).path("items").get(0).path("sourceKey").asString()).isEqualTo(hash(1));
    assertThat(json(get(moderator, "/list%20of%20others/items?q=spoon")).path("items")).isEmpty();

    assertThat(
            post(moderator, "/items/" + id + "/quarantine", "{\"reason\": \"a toy\"}").statusCode())
        .isEqualTo(200);
    assertThat(get(moderator, "/quarantine").body()).contains("\"id\":" + id);
    assertThat(
            post(moderator, "/items/" + id + "/release", "{\"reason\": \"no toy\"}").statusCode())
        .isEqualTo(403);
    assertThat(post(admin, "/items/" + id + "/release", "{\"reason\": \"no toy\"}").statusCode())
        .isEqualTo(200);
    assertThat(post(admin, "/items/" + id + "/release", "{\"reason\": \"no toy\"}").statusCode())
        .isEqualTo(409);
    assertThat(post(admin, "/items/" + id + "/remove", "{\"reason\": \"a toy\"}").statusCode())
        .isEqualTo(200);
    var again = post(admin, "/list%20of%20others/items", "{\"hash\": \"" + hash(1) + "\"}");
    assertThat(json(again).path("item").path("state").asString()).isEqualTo("removed");
    assertThat(
            sql.sql(
                    "select action from access.audit_entry where subject in ('bank list of others', ?) order by entry_id")
                .param("bank item " + id)
                .query(String.class)
                .list())
        .containsExactly(
            "bank.create", "bank.add", "bank.quarantine", "bank.release", "bank.remove");
  }

  @Test
  void aListIsTriedReadAndGivenOutAgain() {
    post(admin, "", "{\"name\": \"exchange\", \"kind\": \"protected\"}");
    var list = "# theirs\npdq %s\npdq %s\nmd5 00\n".formatted(hash(2), hash(3));
    var client = new Client(port);
    var dry = upload(client, "/exchange/import", Map.of("source", "them", "dryRun", "true"), list);
    assertThat(json(dry).path("added").asLong()).as(dry.body()).isEqualTo(2);
    assertThat(json(get(admin, "/exchange/items")).path("items")).isEmpty();
    var read = upload(client, "/exchange/import", Map.of("source", "them"), list);
    assertThat(json(read).path("added").asLong()).isEqualTo(2);
    assertThat(json(read).path("refused").get(0).asString())
        .isEqualTo("line 4: hashes of type md5 are not read");
    assertThat(
            json(upload(client, "/exchange/import", Map.of("source", "them"), list))
                .path("alreadyThere")
                .asLong())
        .isEqualTo(2);
    var exported = get(admin, "/exchange/export");
    assertThat(exported.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    assertThat(exported.body().lines())
        .containsExactlyInAnyOrder("pdq " + hash(2), "pdq " + hash(3));
    assertThat(get(moderator, "/exchange/export").statusCode()).isEqualTo(403);
    assertThat(json(get(admin, "/exchange/items?limit=1")).path("nextBefore").asLong())
        .isPositive();
  }

  @Test
  void aFileIsAddedByWhatItShows() throws Exception {
    post(admin, "", "{\"name\": \"films\", \"kind\": \"protected\"}");
    var clip =
        Files.readAllBytes(
            Clips.clip(
                "bank-film.mp4",
                "-f lavfi -i sierpinski=size=320x240:rate=10:type=triangle:seed=23 -t 2 -c:v mpeg4 -q:v 4"
                    .split(" ")));
    // Bytes as they are, which the client's text would not carry.
    var boundary = "between";
    var head =
        "--between\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    var tail = "\r\n--between--\r\n".getBytes(StandardCharsets.ISO_8859_1);
    var request =
        request(admin, "/films/files")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofByteArrays(List.of(head, clip, tail)))
            .build();
    var answer = send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var item = json(answer).path("item");
    assertThat(item.path("lengthMillis").asLong()).isBetween(1_900L, 2_100L);
    assertThat(item.path("sourceKey").asString()).matches("file:[0-9a-f]{64}");
    assertThat(
            post(
                    admin,
                    "/items/" + item.path("id").asLong() + "/remove",
                    "{\"reason\": \"the test is over\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                 | {\"kind\": \"known_bad\"}                     | 400 | name",
        "''                 | {\"name\": \"A\", \"kind\": \"known_bad\"}   | 400 | name",
        "''                 | {\"name\": \"blocked here\", \"kind\": \"negative\"} | 400 | name",
        "''                 | {\"name\": \"a\", \"kind\": \"good\"}        | 400 | kind",
        "/none/items        | {\"hash\": \"00\"}                            | 404 | ''",
        "/exists/items      | {}                                            | 400 | hash",
        "/exists/items      | {\"hash\": \"00\"}                            | 400 | hash",
        "/exists/items      | {\"hash\": \"00\", \"videoId\": 1}           | 400 | hash",
        "/exists/items      | {\"videoId\": 99999999}                       | 400 | videoId",
        "/items/1/remove    | {}                                            | 400 | reason",
        "/items/999999999/remove | {\"reason\": \"because\"}               | 404 | ''"
      })
  void whatIsWrongIsSaid(String path, String body, int status, String field) {
    post(admin, "", "{\"name\": \"exists\", \"kind\": \"negative\"}");
    var answer = post(admin, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"error\"");
    if (!field.isEmpty()) {
      assertThat(answer.body()).contains("\"" + field + "\"");
    }
    assertThat(get(admin, "/exists/items?limit=0").statusCode()).isEqualTo(400);
    assertThat(get(admin, "/exists/items?state=lost").statusCode()).isEqualTo(400);
  }

  @Test
  void moderatorsReadAndOthersDoNot() {
    assertThat(get(moderator, "").statusCode()).isEqualTo(200);
    assertThat(post(moderator, "", "{\"name\": \"mine\", \"kind\": \"negative\"}").statusCode())
        .isEqualTo(403);
    assertThat(get(Accounts.key(server, Role.SERVICE, null), "").statusCode()).isEqualTo(403);
    assertThat(get(Accounts.key(server, Role.FINANCE, null), "").statusCode()).isEqualTo(403);
  }

  private static String hash(int number) {
    return IntStream.range(0, 32)
        .mapToObj(i -> "%02x".formatted((number * 37 + i * i * 11 + i * number) & 0xff))
        .collect(Collectors.joining());
  }

  private HttpResponse<String> upload(
      Client client, String path, Map<String, String> fields, String content) {
    return client.multipart(BANKS + path, fields, "list.txt", content, "Authorization", admin);
  }

  private HttpRequest.Builder request(String key, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + BANKS + path))
        .header("Authorization", key);
  }

  private HttpResponse<String> get(String key, String path) {
    return send(request(key, path).GET().build());
  }

  private HttpResponse<String> post(String key, String path, String body) {
    return send(
        request(key, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }
}
