package ai.profithack.payouts.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.payouts.Creators;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PayoutServer;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// Lists of payees on their page: checked, taken in, confirmed or declined by somebody else.
@PayoutServer
class PayeeListPagesTests {
  private static final String PATH = "/payouts/payees";
  private static final String HEADER = "creatorId,identityReviewed,ofAge,rail,holder,account\n";

  @TempDir Path folder;

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Creators creators;
  @Autowired private Payees payees;
  @Autowired private DSLContext db;

  @Test
  void aListIsCheckedTakenInAndConfirmedByAnother() {
    var ada = creators.european();
    var list = HEADER + line(ada);
    var first = finance();

    var checked = first.upload(PATH, PATH, Map.of("mode", "check"), "Monday.csv", list);
    assertThat(checked.statusCode()).isEqualTo(200);
    assertThat(checked.body())
        .contains(
            "Nothing is changed yet",
            "1 destination is named",
            "identity reviewed, of age",
            "Ada &amp; Co",
            "•••• 3000",
            "Take this list in")
        .doesNotContain(Creators.ACCOUNT);
    assertThat(payees.method(ada)).isEmpty();

    var one = location(first.upload(PATH, PATH, Map.of(), "Monday.csv", list));
    assertThat(first.get(one).body())
        .contains(
            "It is taken in: 1 creator changed.",
            "Monday.csv",
            "Somebody else has to confirm it",
            "1 waits for a second person")
        .doesNotContain(Creators.ACCOUNT, one + "/confirm");
    assertThat(first.get("/payouts").body())
        .contains("href=\"" + one + "\"", "1 destination of ", "waits for a second person");
    first.submit(one, one + "/confirm", Map.of());
    assertThat(first.get(one).body())
        .contains("Somebody else has to confirm the list that you took in.");
    assertThat(payees.method(ada).orElseThrow().verifiedAt()).isNull();

    var again = first.upload(PATH, PATH, Map.of(), "Monday.csv", list);
    assertThat(again.headers().firstValue("Location")).contains(PATH);
    assertThat(first.get(PATH).body()).contains("everything in this list was so already");

    var second = finance();
    assertThat(second.get(PATH).body()).contains("Wait for a second person", one);
    assertThat(second.submit(one, one + "/accounts", Map.of()).body()).contains(Creators.ACCOUNT);
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'payee.destination_shown' and subject = ?",
                "creator " + ada))
        .isEqualTo(1L);
    second.submit(one, one + "/confirm", Map.of());
    assertThat(second.get(one).body())
        .contains("1 destination is verified.", "confirmed")
        .doesNotContain(one + "/confirm", one + "/decline");
    assertThat(payees.method(ada).orElseThrow().verifiedAt()).isNotNull();
    assertThat(second.get("/payouts").body()).doesNotContain("href=\"" + one + "\"");
  }

  @Test
  void everyRefusedLineIsShownWithTheReasonAndNothingChanges() {
    var ada = creators.european();
    var list = HEADER + line(ada) + "99999999,perhaps,,pigeon,<b>Eve</b>,x\n" + line(ada);
    var finance = finance();

    var checked = finance.upload(PATH, PATH, Map.of("mode", "check"), "x.csv", list);
    assertThat(checked.statusCode()).isEqualTo(200);
    assertThat(checked.body())
        .contains(
            "2 lines are wrong.",
            "Line 3",
            "There is no creator with the id 99999999.",
            "This is yes, or empty where nothing changes.",
            "Line 4",
            "The list has this creator a second time.")
        .doesNotContain("Take this list in");
    var sent = finance.upload(PATH, PATH, Map.of(), "x.csv", list);
    assertThat(sent.statusCode()).isEqualTo(400);
    assertThat(sent.body()).contains("x.csv was not taken in", "There is no creator with the id");
    assertThat(payees.method(ada)).isEmpty();
    assertThat(finance.get(PATH + "/999999").statusCode()).isEqualTo(404);
    assertThat(finance.get(PATH + "/x").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsNoListIsRefusedInWords() {
    var finance = finance();
    var empty = finance.upload(PATH, PATH, Map.of(), "x.csv", "");
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("Choose a list (CSV) that is not empty.");
    for (var mode : new String[] {"check", "take"}) {
      var fields = Map.of("mode", mode);
      for (var bad :
          new String[] {
            "no list",
            "\0\0\0\0",
            "c\0r\0e\0a\0t\0o\0r\0I\0d\0\n\0",
            "creatorId\n",
            "PK\3\4",
            "\"a\nb"
          }) {
        var answer = finance.upload(PATH, PATH, fields, "<i>.csv", bad);
        assertThat(answer.statusCode()).as(bad).isEqualTo(mode.equals("check") ? 200 : 400);
        assertThat(answer.body())
            .as(bad)
            .contains("Nothing was changed.", "notice error", "&lt;i&gt;")
            .doesNotContain("<i>");
      }
    }
    var large = "creatorId,holder\n" + "1,x\n".repeat(500_000);
    assertThat(finance.upload(PATH, PATH, Map.of(), "x.csv", large).body())
        .contains("A list has up to 2 MB");
    var hostile = finance.upload(PATH, PATH, Map.of(), "x\0.csv", HEADER);
    assertThat(hostile.statusCode()).isEqualTo(400);
    // A NUL within a cell is none of the cell.
    var ada = creators.european();
    var one =
        location(
            finance.upload(
                PATH, PATH, Map.of(), "a\tb.csv", HEADER + line(ada).replace("Ada", "A\0da")));
    assertThat(payees.method(ada).orElseThrow().holder()).isEqualTo("Ada & Co");
    assertThat(finance.get(one).body()).contains("a b.csv");
  }

  @Test
  void onlyTheListThatWasCheckedIsTakenInAsSuch() {
    var ada = creators.european();
    var finance = finance();
    var page = finance.upload(PATH, PATH, Map.of("mode", "check"), "x.csv", HEADER + line(ada));
    var digest = page.body().replaceAll("(?s).*name=\"checked\" value=\"([0-9a-f]{64})\".*", "$1");
    var other = HEADER + line(ada).replace("Ada", "Eve");

    var refused = finance.upload(PATH, PATH, Map.of("checked", digest), "x.csv", other);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("This is not the list that was checked.");
    assertThat(payees.method(ada)).isEmpty();
    location(finance.upload(PATH, PATH, Map.of("checked", digest), "x.csv", HEADER + line(ada)));
    assertThat(payees.method(ada)).isPresent();
  }

  @Test
  void decliningNeedsAReasonAndTakesTheDestinationsOutOfForce() {
    var ada = creators.european();
    var one = location(finance().upload(PATH, PATH, Map.of(), "x.csv", HEADER + line(ada)));
    var second = finance();

    var bare = second.submit(one, one + "/decline", Map.of("reason", "  "));
    assertThat(bare.statusCode()).isEqualTo(400);
    assertThat(bare.body()).contains("Say why, in up to 500 characters");
    var long501 = second.submit(one, one + "/decline", Map.of("reason", "x".repeat(501)));
    assertThat(long501.statusCode()).isEqualTo(400);
    assertThat(payees.method(ada)).isPresent();
    second.submit(one, one + "/decline", Map.of("reason", "not <b>hers</b>"));
    assertThat(second.get(one).body())
        .contains("1 destination is declined.", "not &lt;b&gt;hers&lt;/b&gt;", "never in use")
        .doesNotContain("<b>hers");
    assertThat(payees.method(ada)).isEmpty();
    assertThat(second.get(PATH).body()).contains("declined");
  }

  @Test
  void nobodyButFinanceAndAdminsAndNoForgedForm() {
    var ada = creators.european();
    var list = HEADER + line(ada);
    var one = location(finance().upload(PATH, PATH, Map.of(), "x.csv", list));
    for (var role : new Role[] {Role.CREATOR, Role.MODERATOR}) {
      var client = new Client(port);
      client.logIn(
          Accounts.person(server, role, role == Role.CREATOR ? ada : null), Accounts.PASSWORD);
      var token = client.token("/password");
      assertThat(client.get(PATH).statusCode()).as("%s", role).isEqualTo(403);
      assertThat(client.get(one).statusCode()).as("%s", role).isEqualTo(403);
      for (var deed : new String[] {"/confirm", "/decline", "/accounts"}) {
        assertThat(client.post(one + deed, Map.of("_csrf", token, "reason", "x")).statusCode())
            .as("%s %s", role, deed)
            .isEqualTo(403);
      }
      assertThat(client.multipart(PATH, Map.of("_csrf", token), "x.csv", list).statusCode())
          .as("%s", role)
          .isEqualTo(403);
    }
    var finance = finance();
    assertThat(finance.multipart(PATH, Map.of(), "x.csv", list).statusCode()).isEqualTo(403);
    assertThat(finance.post(one + "/confirm", Map.of()).statusCode()).isEqualTo(403);
    assertThat(payees.method(ada).orElseThrow().verifiedAt()).isNull();
    assertThat(new Client(port).get(PATH).statusCode()).isEqualTo(302);
  }

  @Test
  void aLongListGoesPageByPage() {
    var list = new StringBuilder(HEADER);
    for (var i = 0; i < 101; i++) {
      list.append(line(creators.european()));
    }
    var finance = finance();
    var one = location(finance.upload(PATH, PATH, Map.of(), "long.csv", list.toString()));
    var first = finance.get(one).body();
    assertThat(first.split("data-label=\"Receiver\"", -1)).hasSize(101);
    var next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1");
    assertThat(next).startsWith(one + "?after=");
    assertThat(finance.get(next).body().split("data-label=\"Receiver\"", -1)).hasSize(2);
    assertThat(finance.get(one + "?after=999999999").body()).contains("No more destinations");
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void isUsedInABrowser(int width, boolean dark) throws Exception {
    var ada = creators.european();
    var good = Files.writeString(folder.resolve("payees of March.csv"), HEADER + line(ada));
    var bad =
        Files.writeString(
            folder.resolve("payees.csv"), HEADER + "99999999,perhaps,,pigeon,Eve,x\n" + line(ada));
    finance().upload(PATH, PATH, Map.of(), "first.csv", HEADER + line(creators.european()));
    var login = Accounts.person(server, Role.FINANCE, null);
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(login, Accounts.PASSWORD);
      browser.go(PATH);
      var page = browser.page();
      page.setInputFiles("#field-file", bad);
      button(page, "Check it first").press("Enter");
      page.waitForSelector("text=1 line is wrong.");
      looks(browser, "payees-wrong", width, dark);
      page.setInputFiles("#field-file", good);
      button(page, "Check it first").press("Enter");
      page.waitForSelector("text=Nothing is changed yet.");
      looks(browser, "payees-checked", width, dark);
      // The file that was checked is still chosen.
      button(page, "Take this list in").press("Enter");
      page.waitForSelector("text=It is taken in: 1 creator changed.");
      looks(browser, "payees-own", width, dark);
    }
    var id =
        db.fetchValue(
            "select list_id from payouts.payee_list_destination where creator_id = ?", ada);
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      browser.go(PATH + "/" + id);
      var page = browser.page();
      looks(browser, "payees-other", width, dark);
      button(page, "Confirm").press("Enter");
      looks(browser, "payees-confirm", width, dark);
      page.locator("dialog[open] button[type=submit]").press("Enter");
      page.waitForSelector("text=1 destination is verified.");
      browser.go(PATH);
      looks(browser, "payees-all", width, dark);
    }
    assertThat(payees.method(ada).orElseThrow().verifiedAt()).isNotNull();
  }

  private static com.microsoft.playwright.Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void looks(Browser browser, String name, int width, boolean dark) {
    browser.screenshot(name + "-" + width + (dark ? "-dark" : "-light"));
    assertThat(browser.overflows()).as("%s at %d", name, width).isFalse();
    assertThat(browser.faintTexts()).as(name).isEmpty();
    assertThat(
            browser
                .page()
                .getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1))
                .count())
        .isEqualTo(1);
  }

  private static String line(long creatorId) {
    return creatorId + ",yes,yes,bank-file,Ada & Co," + Creators.ACCOUNT + "\n";
  }

  private static String location(java.net.http.HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private Client finance() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    return client;
  }
}
