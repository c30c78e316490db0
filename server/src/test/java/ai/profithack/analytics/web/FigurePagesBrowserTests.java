package ai.profithack.analytics.web;

import static ai.profithack.analytics.web.FigureServer.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.SettableClock;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// The pages of figures in a real Chromium. Pictures of each page are kept in `target/screenshots`.
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

  private @Nullable Browser browser;

  @BeforeAll
  void fill() {
    clock.set(FigureServer.NOON);
    rows.clear();
    rows.platform(TODAY, 120, 260, 3);
    rows.creator(900, "Quiet Quinn");
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
  void everyPageIsDrawnAndFitsItsWidth(int width, boolean dark) {
    var page = logIn(Role.ADMIN, null, width, dark);
    for (var path : PAGES) {
      visit(page, path);
      assertThat(browser().overflows()).as("%s at %d", path, width).isFalse();
      browser()
          .screenshot(
              "figures%s-%d-%s"
                  .formatted(path.replaceAll("[^a-z0-9]+", "-"), width, dark ? "dark" : "light"));
    }
  }

  @Test
  void noTableIsCutOffOnADesk() {
    var page = logIn(Role.ADMIN, null);
    for (var path : PAGES) {
      visit(page, path);
      assertThat(browser().scrollingTables()).as(path).isEmpty();
    }
  }

  @Test
  void creatorsAreSortedSearchedAndPaged() {
    var page = logIn(Role.FINANCE, null);
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
    var page = logIn(Role.ADMIN, null);
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
    var page = logIn(Role.ADMIN, null);
    visit(page, "/");
    var answer = page.waitForResponse("**/dashboard/today", () -> page.waitForTimeout(1));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(page.locator("#today").innerText()).contains("provisional");
  }

  @Test
  void unknownRetentionIsADashAndNeverAZero() {
    var page = logIn(Role.ADMIN, null);
    visit(page, "/cohorts");
    assertThat(page.locator(".heatmap tbody tr").first().locator("td.heat-unknown").allInnerTexts())
        .isNotEmpty()
        .containsOnly("–");
  }

  @Test
  void aCreatorLandsOnItsOwnPageAndSeesNothingElse() {
    var page = logIn(Role.CREATOR, 1L);
    browser().expecting("403");
    assertThat(page.url()).endsWith("/creators/1");
    assertThat(page.navigate(url("/creators/2")).status()).isEqualTo(403);
    assertThat(page.navigate(url("/creators")).status()).isEqualTo(403);
    assertThat(page.navigate(url("/gifts")).status()).isEqualTo(403);
  }

  @Test
  void theKeyboardReachesTheContentAndOpensAChartsTable() {
    var page = logIn(Role.ADMIN, null);
    visit(page, "/gifts");
    page.keyboard().press("Tab");
    assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to content");
    page.locator("details.chart-table summary").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("details.chart-table table").isVisible()).isTrue();
  }

  private Page logIn(Role role, @Nullable Long creatorId) {
    return logIn(role, creatorId, Browser.DESK, false);
  }

  private Page logIn(Role role, @Nullable Long creatorId, int width, boolean dark) {
    browser = Browser.open(port, width, dark);
    var page = browser.logIn(Accounts.person(server, role, creatorId), Accounts.PASSWORD);
    page.waitForURL(current -> !current.contains("/login"));
    return page;
  }

  private Browser browser() {
    return Objects.requireNonNull(browser);
  }

  private void visit(Page page, String path) {
    assertThat(page.navigate(url(path)).status()).as(path).isEqualTo(200);
    browser().chartsDrawn();
  }

  private String url(String path) {
    return "http://localhost:" + port + path;
  }
}
