package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.imports.ImportReport.State;
import ai.profithack.jobs.JobRun;
import ai.profithack.jobs.Jobs;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files sent from the browser and by programs. Batches are of three records.
@ServerTest
@TestPropertySource(
    properties = {
      "profithack.import.batch=3",
      "spring.servlet.multipart.max-file-size=20KB",
      "spring.servlet.multipart.max-request-size=21KB"
    })
class UploadTests {
  private static final AtomicInteger NEXT = new AtomicInteger(800_000);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int number = NEXT.incrementAndGet();
  @TempDir private Path folder;
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Imports imports;
  @Autowired private Uploads uploads;
  @Autowired private Jobs jobs;
  @Autowired private AuditTrail audit;
  @Autowired private DataSource dataSource;

  @Value("${PROFITHACK_HOME:profithack-data}")
  private Path home;

  private Client admin = new Client(0);

  @BeforeEach
  void logIn() {
    admin = loggedIn(Role.ADMIN);
  }

  @Test
  void theFormImportsAFileAndThePageSaysWhatBecameOfIt() throws Exception {
    var sent = admin.upload("/imports", "/imports", Map.of("mapping", ""), "views.csv", views(7));
    assertThat(sent.statusCode()).isEqualTo(303);
    var path = sent.headers().firstValue("Location").orElseThrow();
    var report = ended(Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
    assertThat(report)
        .extracting(
            ImportReport::state,
            ImportReport::mapping,
            ImportReport::read,
            ImportReport::kept,
            ImportReport::duplicates,
            ImportReport::refused)
        .containsExactly(State.FINISHED, "events", 8L, 7L, 0L, 1L);
    assertThat(admin.get(path).body())
        .contains(
            "8 read = 7 kept + 0 duplicates + 1 refused", "bad_time", "finished, some refused")
        .doesNotContain("every 1s");
    assertThat(admin.get("/imports").body()).contains("href=\"" + path + "\"");
    assertThat(audit.page("imports.start", 0, 1))
        .singleElement()
        .satisfies(entry -> assertThat(entry.subject()).isEqualTo("views.csv"));
    assertThat(figuresComputed()).isTrue();
    assertThat(home.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void theSameFileSentAgainCountsOnce() throws Exception {
    var content = views(5);
    start(content, "first.csv");
    var again = ended(start(content, "second.csv").get("import").get("id").asLong());
    assertThat(again.kept()).isZero();
    assertThat(again.duplicates()).isEqualTo(5);
    assertThat(again.read()).isEqualTo(again.duplicates() + again.refused());
  }

  @Test
  void aFileThatWasInterruptedGoesOnWhereItStopped() throws Exception {
    var content = views(10);
    var file = Files.writeString(folder.resolve("views.csv"), content);
    assertThatThrownBy(() -> imports.run(file, null, breakingOff()))
        .hasMessage("the server is gone");
    var interrupted = imports.history(null, 1).getFirst();
    assertThat(interrupted.state()).isEqualTo(State.INTERRUPTED);
    assertThat(admin.get("/imports/" + interrupted.runId()).body())
        .contains("It stopped after record 3.", "Import the same file again");

    var started = start(content, "views.csv");

    assertThat(started.get("alreadyRead").asInt()).isEqualTo(3);
    assertThat(started.get("import").get("id").asLong()).isEqualTo(interrupted.runId());
    var report = ended(interrupted.runId());
    assertThat(report.state()).isEqualTo(State.FINISHED);
    assertThat(report.read()).isEqualTo(11);
    assertThat(report.kept()).isEqualTo(10);
  }

  @Test
  void aFileThatBreaksOffOnItsWayIsNotKept() throws Exception {
    var before = kept();
    var content = Files.newInputStream(Files.writeString(folder.resolve("views.csv"), views(2)));
    content.close();

    assertThatThrownBy(() -> uploads.send(content, "views.csv", null))
        .hasRootCauseInstanceOf(ClosedChannelException.class);

    assertThat(kept()).isEqualTo(before);
  }

  private List<Path> kept() throws IOException {
    var uploaded = Files.createDirectories(home.toAbsolutePath().resolve("uploads"));
    try (var files = Files.list(uploaded)) {
      return files.sorted().toList();
    }
  }

  @Test
  void oneImportOfAFileAtATime() throws Exception {
    var content = views(2);
    var file = SourceFile.of(Files.writeString(folder.resolve("views.csv"), content));
    try (var _ = RunLock.take(dataSource, file.sha256(), "events")) {
      var page = admin.upload("/imports", "/imports", Map.of(), "views.csv", content);
      assertThat(page.statusCode()).isEqualTo(409);
      assertThat(page.body()).contains("views.csv is being imported already");
      var program = send(Role.ADMIN, content, "views.csv", Map.of());
      assertThat(program.statusCode()).isEqualTo(409);
      assertThat(JSON.readTree(program.body()).get("error").asString())
          .isEqualTo("views.csv is being imported already, by the mapping events.");
    }
    assertThat(ended(start(content, "views.csv").get("import").get("id").asLong()).kept())
        .isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsSaidInWords() {
    var unknown =
        admin.upload("/imports", "/imports", Map.of(), "shoes.csv", "size,colour\n40,red\n");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body())
        .contains("No mapping recognises shoes.csv", "Name the mapping it is to be read by");
    var empty = admin.upload("/imports", "/imports", Map.of(), "empty.csv", "");
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("Choose a file that is not empty.");
    var other = send(Role.ADMIN, views(1), "v.csv", Map.of("mapping", "users"));
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(other.body()).get("error").asString())
        .startsWith("v.csv is not what the mapping users reads: it has no ");
  }

  /// On the command line a mapping may be a file; here that would be one of the server's.
  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "/etc/passwd.yaml", "../events.yaml"})
  void onlyKnownMappingsAreTaken(String mapping) {
    var answer = send(Role.ADMIN, views(1), "v.csv", Map.of("mapping", mapping));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("field").asString()).isEqualTo("mapping");
  }

  @Test
  void tooLargeAFileIsRefusedBeforeItIsRead() {
    var large = "x".repeat(30_000);
    var page = admin.upload("/imports", "/imports", Map.of(), "large.csv", large);
    assertThat(page.statusCode()).isEqualTo(413);
    assertThat(page.body()).contains("the command import takes files of any size");
    var program = send(Role.ADMIN, large, "large.csv", Map.of());
    assertThat(program.statusCode()).isEqualTo(413);
    assertThat(program.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void adminsImportFinanceLooksOnAndOthersSeeNothing() throws Exception {
    assertThat(admin.get("/imports").body()).contains("Import a file");
    var finance = loggedIn(Role.FINANCE);
    assertThat(finance.get("/imports").statusCode()).isEqualTo(200);
    assertThat(finance.get("/imports").body()).doesNotContain("Import a file");
    assertThat(finance.upload("/", "/imports", Map.of(), "v.csv", views(1)).statusCode())
        .isEqualTo(403);
    assertThat(loggedIn(Role.MODERATOR).get("/imports").statusCode()).isEqualTo(403);
    for (var role : new Role[] {Role.FINANCE, Role.MODERATOR, Role.SERVICE}) {
      assertThat(send(role, views(1), "v.csv", Map.of()).statusCode())
          .as(role.name())
          .isEqualTo(403);
    }
    var stranger = new Client(port);
    assertThat(stranger.multipart("/api/imports", Map.of(), "v.csv", views(1)).statusCode())
        .isEqualTo(401);
    assertThat(stranger.multipart("/imports", Map.of(), "v.csv", views(1)).statusCode())
        .isEqualTo(302);
    // Without the token of the form.
    assertThat(admin.multipart("/imports", Map.of(), "v.csv", views(1)).statusCode())
        .isEqualTo(403);

    var id = start(views(1), "v.csv").get("import").get("id").asLong();
    ended(id);
    var key = Accounts.key(server, Role.FINANCE, null);
    var one = JSON.readTree(admin.get("/api/imports/" + id, "Authorization", key).body());
    assertThat(one.get("import").get("state").asString()).isEqualTo("finished");
    assertThat(one.get("import").get("kept").asInt()).isEqualTo(1);
    assertThat(admin.get("/api/imports/999999999", "Authorization", key).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPersonImportsAFile(boolean phone) throws IOException {
    var file = Files.writeString(folder.resolve("views.csv"), views(7));
    try (var browser = Browser.open(port, phone ? Browser.PHONE : Browser.DESK, phone)) {
      browser.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
      var page = browser.go("/imports");
      page.getByLabel("File", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true))
          .setInputFiles(file);
      browser.screenshot("imports-form-" + (phone ? "390-dark" : "1280-light"));
      assertThat(browser.overflows()).isFalse();
      page.getByText("Import", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.getByText("8 read = 7 kept + 0 duplicates + 1 refused").waitFor();
      page.getByText("finished, some refused").waitFor();
      browser.screenshot("imports-one-" + (phone ? "390-dark" : "1280-light"));
      assertThat(browser.overflows()).isFalse();
    }
  }

  private Client loggedIn(Role role) {
    var client = new Client(port);
    client.logIn(Accounts.person(server, role, null), Accounts.PASSWORD);
    return client;
  }

  /// That many views, and a record that cannot be used.
  private String views(int count) {
    var lines = new StringBuilder("id,type,time,userId,videoId,creatorId\n");
    for (var view = 1; view <= count; view++) {
      lines.append(
          "up-%1$d-%2$d-%3$d,view,2026-03-01T10:00:00Z,%1$d,%1$d,%1$d%n"
              .formatted(number, count, view));
    }
    return lines.append("up-%d-x,view,tomorrow,1,1,1%n".formatted(number)).toString();
  }

  private HttpResponse<String> send(
      Role role, String content, String fileName, Map<String, String> fields) {
    return new Client(port)
        .multipart(
            "/api/imports",
            fields,
            fileName,
            content,
            "Authorization",
            Accounts.key(server, role, null));
  }

  private JsonNode start(String content, String fileName) throws Exception {
    var answer = send(Role.ADMIN, content, fileName, Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var body = JSON.readTree(answer.body());
    ended(body.get("import").get("id").asLong());
    return body;
  }

  private ImportReport ended(long run) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      var report = imports.find(run).orElseThrow();
      if (report.state() != State.RUNNING || System.nanoTime() > deadline) {
        return report;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean figuresComputed() throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      var last = jobs.find(Uploads.REFRESH_JOB).orElseThrow().lastRun();
      if (last.filter(run -> run.state() == JobRun.State.SUCCEEDED).isPresent()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return false;
  }

  private static ImportProgress breakingOff() {
    return new ImportProgress() {
      @Override
      public void batchDone(
          String fileName, long bytesRead, long byteCount, long records, long skipped) {
        throw new IllegalStateException("the server is gone");
      }

      @Override
      public void notice(String sentence) {}
    };
  }
}
