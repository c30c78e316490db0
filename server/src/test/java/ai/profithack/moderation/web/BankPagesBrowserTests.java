package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.media.BankKind;
import ai.profithack.moderation.KnownMaterial;
import ai.profithack.moderation.KnownMaterial.Put;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/// The pages of banks, filled, in a real Chromium.
@ServerTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BankPagesBrowserTests {
  private static final String PATH = "/moderation/banks";
  private static final String BANK = PATH + "/page%20of%20harm";

  @Autowired private ApplicationContext server;
  @Autowired private KnownMaterial material;
  @LocalServerPort private int port;

  private @Nullable Browser browser;

  @BeforeAll
  void fill() {
    material.create("page of harm", BankKind.KNOWN_BAD, "test");
    material.create("page of works", BankKind.PROTECTED, "test");
    material.create("page of cards", BankKind.NEGATIVE, "test");
    for (var i = 0; i < 30; i++) {
      material.addHash("page of harm", hash(i), i % 3 == 0 ? "seen in spring " + i : "", "test");
    }
    var doubted =
        (Put.Added) material.addHash("page of works", hash(100), "A film of somebody's", "test");
    material.quarantine(
        doubted.itemId(),
        "It was seen in 214 of 1,003 recordings within 24 hours, after 2 in the 30 days before.",
        "flood rule");
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
    for (var path : new String[] {PATH, BANK, BANK + "?q=nothing+like+it"}) {
      assertThat(page.navigate("http://localhost:" + port + path).status()).isEqualTo(200);
      page.waitForTimeout(300);
      var name = path.equals(PATH) ? "banks" : path.equals(BANK) ? "bank" : "bank-empty";
      browser().screenshot("%s-%d-%s".formatted(name, width, dark ? "dark" : "light"));
      assertThat(browser().overflows()).as("%s at %d", path, width).isFalse();
      assertThat(browser().faintTexts()).as("%s at %d", path, width).isEmpty();
    }
  }

  @Test
  void anItemIsAddedDoubtedAndRemovedFromThePage() {
    var page = logIn(Browser.DESK, false);
    page.navigate("http://localhost:" + port + PATH);
    page.fill("#field-name", "page made");
    page.selectOption("#field-kind", "negative");
    page.click("#new-bank button[type=submit]");
    page.waitForURL("**/page%20made");
    browser().expecting("400");
    page.fill("#field-hash", "12");
    page.click("#add button[type=submit]");
    assertThat(page.locator("#error-hash").innerText()).contains("64 hexadecimal digits");
    page.fill("#field-hash", hash(200));
    page.fill("#field-note", "our own card");
    page.click("#add button[type=submit]");
    page.locator("#items tbody tr").waitFor();
    assertThat(page.locator("#items").innerText()).contains("our own card", "active");

    page.click("#items button[data-dialog^=quarantine]");
    page.fill("dialog[open] input[name=reason]", "is it ours?");
    browser().screenshot("bank-dialog");
    page.click("dialog[open] button[type=submit]");
    page.locator("#items button[data-dialog^=release]").waitFor();
    page.navigate("http://localhost:" + port + PATH);
    assertThat(page.locator("#doubted").innerText()).contains("is it ours?");
    page.locator("#doubted tr", new Page.LocatorOptions().setHasText("is it ours?"))
        .locator("button[data-dialog^=remove]")
        .click();
    page.fill("dialog[open] input[name=reason]", "it was not");
    page.click("dialog[open] button[type=submit]");
    page.waitForURL("**/moderation/banks");
    assertThat(page.content()).contains("was removed for good");
  }

  @Test
  void aListIsCheckedThenReadAndItsFaultsAreSaid() {
    var client = admin();
    material.create("page of lists", BankKind.KNOWN_BAD, "test");
    var bank = PATH + "/page%20of%20lists";
    var list = "pdq %s\nmd5 00\n".formatted(hash(300));
    assertThat(
            client
                .upload(
                    bank, bank + "/import", Map.of("source", "them", "mode", "check"), "a", list)
                .body())
        .contains("1 would be added", "line 2: hashes of type md5 are not read");
    assertThat(material.find("page of lists").orElseThrow().active()).isZero();
    assertThat(
            client
                .upload(bank, bank + "/import", Map.of("source", "them", "mode", "read"), "a", list)
                .body())
        .contains("1 added");
    assertThat(client.get(bank + "/export").body()).isEqualTo("pdq " + hash(300) + "\n");
    assertThat(
            client
                .upload(bank, bank + "/import", Map.of("source", "", "mode", "read"), "a", list)
                .body())
        .contains("id=\"error-source\"");
  }

  @Test
  void moderatorsLookAndDoubtAndOthersSeeNothing() {
    var moderator = new Client(port);
    moderator.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    assertThat(moderator.get(BANK).body())
        .contains("Quarantine")
        .doesNotContain("Read a list", "/remove\"", "/export");
    assertThat(moderator.get(BANK + "/export").statusCode()).isEqualTo(403);
    assertThat(moderator.submit(BANK, BANK + "/items", Map.of("hash", hash(9))).statusCode())
        .isEqualTo(403);
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    assertThat(finance.get(PATH).statusCode()).isEqualTo(403);
    assertThat(admin().get(PATH + "/nowhere").statusCode()).isEqualTo(404);
  }

  private Client admin() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    return client;
  }

  private static String hash(int number) {
    return IntStream.range(0, 32)
        .mapToObj(i -> "%02x".formatted((number * 101 + i * i * 7 + i * number) & 0xff))
        .collect(Collectors.joining());
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
