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
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// The design system in a real browser: drawn, narrow, dark, by keyboard, with enough contrast.
@ServerTest
class DesignTests {
  /// Every text's contrast with what is painted behind it, after WCAG 2.2, 1.4.3.
  private static final String TOO_FAINT =
      """
      () => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgba = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data]; };
        const light = ([r, g, b]) => { const f = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
        const behind = e => { for (let p = e; p; p = p.parentElement) { const c = rgba(getComputedStyle(p).backgroundColor);
          if (c[3] === 255) return c; } return rgba('Canvas'); };
        const faint = [];
        for (const e of document.querySelectorAll('body *')) {
          if (e.closest('.chart, :disabled, .visually-hidden, noscript, [hidden]') || !e.checkVisibility()) continue;
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
          const s = getComputedStyle(e);
          const [a, b] = [light(rgba(s.color)), light(behind(e))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.66 && +s.fontWeight >= 700);
          if (ratio < (large ? 3 : 4.5)) faint.push(`${e.className || e.tagName}: "${e.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
        }
        return faint;
      }
      """;

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;

  @ParameterizedTest
  @CsvSource({"1280,false", "1280,true", "390,false", "390,true"})
  void showsEveryComponent(int width, boolean dark) {
    var admin = Accounts.person(server, Role.ADMIN, null);
    var name = width + (dark ? "-dark" : "-light");
    try (var browser = Browser.open(port, width, dark)) {
      browser.go("/login");
      browser.screenshot("login-" + name);
      assertThat(tooFaint(browser.page())).isEmpty();
      browser.logIn(admin, Accounts.PASSWORD);
      browser.go("/design");
      browser.chartsDrawn().screenshot("design-" + name);
      assertThat(browser.overflows()).isFalse();
      assertThat(tooFaint(browser.page())).isEmpty();
      for (var path : List.of("people", "keys", "audit", "design/errors/500")) {
        browser.expecting("500").go("/" + path);
        browser.screenshot(path.replace('/', '-') + "-" + name);
        assertThat(browser.overflows()).as(path).isFalse();
        assertThat(tooFaint(browser.page())).as(path).isEmpty();
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

  @SuppressWarnings("unchecked")
  private static List<String> tooFaint(Page page) {
    return (List<String>) page.evaluate(TOO_FAINT);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
