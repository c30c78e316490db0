package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.media.Clips;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The contract's endpoints: their shapes, who may call them, and every bad input.
@ServerTest
@Timeout(120)
class ModerationEndpointsTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long VIDEO = 9201;

  private static final HttpServer STORE = store();

  @Autowired private ApplicationContext server;
  @Autowired private Classifiers classifiers;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;
  private String key = "";

  @DynamicPropertySource
  static void storeIsPermitted(DynamicPropertyRegistry registry) {
    registry.add("PROFITHACK_MEDIA_HOSTS", () -> "127.0.0.1:" + STORE.getAddress().getPort());
  }

  @BeforeAll
  static void serve() {
    STORE.createContext(
        "/",
        exchange -> {
          var body =
              switch (exchange.getRequestURI().getPath()) {
                case "/moving.mp4" -> Files.readAllBytes(Clips.moving());
                case "/cut.mp4" -> Arrays.copyOf(Files.readAllBytes(Clips.moving()), 60_000);
                default -> "<html>".getBytes(StandardCharsets.UTF_8);
              };
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    STORE.start();
  }

  private static HttpServer store() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @AfterAll
  static void stop() {
    STORE.stop(0);
  }

  @BeforeEach
  void prepare() {
    key = Accounts.key(server, Role.SERVICE, null);
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(VIDEO)
        .update();
  }

  @Test
  void aVideoIsFetchedAndAnsweredInTheSameRequest() {
    var answer = post("/analyze", body("moving.mp4?token=secret"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var analysis = json(answer).path("analysis");
    assertThat(json(answer).path("success").asBoolean()).isTrue();
    assertThat(analysis.path("isSafe").asBoolean()).isEqualTo(looksAtNudity());
    assertThat(analysis.path("severity").isNull()).isEqualTo(looksAtNudity());
    assertThat(analysis.path("flags").isArray()).isTrue();
    assertThat(analysis.path("description").asString()).contains("No AI review took place");
    assertThat(analysis.path("recommendations").isArray()).isTrue();
    assertThat(analysis.path("evidence").size()).isGreaterThan(1);
    assertThat(
            sql.sql("select source_url from moderation.analysis where analysis_id = ?")
                .param(analysis.path("id").asLong())
                .query(String.class)
                .single())
        .endsWith("/moving.mp4");

    var detection = post("/deepfake-detect", "{\"videoId\": %d}".formatted(VIDEO));
    assertThat(detection.statusCode()).as(detection.body()).isEqualTo(200);
    var found = json(detection).path("detection");
    assertThat(found.path("isDeepfake").asBoolean()).isFalse();
    assertThat(found.path("confidence").asString()).as("as a text").isEqualTo("0.00");
    assertThat(found.path("indicators").isArray()).isTrue();
    assertThat(found.path("flaggedRegions").isArray()).isTrue();
    assertThat(found.path("meaning").asString()).contains("not the probability");
  }

  @Test
  void whoDoesNotWantToWaitIsToldWhereToLook() throws Exception {
    var answer =
        new Client(port)
            .send(
                "POST",
                "/api/moderation/analyze",
                body("moving.mp4?later"),
                "Authorization",
                key,
                "Content-Type",
                "application/json",
                "Prefer",
                "respond-async");
    assertThat(answer.statusCode()).isEqualTo(202);
    var place = answer.headers().firstValue("Location").orElseThrow();
    for (var i = 0; i < 100; i++) {
      var now = json(new Client(port).get(place, "Authorization", key)).path("analysis");
      if (now.path("state").asString().equals("done")) {
        assertThat(now.path("isSafe").asBoolean()).isEqualTo(looksAtNudity());
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("it was never done");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | videoId | {}",
        "400 | videoId | {\"videoUrl\": \"https://example.com/a.mp4\"}",
        "400 | videoUrl | {\"videoId\": 9201}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": \"\"}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": null}",
        "400 | videoId | {\"videoId\": \"nine\", \"videoUrl\": \"https://example.com/a.mp4\"}",
        "400 | videoId | {\"videoId\": 1.5, \"videoUrl\": \"https://example.com/a.mp4\"}",
        "400 | videoId | {\"videoId\": -1, \"videoUrl\": \"https://example.com/a.mp4\"}",
        "400 | videoId | {\"videoId\": 99999999999999999999, \"videoUrl\": \"https://example.com/a.mp4\"}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": 7}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": \"file:///etc/passwd\"}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": \"http://127.0.0.1/\"}",
        "400 | videoUrl | {\"videoId\": 9201, \"videoUrl\": \"http://a\\u0000b/\"}",
        "400 | declaredOrigin | {\"videoId\": 9201, \"videoUrl\": \"https://example.com/a.mp4\", \"declaredOrigin\": \"mars\"}",
        "400 | surprise | {\"videoId\": 9201, \"videoUrl\": \"https://example.com/a.mp4\", \"surprise\": 1}",
        "400 | | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "400 | | nonsense",
        "404 | | {\"videoId\": 987654321, \"videoUrl\": \"https://example.com/a.mp4\"}"
      })
  void badInputIsNamed(int status, @Nullable String field, String body) {
    var answer = post("/analyze", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("error").asString()).isNotBlank();
    if (field != null) {
      assertThat(answer.body()).contains("\"" + field + "\"");
    }
  }

  @Test
  void whatIsNoVideoIsRefusedWithItsReason() {
    assertThat(post("/analyze", body("page.html")).statusCode()).isEqualTo(400);
    var cut = post("/analyze", body("cut.mp4"));
    assertThat(cut.statusCode()).as(cut.body()).isEqualTo(400);
    assertThat(json(cut).path("error").asString()).isNotBlank().doesNotContain("Exception");
    assertThat(post("/deepfake-detect", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/deepfake-detect", "{\"videoId\": 987654321}").statusCode()).isEqualTo(404);
    sql.sql(
            "insert into public.videos (id, created_at) values (9209, now()) on conflict do nothing")
        .update();
    assertThat(post("/deepfake-detect", "{\"videoId\": 9209}").statusCode()).isEqualTo(409);
  }

  @Test
  void aFileIsSentAndLookedAt() throws Exception {
    var answer = upload(Files.readAllBytes(Clips.moving()), Long.toString(VIDEO));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("analysis").path("media").path("width").asInt()).isEqualTo(640);
    assertThat(upload("text".getBytes(StandardCharsets.UTF_8), Long.toString(VIDEO)).statusCode())
        .isEqualTo(400);
    assertThat(upload(new byte[0], Long.toString(VIDEO)).statusCode()).isEqualTo(400);
    assertThat(upload(new byte[] {1}, "x").statusCode()).isEqualTo(400);
    assertThat(upload(new byte[] {1}, "987654321").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyWhoModeratesAndServicesMayAsk() {
    for (var role : new Role[] {Role.FINANCE}) {
      key = Accounts.key(server, role, null);
      assertThat(post("/analyze", body("moving.mp4")).statusCode()).isEqualTo(403);
    }
    key = "Bearer ph_no";
    assertThat(post("/analyze", body("moving.mp4")).statusCode()).isEqualTo(401);
  }

  /// Where the models are not to be had, no video is safe.
  private boolean looksAtNudity() {
    return !classifiers.absent().containsKey(ClassifierKind.NSFW);
  }

  private HttpResponse<String> upload(byte[] file, String video) throws Exception {
    var boundary = "between";
    var body = new ByteArrayOutputStream();
    body.write(
        "--%s\r\nContent-Disposition: form-data; name=\"videoId\"\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
            .formatted(boundary, video, boundary)
            .getBytes(StandardCharsets.UTF_8));
    body.write(file);
    body.write("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create("http://localhost:%d/api/moderation/media".formatted(port)))
              .header("Authorization", key)
              .header("Content-Type", "multipart/form-data; boundary=" + boundary)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> post(String path, String body) {
    return new Client(port)
        .send(
            "POST",
            "/api/moderation" + path,
            body,
            "Authorization",
            key,
            "Content-Type",
            "application/json");
  }

  private static String body(String name) {
    return "{\"videoId\": %d, \"videoUrl\": \"http://127.0.0.1:%d/%s\"}"
        .formatted(VIDEO, STORE.getAddress().getPort(), name);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }
}
