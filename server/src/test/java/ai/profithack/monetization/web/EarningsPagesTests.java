package ai.profithack.monetization.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Books;
import ai.profithack.monetization.Agreement;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import ai.profithack.web.DateRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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

/// The books and a creator's earnings, as people see them.
@ServerTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarningsPagesTests {
  private static final Currency USD = Currency.getInstance("USD");

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private EventLog log;
  @Autowired private JobRunner jobs;
  @Autowired private Rollups rollups;
  @Autowired private JdbcClient db;

  @BeforeAll
  void earn() {
    var random = new Random(4);
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var events = new ArrayList<Event>();
    for (var i = 0; i < 130; i++) {
      var time = now.minusSeconds(random.nextLong(28 * 86_400L));
      var creator = 501 + random.nextLong(2);
      events.add(
          event(
              "e" + i,
              EventType.GIFT,
              time,
              i % 2 == 0 ? 7L : 11L,
              creator,
              3L,
              "Rose",
              50 + random.nextLong(9_000),
              null));
    }
    events.add(
        event(
            "refund-1",
            EventType.GIFT_REFUNDED,
            now.minusSeconds(20),
            7L,
            501L,
            3L,
            "Rose",
            60,
            null));
    events.add(
        event(
            "refund-2",
            EventType.GIFT_REFUNDED,
            now.minusSeconds(10),
            9L,
            501L,
            3L,
            "Rose",
            777,
            null));
    events.add(
        event(
            "ad-1",
            EventType.AD_REVENUE,
            now.minusSeconds(900),
            null,
            501L,
            null,
            null,
            12_345,
            null));
    events.add(
        event(
            "sub-1",
            EventType.SUBSCRIPTION,
            now.minusSeconds(800),
            8L,
            null,
            null,
            null,
            999,
            null));
    assertThat(log.accept(events, "test").refusals()).isEmpty();
    rollups.catchUp();
    jobs.run("earnings-release", null, "test");
    jobs.run("ledger-seal", null, "test");
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void showTheBooksAndAnAccountAtEveryWidthInBothThemes(int width, boolean dark) {
    var finance = Accounts.person(server, Role.FINANCE, null);
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(finance, Accounts.PASSWORD);
      var page = browser.go("/finance/books");
      assertThat(page.content())
          .contains("Figures and ledger agree", "Adds up to zero", "liabilities:creators:*:pending")
          .contains("Refunds without a gift", "refund-2", "Not closed yet")
          .doesNotContain("Off by", "1 days", "1 entries");
      assertThat(browser.overflows()).isFalse();
      assertThat(browser.scrollingTables()).isEmpty();
      browser.screenshot("books-%d%s".formatted(width, dark ? "-dark" : ""));

      page = browser.go("/creators/501/earnings");
      assertThat(page.content()).contains("Rose", "held until", "released", "Available", "Ads");
      assertThat(browser.overflows()).isFalse();
      assertThat(browser.scrollingTables()).isEmpty();
      page.locator("#moved summary").first().click();
      assertThat(page.locator("#moved details[open]").innerText())
          .contains("liabilities:creators:501:pending", "In the books")
          .doesNotContain("{");
      browser.screenshot("earnings-%d%s".formatted(width, dark ? "-dark" : ""));
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void showTheRefundsThatWaitForSomebodyAtEveryWidthInBothThemes(int width, boolean dark) {
    var finance = Accounts.person(server, Role.FINANCE, null);
    var refund = "waits-%d".formatted(width);
    send(refund, 44);
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(finance, Accounts.PASSWORD);
      var page = browser.go("/finance/refunds");
      assertThat(page.content()).contains(refund, "It names no gift, and none fits");
      assertThat(browser.overflows()).isFalse();
      browser.screenshot("refunds-%d%s".formatted(width, dark ? "-dark" : ""));

      browser.expecting("400");
      page.locator("[data-dialog='give-%s']".formatted(refund)).click();
      page.locator("#give-%s [name=gift]".formatted(refund)).fill("e0");
      page.locator("#give-%s [name=reason]".formatted(refund)).fill(" ");
      page.locator("#give-%s [type=submit]".formatted(refund)).click();
      page.waitForURL("**/finance/refunds/give");
      assertThat(page.locator("#give-%s:modal .field-error".formatted(refund)).isVisible())
          .as("it comes back open, with what is wrong")
          .isTrue();
      assertThat(
              page.evaluate(
                  "[document.activeElement.name, document.activeElement.ariaInvalid].join()"))
          .as("one goes on where something is wrong, not at the gift")
          .isEqualTo("reason,true");
      assertThat(page.locator("#give-%s".formatted(refund)).getByLabel("Why this gift").count())
          .as("its label is its own")
          .isEqualTo(1);
      assertThat(browser.repeatedIds()).isEmpty();
      page.locator("#give-%s [data-dialog-close]".formatted(refund)).click();

      page.locator("[data-dialog='bear-%s']".formatted(refund)).click();
      page.locator("#bear-%s [name=reason]".formatted(refund)).fill("Goodwill for a test.");
      browser.screenshot("refunds-bear-%d%s".formatted(width, dark ? "-dark" : ""));
      page.locator("#bear-%s [type=submit]".formatted(refund)).click();
      page.waitForURL("**/finance/refunds");
      assertThat(page.content())
          .contains("It is the platform's expense now.")
          .doesNotContain(refund);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void fromATotalDownToTheGiftBehindAnEntry(int width, boolean dark) {
    var look = "%d%s".formatted(width, dark ? "-dark" : "");
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      var page = browser.go("/finance/books");
      page.getByText("liabilities:creators:*:pending").click();
      page.getByText("liabilities:creators:501:pending").click();
      page.getByText("Its entries of these days").waitFor();
      assertThat(page.locator("main").innerText()).contains("Held at the end of");
      assertThat(browser.overflows()).isFalse();
      assertThat(browser.scrollingTables()).isEmpty();
      browser.screenshot("books-account-" + look);
      page.locator("#postings a").first().click();
      page.getByText("Its postings").waitFor();
      assertThat(browser.overflows()).isFalse();
      assertThat(browser.scrollingTables()).isEmpty();
      browser.screenshot("books-entry-" + look);

      browser.go("/finance/books/entries/" + giftEntry());
      assertThat(page.locator("main").innerText())
          .contains("What was paid", "Rose", "Share", "creator 501", "Because of the event")
          .doesNotContain("{");
    }
  }

  private long giftEntry() {
    return db.sql(
            """
            select e.entry_id from monetization.earning as e join monetization.earning_part as p on p.event_key = e.event_key
            where p.creator_id = 501 and e.kind = 'gift' order by 1 limit 1
            """)
        .query(Long.class)
        .single();
  }

  @Test
  void theBooksOfAnEarlierDayAddUpAndComeAsAFile() {
    var client = new Client(port);
    var finance = Accounts.key(server, Role.FINANCE, null);
    var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);

    var then = client.get("/finance/books?asOf=" + today.minusDays(10), "Authorization", finance);
    assertThat(then.statusCode()).isEqualTo(200);
    assertThat(then.body())
        .contains("at the end of", "Adds up to zero")
        .doesNotContain("Off balance");
    assertThat(
            client.get("/finance/books?asOf=" + today.plusDays(2), "Authorization", finance).body())
        .contains("is not to come");
    assertThat(
            client
                .get("/finance/books?asOf=" + today.minusYears(3), "Authorization", finance)
                .body())
        .contains("Nothing was booked by then");

    var account = "path=liabilities:creators:501:pending&asset=USD";
    var file = client.get("/finance/books/account.csv?" + account, "Authorization", finance);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("liabilities-creators-501-pending_USD_");
    assertThat(file.body()).contains(",opening,", ",gift,", ",closing,");
    for (var wrong : List.of("path=liabilities:creators:9:nowhere&asset=USD", "path=x&asset=USD")) {
      assertThat(
              client.get("/finance/books/account?" + wrong, "Authorization", finance).statusCode())
          .isEqualTo(404);
    }
    assertThat(
            client.get("/finance/books/entries/999999999", "Authorization", finance).statusCode())
        .isEqualTo(404);
    assertThat(
            client
                .get(
                    "/finance/books/account.csv?" + account + "&from=tomorrow",
                    "Authorization",
                    finance)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aModeratorSeesNothingOfWhatCreatorsEarn() {
    var client = new Client(port);
    var moderator = Accounts.key(server, Role.MODERATOR, null);
    for (var path :
        List.of(
            "/growth/501",
            "/growth",
            "/growth/what-if",
            "/creators/501/earnings",
            "/creators/501/payouts",
            "/collaborations",
            "/finance/books",
            "/finance/books/account?path=income:platform:gifts&asset=USD",
            "/finance/books/account.csv?path=income:platform:gifts&asset=USD",
            "/finance/books/entries/1",
            "/finance/risk",
            "/payouts",
            "/payouts/results",
            "/api/creator/501/tier",
            "/api/creator/501/earnings",
            "/api/finance/trial-balance")) {
      assertThat(client.get(path, "Authorization", moderator).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void aDecisionWithoutAReasonComesBackAsItWasTyped() {
    send("waits-why", 72);
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var page = "/finance/refunds";

    var unnamed =
        finance.submit(
            page, page + "/give", Map.of("refund", "waits-why", "reason", "This & no other."));
    assertThat(unnamed.statusCode()).isEqualTo(400);
    assertThat(unnamed.body())
        .contains("id=\"error-give-waits-why-gift\"", "value=\"This &amp; no other.\"")
        .contains("<dialog id=\"give-waits-why\" class=\"dialog\" open")
        .doesNotContain("id=\"error-give-waits-why-reason\"");
    for (var deed : List.of("bear", "repeat")) {
      var answer = finance.submit(page, page + "/" + deed, Map.of("refund", "waits-why"));
      assertThat(answer.statusCode()).as(deed).isEqualTo(400);
      assertThat(answer.body())
          .as(deed)
          .contains("Say why, in up to 1,000 characters.")
          .contains("id=\"error-" + deed + "-waits-why-reason\"")
          .contains("<dialog id=\"" + deed + "-waits-why\" class=\"dialog\" open");
    }
    finance.submit(
        page, page + "/bear", Map.of("refund", "waits-why", "reason", "Goodwill for a test."));
    assertThat(finance.get(page).body()).doesNotContain("waits-why");
  }

  @Test
  void aGiftThatDoesNotFitIsSaidWhereItWasTyped() {
    send("waits-gift", 73);
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var page = "/finance/refunds";

    for (var wrong :
        Map.of("no-such-gift", "There is no booked gift", "e0", "another viewer").entrySet()) {
      var answer =
          finance.submit(
              page,
              page + "/give",
              Map.of("refund", "waits-gift", "gift", wrong.getKey(), "reason", "This & no other."));
      assertThat(answer.statusCode()).as(wrong.getKey()).isEqualTo(400);
      assertThat(answer.body())
          .as(wrong.getKey())
          .contains("<dialog id=\"give-waits-gift\" class=\"dialog\" open")
          .contains("value=\"" + wrong.getKey() + "\"", "value=\"This &amp; no other.\"")
          .containsPattern("id=\"error-give-waits-gift-gift\"(?s:(?!</p>).)*" + wrong.getValue());
    }
    var bear = Map.of("refund", "waits-gift", "reason", "Goodwill for a test.");
    finance.submit(page, page + "/bear", bear);
    finance.submit(
        page, page + "/give", Map.of("refund", "waits-gift", "gift", "e0", "reason", "Too late."));
    assertThat(finance.get(page).body())
        .as("of one that is gone")
        .contains("Nothing of that refund is open any more.");
  }

  @Test
  void aGiftThatDoesNotFitComesBackToTheSameRows() {
    send("waits-earlier", 74);
    send("waits-later", 75);
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var page = "/finance/refunds";
    var first = finance.get(page).body();
    var before =
        first.indexOf("give-waits-earlier") < first.indexOf("give-waits-later")
            ? "waits-earlier"
            : "waits-later";
    var refund = before.equals("waits-earlier") ? "waits-later" : "waits-earlier";

    assertThat(
            finance
                .submit(
                    page,
                    page + "/give",
                    Map.of("before", before, "refund", refund, "gift", "no", "reason", "A test."))
                .body())
        .contains("<dialog id=\"give-" + refund + "\" class=\"dialog\" open")
        .contains("name=\"before\" value=\"" + before + "\"");
    for (var each : List.of(before, refund)) {
      finance.submit(page, page + "/bear", Map.of("refund", each, "reason", "A test."));
    }
  }

  @Test
  void programsSeeRefundsThatWaitAndOnlyPeopleDecideOnThem() {
    var client = new Client(port);
    var key = Accounts.key(server, Role.FINANCE, null);
    var creator = Accounts.key(server, Role.CREATOR, 501L);
    send("waits-api", 71);
    var path = "/api/finance/refunds";
    assertThat(client.get(path + "?limit=1", "Authorization", key).body())
        .contains("\"refundId\":\"waits-api\"", "\"open\":\"0.71\"", "\"nextBefore\":\"waits-api\"")
        .contains("\"why\":\"no_gift_fits\"");
    assertThat(client.get(path + "?limit=1&before=waits-api", "Authorization", key).body())
        .doesNotContain("\"refundId\":\"waits-api\"");
    assertThat(client.get(path, "Authorization", creator).statusCode()).isEqualTo(403);

    assertThat(decide(client, key, "/take", "{\"refundId\":\"waits-api\"}")).isEqualTo(200);
    var bear = "{\"refundId\":\"waits-api\",\"decision\":\"platform\",\"reason\":\"A test.\"}";
    assertThat(decide(client, key, "/decide", bear)).isEqualTo(409);
    assertThat(decide(client, key, "/decide", bear.replace("platform", "nobody"))).isEqualTo(400);
    assertThat(decide(client, key, "/decide", bear.replace("A test.", " "))).isEqualTo(400);
    assertThat(decide(client, key, "/take", "{\"refundId\":\"nowhere\"}")).isEqualTo(404);

    var person = new Client(port);
    person.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var token = person.token("/finance/refunds");
    assertThat(take(person, token, "{\"refundId\":\"waits-api\"}"))
        .as("whose it is is told")
        .contains("\"status\":409", "key:");
    assertThat(take(person, token, "{\"refundId\":\"waits-api\",\"from\":\"nobody\"}"))
        .contains("\"status\":409");
    var owner =
        db.sql("select owner from monetization.refund where owner like 'key:%'")
            .query(String.class)
            .single();
    assertThat(take(person, token, "{\"refundId\":\"waits-api\",\"from\":\"%s\"}".formatted(owner)))
        .contains("\"success\":true");
    assertThat(decide(client, key, "/take", "{\"refundId\":\"waits-api\"}")).isEqualTo(409);
    var gift = bear.replace("platform", "gift").replace("}", ",\"giftId\":\"e0\"}");
    assertThat(
            person
                .send(
                    "POST",
                    path + "/decide",
                    gift,
                    "Content-Type",
                    "application/json",
                    "X-XSRF-TOKEN",
                    token)
                .body())
        .contains("another viewer");
    assertThat(
            person
                .send(
                    "POST",
                    path + "/decide",
                    bear,
                    "Content-Type",
                    "application/json",
                    "X-XSRF-TOKEN",
                    token)
                .body())
        .contains("\"decided\":\"0.71\"", "\"open\":\"0.00\"");
  }

  private static String take(Client person, String token, String body) {
    return person
        .send(
            "POST",
            "/api/finance/refunds/take",
            body,
            "Content-Type",
            "application/json",
            "X-XSRF-TOKEN",
            token)
        .body();
  }

  private static int decide(Client client, String key, String path, String body) {
    return client
        .send(
            "POST",
            "/api/finance/refunds" + path,
            body,
            "Content-Type",
            "application/json",
            "Authorization",
            key)
        .statusCode();
  }

  /// A refund that fits no gift.
  private void send(String id, long minor) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var refund = event(id, EventType.GIFT_REFUNDED, now, 9L, 501L, 3L, "Rose", minor, null);
    assertThat(log.accept(List.of(refund), "test").refusals()).isEmpty();
    rollups.catchUp();
  }

  @Test
  void aDayThatGoesOnIsNoDifference() {
    var day = LocalDate.parse("2026-03-01");
    var one = new BigDecimal("1.00");
    var view =
        new BooksView(
            List.of(),
            null,
            new Books.Sealing(0, 0, null),
            0,
            DateRange.of("/finance/books", null, null, null, day),
            List.of(
                new Agreement.Day(day, one, BigDecimal.TWO, false),
                new Agreement.Day(day.minusDays(1), one, BigDecimal.TWO, true),
                new Agreement.Day(day.minusDays(2), one, one, true)),
            List.of());

    assertThat(view.disagreements()).isEqualTo(1);
  }

  @Test
  void creatorSeesItsOwnEarningsAndNobodyElses() {
    var creator = Accounts.person(server, Role.CREATOR, 501L);
    try (var browser = Browser.open(port).expecting("403")) {
      browser.logIn(creator, Accounts.PASSWORD);
      var page = browser.go("/me/earnings");
      assertThat(page.url()).endsWith("/creators/501/earnings");
      assertThat(page.content())
          .contains("What was earned", "liabilities:creators:501:", "others and the platform")
          .doesNotContain("assets:receivable", "income:platform", "&quot;event&quot;", "\"event\"");
      assertThat(browser.go("/creators/502/earnings").content()).doesNotContain("What was earned");
      assertThat(browser.go("/finance/books").content()).doesNotContain("Trial balance");
    }
  }

  @Test
  void programsReadAnAccountAndTheTrialBalance() {
    var client = new Client(port);
    var finance = Accounts.key(server, Role.FINANCE, null);
    var creator = Accounts.key(server, Role.CREATOR, 501L);

    var balance = client.get("/api/finance/trial-balance", "Authorization", finance);
    assertThat(balance.statusCode()).isEqualTo(200);
    assertThat(balance.body())
        .contains(
            "\"success\":true",
            "\"account\":\"income:platform:ads\"",
            "\"asset\":\"USD\"",
            "\"balance\":\"-");
    assertThat(client.get("/api/finance/trial-balance", "Authorization", creator).statusCode())
        .isEqualTo(403);

    var own = client.get("/api/creator/501/earnings?limit=2", "Authorization", creator);
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(own.body())
        .contains("\"balances\":{\"pending\":\"", "\"nextBefore\":", "\"releaseAt\":\"");
    assertThat(client.get("/api/creator/502/earnings", "Authorization", creator).statusCode())
        .isEqualTo(403);
    assertThat(client.get("/api/creator/999999/earnings", "Authorization", finance).statusCode())
        .isEqualTo(404);
    // Somebody who only ever gave.
    assertThat(client.get("/api/creator/7/earnings", "Authorization", finance).statusCode())
        .isEqualTo(404);
    assertThat(client.get("/creators/7/earnings", "Authorization", finance).statusCode())
        .isEqualTo(404);
    assertThat(
            client.get("/api/creator/501/earnings?limit=0", "Authorization", finance).statusCode())
        .isEqualTo(400);
  }

  private static Event event(
      String id,
      EventType type,
      Instant time,
      @Nullable Long viewer,
      @Nullable Long creator,
      @Nullable Long gift,
      @Nullable String giftName,
      long minor,
      @Nullable String refundOf) {
    return Event.of(id, type, time)
        .user(viewer)
        .creator(creator)
        .gift(gift)
        .giftName(giftName)
        .amount(new Money(minor, USD))
        .refundOf(refundOf)
        .build();
  }
}
