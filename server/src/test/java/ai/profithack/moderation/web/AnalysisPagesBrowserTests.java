package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.jobs.JobRunner;
import ai.profithack.media.Arrival;
import ai.profithack.media.BankKind;
import ai.profithack.media.Clips;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Blocks;
import ai.profithack.moderation.KnownMaterial;
import ai.profithack.moderation.Origin;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The pages of analyses, filled, in a real Chromium.
@ServerTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalysisPagesBrowserTests {
  @Autowired private ApplicationContext server;
  @Autowired private Analyses analyses;
  @Autowired private Blocks blocks;
  @Autowired private KnownMaterial material;
  @Autowired private JobRunner jobs;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  private @Nullable Browser browser;
  private long matched;
  private long failed;
  private long harmful;
  private Path clip = Path.of("");

  @BeforeAll
  void fill() throws Exception {
    clip =
        Clips.clip(
            "page-sound.mp4",
            "-f lavfi -i mandelbrot=size=640x360:rate=25:end_scale=0.05 -f lavfi -i anoisesrc=seed=7:amplitude=0.2 -t 5 -c:v mpeg4 -q:v 4 -c:a aac"
                .split(" "));
    var first = analysed(9301, clip, Origin.UNSAID);
    blocks.block(first, true, "A face was put onto another person");
    jobs.run("blocked-media", null, "test");
    matched = analysed(9302, clip, Origin.GENERATED);
    var cut = Clips.HOME.resolve("cut-off.mp4");
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(Clips.moving()), 70_000));
    failed = analysed(9303, cut, Origin.UNSAID);
    var bad =
        Clips.clip(
            "page-harm.mp4",
            "-f lavfi -i sierpinski=size=640x360:rate=25:seed=11 -t 5 -c:v mpeg4 -q:v 4"
                .split(" "));
    blocks.block(analysed(9305, bad, Origin.UNSAID), false, "It harms whoever sees it");
    jobs.run("blocked-media", null, "test");
    material.create("page of what is known", BankKind.KNOWN_BAD, "test");
    assertThat(material.addVideo("page of what is known", 9305, "", "test"))
        .isInstanceOf(KnownMaterial.Put.Added.class);
    harmful = analysed(9306, bad, Origin.UNSAID);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageIsReadableAndFitsItsWidth(int width, boolean dark) {
    var page = logIn(width, dark);
    for (var path :
        new String[] {
          "/moderation/analyses",
          "/moderation/analyses/" + matched,
          "/moderation/analyses/" + harmful,
          "/moderation/analyses/" + failed
        }) {
      assertThat(page.navigate("http://localhost:" + port + path).status()).isEqualTo(200);
      page.waitForTimeout(1_000);
      browser()
          .screenshot(
              "moderation%s-%d-%s"
                  .formatted(
                      path.endsWith("analyses")
                          ? "-list"
                          : path.endsWith("/" + matched)
                              ? "-matched"
                              : path.endsWith("/" + harmful) ? "-covered" : "-failed",
                      width,
                      dark ? "dark" : "light"));
      assertThat(browser().overflows()).as("%s at %d", path, width).isFalse();
      assertThat(browser().faintTexts()).as("%s at %d", path, width).isEmpty();
    }
  }

  @Test
  void whatIsKnownToBeBadIsFetchedOnlyWhereSomebodyAsksForIt() {
    var page = logIn(Browser.DESK, false);
    var path = "/moderation/analyses/" + harmful;
    var fetched = new CopyOnWriteArrayList<String>();
    page.onRequest(request -> {
      if (request.url().contains(path + "/")) {
        fetched.add(request.url().substring(request.url().indexOf(path) + path.length()));
      }
    });
    page.navigate("http://localhost:" + port + "/moderation/analyses?video=9306");
    page.navigate("http://localhost:" + port + path);
    page.waitForTimeout(1_000);
    assertThat(page.locator("#analysis").innerText())
        .contains("Known bad material, critical", "Known material, side by side", "Covered");
    assertThat(page.locator("#findings").innerText()).contains("page of what is known");
    assertThat(fetched).isEmpty();

    page.locator("section[aria-labelledby=look-title] a.button").focus();
    page.keyboard().press("Enter");
    page.waitForURL("**?show=1*");
    page.waitForCondition(() ->
        Boolean.TRUE.equals(
            page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")));
    // This browser asks for less motion, and gets the first picture for the summary.
    assertThat(fetched).contains("/media", "/frame", "/frame?ms=0");
    assertThat(fetched).anyMatch(each -> each.endsWith("/bank-frame"));

    fetched.clear();
    page.navigate("http://localhost:" + port + path);
    page.waitForTimeout(500);
    assertThat(page.locator("video, #analysis img").count()).isZero();
    assertThat(fetched).isEmpty();
  }

  @Test
  void aFileIsSentFromThePageAndFollowedToItsVerdictAndAFindingSeeks() {
    sql.sql(
            "insert into public.videos (id, created_at) values (9304, now()) on conflict do nothing")
        .update();
    var page = logIn(Browser.DESK, false);
    page.navigate("http://localhost:" + port + "/moderation/analyses");
    page.fill("#field-videoId", "9304");
    page.setInputFiles("#field-file", clip);
    page.click("#new-analysis button[type=submit]");
    page.waitForURL("**/moderation/analyses/*");
    page.locator("#findings")
        .waitFor(new com.microsoft.playwright.Locator.WaitForOptions().setTimeout(60_000));
    assertThat(page.locator("#analysis").innerText()).contains("No AI review took place");
    page.waitForCondition(() ->
        Boolean.TRUE.equals(
            page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")));
    assertThat(page.locator("#sounds").innerText()).contains("bank “confirmed fakes”");
    page.locator("svg.lane a").first().focus();
    page.keyboard().press("Enter");
    assertThat(page.url()).as("the link seeks and leads nowhere").doesNotContain("#");
  }

  @Test
  void theVideoIsServedInPartsAndOnlyToWhoModerates() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    var part = client.get("/moderation/analyses/" + matched + "/media", "Range", "bytes=0-99");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Type")).contains("video/mp4");
    assertThat(part.headers().firstValue("Content-Range").orElseThrow()).startsWith("bytes 0-99/");
    var place = client.get("/moderation/analyses/" + matched).body();
    assertThat(place).contains("bank-frame");
    var frame = client.get("/moderation/analyses/" + matched + "/frame?ms=1000");
    assertThat(frame.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(
            client
                .get("/moderation/analyses/" + matched + "/summary")
                .headers()
                .firstValue("Content-Type"))
        .contains("image/gif");
    assertThat(client.get("/moderation/analyses/999999").statusCode()).isEqualTo(404);
    var list = "/moderation/analyses";
    assertThat(client.upload(list, list, Map.of("videoId", "9399"), "a.mp4", "no video").body())
        .contains("There is no video with this id.");
    assertThat(client.upload(list, list, Map.of("videoId", "9302"), "a.mp4", "no video").body())
        .contains("This is not a video or a picture of a known kind");

    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    assertThat(finance.get("/moderation/analyses/" + matched + "/media").statusCode())
        .isEqualTo(403);
  }

  @Test
  void anAdminDeletesTheFilesOfAVideoAndWhatWasFoundStays() throws Exception {
    var other =
        Clips.clip(
            "erased.mp4", "-f lavfi -i testsrc=size=320x240:rate=10 -t 2 -c:v mpeg4".split(" "));
    var id = analysed(9310, other, Origin.UNSAID);
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    var path = "/moderation/analyses/" + id;
    client.submit(path, path + "/erase", Map.of("reason", "short"));
    assertThat(client.get(path + "/media").statusCode()).isEqualTo(200);
    client.submit(path, path + "/erase", Map.of("reason", "its sender asked for it"));
    assertThat(client.get(path + "/media").statusCode()).isEqualTo(404);
    assertThat(client.get(path).body()).contains("not held any more");
    assertThat(
            sql.sql(
                    "select count(*) from access.audit_entry where action = 'media.erase' and subject = 'video 9310'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  private long analysed(long video, Path file, Origin declared) throws Exception {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(video)
        .update();
    try (var content = Files.newInputStream(file)) {
      var asked =
          analyses.sent(
              video, content, file.getFileName().toString(), Arrival.Way.UPLOAD, declared);
      var id = ((Asked.Taken) asked).analysisId();
      analyses.await(id, Duration.ofSeconds(60));
      return id;
    }
  }

  private Page logIn(int width, boolean dark) {
    browser = Browser.open(port, width, dark);
    var page = browser.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    page.waitForURL(current -> !current.contains("/login"));
    return page;
  }

  private Browser browser() {
    return Objects.requireNonNull(browser);
  }
}
