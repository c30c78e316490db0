package ai.profithack.analytics.web;

import static ai.profithack.analytics.web.FigureServer.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.SettableClock;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// The pages of figures in a real Chromium. Pictures of each page are written into the folder that
/// the environment variable `PROFITHACK_SCREENSHOTS` names.
@FigureServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FigurePagesBrowserTests {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/?range=365d",
          "/creators",
          "/creators/1",
          "/gifts",
          "/cohorts",
          "/days/2026-03-30");

  @Autowired private FigureRows rows;
  @Autowired private SettableClock clock;
  @Autowired private ApplicationContext server;
  @LocalServerPort private int port;

  private final List<String> complaints = new ArrayList<>();
  private Playwright playwright;
  private Browser browser;
  private @Nullable BrowserContext context;

  @BeforeAll
  void open() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH", "/usr/bin/node",
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")));
    clock.set(FigureServer.NOON);
    rows.clear();
    rows.platform(TODAY, 120, 260, 3);
    rows.creator(900, "Quiet Quinn");
  }

  @AfterAll
  void close() {
    browser.close();
    playwright.close();
  }

  @BeforeEach
  void forget() {
    complaints.clear();
  }

  @AfterEach
  void leave() {
    if (context != null) {
      context.close();
    }
    assertThat(complaints).as("console errors and requests to other hosts").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void everyPageIsDrawnAndFitsItsWidth(int width) {
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      var page = logIn(Role.ADMIN, null, width, scheme);
      for (var path : PAGES) {
        visit(page, path);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
            .as("width of %s at %d", path, width)
            .isLessThanOrEqualTo(width);
        picture(page, path, width, scheme);
      }
    }
  }

  @Test
  void creatorsAreSortedSearchedAndPaged() {
    var page = logIn(Role.FINANCE, null, 1280, ColorScheme.LIGHT);
    visit(page, "/creators");
    var firstNames = page.locator("#creators tbody tr th a").allInnerTexts();
    assertThat(firstNames).hasSize(50);
    page.getByText("Next").click();
    page.getByText("First page").waitFor();
    assertThat(page.locator("#creators tbody tr th a").allInnerTexts())
        .hasSize(50)
        .doesNotContainAnyElementsOf(firstNames);
    page.locator("#creators th a", new Page.LocatorOptions().setHasText("Views")).click();
    page.locator(
            "#creators th[aria-sort=descending]", new Page.LocatorOptions().setHasText("Views"))
        .waitFor();
    page.getByLabel("Search by name or id").fill("quinn");
    page.keyboard().press("Enter");
    page.getByText("Quiet Quinn").click();
    page.getByText("No figures yet").waitFor();
  }

  @Test
  void theRangePickerChangesTheDays() {
    var page = logIn(Role.ADMIN, null, 1280, ColorScheme.LIGHT);
    visit(page, "/");
    page.getByText("7 days").click();
    page.waitForURL("**/?range=7d");
    assertThat(page.locator("main").innerText()).contains("24 Mar 2026 to 30 Mar 2026");
    page.locator("details.range-custom summary").click();
    page.locator("input[name=from]").fill("2026-02-01");
    page.locator("input[name=to]").fill("2026-02-28");
    page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
    page.waitForURL("**/?from=2026-02-01&to=2026-02-28");
    assertThat(page.locator("main").innerText())
        .contains("1 Feb 2026 to 28 Feb 2026, compared with 4 Jan 2026 to 31 Jan 2026");
  }

  @Test
  void todayFollowsWithoutAReload() {
    var page = logIn(Role.ADMIN, null, 1280, ColorScheme.LIGHT);
    visit(page, "/");
    var answer = page.waitForResponse("**/dashboard/today", () -> page.waitForTimeout(1));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(page.locator("#today").innerText()).contains("provisional");
  }

  @Test
  void unknownRetentionIsADashAndNeverAZero() {
    var page = logIn(Role.ADMIN, null, 1280, ColorScheme.LIGHT);
    visit(page, "/cohorts");
    assertThat(page.locator(".heatmap tbody tr").first().locator("td.heat-unknown").allInnerTexts())
        .isNotEmpty()
        .containsOnly("–");
  }

  @Test
  void aCreatorLandsOnItsOwnPageAndSeesNothingElse() {
    var page = logIn(Role.CREATOR, 1L, 1280, ColorScheme.LIGHT);
    assertThat(page.url()).endsWith("/creators/1");
    assertThat(page.navigate(url("/creators/2")).status()).isEqualTo(403);
    assertThat(page.navigate(url("/creators")).status()).isEqualTo(403);
    assertThat(page.navigate(url("/gifts")).status()).isEqualTo(403);
    complaints.removeIf(each -> each.contains("403"));
  }

  @Test
  void theKeyboardReachesTheContentAndOpensAChartsTable() {
    var page = logIn(Role.ADMIN, null, 1280, ColorScheme.LIGHT);
    visit(page, "/gifts");
    page.keyboard().press("Tab");
    assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to content");
    page.locator("details.chart-table summary").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("details.chart-table table").isVisible()).isTrue();
  }

  private Page logIn(Role role, @Nullable Long creatorId, int width, ColorScheme scheme) {
    if (context != null) {
      context.close();
    }
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    var page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(url("")) && !request.url().startsWith("data:")) {
        complaints.add(request.url());
      }
    });
    page.navigate(url("/login"));
    page.locator("input[name=login]").fill(Accounts.person(server, role, creatorId));
    page.locator("input[name=password]").fill(Accounts.PASSWORD);
    page.keyboard().press("Enter");
    page.waitForURL(current -> !current.contains("/login"));
    return page;
  }

  private void visit(Page page, String path) {
    assertThat(page.navigate(url(path)).status()).as(path).isEqualTo(200);
    page.waitForFunction(
        "() => [...document.querySelectorAll('[data-chart]')].every(c => c.dataset.chartState === 'done')");
  }

  private String url(String path) {
    return "http://localhost:" + port + path;
  }

  private static void picture(Page page, String path, int width, ColorScheme scheme) {
    var folder = System.getenv("PROFITHACK_SCREENSHOTS");
    if (folder != null) {
      var name = path.replaceAll("[^a-z0-9]+", "-") + "-" + width + "-" + scheme + ".png";
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of(folder, name)).setFullPage(true));
    }
  }
}
