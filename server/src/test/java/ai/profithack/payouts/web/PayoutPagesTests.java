package ai.profithack.payouts.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.jobs.JobRunner;
import ai.profithack.payouts.Creators;
import ai.profithack.payouts.Notices;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PayoutServer;
import ai.profithack.payouts.StripeDouble;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/// The finance team's way through a run, the creator's own page, and the endpoint.
@PayoutServer
class PayoutPagesTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Creators creators;
  @Autowired private JobRunner jobs;
  @Autowired private Payees payees;
  @Autowired private Notices notices;
  @Autowired private StripeDouble stripe;
  @Autowired private DSLContext db;

  @Test
  void financeRunsApprovesCarriesAndAnswers() {
    creators.nextFriday();
    var big = creators.payable("bank-file");
    creators.earn(big, 250_000, "EUR");
    var little = creators.payable("by-hand");
    creators.earn(little, 1_234, "USD");
    creators.earn(creators.stranger(), 7_777, "USD");
    var first = finance();
    var second = finance();

    assertThat(first.get("/payouts/preview").body())
        .contains(
            "€2,500.00",
            "by a second person",
            "Below the minimum",
            "Identity not reviewed",
            "Pay now");
    assertThat(first.get("/payouts/preview?reason=below_minimum").body())
        .contains("$12.34")
        .doesNotContain("by a second person", "$77.77");
    assertThat(first.get("/payouts/preview?reason=none").statusCode()).isEqualTo(400);
    assertThat(first.get("/payouts/preview?page=0").statusCode()).isEqualTo(400);
    assertThat(first.get("/payouts/preview?page=99999").statusCode()).isEqualTo(200);
    assertThat(first.get("/payouts/preview.csv").body())
        .contains(
            big + ",Creator " + big + ",2500.00,EUR,,would wait for approval,,",
            little
                + ",Creator "
                + little
                + ",12.34,USD,,not paid,below_minimum,The minimum is 50.00 USD.");
    var run =
        first
            .submit("/payouts", "/payouts/runs", Map.of())
            .headers()
            .firstValue("Location")
            .orElseThrow();
    assertThat(first.get(run).body()).contains("waits for approval", "Identity not reviewed");
    assertThat(first.get(run + "?reason=below_minimum").body())
        .contains("$12.34")
        .doesNotContain("waits for approval", "$77.77");
    assertThat(first.get(run + ".csv").body())
        .contains(",2500.00,EUR,", ",waits for approval,,", ",12.34,USD,,not paid,below_minimum,");
    var payout =
        "/payouts/"
            + db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", big)
                .get(0);
    first.submit("/payouts", payout + "/approve", Map.of());
    assertThat(first.get(payout).body()).contains("waits for approval");
    second.submit("/payouts", payout + "/approve", Map.of());
    jobs.run("payout-follow-up", null, "test");
    assertThat(first.get(payout).body())
        .contains(
            "to be taken to the bank", "Entry ", "liabilities:creators:" + big + ":in-payout");

    var batch =
        db.fetchSingle(
                "select batch_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id where p.creator_id = ?",
                big)
            .get(0);
    var file = first.submit("/payouts", "/payouts/batches/" + batch + "/file", Map.of());
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).contains("<InstdAmt Ccy=\"EUR\">2500.00</InstdAmt>");
    assertThat(second.submit("/payouts", "/payouts/batches/" + batch + "/file", Map.of()).body())
        .isEqualTo(file.body());
    first.submit(
        "/payouts", "/payouts/batches/" + batch + "/handed-over", Map.of("reference", "BANK-1"));
    first.submit("/payouts", payout + "/say?word=paid", Map.of());
    assertThat(first.get(payout).body()).contains("BANK-1", "paid");
    assertThat(
            db.fetch("select distinct action from access.audit_entry where action like 'payout.%'")
                .getValues(0, String.class))
        .contains("payout.run", "payout.approve", "payout.file", "payout.hand_over", "payout.say");
  }

  @Test
  void whatWillNotBeSentIsNotOfferedForApproval() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 250_000, "EUR");
    var first = finance();
    var second = finance();
    first.submit("/payouts", "/payouts/runs", Map.of());
    var payoutId =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", id).get(0);
    var payout = "/payouts/" + payoutId;
    assertThat(second.get("/payouts").body())
        .contains("approve-" + payoutId)
        .doesNotContain("It is not sent");
    creators.owe(id, 100, "EUR");

    for (var page : List.of("/payouts", payout)) {
      assertThat(second.get(page).body())
          .contains("Refunds to be recovered.", "1.00 EUR is to be recovered. It is not sent")
          .contains("reject-" + payoutId)
          .doesNotContain("approve-" + payoutId);
    }
    second.submit("/payouts", payout + "/approve", Map.of());
    assertThat(first.get(payout).body()).contains("waits for approval");
    jobs.run("payout-follow-up", null, "test");
    assertThat(first.get(payout).body())
        .contains("cancelled", "Refunds to be recovered: 1.00 EUR is to be recovered.")
        .doesNotContain("It is not sent");
  }

  @Test
  void aCreatorSeesOwnPayoutsAndWhyTheRestIsNotPaid() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 4_000, "USD");
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    var path = "/creators/" + id + "/payouts";

    assertThat(own.get("/me/payouts").headers().firstValue("Location")).contains(path);
    assertThat(own.get(path).body())
        .contains("$40.00 is not paid yet: Below the minimum.", "The minimum is 50.00 USD.")
        .as("the month in which they joined")
        .contains(path + "/statements/2026-01.pdf")
        .doesNotContain("Identity reviewed</label>", Creators.ACCOUNT);
    assertThat(own.get(path + "/statements/2026-01.csv").body())
        .startsWith("time,entry,kind,key,amount,currency,issuer,issuerAddress")
        .contains(",,opening,,", ",,closing,,", ",USD,ProfitHack,");
    assertThat(own.get(path + "/statements/2026-01.pdf").body()).startsWith("%PDF");
    // A month to come.
    assertThat(own.get(path + "/statements/2199-01.pdf").statusCode()).isEqualTo(400);
    own.submit(path, path + "/pause", Map.of("reason", "holidays"));
    assertThat(own.get(path).body()).contains("Paused by the creator");
    assertThat(own.submit(path, path + "/standing", Map.of("reviewed", "true")).statusCode())
        .isEqualTo(403);
    assertThat(own.get("/creators/" + creators.stranger() + "/payouts").statusCode())
        .isEqualTo(403);
    assertThat(own.get("/payouts").statusCode()).isEqualTo(403);
  }

  @Test
  void aCreatorReadsWhyAPayoutEndedWithoutMoneyAndNothingOfFinance() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    var path = "/creators/" + id + "/payouts";
    var finance = finance();
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    creators.earn(id, 9_000, "USD");
    finance.submit(path, path + "/pay", Map.of());
    finance.submit(
        path, newest(id) + "/cancel", Map.of("reason", "Mallory of finance has a bad feeling"));
    finance.submit(path, path + "/pay", Map.of());
    creators.owe(id, 100, "USD");
    jobs.run("payout-follow-up", null, "test");
    creators.earn(id, 20_000, "EUR");
    finance.submit(path, path + "/pay", Map.of());
    jobs.run("payout-follow-up", null, "test");
    creators.handOver(number(id));
    finance.submit(
        path, newest(id) + "/say?word=rejected", Map.of("reason", "AC04, says Mallory's bank"));
    creators.earn(id, 20_000, "JPY");
    finance.submit(path, path + "/pay", Map.of());
    payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null);

    var reasons =
        List.of(
            "It was taken back before it was paid. The money is back with what was earned, and first repays what is owed, if anything. A later payout pays it.",
            "Refunds to be recovered. Later earnings, and what comes back of payouts, first repay what was refunded after a payout.",
            "The bank says that this account does not exist, is closed or takes no payments. The money is back with what was earned, and first repays what is owed, if anything. Name another destination.",
            "Another destination was named before it was sent. The money is back with what was earned, and first repays what is owed, if anything. A later payout goes to the new one.");
    assertThat(own.get(path).body()).contains(reasons).doesNotContain("Mallory");
    var answer = own.get("/api" + path.replace("creators", "creator")).body();
    assertThat(answer).contains(reasons).doesNotContain("Mallory");
  }

  private String newest(long creatorId) {
    return "/payouts/" + number(creatorId);
  }

  private long number(long creatorId) {
    return db.fetchSingle(
            "select max(payout_id) from payouts.payout where creator_id = ?", creatorId)
        .get(0, Long.class);
  }

  @Test
  void financeKeepsTheStandingOfACreator() {
    creators.nextFriday();
    var id = creators.stranger();
    creators.earn(id, 9_000, "EUR");
    var finance = finance();
    var path = "/creators/" + id + "/payouts";

    assertThat(finance.get(path).body()).contains("Identity not reviewed");
    finance.submit(
        path,
        path + "/standing",
        Map.of(
            "reviewed",
            "true",
            "ofAge",
            "true",
            "taxFormUntil",
            "2099-12-31",
            "reservePercent",
            "0"));
    assertThat(finance.get(path).body()).contains("No destination");
    var refused =
        finance.submit(
            path,
            path + "/destination",
            Map.of("rail", "bank-file", "holder", "A B", "account", "DE00", "bic", ""));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("not a valid IBAN", "error-account", "value=\"A B\"");
    finance.submit(
        path,
        path + "/destination",
        Map.of("rail", "bank-file", "holder", "A B", "account", Creators.ACCOUNT, "bic", ""));
    assertThat(finance.get(path).body())
        .contains("Destination not verified", "•••• 3000")
        .doesNotContain(Creators.ACCOUNT);
    var method =
        db.fetchSingle(
                "select method_id from payouts.method where creator_id = ? and retired_at is null",
                id)
            .get(0);
    finance.submit(path, path + "/verify?method=" + method, Map.of());
    assertThat(finance.get(path).body())
        .contains("Destination not verified", "Somebody else has to verify");
    finance().submit(path, path + "/verify?method=" + method, Map.of());
    assertThat(finance.get(path).body()).contains("Destination changed lately");
  }

  @Test
  void whatIsWrongWithTheStandingIsSaidBesideItAndWhatWasTypedStays() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 10_000, "USD");
    var finance = finance();
    var path = "/creators/" + id + "/payouts";

    var answer =
        finance.submit(
            path,
            path + "/standing",
            Map.of(
                "reviewed",
                "true",
                "taxFormUntil",
                "+999999999-01-01",
                "pausedByPlatform",
                "looked into by A & B",
                "reservePercent",
                "101"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "This is a day between 2000 and 2199",
            "This is a percentage from 0 to 100",
            "value=\"looked into by A &amp; B\"",
            "value=\"101\"")
        .doesNotContain("reservePercent is", "Paused by the platform.");
    for (var day : new String[] {"2026-02-30", "1999-12-31", "x", "2026-13-01"}) {
      assertThat(finance.submit(path, path + "/standing", Map.of("taxFormUntil", day)).statusCode())
          .as(day)
          .isEqualTo(400);
    }
    finance.submit(
        path,
        path + "/standing",
        Map.of(
            "reviewed",
            "true",
            "ofAge",
            "true",
            "taxFormUntil",
            "2199-12-31",
            "reservePercent",
            "12,5"));
    assertThat(finance.get(path).body())
        .contains("12.5 % of what is earned is kept in reserve", "$12.50");
  }

  @Test
  void waysThatCarryNothingOfWhatIsEarnedAreNotOfferedAndRefusedInWords() {
    creators.nextFriday();
    var id = creators.stranger();
    creators.earn(id, 9_000, "USD");
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    var path = "/creators/" + id + "/payouts";
    var toTheBank =
        Map.of("rail", "bank-file", "holder", "A B", "account", Creators.ACCOUNT, "bic", "");

    assertThat(own.get(path).body())
        .contains("<option value=\"by-hand\"")
        .doesNotContain("<option value=\"bank-file\"");
    var answer = own.submit(path, path + "/destination", toTheBank);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "id=\"error-rail\"",
            "Bank transfer (SEPA) carries EUR only, and what is earned is in USD. Choose another way of payment.",
            "value=\"A B\"");
    assertThat(payees.method(id)).isEmpty();

    creators.earn(id, 1, "EUR");
    assertThat(own.get(path).body()).contains("<option value=\"bank-file\"");
    assertThat(own.submit(path, path + "/destination", toTheBank).statusCode()).isEqualTo(303);
    assertThat(own.get(path).body()).doesNotContain("Nothing is paid to it");
  }

  @Test
  void aDestinationThatCarriesNothingOfWhatIsEarnedIsSaidToBeSo() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 9_000, "USD");
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    var path = "/creators/" + id + "/payouts";

    for (var reader : List.of(own, finance())) {
      assertThat(reader.get(path).body())
          .contains(
              "Nothing is paid to it: Bank transfer (SEPA) carries EUR only, and what is earned is in USD.",
              "Name another destination below, with another way of payment.");
    }
  }

  @Test
  void aNameThatTheBanksFileCannotCarryIsRefusedBesideTheName() {
    var id = creators.european();
    var finance = finance();
    var path = "/creators/" + id + "/payouts";

    for (var name : List.of("Иван Petrov", "محمد علي", "李小龍", "A")) {
      var answer =
          finance.submit(
              path,
              path + "/destination",
              Map.of("rail", "bank-file", "holder", name, "account", Creators.ACCOUNT, "bic", ""));
      assertThat(answer.statusCode()).as(name).isEqualTo(400);
      assertThat(answer.body())
          .as(name)
          .contains("id=\"error-holder\"", "as the bank has it", "value=\"" + name + "\"")
          .doesNotContain("id=\"error-account\"");
    }
    assertThat(payees.method(id)).isEmpty();
  }

  @Test
  void whoeverApprovesSeesWhereItGoesAndLookingAtTheAccountIsNoted() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 250_000, "EUR");
    db.execute("insert into risk.case_file (creator_id, opened_at) values (" + id + ", now())");
    jobs.run("payouts", null, "test");
    var payout =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", id).get(0);
    var finance = finance();

    for (var page : new String[] {"/payouts", "/payouts/" + payout}) {
      assertThat(finance.get(page).body())
          .as(page)
          .contains(
              "•••• 3000",
              "named by test",
              "verified by another test",
              "/finance/risk/",
              "Reject the payout")
          .doesNotContain(Creators.ACCOUNT);
    }
    assertThat(finance.submit("/payouts", "/payouts/" + payout + "/account", Map.of()).body())
        .contains(Creators.ACCOUNT);
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'payee.destination_shown' and subject = ?",
                "creator " + id))
        .isEqualTo(1L);
    finance.submit("/payouts", "/payouts/" + payout + "/cancel", Map.of("reason", "not now"));
    assertThat(creators.available(id, "EUR")).isEqualTo(250_000);
  }

  @Test
  void aCreatorSetsUpStripeAndOnlyStripeVerifiesIt() {
    creators.nextFriday();
    var id = creators.stranger();
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    var path = "/creators/" + id + "/payouts";

    assertThat(own.submit(path, path + "/stripe", Map.of("country", "Germany")).statusCode())
        .isEqualTo(400);
    var way = own.submit(path, path + "/stripe", Map.of("country", "de"));
    assertThat(way.statusCode()).isEqualTo(200);
    assertThat(way.body()).contains("https://connect.stripe.com/setup/", "Go on at Stripe");
    own.submit(path, path + "/stripe/check", Map.of());
    assertThat(own.get(path).body())
        .contains("payouts are not enabled", "external_account", "not yet")
        .doesNotContain("Mark as verified");
    var method =
        db.fetchSingle(
            "select method_id, account from payouts.method where creator_id = ? and retired_at is null",
            id);
    var finance = finance();
    finance.submit(path, path + "/verify?method=" + method.get(0), Map.of());
    assertThat(finance.get(path).body()).contains("not yet", "Ask Stripe about it");

    stripe.onboarded(method.get(1, String.class));
    finance.submit(path, path + "/stripe/check", Map.of());
    assertThat(finance.get(path).body())
        .contains("Stripe says that the account can be paid out.")
        .doesNotContain("<dd>not yet</dd>");
    assertThat(
            db.fetchValue(
                "select verified_by from payouts.method where method_id = ?", method.get(0)))
        .isEqualTo("stripe");
    var other = creators.stranger();
    assertThat(own.submit(path, "/creators/" + other + "/payouts/stripe", Map.of()).statusCode())
        .isEqualTo(403);
    assertThat(
            finance
                .submit(path, "/creators/" + other + "/payouts/stripe/check", Map.of())
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void theEndpointHasTheContractsShapeNewestFirstAndPaged() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    db.execute(
        """
        insert into public.creator_payouts (creator_id, amount, payout_method, status, transaction_id, payout_date, created_at)
        values (%d, 12.30, 'paypal', 'paid', 'old-1', '2025-01-03T04:00:00Z', '2025-01-03T04:00:00Z'),
          (%d, 50.00, 'paypal', 'pending', null, null, '2025-01-10T04:00:00Z')
        """
            .formatted(id, id));
    var key = Accounts.key(server, Role.CREATOR, id);
    var client = new Client(port);
    var path = "/api/creator/" + id + "/payouts";

    var page =
        JsonMapper.shared().readTree(client.get(path + "?limit=1", "Authorization", key).body());
    assertThat(page.path("success").asBoolean()).isTrue();
    assertThat(page.path("payouts")).hasSize(1);
    assertThat(page.path("payouts").get(0).path("amount").asString()).isEqualTo("50.00");
    var next =
        client
            .get(path + "?limit=1&before=" + page.path("nextBefore").asLong(), "Authorization", key)
            .body();
    assertThat(JsonMapper.shared().readTree(next))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"success": true, "payouts": [{"id": %d, "creatorId": %d, "amount": "12.30", "currency": "USD", "payoutMethod": "paypal",
                      "status": "paid", "transactionId": "old-1", "payoutDate": "2025-01-03T04:00:00Z", "createdAt": "2025-01-03T04:00:00Z", "reason": null}], "nextBefore": null}
                    """
                        .formatted(
                            JsonMapper.shared()
                                .readTree(next)
                                .path("payouts")
                                .get(0)
                                .path("id")
                                .asLong(),
                            id)));
    assertThat(
            client
                .get("/api/creator/" + (id + 1_000_000) + "/payouts", "Authorization", key)
                .statusCode())
        .isEqualTo(403);
    var finance = Accounts.key(server, Role.FINANCE, null);
    assertThat(client.get("/api/creator/999999999/payouts", "Authorization", finance).statusCode())
        .isEqualTo(404);
    assertThat(client.get("/api/creator/x/payouts", "Authorization", finance).statusCode())
        .isEqualTo(400);
    assertThat(client.get(path + "?limit=0", "Authorization", finance).statusCode()).isEqualTo(400);
    assertThat(client.get(path + "?before=x", "Authorization", finance).statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .get(path, "Authorization", Accounts.key(server, Role.SERVICE, null))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            client
                .get(path, "Authorization", Accounts.key(server, Role.MODERATOR, null))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aBatchIsLookedAtAndDiscardedByAPersonWithAReason() {
    creators.nextFriday();
    jobs.run("payout-follow-up", null, "test");
    var id = creators.payable("by-hand");
    creators.earn(id, 40_000, "USD");
    jobs.run("payouts", null, "test");
    var row =
        db.fetchSingle(
            "select a.payout_id, a.batch_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id where p.creator_id = ?",
            id);
    var payout = "/payouts/" + row.get(0);
    var batch = "/payouts/batches/" + row.get(1);
    var finance = finance();

    assertThat(finance.get("/payouts").body()).contains("\"" + batch + "\"");
    assertThat(finance.get(payout).body())
        .contains("which nobody handed over yet", "\"" + batch + "\"")
        .doesNotContain("It was rejected", "It was paid");
    finance.submit(payout, payout + "/say?word=rejected", Map.of());
    assertThat(finance.get(payout).body()).contains("was not handed over", "to be paid by hand");
    assertThat(finance.get(batch).body())
        .contains("Discard it", "nobody had it yet")
        .doesNotContain("fileNotGiven");
    var long501 = "x & ".repeat(125) + "y";
    for (var reason : List.of(" ", long501)) {
      var answer =
          finance.submit(batch, batch + "/discard", Map.of("reason", reason, "sure", "true"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .contains("Say why, in up to 500 characters; nothing changed.", "id=\"error-reason\"")
          .contains("value=\"" + reason.replace("&", "&amp;") + "\"", "value=\"true\" checked");
    }
    assertThat(finance.submit(batch, batch + "/file", Map.of()).statusCode()).isEqualTo(200);
    assertThat(finance.get(batch).body()).contains("fileNotGiven", "somebody had it");
    var had = finance.submit(batch, batch + "/discard", Map.of("reason", "A & test."));
    assertThat(had.statusCode()).isEqualTo(400);
    assertThat(had.body())
        .contains("Somebody had the file", "id=\"error-fileNotGiven\"")
        .contains("value=\"A &amp; test.\"")
        .doesNotContain("id=\"error-reason\"", "value=\"true\" checked");

    payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null);
    assertThat(finance.get("/payouts").body()).contains("1 destination replaced");
    assertThat(finance.get(payout).body()).contains("Another destination was named since");
    assertThat(finance.get(batch).body()).contains("toReplaced", "destination replaced");
    assertThat(finance.submit(batch, batch + "/file", Map.of()).statusCode()).isEqualTo(409);
    assertThat(finance.submit(batch, batch + "/file", Map.of("toReplaced", "true")).statusCode())
        .isEqualTo(200);

    for (var role : new Role[] {Role.CREATOR, Role.MODERATOR}) {
      var other = new Client(port);
      other.logIn(
          Accounts.person(server, role, role == Role.CREATOR ? id : null), Accounts.PASSWORD);
      assertThat(other.get(batch).statusCode()).as(role.name()).isEqualTo(403);
      assertThat(
              other
                  .submit(
                      "/creators/" + id + "/payouts",
                      batch + "/discard",
                      Map.of("reason", "Not mine.", "fileNotGiven", "true"))
                  .statusCode())
          .as(role.name())
          .isEqualTo(403);
    }
    finance.submit(
        batch, batch + "/discard", Map.of("reason", "<b>A test.</b>", "fileNotGiven", "true"));
    assertThat(finance.get(batch).body())
        .contains("is discarded; the money of", "&lt;b&gt;A test.&lt;/b&gt;")
        .doesNotContain("Discard it", "Handed over</button>");
    assertThat(finance.get(payout).body()).contains("cancelled", "was discarded");
    assertThat(creators.available(id, "USD")).isEqualTo(40_000);
    assertThat(finance.submit(batch, batch + "/file", Map.of()).statusCode()).isEqualTo(409);
    finance.submit(batch, batch + "/discard", Map.of("fileNotGiven", "true"));
    assertThat(finance.get(batch).body()).contains("was discarded by");
    finance.submit(batch, batch + "/handed-over", Map.of());
    assertThat(finance.get("/payouts").body()).contains("was discarded by");
    assertThat(finance.get("/payouts/batches/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void aBatchWhoseFileNobodyFetchedIsHandedOverOnlyByWhoSaysSo() {
    creators.nextFriday();
    jobs.run("payout-follow-up", null, "test");
    var id = creators.payable("by-hand");
    creators.earn(id, 40_000, "USD");
    jobs.run("payouts", null, "test");
    var batch = "/payouts/batches/" + batchOf(id);
    var login = Accounts.person(server, Role.FINANCE, null);
    var finance = new Client(port);
    finance.logIn(login, Accounts.PASSWORD);

    for (var page : List.of("/payouts", batch)) {
      assertThat(finance.get(page).body())
          .as(page)
          .contains("Nobody had fetched its file here when", "name=\"unfetched\"");
    }
    var unsaid =
        finance.submit("/payouts", batch + "/handed-over", Map.of("reference", "LIST & 1"));
    assertThat(unsaid.statusCode()).isEqualTo(400);
    assertThat(unsaid.body())
        .contains(
            "id=\"error-carry-unfetched\"", "value=\"LIST &amp; 1\"", "class=\"dialog\" open");
    assertThat(finance.get(batch).body()).contains("to be paid by hand", "nobody had it yet");

    assertThat(finance.submit(batch, batch + "/file", Map.of()).statusCode()).isEqualTo(200);
    assertThat(finance.get(batch).body())
        .as("who had it")
        .containsPattern("somebody had it\\s*<br>" + login + ", ")
        .doesNotContain("name=\"unfetched\"");
    var long101 = "x".repeat(101);
    var tooLong = finance.submit(batch, batch + "/handed-over", Map.of("reference", long101));
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(tooLong.body())
        .contains("id=\"error-carry-reference\"", "value=\"" + long101 + "\"");
    finance.submit(batch, batch + "/handed-over", Map.of("reference", "LIST 1"));
    assertThat(finance.get(batch).body()).contains("Handed over</dt><dd>by " + login);

    var other = creators.payable("by-hand");
    creators.earn(other, 40_000, "USD");
    creators.nextFriday();
    jobs.run("payouts", null, "test");
    var second = "/payouts/batches/" + batchOf(other);
    finance.submit(second, second + "/handed-over", Map.of("unfetched", "true"));
    assertThat(finance.get(second).body()).contains("Handed over</dt><dd>by " + login);
  }

  private Object batchOf(long creatorId) {
    return db.fetchSingle(
            "select a.batch_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id where p.creator_id = ?",
            creatorId)
        .get(0);
  }

  @Test
  void whatIsWrongWithAnExplanationIsSaidWhereItWasTyped() {
    var exception =
        db.fetchSingle(
                "insert into payouts.exception (kind, subject, sentence, opened_at) values ('a_test', 'page', 'Look at this page.', '2020-01-01Z') returning exception_id")
            .get(0);
    var path = "/payouts/exceptions/" + exception + "/explain";
    var finance = finance();
    var typed = "y".repeat(1_001);

    var answer = finance.submit("/payouts", path, Map.of("explanation", typed));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "Say in up to 1,000 characters what was found out; nothing changed.",
            "id=\"error-explanation-" + exception + "\"",
            "value=\"" + typed + "\"",
            "<dialog id=\"explain-" + exception + "\" class=\"dialog\" open");
    finance.submit("/payouts", path, Map.of("explanation", "It was a test."));
    assertThat(finance.get("/payouts").body()).doesNotContain("Look at this page.");
  }

  @Test
  void aFileThatCannotBeReadIsRefusedWhereItWasChosen() {
    var finance = finance();
    for (var page : List.of("/payouts/results", "/payouts/statements")) {
      for (var content : List.of("", "no such file")) {
        var answer = finance.upload(page, page, Map.of(), "x.csv", content);
        assertThat(answer.statusCode()).as(page).isEqualTo(400);
        assertThat(answer.body())
            .as(page + ": " + content)
            .contains("id=\"error-file\"", "type=\"file\"", "<nav");
      }
    }
  }

  @Test
  void anAddressThatIsNoneIsSaidInASentence() {
    var finance = finance();
    var lists = finance.get("/payouts/lists");
    assertThat(lists.statusCode()).isEqualTo(404);
    assertThat(lists.body()).contains("There is nothing at this address.", "<nav");
    for (var page : List.of("/payouts/payees", "/payouts/results")) {
      var answer = finance.get(page + "?before=garbage");
      assertThat(answer.statusCode()).as(page).isEqualTo(400);
      assertThat(answer.body()).as(page).contains("before must be a whole number.", "<nav");
    }
  }

  @Test
  void anAccountThatCannotBeOpenedIsSaidToBeNone() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 250_000, "EUR");
    jobs.run("payouts", null, "test");
    var payout =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", id).get(0);
    var key =
        db.fetchSingle("select account_key from payouts.method where creator_id = ?", id).get(0);
    db.query("update payouts.method set account_key = 'lost' where creator_id = ?", id).execute();
    try {
      var own = new Client(port);
      own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
      assertThat(own.get("/creators/" + id + "/payouts").body())
          .contains(
              "Nothing is paid to it. The account cannot be opened any more: name the destination again.")
          .doesNotContain("is sealed under key");
      var finance = finance();
      assertThat(finance.get("/payouts").statusCode()).isEqualTo(200);
      assertThat(finance.submit("/payouts", "/payouts/" + payout + "/account", Map.of()).body())
          .contains("cannot be opened any more: it is sealed under key lost, which is not in");
      assertThat(finance.get("/creators/" + id + "/payouts").body())
          .contains("Why: it is sealed under key lost, which is not in");
      assertThat(finance.get("/payouts/preview").statusCode()).isEqualTo(200);
    } finally {
      db.query("update payouts.method set account_key = ? where creator_id = ?", key, id).execute();
      finance().submit("/payouts", "/payouts/" + payout + "/cancel", Map.of());
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageIsReadableAndFitsItsWidth(int width, boolean dark) {
    creators.nextFriday();
    for (var i = 0; i < 6; i++) {
      var id = creators.payable(i % 2 == 0 ? "bank-file" : "by-hand");
      creators.earn(id, 40_000L + i * 33_333L, i % 2 == 0 ? "EUR" : "USD");
    }
    creators.earn(creators.stranger(), 12_345, "USD");
    var own = creators.payable("by-hand");
    creators.earn(own, 4_000, "USD");
    jobs.run("payouts", null, "test");
    var run = db.fetchSingle("select max(run_id) from payouts.run where kind = 'weekly'").get(0);
    var payout =
        db.fetchSingle("select max(payout_id) from payouts.payout where state = 'submitting'")
            .get(0);
    var batch =
        db.fetchSingle("select batch_id from payouts.attempt where payout_id = ?", payout).get(0);
    payees.nameDestination(
        db.fetchSingle("select creator_id from payouts.payout where payout_id = ?", payout)
            .get(0, Long.class),
        "by-hand",
        "A B",
        "Main Street 1",
        null);
    var result =
        finance()
            .upload(
                "/payouts/results",
                "/payouts/results",
                Map.of(),
                "list of Monday.csv",
                "key,result,reason\nPHnobody,paid,\n%s,failed,account closed\n%s,maybe,\n"
                    .formatted(key("max", "by-hand"), key("min", "by-hand")))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    for (var type : new String[] {"payout.paid", "payout", "weather"}) {
      notices.receive(
          "simulated",
          Map.of("x-simulated", "genuine"),
          """
          {"id": "evt_page_%s", "type": "%s", "at": "2026-01-01T00:00:00Z", "key": "PHnobody"}
          """
              .formatted(type, type)
              .getBytes(StandardCharsets.UTF_8));
    }
    jobs.run("payout-follow-up", null, "test");
    var login = Accounts.person(server, Role.FINANCE, null);
    try (var browser = Browser.open(port, width, dark)) {
      browser.logIn(login, Accounts.PASSWORD);
      var prefix = "payouts-" + width + (dark ? "-dark" : "-light");
      for (var each :
          Map.of(
                  "all",
                  "/payouts",
                  "preview",
                  "/payouts/preview",
                  "run",
                  "/payouts/runs/" + run,
                  "one",
                  "/payouts/" + payout,
                  "batch",
                  "/payouts/batches/" + batch,
                  "creator",
                  "/creators/" + own + "/payouts",
                  "statements",
                  "/payouts/statements",
                  "notices",
                  "/payouts/notices",
                  "results",
                  "/payouts/results",
                  "result",
                  result)
              .entrySet()) {
        browser.go(each.getValue());
        browser.screenshot(prefix + "-" + each.getKey());
        assertThat(
                browser
                    .page()
                    .getByRole(
                        AriaRole.HEADING,
                        new com.microsoft.playwright.Page.GetByRoleOptions().setLevel(1))
                    .count())
            .as(each.getValue())
            .isEqualTo(1);
        assertThat(browser.overflows()).as(each.getValue() + " at " + width).isFalse();
        assertThat(browser.faintTexts()).as(each.getValue()).isEmpty();
      }
      browser.go("/creators/" + own + "/payouts");
      browser
          .page()
          .getByRole(
              AriaRole.BUTTON,
              new com.microsoft.playwright.Page.GetByRoleOptions().setName("Set it up"))
          .click();
      browser.page().waitForSelector("text=Go on at Stripe");
      browser.screenshot(prefix + "-stripe");
      assertThat(browser.overflows()).as("on to Stripe at " + width).isFalse();
      assertThat(browser.faintTexts()).as("on to Stripe").isEmpty();
    }
  }

  @Test
  void financeLooksAtResultsBeforeTakingThemIn() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 40_000, "USD");
    jobs.run("payouts", null, "test");
    var finance = finance();
    var page = "/payouts/results";
    var payout =
        db.fetchSingle(
            "select payout_id, attempt_key from payouts.payout where creator_id = ?", id);
    creators.handOver(payout.get(0, Long.class));
    var list = "key,result,reason\n" + payout.get(1) + ",failed,<b>closed</b>\n";

    assertThat(finance.get(page).body()).contains("What became of payments");
    assertThat(finance.upload(page, page, Map.of(), "x.csv", "").statusCode()).isEqualTo(400);
    assertThat(finance.upload(page, page, Map.of(), "x.csv", "no list").body())
        .contains("The list has no column key.");
    var sent =
        finance
            .upload(page, page, Map.of(), "Monday.csv", list)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    assertThat(finance.get(sent).body())
        .contains(
            "becomes failed: &lt;b&gt;closed&lt;/b&gt;", "Nothing is changed yet", "Monday.csv")
        .doesNotContain("<b>closed");
    finance.submit(sent, sent + "/apply", Map.of());
    assertThat(finance.get(sent).body()).contains("Taken in by", "nothing new");
    assertThat(finance.get("/payouts/" + payout.get(0)).body()).contains("failed");
    assertThat(creators.available(id, "USD")).isEqualTo(40_000);
    assertThat(
            db.fetch("select action from access.audit_entry where action like 'payout.results%'")
                .getValues(0, String.class))
        .contains("payout.results_sent", "payout.results");
    var own = new Client(port);
    own.logIn(Accounts.person(server, Role.CREATOR, id), Accounts.PASSWORD);
    assertThat(own.get(page).statusCode()).isEqualTo(403);
    assertThat(finance.get("/payouts/results/999999").statusCode()).isEqualTo(404);
  }

  private Object key(String which, String rail) {
    return db.fetchSingle(
            "select %s(attempt_key) from payouts.payout where rail = ? and state = 'submitting'"
                .formatted(which),
            rail)
        .get(0);
  }

  private Client finance() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    return client;
  }
}
