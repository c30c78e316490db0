package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.Originals;
import ai.profithack.moderation.Markings;
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

/// The pages of watermarks, filled, in a real Chromium.
@ServerTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatermarkPagesBrowserTests {
  private static final String PATH = "/moderation/watermarks";

  @Autowired private ApplicationContext server;
  @Autowired private Originals originals;
  @Autowired private Markings markings;
  @Autowired private JdbcClient sql;
  @LocalServerPort private int port;

  private @Nullable Browser browser;
  private Path copy = Path.of("");
  private long done;
  private long failed;

  @BeforeAll
  void fill() throws Exception {
    sql.sql(
            "insert into public.users (id, is_creator, created_at) values (9651, true, now()) on conflict do nothing")
        .update();
    done =
        marked(
            9661,
            Clips.clip(
                "page-marked.mp4",
                "-f lavfi -i mandelbrot=size=480x360:rate=12:end_scale=0.05 -t 2 -c:v mpeg4 -q:v 3"
                    .split(" ")));
    failed =
        marked(
            9662,
            Clips.clip(
                "marked-tiny.mp4",
                "-f lavfi -i testsrc2=size=160x120:rate=10 -t 1 -c:v mpeg4 -q:v 3".split(" ")));
    copy = markings.file(markings.find(done).orElseThrow()).orElseThrow().path();
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
    for (var path : new String[] {PATH, PATH + "/" + done, PATH + "/" + failed}) {
      assertThat(page.navigate("http://localhost:" + port + path).status()).isEqualTo(200);
      page.waitForTimeout(500);
      browser()
          .screenshot(
              "watermarks%s-%d-%s"
                  .formatted(
                      path.equals(PATH) ? "" : path.endsWith("/" + done) ? "-done" : "-failed",
                      width,
                      dark ? "dark" : "light"));
      assertThat(browser().overflows()).as("%s at %d", path, width).isFalse();
      assertThat(browser().faintTexts()).as("%s at %d", path, width).isEmpty();
    }
  }

  @Test
  void aCopyIsReadAndAVideoIsMarkedFromThePage() {
    var page = logIn(Browser.DESK, false);
    page.navigate("http://localhost:" + port + PATH);
    page.setInputFiles("#field-file", copy);
    page.click("#whose button[type=submit]");
    page.locator("#whose [role=status]").waitFor();
    assertThat(page.locator("#whose [role=status]").innerText())
        .contains("This is a copy of video 9661 of creator 9651.");
    browser().screenshot("watermarks-read");

    page.fill("#field-videoId", "9661");
    page.selectOption("#field-watermarkType", "visible");
    page.fill("#field-fromSeconds", "0.5");
    page.locator("#new-mark button[type=submit]").press("Enter");
    page.waitForURL("**/moderation/watermarks/*");
    page.locator("video#player").waitFor();
    assertThat(page.locator("#marking").innerText()).contains("“Creator 9651”");
  }

  @Test
  void whatIsWrongIsSaidAtItsField() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    var form =
        Map.of("videoId", "9661", "watermarkType", "visible", "text", "a", "fromSeconds", "later");
    assertThat(client.submit(PATH, PATH, form).body())
        .contains("id=\"error-fromSeconds\"", "Seconds, such as 2.5.", "value=\"9661\"");
    assertThat(client.upload(PATH, PATH + "/read", Map.of(), "a.mp4", "no video").body())
        .contains("This is not a video or a picture of a known kind");
  }

  @Test
  void onlyWhoModeratesSeesThem() {
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    assertThat(finance.get(PATH).statusCode()).isEqualTo(403);
    assertThat(finance.get(PATH + "/" + done).statusCode()).isEqualTo(403);
  }

  private long marked(long video, Path file) throws Exception {
    sql.sql(
            "insert into public.videos (id, creator_id, created_at) values (?, 9651, now()) on conflict do nothing")
        .param(video)
        .update();
    try (var content = Files.newInputStream(file)) {
      originals.keep(content, new Arrival(video, "a.mp4", Arrival.Way.UPLOAD, "tester"));
    }
    var asked = (Markings.Asked.Taken) markings.invisible(video);
    return markings.await(asked.marking().markingId(), Duration.ofSeconds(60)).markingId();
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
