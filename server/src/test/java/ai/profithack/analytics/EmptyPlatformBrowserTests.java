package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every page right after the first start, when nothing was sent, imported or run yet. Pictures are
/// kept in `target/screenshots`.
class EmptyPlatformBrowserTests {
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
  private static final List<String> PAGES =
      List.of(
          "/",
          "/creators",
          "/gifts",
          "/cohorts",
          "/days/2026-03-31",
          "/events/refused",
          "/imports",
          "/jobs",
          "/jobs/daily-analytics",
          "/keys",
          "/audit");

  private static @Nullable LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(TestPostgres.migratedDatabase(), "UTC", NOW);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageSaysWhatToDoNext(int width, boolean dark) {
    var admin = Accounts.person(server().context(), Role.ADMIN, null);
    try (var browser = Browser.open(server().port(), width, dark)) {
      var page = browser.logIn(admin, Accounts.PASSWORD);
      page.waitForURL(current -> !current.contains("/login"));
      for (var path : PAGES) {
        browser.go(path);
        browser.chartsDrawn();
        browser.screenshot(
            "empty%s-%d-%s"
                .formatted(path.replaceAll("[^a-z0-9]+", "-"), width, dark ? "dark" : "light"));
        assertThat(browser.overflows()).as("%s at %d", path, width).isFalse();
        assertThat(browser.faintTexts()).as("%s at %d", path, width).isEmpty();
      }
    }
  }

  @Test
  void theFirstPageNamesTheThreeWaysToBeginAndTheOthersLeadThere() {
    var admin = Accounts.person(server().context(), Role.ADMIN, null);
    try (var browser = Browser.open(server().port())) {
      var page = browser.logIn(admin, Accounts.PASSWORD);
      page.waitForURL(current -> !current.contains("/login"));
      assertThat(browser.go("/").locator("main").innerText())
          .contains(
              "POST https://HOST/api/events",
              "./profithack token create --role service",
              "./profithack import",
              "./profithack demo");
      assertThat(page.locator("main pre[tabindex='0']").count()).isEqualTo(3);
      for (var path : List.of("/creators", "/gifts", "/cohorts", "/days/2026-03-31")) {
        browser.go(path);
        page.getByText("How to begin").focus();
        page.keyboard().press("Enter");
        page.getByText("Welcome to ProfitHack").waitFor();
      }
    }
  }

  private static LiveServer server() {
    return Objects.requireNonNull(server);
  }
}
