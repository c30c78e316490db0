package ai.profithack.risk.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.GiftContext;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Money;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.platform.UserNames;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/// The pages of risk, for finance and for the creator whom a case is about.
@GrowthServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RiskPagesTests {
  private static final Instant START = Instant.parse("2026-12-01T09:00:00Z");
  private static final long ADA = 36_001;
  private static final String HEADER = "X-XSRF-TOKEN";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired private ApplicationContext server;
  @Autowired private EventLog log;
  @Autowired private JobRunner jobs;
  @Autowired private RiskCases cases;
  @Autowired private UserNames names;
  @Autowired private SettableClock clock;
  @LocalServerPort private int port;

  @BeforeAll
  void fill() {
    clock.set(START.plus(Duration.ofDays(9)));
    names.keep(Map.of(ADA, "Ada Lindqvist", ADA + 1, "Bo", ADA + 2, "Cem Yıldız"));
    var events = new ArrayList<Event>();
    for (var i = 0; i < 3; i++) {
      events.add(gift("page-ring-" + i, ADA + i, ADA + (i + 1) % 3, 120, i, null));
    }
    events.add(
        gift(
            "page-new",
            ADA + 9,
            ADA,
            100,
            3,
            new GiftContext("a-device", "a-card", START, "198.51.100.7")));
    events.add(gift("page-self", ADA + 5, ADA + 5, 1, 3, null));
    events.add(gift("page-small", ADA + 6, ADA + 6, 1, 3, null));
    events.add(gift("page-disputed", ADA + 9, ADA + 4, 10, 3, null));
    events.add(dispute("page-d", EventType.GIFT_DISPUTED, "page-disputed"));
    events.add(gift("page-both", ADA + 7, ADA + 7, 1, 3, null));
    events.add(dispute("page-b", EventType.GIFT_DISPUTED, "page-both"));
    events.add(gift("page-held", ADA + 8, ADA + 4, 2, 3, null));
    events.add(gift("page-lost", ADA + 9, ADA + 4, 10, 3, null));
    events.add(dispute("page-l", EventType.GIFT_DISPUTE_LOST, "page-lost"));
    events.add(dispute("page-w", EventType.GIFT_DISPUTE_WON, "page-lost"));
    assertThat(log.accept(events, "test").refusals()).isEmpty();
    jobs.run("earnings-booking", null, "test");
    clock.set(START.plus(Duration.ofDays(1)));
    jobs.run("earnings-release", null, "test");
    clock.set(START.plus(Duration.ofDays(4)));
  }

  @AfterAll
  void setsTheClockBack() {
    clock.set(GrowthServer.NIGHT);
  }

  @Test
  void financeSeesTheEvidenceAndDecidesOnce() {
    var finance = finance();
    var other = finance();
    assertThat(finance.get("/finance/risk").body())
        .contains("New gifts were last looked at on", "the next look is at")
        .contains("Ada Lindqvist", "Gifts in a ring", "$121.00", "3 days", "nobody yet")
        .contains("Disputed by the payer", "page-disputed", "Contradictions", "page-w");
    var path = "/finance/risk/" + caseOf(ADA + 5);
    assertThat(finance.get("/finance/risk/" + caseOf(ADA)).body())
        .contains("Ada Lindqvist → Bo → Cem Yıldız → Ada Lindqvist")
        .contains("3 gifts worth $360.00 within 7 days, each giving the next at least $20.00.")
        .contains("with a payment method added less than 24 hours before")
        .doesNotContain("a-card", "a-device", "198.51.100.7");
    finance.submit(path, path + "/take", Map.of());
    assertThat(finance.get("/finance/risk").body()).contains("finance-");
    var owner = owner(finance, path);
    other.submit(path, path + "/take", Map.of());
    assertThat(other.get(path).body()).contains(owner + " looks into it", "Take it over");
    assertThat(owner(other, path)).isEqualTo(owner);
    other.submit(path, path + "/take", Map.of("from", owner));
    assertThat(owner(other, path)).isNotEqualTo(owner).startsWith("finance-");

    finance.submit(path, path + "/decide", Map.of("verdict", "release", "reason", "short"));
    assertThat(finance.get(path).body()).contains("Say why, in 10 to 2,000 characters.");
    // Somebody else had the page open with its form.
    var form = path.replace(path, "/finance/risk/" + caseOf(ADA));
    finance.submit(
        path,
        path + "/decide",
        Map.of("verdict", "release", "reason", "gift to self", "seen", seen(finance, path)));
    assertThat(
            other
                .submit(
                    form, path + "/decide", Map.of("verdict", "confirm", "reason", "it is a fraud"))
                .statusCode())
        .isEqualTo(303);
    assertThat(other.get(path).body())
        .contains("It was decided before, by finance-", "gift to self");
    assertThat(other.submit(form, path + "/decide", Map.of("verdict", "x")).statusCode())
        .isEqualTo(400);
    assertThat(other.get("/finance/risk/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void aCaseThatGrewSinceItWasShownIsNotDecidedUnseen() {
    var finance = finance();
    var path = "/finance/risk/" + caseOf(ADA + 6);
    var shown = seen(finance, path);
    assertThat(
            log.accept(List.of(gift("page-grew", ADA + 6, ADA + 6, 2, 4, null)), "test").refusals())
        .isEmpty();
    jobs.run("earnings-booking", null, "test");
    jobs.run("earnings-release", null, "test");

    var reason = "looked into by a person";
    for (var verdict : List.of("confirm", "release")) {
      finance.submit(
          path, path + "/decide", Map.of("verdict", verdict, "reason", reason, "seen", shown));
      assertThat(finance.get(path).body()).contains("It grew", "page-grew", "Confirm as fraud");
    }
    finance.submit(
        path,
        path + "/decide",
        Map.of("verdict", "confirm", "reason", reason, "seen", seen(finance, path)));
    assertThat(finance.get(path).body()).contains("confirmed as fraud");
  }

  private static String seen(Client client, String path) {
    var field =
        java.util.regex.Pattern.compile("name=\"seen\" value=\"(\\d+)\"")
            .matcher(client.get(path).body());
    return field.find() ? field.group(1) : "";
  }

  @Test
  void programsReadCasesAndAPersonDecides() {
    var client = new Client(port);
    var key = Accounts.key(server, Role.FINANCE, null);
    var all = JSON.readTree(client.get("/api/risk/cases?limit=1", "Authorization", key).body());
    assertThat(all.path("success").asBoolean()).isTrue();
    assertThat(all.path("cases")).hasSize(1);
    var next = all.path("nextBefore").asLong();
    assertThat(next).isEqualTo(all.at("/cases/0/id").asLong());
    assertThat(
            JSON.readTree(
                    client
                        .get("/api/risk/cases?limit=200&before=" + next, "Authorization", key)
                        .body())
                .path("cases"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.path("id").asLong()).isLessThan(next));

    var path = "/api/risk/cases/" + caseOf(ADA + 1);
    var one = client.get(path, "Authorization", key).body();
    assertThat(one).doesNotContain("a-card", "a-device", "198.51.100.7");
    var found = JSON.readTree(one);
    assertThat(found.at("/case/creatorId").asLong()).isEqualTo(ADA + 1);
    assertThat(found.path("gifts")).isNotEmpty();
    var seen = found.path("signals").get(found.path("signals").size() - 1).path("id").asLong();
    var body =
        "{\"verdict\": \"release\", \"reason\": \"looked into by hand\", \"seen\": %d}"
            .formatted(seen);
    var blind = body.replace("\"seen\": " + seen, "\"seen\": " + (seen - 1));
    assertThat(post(client, path, body, "Authorization", key))
        .as("a program decides nothing")
        .isEqualTo(403);
    var person = finance();
    var token = person.token("/finance/risk/" + caseOf(ADA));
    assertThat(
            post(
                person,
                path,
                "{\"verdict\": \"x\", \"reason\": \"long enough\", \"seen\": 1}",
                HEADER,
                token))
        .isEqualTo(400);
    assertThat(
            post(
                person,
                path,
                "{\"verdict\": \"release\", \"reason\": \"no\", \"seen\": 1}",
                HEADER,
                token))
        .isEqualTo(400);
    assertThat(post(person, path, blind, HEADER, token))
        .as("about what was not seen")
        .isEqualTo(409);
    assertThat(post(person, path, body, HEADER, token)).isEqualTo(200);
    assertThat(post(person, path, body, HEADER, token)).isEqualTo(409);
    assertThat(
            JSON.readTree(client.get(path, "Authorization", key).body())
                .at("/case/state")
                .asString())
        .isEqualTo("released");
    assertThat(client.get("/api/risk/cases/999999", "Authorization", key).statusCode())
        .isEqualTo(404);
    for (var wrong : new String[] {"state=odd", "limit=0", "limit=201", "before=x"}) {
      assertThat(client.get("/api/risk/cases?" + wrong, "Authorization", key).statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(
            client
                .get("/api/risk/cases", "Authorization", Accounts.key(server, Role.CREATOR, ADA))
                .statusCode())
        .isEqualTo(403);
  }

  private static int post(Client client, String path, String body, String name, String value) {
    return client
        .send("POST", path + "/decision", body, name, value, "Content-Type", "application/json")
        .statusCode();
  }

  @Test
  void aCreatorSeesThatAnAmountIsWithheldAndNotHowItWasNoticed() {
    var ada = new Client(port);
    ada.logIn(Accounts.person(server, Role.CREATOR, ADA), Accounts.PASSWORD);
    assertThat(ada.get("/creators/" + ADA + "/earnings").body())
        .contains(
            "$121.00 is withheld while we look into it", "A person of the finance team decides")
        .doesNotContain("in a ring", "payment method", "new card", "signal", "finance-");
    assertThat(ada.get("/finance/risk").statusCode()).isEqualTo(403);
    assertThat(ada.get("/finance/risk/" + caseOf(ADA)).statusCode()).isEqualTo(403);
  }

  /// Each gift says why it is held and until when, to programs and to people.
  @Test
  void everyGiftThatIsHeldSaysWhy() {
    assertThat(held(ADA, "page-new")).isEqualTo("withheld [\"under_review\"]");
    assertThat(held(ADA + 4, "page-disputed")).isEqualTo("withheld [\"disputed\"]");
    assertThat(held(ADA + 4, "page-lost")).isEqualTo("withheld [\"to_be_refunded\"]");
    assertThat(held(ADA + 4, "page-held")).isEqualTo("pending [\"holding_time\"]");
    assertThat(held(ADA + 7, "page-both")).isEqualTo("withheld [\"disputed\",\"under_review\"]");

    var dee = new Client(port);
    dee.logIn(Accounts.person(server, Role.CREATOR, ADA + 4), Accounts.PASSWORD);
    assertThat(dee.get("/creators/" + (ADA + 4) + "/earnings").body())
        .contains("disputed, until the bank has decided", "to be refunded", "holding time")
        .doesNotContain("under review");
    var self = finance().get("/creators/" + (ADA + 7) + "/earnings").body();
    assertThat(self)
        .contains("disputed, until the bank has decided")
        .contains("under review, until a person has decided");
  }

  private String held(long creator, String gift) {
    var answer =
        JSON.readTree(
            new Client(port)
                .get(
                    "/api/creator/%d/earnings".formatted(creator),
                    "Authorization",
                    Accounts.key(server, Role.FINANCE, null))
                .body());
    for (var row : answer.path("earnings")) {
      if (row.path("eventId").asString().equals(gift)) {
        assertThat(row.path("releaseAt").asString())
            .isEqualTo(START.plus(Duration.ofHours(3)).plus(Duration.ofDays(7)).toString());
        return row.path("state").asString() + " " + row.path("heldBecause");
      }
    }
    return "not there";
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageFitsItsWidth(int width, boolean dark) {
    var theme = width + "-" + (dark ? "dark" : "light");
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      var pages =
          Map.of(
              "risk", "/finance/risk",
              "risk-case", "/finance/risk/" + caseOf(ADA),
              "risk-earnings", "/creators/" + ADA + "/earnings",
              "disputed-earnings", "/creators/" + (ADA + 4) + "/earnings");
      pages.forEach((name, path) -> {
        browser.go(path);
        assertThat(browser.overflows()).as("%s at %s", path, theme).isFalse();
        assertThat(browser.faintTexts()).as("%s at %s", path, theme).isEmpty();
        browser.screenshot(name + "-" + theme);
      });
    }
  }

  private static String owner(Client client, String path) {
    return client.get(path).body().replaceFirst("(?s).*<dt>Owner</dt><dd>([^<]*)</dd>.*", "$1");
  }

  private Client finance() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    return client;
  }

  private long caseOf(long creator) {
    var all = new ArrayList<RiskCase>();
    for (var state : RiskCase.State.values()) {
      all.addAll(cases.all(state, 10_000));
    }
    return all.stream().filter(one -> one.creatorId() == creator).findAny().orElseThrow().caseId();
  }

  private static Event gift(
      String id, long giver, long creator, long dollars, int hour, @Nullable GiftContext context) {
    return Event.of(id, EventType.GIFT, START.plus(Duration.ofHours(hour)))
        .user(giver)
        .creator(creator)
        .amount(new Money(100 * dollars, Currency.getInstance("USD")))
        .context(context)
        .build();
  }

  private static Event dispute(String id, EventType type, String gift) {
    return Event.of(id, type, START.plus(Duration.ofHours(20))).disputeOf(gift).build();
  }
}
