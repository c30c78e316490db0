package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.ServerTest;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// The design system in a real browser: drawn, narrow, dark, by keyboard, with enough contrast.
@ServerTest
class DesignTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void showsEveryComponent(int width, boolean dark) {
    var admin = Accounts.person(server, Role.ADMIN, null);
    var name = width + (dark ? "-dark" : "-light");
    try (var browser = Browser.open(port, width, dark)) {
      browser.go("/login");
      browser.screenshot("login-" + name);
      assertThat(browser.faintTexts()).isEmpty();
      browser.logIn(admin, Accounts.PASSWORD);
      browser.go("/design");
      browser.chartsDrawn().screenshot("design-" + name);
      assertThat(browser.overflows()).isFalse();
      assertThat(browser.faintTexts()).isEmpty();
      for (var path : List.of("people", "keys", "audit", "design/errors/500")) {
        browser.expecting("500").go("/" + path);
        browser.screenshot(path.replace('/', '-') + "-" + name);
        assertThat(browser.overflows()).as(path).isFalse();
        assertThat(browser.faintTexts()).as(path).isEmpty();
      }
    }
  }

  @Test
  void isUsableByKeyboardAlone() {
    var admin = Accounts.person(server, Role.ADMIN, null);
    try (var browser = Browser.open(port)) {
      var page = browser.go("/login?next=%2Fpeople");
      var keys = page.keyboard();
      assertThat(page.evaluate("document.activeElement.name")).isEqualTo("login");
      keys.type(admin);
      keys.press("Tab");
      keys.type(Accounts.PASSWORD);
      keys.press("Enter");
      page.waitForURL("**/people");
      keys.press("Tab");
      assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to content");
      keys.press("Enter");
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("content");
      page.getByRole(com.microsoft.playwright.options.AriaRole.LINK, named("API keys")).focus();
      keys.press("Enter");
      page.waitForURL("**/keys");
      assertThat(page.locator("nav [aria-current=page]").textContent().strip())
          .isEqualTo("API keys");
    }
  }

  @Test
  void sortsAndPagesByLinkAndSwapsInPlace() {
    var admin = Accounts.person(server, Role.ADMIN, null);
    try (var browser = Browser.open(port)) {
      browser.logIn(admin, Accounts.PASSWORD);
      var page = browser.go("/design");
      page.evaluate("window.sameDocument = true");
      page.locator("#creators th a").first().click();
      page.waitForURL("**sort=name**");
      page.locator("#creators th[aria-sort=descending]").waitFor();
      page.locator("#creators a[rel=next]").click();
      page.waitForURL("**page=2**");
      assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
      page.locator("table[data-sort] button").last().click();
      assertThat(page.locator("table[data-sort] tbody th").allTextContents())
          .containsExactly("Rose", "Rocket", "Heart");
    }
  }

  @Test
  void keepsTheChosenThemeAndOpensDialogs() {
    var admin = Accounts.person(server, Role.ADMIN, null);
    try (var browser = Browser.open(port)) {
      browser.logIn(admin, Accounts.PASSWORD);
      var page = browser.go("/design");
      page.locator("[data-theme-toggle]").click();
      page.locator("[data-theme-toggle]").click();
      page.reload();
      assertThat(page.locator("html").getAttribute("data-theme")).isEqualTo("dark");
      page.locator("[data-dialog=sample-dialog]").click();
      assertThat(page.locator("#sample-dialog").isVisible()).isTrue();
      page.keyboard().press("Escape");
      assertThat(page.locator("#sample-dialog").isVisible()).isFalse();
    }
  }

  @Test
  void showsTheDescriptionOfTheApi() {
    var admin = Accounts.person(server, Role.ADMIN, null);
    try (var browser = Browser.open(port)) {
      browser.logIn(admin, Accounts.PASSWORD);
      browser.go("/openapi-ui").locator(".swagger-ui .info .title").waitFor();
      browser.screenshot("openapi-1280-light");
    }
  }

  @Test
  void opensTheMenuOnAPhone() {
    var admin = Accounts.person(server, Role.ADMIN, null);
    try (var browser = Browser.open(port, Browser.PHONE, false)) {
      browser.logIn(admin, Accounts.PASSWORD);
      var page = browser.go("/people");
      assertThat(page.locator("#navigation").isVisible()).isFalse();
      page.locator(".topbar button").click();
      assertThat(page.locator("#navigation").isVisible()).isTrue();
      browser.screenshot("menu-390-light");
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
