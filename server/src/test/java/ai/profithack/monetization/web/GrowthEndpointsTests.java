package ai.profithack.monetization.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.analytics.Rollups;
import ai.profithack.kernel.DayRange;
import ai.profithack.monetization.CreatorFacts;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.monetization.TierEvaluation;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tiers, credits and agreements for programs, and what each role and tier may do.
@GrowthServer
@DirtiesContext
class GrowthEndpointsTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired private ApplicationContext server;
  @Autowired private CreatorFacts facts;
  @Autowired private TierEvaluation evaluation;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient db;
  @LocalServerPort private int port;

  @BeforeEach
  void night() {
    clock.set(GrowthServer.NIGHT);
    db.sql("delete from monetization.tier_decision").update();
    db.sql("delete from monetization.tier_run").update();
  }

  @Test
  void aTierComesWithTheWayToTheNextAndReadingItWritesNothing() {
    var creator = facts.creator();
    facts.day(creator, LocalDate.of(2026, 3, 5), 600_000, 24_060);
    facts.earned(creator, Instant.parse("2026-03-05T10:00:00Z"), 60_000);
    evaluation.catchUp();

    var answer = get("/api/creator/" + creator + "/tier", Role.FINANCE, null);

    assertThat(answer.statusCode()).isEqualTo(200);
    var tier = json(answer).get("tier");
    assertThat(tier.get("tier").asString()).isEqualTo("silver");
    assertThat(tier.get("monthlyEarningsRequired").asString()).isEqualTo("500.00");
    assertThat(tier.get("monthlyViewsRequired").asLong()).isEqualTo(10_000);
    assertThat(tier.get("revenueShare").asInt()).isEqualTo(55);
    assertThat(tier.get("earnedAt").asString()).isEqualTo("2026-03-31T02:30:00Z");
    var progress = tier.get("progress");
    assertThat(progress.get("next").asString()).isEqualTo("gold");
    assertThat(progress.get("from").asString()).isEqualTo("2026-03-01");
    assertThat(progress.get("criteria").toString())
        .isEqualTo(
            """
            [{"criterion":"earnings","required":"2000","reached":"600.00","met":false},\
            {"criterion":"engagement","required":"6","reached":"4.01","met":false},\
            {"criterion":"average_views","required":"50000","reached":"20000","met":false}]\
            """);
    assertThat(facts.tiers(creator)).hasSize(1);
  }

  @Test
  void aStarterHasATierWithoutARow() {
    var creator = facts.creator();
    var tier = json(get("/api/creator/" + creator + "/tier", Role.CREATOR, creator)).get("tier");
    assertThat(tier.get("tier").asString()).isEqualTo("starter");
    assertThat(tier.get("earnedAt").isNull()).isTrue();
    assertThat(tier.get("benefits").toString()).isEqualTo("[\"basic_analytics\"]");
  }

  @Test
  void whoMayNotAndWhatIsNotThereIsAnsweredSo() {
    var creator = facts.creator();
    var other = facts.creator();
    assertThat(get("/api/creator/" + other + "/tier", Role.CREATOR, creator).statusCode())
        .isEqualTo(403);
    assertThat(get("/api/creator/" + other + "/credits", Role.SERVICE, null).statusCode())
        .isEqualTo(403);
    assertThat(get("/api/creator/987654321/tier", Role.ADMIN, null).statusCode()).isEqualTo(404);
    assertThat(get("/api/creator/0/tier", Role.ADMIN, null).statusCode()).isEqualTo(400);
    assertThat(get("/api/creator/many/achievements", Role.ADMIN, null).statusCode()).isEqualTo(400);
    assertThat(get("/api/creator/" + other + "/profile", Role.ADMIN, null).statusCode())
        .isEqualTo(404);
    assertThat(new Client(port).get("/api/creator/" + other + "/tier").statusCode()).isEqualTo(401);
  }

  @Test
  void twoCreatorsAgreeByProgram() {
    var ada = facts.creator();
    var bob = facts.creator();
    var video = facts.video(ada);
    var proposal =
        "{\"videoId\":%d,\"partnerId\":%d,\"ownPercent\":\"60.00\"}".formatted(video, bob);

    var refused = post("/api/collaborations", proposal, ada);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("error").asString())
        .isEqualTo("Collaboration tools: from tier Bronze on.");
    reach(ada, "bronze");
    var proposed = post("/api/collaborations", proposal, ada);
    assertThat(proposed.statusCode()).isEqualTo(201);
    var id = json(proposed).get("collaboration").get("id").asLong();
    assertThat(post("/api/collaborations", proposal, ada).statusCode()).isEqualTo(409);
    assertThat(post("/api/collaborations/" + id + "/accept", "{\"version\":1}", ada).statusCode())
        .isEqualTo(409);
    var accepted = post("/api/collaborations/" + id + "/accept", "{\"version\":1}", bob);
    assertThat(json(accepted).get("collaboration").get("status").asString()).isEqualTo("active");
    assertThat(accepted.body())
        .contains("\"revenue\":\"0.00\"", "\"percent1\":\"", "\"percent2\":\"");
    assertThat(json(get("/api/collaborations", Role.CREATOR, bob)).get("collaborations"))
        .hasSize(1);
    assertThat(post("/api/collaborations/" + id + "/end", "{}", facts.creator()).statusCode())
        .isEqualTo(404);
    assertThat(post("/api/collaborations", "{\"videoId\":1}", ada).statusCode()).isEqualTo(400);
    assertThat(
            db.sql(
                    "select string_agg(action, ' ' order by entry_id) from access.audit_entry where subject = ? and action like 'collaboration.%'")
                .param(Long.toString(id))
                .query(String.class)
                .single())
        .isEqualTo("collaboration.proposed collaboration.accepted");
  }

  @Test
  void whatNothingOpensYetIsSaidToBeAPermissionAlone() {
    var creator = facts.creator();
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.CREATOR, creator), Accounts.PASSWORD);

    assertThat(client.get("/growth/" + creator).body())
        .contains("Custom tools, from Platinum on (nothing to see yet)")
        .contains("White-label analytics, from Platinum on<");
    reach(creator, "platinum");
    assertThat(client.get("/growth/" + creator).body())
        .contains("Custom tools (the permission; nothing to see yet)");
    assertThat(json(get("/api/creator/" + creator + "/tier", Role.CREATOR, creator)).toString())
        .contains("custom_tools");
  }

  /// Each level of analytics shows what the one below does not.
  @Test
  void aTiersAnalyticsAreWhatTheCreatorsOwnPagesAndDownloadsShow() {
    var creator = facts.creator();
    facts.day(creator, LocalDate.of(2026, 3, 5), 100, 1);
    server.getBean(Rollups.class).close(DayRange.of(LocalDate.of(2026, 3, 30)));
    var download = "/api/analytics/download/creator_metrics.csv?creatorId=" + creator;
    var page = "/creators/" + creator;
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.CREATOR, creator), Accounts.PASSWORD);

    var refused = get(download, Role.CREATOR, creator);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("error").asString())
        .isEqualTo("Advanced analytics: from tier Bronze on.");
    assertThat(body(client, page + "?range=30d")).doesNotContain("from tier");
    assertThat(client.get(page + "?range=90d").body())
        .contains("Advanced analytics: from tier Bronze on.");

    var answer = "/api/analytics/creator/" + creator;
    facts.day(creator, LocalDate.of(2026, 3, 31), 70, 1);
    assertThat(get(answer, Role.CREATOR, creator).body()).doesNotContain("2026-03-31");
    assertThat(get(answer, Role.FINANCE, null).body()).contains("2026-03-31");

    reach(creator, "bronze");
    assertThat(get(download, Role.CREATOR, creator).statusCode()).isEqualTo(200);
    assertThat(json(get(download + "&days=91", Role.CREATOR, creator)).get("error").asString())
        .isEqualTo("Premium analytics: from tier Silver on.");
    assertThat(
            json(get(download + "&from=2026-03-31&to=2026-03-31", Role.CREATOR, creator))
                .get("error")
                .asString())
        .isEqualTo("Real-time analytics: from tier Gold on.");
    assertThat(get(download + "&days=3660", Role.FINANCE, null).statusCode()).isEqualTo(200);
    assertThat(body(client, page + "?range=90d")).doesNotContain("from tier");
    assertThat(client.get(page + "?range=365d").body())
        .contains("Premium analytics: from tier Silver on.");
    assertThat(client.get(page + "?from=2026-03-30&to=2026-04-30").body())
        .contains("Real-time analytics: from tier Gold on.");

    reach(creator, "gold");
    assertThat(get(download + "&from=2020-01-01&to=2026-03-31", Role.CREATOR, creator).statusCode())
        .isEqualTo(200);
    assertThat(get(answer, Role.CREATOR, creator).body()).contains("2026-03-31");
    assertThat(body(client, page + "?range=365d")).doesNotContain("from tier");
    assertThat(body(client, page + "?from=2026-03-30&to=2026-04-30")).doesNotContain("from tier");
  }

  /// A page without its offer of a look of one's own, which names a tier too.
  private static String body(Client client, String page) {
    return client.get(page).body().replace("White-label analytics: from tier Platinum on.", "");
  }

  /// The form carries its key: sent twice, it gives once.
  @Test
  void financeGivesCreditsOnceAndItIsOnTheRecord() {
    var creator = facts.creator();
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var page = "/growth/" + creator;
    var fields =
        Map.of(
            "key", "0f8fad5b-d9cb-469f-a165-70867728950e", "credits", "250", "reason", "Goodwill");
    assertThat(client.submit(page, page + "/credits", fields).statusCode()).isEqualTo(303);
    assertThat(client.submit(page, page + "/credits", fields).statusCode()).isEqualTo(303);
    var edited = new HashMap<>(fields);
    edited.put("credits", "300");
    assertThat(client.submit(page, page + "/credits", edited).statusCode()).isEqualTo(303);
    assertThat(client.get(page).body())
        .contains("This form gave credits already, with another number. Nothing was given now");

    var credits =
        json(get("/api/creator/" + creator + "/credits", Role.FINANCE, null)).get("credits");
    assertThat(credits.get("remaining").asLong()).isEqualTo(350);
    assertThat(
            db.sql(
                    "select count(*) from access.audit_entry where action = 'credits.given' and subject = ?")
                .param(Long.toString(creator))
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  private void reach(long creator, String tier) {
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, '2026-01-01T00:00Z')
            """)
        .params(creator, tier)
        .update();
  }

  private HttpResponse<String> get(String path, Role role, @Nullable Long creator) {
    return new Client(port).get(path, "Authorization", Accounts.key(server, role, creator));
  }

  private HttpResponse<String> post(String path, String body, long creator) {
    return new Client(port)
        .send(
            "POST",
            path,
            body,
            "Authorization",
            Accounts.key(server, Role.CREATOR, creator),
            "Content-Type",
            "application/json");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }
}
