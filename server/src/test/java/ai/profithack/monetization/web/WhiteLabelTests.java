package ai.profithack.monetization.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.monetization.CreatorFacts;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// White label: what a platinum creator's page and statement carry, and what others are told.
@GrowthServer
class WhiteLabelTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private CreatorFacts facts;
  @Autowired private DSLContext db;

  private long creator;
  private String path = "";
  private Client own = new Client(0);

  @BeforeEach
  void aPlatinumCreator() {
    creator = facts.creator();
    path = "/creators/" + creator;
    tier("platinum", "2026-01-01");
    own = client(Role.CREATOR, creator);
  }

  @Test
  void pageAndStatementCarryTheirNameAndColour() {
    assertThat(own.get(path).body()).contains("ProfitHack</a>", "Your own look");
    assertThat(set("Studio Nórdica", "#1A5FB4").statusCode()).isEqualTo(303);

    assertThat(own.get(path).body())
        .contains("Studio Nórdica</a>", "· Studio Nórdica</title>", path + "/brand.css?v=1a5fb4")
        .doesNotContain("ProfitHack");
    assertThat(own.get(path + "/brand.css").body()).contains("--accent-fill: #1a5fb4;");
    assertThat(own.get(path + "/brand.css").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));
    assertThat(own.get("/collaborations").body()).as("their analytics only").contains("ProfitHack");
    assertThat(client(Role.FINANCE, null).get(path).body())
        .contains("Studio Nórdica</a>")
        .doesNotContain("Your own look");
    assertThat(own.get(path + "/payouts/statements/2026-01.pdf").statusCode()).isEqualTo(200);
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'creator.brand' and subject = ?",
                "creator " + creator))
        .isEqualTo(1L);
    looks();
    own.submit(path, path + "/brand/remove", Map.of());
    assertThat(own.get(path).body()).contains("ProfitHack</a>");
    assertThat(own.get(path + "/brand.css").statusCode()).isEqualTo(404);
  }

  @Test
  void otherTiersAreToldWhichOneItNeeds() {
    var gold = facts.creator();
    tier(gold, "gold", "2026-01-01");
    var client = client(Role.CREATOR, gold);
    var page = "/creators/" + gold;
    assertThat(client.get(page).body())
        .contains("White-label analytics: from tier Platinum on.")
        .doesNotContain("name=\"accent\"");
    var answer = client.submit(page, page + "/brand", Map.of("name", "Gold", "accent", "#000000"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("White-label analytics: from tier Platinum on.");
    assertThat(
            own.submit(path, page + "/brand", Map.of("name", "x", "accent", "#000000"))
                .statusCode())
        .as("another creator's")
        .isEqualTo(403);
  }

  @Test
  void whoLosesTheTierGoesUnderOurNameAgainAndUnderTheirsWhenTheyHaveItBack() {
    set("Studio", "#1a5fb4");
    tier("gold", "2026-01-15");
    assertThat(own.get(path).body()).contains("ProfitHack</a>");
    assertThat(own.get(path + "/brand.css").statusCode()).isEqualTo(404);
    tier("platinum", "2026-01-20");
    assertThat(own.get(path).body()).contains("Studio</a>");
  }

  @Test
  void aColourOnWhichNothingCanBeReadIsRefusedWithItsContrast() {
    set("Studio", "#ffd700");
    assertThat(own.get(path).body())
        .contains("has a contrast of 1.4 to 1; 4.5 is needed to be read", "ProfitHack</a>");
    for (var wrong : new String[] {"red", "#12345", "#12345g", "", "url(x)"}) {
      set("Studio", wrong);
      assertThat(own.get(path).body()).as(wrong).contains("The colour is written like");
    }
    set("x".repeat(41), "#1a5fb4");
    assertThat(own.get(path).body()).contains("The name has 1 to 40 characters.");
  }

  private HttpResponse<String> set(String name, String accent) {
    return own.submit(path, path + "/brand", Map.of("name", name, "accent", accent));
  }

  private void looks() {
    var login = Accounts.person(server, Role.CREATOR, creator);
    for (var phone : new boolean[] {false, true}) {
      try (var browser = Browser.open(port, phone ? Browser.PHONE : Browser.DESK, phone)) {
        browser.logIn(login, Accounts.PASSWORD);
        browser.go(path);
        assertThat(browser.overflows()).isFalse();
        assertThat(browser.faintTexts()).isEmpty();
        browser.screenshot("white-label-" + (phone ? "phone" : "desk"));
      }
    }
  }

  private Client client(Role role, @Nullable Long of) {
    var client = new Client(port);
    client.logIn(Accounts.person(server, role, of), Accounts.PASSWORD);
    return client;
  }

  private void tier(String tier, String since) {
    tier(creator, tier, since);
  }

  private void tier(long of, String tier, String since) {
    db.execute(
        """
        insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
          monthly_earnings_required, earned_at) values (%d, '%s', 0, 0, 0, '%sT00:00Z')
        """
            .formatted(of, tier, since));
  }
}
