package ai.profithack.monetization.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.monetization.Achievements;
import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.CreatorFacts;
import ai.profithack.monetization.Credits;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.monetization.Profiles;
import ai.profithack.monetization.TierEvaluation;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/// The pages of growth in a real Chromium. Pictures of each are kept in `target/screenshots`.
@GrowthServer
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowthPagesBrowserTests {
  @Autowired private ApplicationContext server;
  @Autowired private CreatorFacts facts;
  @Autowired private TierEvaluation evaluation;
  @Autowired private Credits credits;
  @Autowired private Achievements achievements;
  @Autowired private Profiles profiles;
  @Autowired private Collaborations collaborations;
  @Autowired private JdbcClient db;
  @LocalServerPort private int port;

  private long ada;
  private long bob;

  @BeforeAll
  void fill() {
    ada = creator("Ada Lindqvist", 1_900_000, 120_000, 240_000);
    bob = creator("Bob", 400_000, 20_000, 61_000);
    for (var i = 1; i <= 6; i++) {
      creator("Creator No " + i, 20_000L * i, 900L * i, 9_000L * i);
    }
    facts.creator();
    evaluation.catchUp();
    credits.renew();
    achievements.award();
    profiles.refresh();
    credits.reserve(ada, "running", 10, Duration.ofHours(1));
    credits.reserve(ada, "done", 30, Duration.ofHours(1));
    credits.capture("done");
    var first =
        collaborations.propose(
            ada,
            facts.video(ada),
            bob,
            new Collaborations.Terms(
                new BigDecimal("62.5"),
                new Collaborations.Recoupment(bob, new BigDecimal("150.00")),
                null));
    var id = ((Collaborations.Change.Done) first).collaboration().id();
    collaborations.accept(bob, id, 1);
    collaborations.amend(
        ada, id, new Collaborations.Terms(new BigDecimal("70"), null, LocalDate.of(2026, 5, 1)));
    collaborations.propose(
        bob, facts.video(bob), ada, new Collaborations.Terms(new BigDecimal("50"), null, null));
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageFitsItsWidth(int width, boolean dark) {
    var theme = width + "-" + (dark ? "dark" : "light");
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      for (var path :
          List.of(
              "/growth",
              "/growth/" + ada,
              "/growth/what-if?earnings-bronze=50&share-gold=60",
              "/collaborations")) {
        browser.go(path);
        assertThat(browser.overflows()).as("%s at %s", path, theme).isFalse();
        assertThat(browser.scrollingTables()).as("tables cut off on %s", path).isEmpty();
        browser.screenshot(
            "growth%s-%s"
                .formatted(path.replaceAll("[^a-z]+", "-").replace(Long.toString(ada), ""), theme));
      }
    }
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(Accounts.person(server, Role.CREATOR, bob), Accounts.PASSWORD);
      browser.go("/collaborations");
      assertThat(browser.overflows()).isFalse();
      browser.screenshot("growth-collaborations-of-creator-" + theme);
    }
  }

  @Test
  void aCreatorSeesTheOwnGrowthAndAnswersAProposal() {
    try (var browser = Browser.open(port)) {
      var page = browser.logIn(Accounts.person(server, Role.CREATOR, bob), Accounts.PASSWORD);
      browser.go("/growth");
      assertThat(page.url()).endsWith("/growth/" + bob);
      assertThat(page.locator("main").innerText())
          .contains("Tier Silver", "On the way to Gold", "$610.00 of $2,000.00")
          .doesNotContain("Give credits");
      browser.expecting("403");
      assertThat(page.navigate("http://localhost:" + port + "/growth/" + ada).status())
          .isEqualTo(403);
      browser.go("/collaborations");
      page.locator(
              "section", new com.microsoft.playwright.Page.LocatorOptions().setHasText("62.50"))
          .first()
          .locator(
              "button", new com.microsoft.playwright.Locator.LocatorOptions().setHasText("Accept"))
          .click();
      page.getByText("Agreed: it holds as written.").waitFor();
    }
  }

  @Test
  void aCreatorFindsThePartnerByNameAndChoosesAVideo() {
    try (var browser = Browser.open(port)) {
      var page = browser.logIn(Accounts.person(server, Role.CREATOR, bob), Accounts.PASSWORD);
      var video = facts.video(bob);
      browser.go("/collaborations");
      assertThat(page.locator("main").innerText())
          .contains("Ada Lindqvist")
          .contains("creator " + ada);
      page.getByLabel("With whom?").fill("nobody at all");
      page.getByText("Find", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.getByText("Nobody who publishes is called so.").waitFor();
      page.getByLabel("With whom?").fill("lindq");
      page.getByText("Find", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.getByText("Ada Lindqvist (creator %d)".formatted(ada)).click();
      page.locator("#field-videoId").selectOption(Long.toString(video));
      page.locator("#field-ownPercent").fill("55");
      page.locator("form[action='/collaborations'] button.primary").click();
      page.getByText("Your proposal waits for the other one's answer.").waitFor();
      assertThat(page.locator("main").innerText()).contains("Video " + video, "55.00 %");
    }
  }

  @Test
  void otherRulesSayWhomTheyWouldHaveMoved() {
    try (var browser = Browser.open(port)) {
      var page = browser.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
      browser.go("/growth/what-if");
      page.getByLabel("Earnings of Silver").fill("700");
      page.getByText("Replay", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.waitForURL("**earnings-silver=700**");
      assertThat(page.locator(".tile").nth(2).innerText()).contains("Lower tier").contains("1");
      page.getByLabel("Earnings of Silver").fill("many");
      page.getByText("Replay", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.getByText("Silver: Earnings are a number").waitFor();
    }
  }

  private long creator(String name, long views, long reactions, long earnedMinor) {
    var id = facts.creator();
    db.sql("insert into platform.user_name (user_id, name) values (?, ?)")
        .params(id, name)
        .update();
    for (var day = 1; day <= 30; day++) {
      facts.day(id, LocalDate.of(2026, 3, day), views / 30 + 1, reactions / 30 + 1);
    }
    facts.earned(id, Instant.parse("2026-03-15T12:00:00Z"), earnedMinor);
    return id;
  }
}
