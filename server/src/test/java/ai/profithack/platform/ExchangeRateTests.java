package ai.profithack.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.platform.RateFile.Content;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rates by command line, page and API, and what they do to events. The reporting currency is USD.
@ServerTest
class ExchangeRateTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private RateFile files;
  @Autowired private RatesCommand command;
  @Autowired private AuditTrail audit;
  @Autowired private DSLContext db;

  @BeforeEach
  void forget() {
    db.execute("delete from platform.exchange_rate");
  }

  @Test
  void theCommandLoadsAFileAndSaysWhatIsNew() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("rates.csv"),
            "\uFEFFdate,currency,rate\n2025-06-01,EUR,1.1\n2025-06-01,JPY,0.0067\n\n2025-06-02,EUR,1.2\n");
    assertThat(said("import", file.toString()))
        .isEqualTo(new Said(0, "3 rates to USD: 3 new, 0 changed, 0 unchanged\n", ""));
    Files.writeString(file, "currency,rate,date\nEUR,1.10,2025-06-01\nEUR,1.25,2025-06-02\n");
    assertThat(said("import", file.toString()).out())
        .isEqualTo("2 rates to USD: 0 new, 1 changed, 1 unchanged\n");
    assertThat(said("list").out().lines())
        .containsExactly(
            "currency\tfrom\tto\tdays\tnewest rate to USD",
            "EUR\t2025-06-01\t2025-06-02\t2\t1.25",
            "JPY\t2025-06-01\t2025-06-01\t1\t0.0067");
    assertThat(said("import", folder.resolve("none.csv").toString()).exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          2025-06-01,EUR,0            | Line 3: rate is "0" and should be a number above 0
          2025-06-01,EUR,-1           | Line 3: rate is "-1"
          2025-06-01,EUR,1e3          | Line 3: rate is "1e3"
          2025-06-01,EUR,1.0000000000001 | Line 3: rate is
          2025-06-01,USD,1            | Line 3: USD is the reporting currency; its rate is 1.
          2025-06-01,XXX,1            | Line 3: currency is "XXX" and should be an ISO 4217 code
          2025-06-01,eur,1            | Line 3: currency is "eur"
          1.6.2025,EUR,1              | Line 3: date is "1.6.2025" and should be a day
          2025-02-30,EUR,1            | Line 3: date is "2025-02-30"
          2025-05-31,EUR,2            | Line 3: EUR on 2025-05-31 was 1.5 in a line before, and is 2 here.
          2025-06-01,EUR              | Line 3: it has 2 fields and should have 3.
          """)
  void aWrongLineLoadsNothingOfTheFile(String line, String problem) throws IOException {
    var text = "date,currency,rate\n2025-05-31,EUR,1.5\n" + line + "\n";
    assertThat(files.read(new StringReader(text)))
        .isInstanceOfSatisfying(
            Content.Unusable.class,
            unusable ->
                assertThat(unusable.problems()).singleElement().asString().startsWith(problem));
    var answer = load(Role.FINANCE, text);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(db.fetchCount(db.selectOne().from("platform.exchange_rate"))).isZero();
  }

  @Test
  void anEventWithoutARateIsReplayedWhenTheRateIsThere() {
    var admin = Accounts.key(server, Role.ADMIN, null);
    var refused = send(admin, "rate-1", "2025-06-03T10:00:00Z");
    assertThat(refused.at("/refused/0/code").asString()).isEqualTo("no_exchange_rate");
    assertThat(load(Role.FINANCE, "date,currency,rate\n2025-06-03,EUR,1.085\n").statusCode())
        .isEqualTo(200);
    var replayed =
        post(admin, "/api/events/refused/replay?code=no_exchange_rate", "", "application/json");
    assertThat(JSON.readTree(replayed.body()).get("accepted").asInt()).isEqualTo(1);
    assertThat(amount("rate-1")).isEqualTo("1085 of 1000 EUR");

    // What was converted stays; what comes after goes by the new rate.
    load(Role.FINANCE, "date,currency,rate\n2025-06-03,EUR,2\n");
    send(admin, "rate-2", "2025-06-03T11:00:00Z");
    assertThat(send(admin, "rate-1", "2025-06-03T10:00:00Z").get("duplicates").asInt())
        .isEqualTo(1);
    assertThat(amount("rate-1")).isEqualTo("1085 of 1000 EUR");
    assertThat(amount("rate-2")).isEqualTo("2000 of 1000 EUR");
  }

  @Test
  void programsReadThemByCurrencyInPages() {
    load(
        Role.ADMIN,
        "date,currency,rate\n2025-06-01,EUR,1.1\n2025-06-02,EUR,1.2\n2025-06-03,EUR,1.3\n");
    var finance = Accounts.key(server, Role.FINANCE, null);
    var all = JSON.readTree(get(finance, "/api/rates").body());
    assertThat(all.at("/currencies/0/days").asInt()).isEqualTo(3);
    assertThat(all.at("/currencies/0/newest").asString()).isEqualTo("1.3");
    var page = JSON.readTree(get(finance, "/api/rates/EUR?limit=2").body());
    assertThat(page.at("/rates/0/date").asString()).isEqualTo("2025-06-03");
    assertThat(page.get("nextBefore").asString()).isEqualTo("2025-06-02");
    var rest = JSON.readTree(get(finance, "/api/rates/EUR?limit=2&before=2025-06-02").body());
    assertThat(rest.get("rates")).hasSize(1);
    assertThat(rest.get("nextBefore").isNull()).isTrue();
    assertThat(get(finance, "/api/rates/nothing").statusCode()).isEqualTo(404);
    assertThat(audit.page("rates.load", 0, 1)).hasSize(1);
  }

  @Test
  void onlyAdminsAndFinanceSeeAndLoadThem() {
    for (var role : new Role[] {Role.MODERATOR, Role.SERVICE}) {
      var key = Accounts.key(server, role, null);
      assertThat(get(key, "/api/rates").statusCode()).as(role.name()).isEqualTo(403);
      assertThat(load(role, "date,currency,rate\n2025-06-01,EUR,1\n").statusCode())
          .as(role.name())
          .isEqualTo(403);
    }
    var moderator = new Client(port);
    moderator.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    assertThat(moderator.get("/rates").statusCode()).isEqualTo(403);
    assertThat(moderator.get("/").body()).doesNotContain("href=\"/rates\"");
  }

  @Test
  void financeLoadsThemOnThePage() {
    var finance = new Client(port);
    finance.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    assertThat(finance.get("/rates").body())
        .contains("No exchange rates yet", "those that were converted before stay as they are");
    var wrong = finance.submit("/rates", "/rates", Map.of("csv", "date,currency,rate\nnow,EUR,1"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("Line 2: date is", "Nothing was loaded.", "now,EUR,1");
    var loaded =
        finance.submit(
            "/rates", "/rates", Map.of("csv", "date,currency,rate\r\n2025-06-01,EUR,1.085\r\n"));
    assertThat(loaded.statusCode()).isEqualTo(303);
    assertThat(finance.get("/rates?currency=EUR").body()).contains("1.085", "1 Jun 2025");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPersonLoadsThem(boolean phone) {
    try (var browser = Browser.open(port, phone ? Browser.PHONE : Browser.DESK, phone)) {
      browser.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      var page = browser.go("/rates");
      page.getByLabel("Rates as CSV")
          .fill("date,currency,rate\n2025-06-01,EUR,1.085\n2025-06-01,JPY,0.0067\n");
      page.getByText("Load", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
          .click();
      page.getByText("2 rates are new").waitFor();
      browser.go("/rates?currency=EUR");
      browser.screenshot("rates-" + (phone ? "390-dark" : "1280-light"));
      assertThat(browser.overflows()).isFalse();
    }
  }

  private String amount(String event) {
    return db.fetchSingle(
            "select amount_minor || ' of ' || original_minor || ' ' || original_currency from events.event where id = ?",
            event)
        .get(0, String.class);
  }

  private JsonNode send(String key, String id, String time) {
    var event =
        """
        [{"id":"%s","type":"gift","time":"%s","userId":17,"creatorId":3,"amount":"10.00","currency":"EUR"}]
        """
            .formatted(id, time);
    return JSON.readTree(post(key, "/api/events", event, "application/json").body());
  }

  private HttpResponse<String> load(Role role, String csv) {
    return post(Accounts.key(server, role, null), "/api/rates", csv, "text/csv");
  }

  private HttpResponse<String> post(String key, String path, String body, String type) {
    return new Client(port).send("POST", path, body, "Authorization", key, "Content-Type", type);
  }

  private HttpResponse<String> get(String key, String path) {
    return new Client(port).get(path, "Authorization", key);
  }

  private record Said(int exitCode, String out, String err) {}

  private Said said(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Said(exitCode, out.toString(), err.toString());
  }
}
