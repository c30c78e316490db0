package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Role;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.Originals;
import ai.profithack.moderation.MediaErasure;
import ai.profithack.provenance.Provenance;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Videos are marked over HTTP, and copies of them say whose they are.
@ServerTest
@Timeout(180)
class WatermarkEndpointsTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WATERMARK = "/api/moderation/watermark";
  private static final long CREATOR = 9601;

  @Autowired private ApplicationContext server;
  @Autowired private Originals originals;
  @Autowired private MediaErasure erasure;
  @Autowired private Provenance provenance;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;
  @TempDir private Path folder;
  private String key = "";

  @BeforeEach
  void prepare() {
    key = Accounts.key(server, Role.SERVICE, null);
    sql.sql(
            "insert into public.users (id, is_creator, created_at) values (?, true, now()) on conflict do nothing")
        .param(CREATOR)
        .update();
  }

  /// What it says is read back from a copy that went through another encoder, at 480p and CRF 33.
  @Test
  void aCopyThatWasEncodedAgainSaysWhoseItIs() throws Exception {
    held(9611, clip());
    var answer = mark("{\"videoId\": 9611, \"watermarkType\": \"invisible\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("success").asBoolean()).isTrue();
    var watermark = json(answer).path("watermark");
    assertThat(watermark.path("videoId").asLong()).isEqualTo(9611);
    assertThat(watermark.path("watermarkType").asString()).isEqualTo("invisible");
    assertThat(watermark.path("state").asString()).isEqualTo("done");
    assertThat(watermark.path("createdAt").asString()).matches("\\d{4}-.*Z");
    var data = watermark.path("watermarkData");
    assertThat(data.path("creatorId").asLong()).isEqualTo(CREATOR);
    assertThat(row(watermark.path("id").asLong()))
        .isEqualTo("9611 invisible " + watermark.path("watermarkUrl").asString());

    var file = fetch(watermark.path("watermarkUrl").asString());
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).contains("video/mp4");
    assertThat(sha256(file.body())).isEqualTo(data.path("sha256").asString());
    var marked = Files.write(folder.resolve("marked.mp4"), file.body());
    var credentials = provenance.read(marked);
    assertThat(credentials.manifest().orElseThrow().title()).isEqualTo("Video 9611");
    assertThat(credentials.manifest().orElseThrow().ingredients())
        .singleElement()
        .satisfies(upload -> assertThat(upload.relationship()).isEqualTo("parentOf"));
    assertThat(credentials.issues())
        .extracting(issue -> issue.severity().name() + " " + issue.code())
        .filteredOn(text -> text.startsWith("FAILURE"))
        .allMatch(text -> text.contains("signingCredential.untrusted"));

    var copy = folder.resolve("copy.mp4");
    ffmpeg("-i", marked, "-vf", "scale=-2:480", "-c:v", "libx264", "-crf", "33", copy);
    var reading = read(Files.readAllBytes(copy));
    assertThat(reading.statusCode()).as(reading.body()).isEqualTo(200);
    var found = json(reading).path("reading");
    assertThat(found.path("found").asBoolean()).isTrue();
    assertThat(found.path("videoId").asLong()).isEqualTo(9611);
    assertThat(found.path("creatorId").asLong()).isEqualTo(CREATOR);
    assertThat(found.path("payload").asString()).isEqualTo(data.path("payload").asString());
    assertThat(found.path("confidence").asDouble()).isBetween(60.0, 100.0);
    assertThat(found.path("markedAt").asString()).isNotBlank();

    var foreign = json(read(Files.readAllBytes(clip()))).path("reading");
    assertThat(foreign.path("found").asBoolean()).isFalse();
    assertThat(foreign.path("creatorId").isNull()).isTrue();
    assertThat(foreign.path("meaning").asString()).contains("may never have had one");
  }

  @Test
  void theAddressOfAWatermarkLeadsToItsFileAndOnlyForWhoMayAsk() throws Exception {
    held(9612, small());
    var url =
        json(mark("{\"videoId\": 9612, \"watermarkType\": \"visible\"}"))
            .path("watermark")
            .path("watermarkUrl")
            .asString();
    var part = fetch(url, "Range", "bytes=0-99");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).hasSize(100);
    assertThat(part.headers().firstValue("Content-Range").orElseThrow()).startsWith("bytes 0-99/");
    assertThat(fetch(url, "Range", "bytes=999999999-").statusCode()).isEqualTo(416);
    for (var path :
        new String[] {
          url.replaceFirst("watermarks/\\d+", "watermarks/..%2f..%2f1"),
          url + "/../../../../etc/passwd",
          url.replaceFirst("\\d+/file", "999999999/file"),
          url.replaceFirst("\\d+/file", "x/file")
        }) {
      assertThat(fetch(path).statusCode()).as(path).isBetween(400, 404);
    }
    for (var role : Role.values()) {
      key = Accounts.key(server, role, role == Role.CREATOR ? CREATOR : null);
      var may = role == Role.ADMIN || role == Role.MODERATOR || role == Role.SERVICE;
      assertThat(fetch(url).statusCode()).as(role.name()).isEqualTo(may ? 200 : 403);
      assertThat(mark("{\"videoId\": 987654321, \"watermarkType\": \"visible\"}").statusCode())
          .as(role.name())
          .isEqualTo(may ? 404 : 403);
      assertThat(read(new byte[0]).statusCode()).as(role.name()).isEqualTo(may ? 400 : 403);
    }
    key = "Bearer ph_no";
    assertThat(fetch(url).statusCode()).isEqualTo(401);
  }

  @Test
  void theSameIsMadeOnceHoweverManyAskAtOnce() throws Exception {
    held(9613, small());
    var body =
        "{\"videoId\": 9613, \"watermarkType\": \"visible\", \"text\": \"Ann\", \"place\": \"top\", \"fromSeconds\": 0.2, \"toSeconds\": 0.8}";
    var answers = new ArrayList<JsonNode>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<HttpResponse<String>> ask = () -> mark(body);
      var asked = java.util.stream.Stream.generate(() -> ask).limit(4).toList();
      for (var each : threads.invokeAll(asked)) {
        assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(200);
        answers.add(json(each.get()).path("watermark"));
      }
    }
    answers.add(json(mark(body)).path("watermark"));
    assertThat(answers).allMatch(answers.getFirst()::equals);
    assertThat(count("public.content_watermarks", 9613)).isEqualTo(1);
    assertThat(count("moderation.marking", 9613)).isEqualTo(1);

    var other = json(mark(body.replace("Ann", "Bob"))).path("watermark");
    assertThat(other.path("id").asLong()).isNotEqualTo(answers.getFirst().path("id").asLong());
    assertThat(count("public.content_watermarks", 9613)).isEqualTo(2);
  }

  @Test
  void whoDoesNotWantToWaitIsToldWhereToLook() throws Exception {
    held(9614, small());
    var answer =
        send(
            WATERMARK,
            "{\"videoId\": 9614, \"watermarkType\": \"visible\"}",
            "Prefer",
            "respond-async");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(json(answer).path("watermark").path("watermarkUrl").isNull()).isTrue();
    var place = answer.headers().firstValue("Location").orElseThrow();
    for (var i = 0; i < 300; i++) {
      var now = json(get(place)).path("watermark");
      if (now.path("state").asString().equals("done")) {
        assertThat(now.path("watermarkData").path("text").asString())
            .as("what is drawn where nobody said what")
            .isEqualTo("Creator " + CREATOR);
        assertThat(fetch(now.path("watermarkUrl").asString()).statusCode()).isEqualTo(200);
        var list = json(get("/api/moderation/watermarks?videoId=9614&limit=1"));
        assertThat(list.path("watermarks").get(0)).isEqualTo(now);
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
        "400 | videoId | {\"watermarkType\": \"visible\"}",
        "400 | videoId | {\"videoId\": 0, \"watermarkType\": \"visible\"}",
        "400 | videoId | {\"videoId\": \"x\", \"watermarkType\": \"visible\"}",
        "400 | watermarkType | {\"videoId\": 9615}",
        "400 | watermarkType | {\"videoId\": 9615, \"watermarkType\": \"\"}",
        "400 | watermarkType | {\"videoId\": 9615, \"watermarkType\": \"golden\"}",
        "400 | watermarkType | {\"videoId\": 9615, \"watermarkType\": \"invisible\", \"text\": \"a\"}",
        "400 | text | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"text\": \" \"}",
        "400 | text | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"text\": \"a\\u0000b\"}",
        "400 | text | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"text\": \"Ann 鏡花\"}",
        "400 | place | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"place\": \"moon\"}",
        "400 | fromSeconds | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"fromSeconds\": -1}",
        "400 | toSeconds | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"fromSeconds\": 2, \"toSeconds\": 1}",
        "400 | surprise | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"surprise\": 1}",
        "400 | | nonsense",
        "404 | | {\"videoId\": 987654321, \"watermarkType\": \"visible\"}",
        "409 | | {\"videoId\": 9616, \"watermarkType\": \"visible\"}",
        "409 | | {\"videoId\": 9617, \"watermarkType\": \"invisible\"}",
        "409 | | {\"videoId\": 9615, \"watermarkType\": \"visible\", \"fromSeconds\": 3600}",
        "409 | | {\"videoId\": 9615, \"watermarkType\": \"invisible\"}"
      })
  void badInputIsNamed(int status, @Nullable String field, String body) throws Exception {
    held(9615, tiny());
    video(9616, CREATOR);
    held(9617, tiny());
    sql.sql("update public.videos set creator_id = null where id = 9617").update();
    var answer = mark(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("error").asString()).isNotBlank().doesNotContain("Exception");
    if (field != null) {
      assertThat(answer.body()).contains("\"" + field + "\"");
    }
    assertThat(count("public.content_watermarks", 9615)).isZero();
  }

  /// Once somebody looked at the file, its length is known before anything is begun.
  @ParameterizedTest
  @ValueSource(strings = {"1e308", "1", "3600"})
  void aTextAfterTheEndOfAVideoThatWasLookedAtIsRefusedAtOnce(String from) throws Exception {
    held(9623, tiny());
    sql.sql(
            """
            insert into moderation.analysis (video_id, sha256, policy_version, state, requested_at, requested_by,
              finished_at, facts, verdict, deepfake)
            values (9623, ?, 'test ' || ?, 'done', now(), 'tester', now(), '{"lengthMillis": 1000}', '{"flags": []}', '{}')
            """)
        .params(originals.newest(9623).orElseThrow().sha256(), from)
        .update();
    var answer =
        mark(
            "{\"videoId\": 9623, \"watermarkType\": \"visible\", \"fromSeconds\": %s}"
                .formatted(from));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).path("field").asString()).isEqualTo("fromSeconds");
    assertThat(json(answer).path("error").asString()).contains("after 1.000 seconds");
  }

  @Test
  void whatIsNoVideoCannotBeRead() throws Exception {
    assertThat(read(new byte[0]).statusCode()).isEqualTo(400);
    var text = read("no video".getBytes(StandardCharsets.UTF_8));
    assertThat(text.statusCode()).isEqualTo(400);
    assertThat(json(text).path("error").asString()).contains("not a video or a picture");
  }

  @Test
  void whatWasMarkedGoesWithItsOriginalAndItsAddressToo() throws Exception {
    held(9618, small());
    var watermark =
        json(mark("{\"videoId\": 9618, \"watermarkType\": \"visible\", \"text\": \"gone\"}"))
            .path("watermark");
    erasure.erase(9618, "its sender asked for it", false);
    assertThat(fetch(watermark.path("watermarkUrl").asString()).statusCode()).isEqualTo(404);
    assertThat(row(watermark.path("id").asLong())).isEqualTo("9618 visible null");
    assertThat(
            json(get("/api/moderation/watermarks/" + watermark.path("id").asLong()))
                .path("watermark")
                .path("state")
                .asString())
        .isEqualTo("erased");
  }

  @Test
  void aPayloadIsNeverGivenToAnythingElse() {
    sql.sql(
            "insert into moderation.payload values ('0badf00d', 9619, 9601, now()) on conflict do nothing")
        .update();
    for (var change :
        new String[] {
          "insert into moderation.payload values ('0badf00d', 9620, 9601, now())",
          "insert into moderation.payload values ('0badf00e', 9619, 9601, now())",
          "update moderation.payload set video_id = 9620 where payload = '0badf00d'",
          "delete from moderation.payload where payload = '0badf00d'"
        }) {
      assertThatThrownBy(() -> sql.sql(change).update())
          .as(change)
          .isInstanceOf(DataAccessException.class);
    }
  }

  private static Path clip() {
    return Clips.clip(
        "marked.mp4",
        "-f lavfi -i mandelbrot=size=854x480:rate=25:end_scale=0.05 -t 3 -c:v mpeg4 -q:v 3"
            .split(" "));
  }

  private static Path small() {
    return Clips.clip(
        "marked-small.mp4",
        "-f lavfi -i testsrc2=size=320x240:rate=10 -t 1 -c:v mpeg4 -q:v 3".split(" "));
  }

  /// Too small for an invisible mark.
  private static Path tiny() {
    return Clips.clip(
        "marked-tiny.mp4",
        "-f lavfi -i testsrc2=size=160x120:rate=10 -t 1 -c:v mpeg4 -q:v 3".split(" "));
  }

  private void ffmpeg(Object... arguments) throws Exception {
    var command = new ArrayList<>(java.util.List.of("ffmpeg", "-v", "error", "-y"));
    for (var each : arguments) {
      command.add(each.toString());
    }
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void video(long id, long creator) {
    sql.sql(
            "insert into public.videos (id, creator_id, created_at) values (?, ?, now()) on conflict do nothing")
        .params(id, creator)
        .update();
  }

  private void held(long id, Path file) throws Exception {
    video(id, CREATOR);
    try (var content = Files.newInputStream(file)) {
      originals.keep(content, new Arrival(id, "a.mp4", Arrival.Way.UPLOAD, "tester"));
    }
  }

  private String row(long id) {
    return sql.sql(
            "select video_id || ' ' || watermark_type || ' ' || coalesce(watermark_url, 'null') from public.content_watermarks where id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private long count(String table, long video) {
    return sql.sql("select count(*) from " + table + " where video_id = ?")
        .param(video)
        .query(Long.class)
        .single();
  }

  private HttpResponse<String> mark(String body) {
    return send(WATERMARK, body);
  }

  private HttpResponse<String> send(String path, String body, String... more) {
    var headers =
        new ArrayList<>(
            java.util.List.of("Authorization", key, "Content-Type", "application/json"));
    headers.addAll(java.util.List.of(more));
    return new Client(port).send("POST", path, body, headers.toArray(String[]::new));
  }

  private HttpResponse<String> get(String path) {
    return new Client(port).get(path, "Authorization", key);
  }

  private HttpResponse<byte[]> fetch(String path, String... headers) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
              .header("Authorization", key);
      return http.send(
          (headers.length == 0 ? request : request.headers(headers)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private HttpResponse<String> read(byte[] file) throws Exception {
    var body = new ByteArrayOutputStream();
    body.write(
        "--between\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
    body.write(file);
    body.write("\r\n--between--\r\n".getBytes(StandardCharsets.UTF_8));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + WATERMARK + "/read"))
              .header("Authorization", key)
              .header("Content-Type", "multipart/form-data; boundary=between")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }
}
