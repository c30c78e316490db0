package ai.profithack.payouts.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.jobs.JobRunner;
import ai.profithack.payouts.Creators;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PayoutServer;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The finance team's programs: what they see, what they carry, and what only a person may do.
@PayoutServer
class PayoutApiTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String API = "/api/payouts";

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Creators creators;
  @Autowired private JobRunner jobs;
  @Autowired private Payees payees;
  @Autowired private DSLContext db;

  @Test
  void aRunIsStartedAndApprovedByPeopleAndCarriedByPrograms() {
    creators.nextFriday();
    var big = creators.payable("bank-file");
    creators.earn(big, 260_000, "EUR");
    var little = creators.payable("by-hand");
    creators.earn(little, 1_234, "USD");
    var program = new Caller(Accounts.key(server, Role.FINANCE, null));
    var first = new Caller();
    var second = new Caller();

    assertThat(program.get("/preview?limit=200").get("payouts").toString())
        .contains("\"creatorId\":" + big + ",\"amount\":\"2600.00\"", "\"approvalNeeded\":true");
    assertThat(program.status("POST", "/runs", "")).isEqualTo(403);
    var run = first.json(first.send("POST", "/runs", "")).get("run").get("id").asLong();
    assertThat(second.json(second.send("POST", "/runs", "")).get("run").get("id").asLong())
        .as("a Friday is run once")
        .isEqualTo(run);

    assertThat(program.get("/runs?limit=1").get("runs").get(0).get("id").asLong()).isEqualTo(run);
    var older = program.get("/runs?limit=1&before=" + run).get("runs");
    assertThat(older.isEmpty() || older.get(0).get("id").asLong() < run).isTrue();
    assertThat(program.get("/runs/" + run).get("obstacles").get("below_minimum").asLong())
        .isPositive();
    assertThat(program.get("/runs/" + run + "/skipped?reason=below_minimum&limit=200").toString())
        .contains("\"creatorId\":" + little + ",\"amount\":\"12.34\"");
    assertThat(program.status("GET", "/runs/" + run + "/skipped?reason=none", "")).isEqualTo(400);
    assertThat(program.status("GET", "/runs/999999", "")).isEqualTo(404);

    var id = payoutOf(big);
    assertThat(program.get("/waiting").get("payouts").toString()).contains("\"id\":" + id + ",");
    assertThat(program.status("POST", "/" + id + "/approve", "")).isEqualTo(403);
    assertThat(first.status("POST", "/" + id + "/approve", "")).isEqualTo(409);
    var approved = second.json(second.send("POST", "/" + id + "/approve", "")).get("payout");
    assertThat(approved.get("waitsForApproval").asBoolean()).isFalse();
    assertThat(approved.get("amount").asString()).isEqualTo("2600.00");
    assertThat(second.status("POST", "/" + id + "/approve", "")).isEqualTo(409);
    assertThat(second.status("POST", "/999999/approve", "")).isEqualTo(404);

    jobs.run("payout-follow-up", null, "test");
    // What other tests left is carried as well.
    var carried =
        db.fetchSingle(
            """
            select a.batch_id, sum(p.amount_minor)::bigint from payouts.payout as p join payouts.attempt as a using (payout_id)
            where a.batch_id = (select batch_id from payouts.attempt where payout_id = ?) group by 1
            """,
            id);
    var batchId = carried.get(0, Long.class);
    var path = "/batches/" + batchId;
    var batch = program.get(path).get("batch");
    assertThat(program.get("/batches").get("batches").toString()).contains(batch.toString());
    assertThat(batch.get("total").asString())
        .isEqualTo(BigDecimal.valueOf(carried.get(1, Long.class), 2).toPlainString());
    assertThat(program.send("POST", path + "/file", "").body())
        .contains("<InstdAmt Ccy=\"EUR\">2600.00</InstdAmt>");
    assertThat(program.status("POST", path + "/handed-over", "{\"reference\":\"BANK-2\"}"))
        .isEqualTo(200);
    assertThat(program.status("POST", path + "/handed-over", "{\"reference\":\"BANK-2\"}"))
        .isEqualTo(409);
    assertThat(program.get("/" + id).get("payout").get("reference").asString()).isEqualTo("BANK-2");
    assertThat(program.status("POST", "/" + id + "/cancel", "{\"reason\":\"Too late.\"}"))
        .isEqualTo(409);
  }

  @Test
  void whatIsSetAsideCanBeCancelledOnceAndAgainWithoutEffect() {
    creators.nextFriday();
    var id = creators.payable("bank-file");
    creators.earn(id, 270_000, "EUR");
    jobs.run("payouts", null, "test");
    var program = new Caller(Accounts.key(server, Role.FINANCE, null));
    var path = "/" + payoutOf(id) + "/cancel";

    assertThat(program.status("POST", path, "{}")).isEqualTo(400);
    for (var i = 0; i < 2; i++) {
      var cancelled = program.json(program.send("POST", path, "{\"reason\":\"A test.\"}"));
      assertThat(cancelled.get("payout").get("status").asString()).isEqualTo("cancelled");
    }
    assertThat(creators.available(id, "EUR")).isEqualTo(270_000);
  }

  @Test
  void resultsAreLookedAtAndTakenInOnce() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 40_000, "USD");
    jobs.run("payouts", null, "test");
    var key = Accounts.key(server, Role.FINANCE, null);
    var program = new Caller(key);
    var attempt =
        db.fetchSingle("select attempt_key from payouts.payout where creator_id = ?", id).get(0);
    var list = "key,result,reason\n" + attempt + ",failed,closed\n";
    var early = program.json(upload("/results", list, key)).get("lines").get(0);
    assertThat(early.get("verdict").asString()).isEqualTo("wrong");
    assertThat(early.get("sentence").asString()).contains("was not handed over");
    creators.handOver(payoutOf(id));

    var sent = program.json(upload("/results", list, key));
    assertThat(sent.get("sentBefore").asBoolean()).isTrue();
    assertThat(sent.get("lines").get(0).get("verdict").asString()).isEqualTo("changes");
    assertThat(program.json(upload("/results", list, key)).get("sentBefore").asBoolean()).isTrue();
    assertThat(upload("/results", "no list", key).statusCode()).isEqualTo(400);
    assertThat(upload("/results", "", key).statusCode()).isEqualTo(400);
    assertThat(upload("/bank-statements", "no statement", key).statusCode()).isEqualTo(400);
    var apply = "/results/" + sent.get("result").get("id").asLong() + "/apply";
    assertThat(program.status("POST", apply, "")).isEqualTo(200);
    assertThat(program.status("POST", apply, "")).isEqualTo(409);
    assertThat(program.status("POST", "/results/999999/apply", "")).isEqualTo(404);
    assertThat(creators.available(id, "USD")).isEqualTo(40_000);
    assertThat(program.get("/results?limit=1").get("results").get(0).get("changed").asInt())
        .isEqualTo(1);
  }

  @Test
  void aBatchIsDiscardedByAPersonAndNeverCarriedAfter() {
    creators.nextFriday();
    jobs.run("payout-follow-up", null, "test");
    var id = creators.payable("bank-file");
    creators.earn(id, 60_000, "EUR");
    jobs.run("payouts", null, "test");
    var payout = payoutOf(id);
    var path =
        "/batches/"
            + db.fetchSingle("select batch_id from payouts.attempt where payout_id = ?", payout)
                .get(0);
    var discard = path + "/discard";
    var program = new Caller(Accounts.key(server, Role.FINANCE, null));
    var person = new Caller();
    var sure = "{\"reason\":\"A test.\",\"fileNotGiven\":true}";

    assertThat(program.get(path).get("batch").get("fileMade").asBoolean()).isFalse();
    assertThat(program.status("POST", discard, sure)).isEqualTo(403);
    assertThat(new Caller(Accounts.key(server, Role.MODERATOR, null)).status("POST", discard, sure))
        .isEqualTo(403);
    assertThat(person.status("POST", discard, "{}")).isEqualTo(400);
    assertThat(person.status("POST", "/batches/999999/discard", sure)).isEqualTo(404);
    payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null);
    assertThat(program.get(path).get("batch").get("replacedDestinations").toString())
        .isEqualTo("[" + payout + "]");
    assertThat(program.send("POST", path + "/file", "").body())
        .contains("Payout " + payout + " of batch", "Discard the batch");
    assertThat(program.status("POST", path + "/file", "{\"toReplacedDestinations\":true}"))
        .isEqualTo(200);
    assertThat(person.status("POST", discard, "{\"reason\":\"A test.\"}")).isEqualTo(409);
    assertThat(person.status("POST", discard, "{\"reason\":\"x\",\"fileNotGiven\":false}"))
        .isEqualTo(409);

    var discarded = person.json(person.send("POST", discard, sure)).get("batch");
    assertThat(discarded.get("discardedBecause").asString()).isEqualTo("A test.");
    assertThat(discarded.get("unanswered").asLong()).isZero();
    assertThat(person.status("POST", discard, sure)).isEqualTo(409);
    assertThat(program.status("POST", path + "/file", "{\"toReplacedDestinations\":true}"))
        .isEqualTo(409);
    assertThat(program.status("POST", path + "/handed-over", "{}")).isEqualTo(409);
    assertThat(program.get("/" + payout).get("payout").get("status").asString())
        .isEqualTo("cancelled");
    assertThat(creators.available(id, "EUR")).isEqualTo(60_000);
  }

  @Test
  void whatNeedsALookIsTakenAndExplained() {
    db.execute(
        "insert into payouts.exception (kind, subject, sentence, opened_at) values ('a_test', 'api', 'Look at this.', '2020-01-01Z')");
    var program = new Caller(Accounts.key(server, Role.FINANCE, null));
    var open = program.get("/exceptions?limit=1").get("exceptions").get(0);
    assertThat(open.get("sentence").asString()).isEqualTo("Look at this.");
    var path = "/exceptions/" + open.get("id").asLong();

    assertThat(program.status("POST", path + "/take", "")).isEqualTo(200);
    assertThat(program.get("/exceptions").toString()).contains("\"owner\":\"key:");
    assertThat(program.status("POST", path + "/explain", "{}")).isEqualTo(400);
    var explanation = "{\"explanation\":\"It was a test.\"}";
    assertThat(program.status("POST", path + "/explain", explanation)).isEqualTo(200);
    assertThat(program.status("POST", path + "/explain", explanation)).isEqualTo(404);
    assertThat(program.get("/exceptions").toString()).doesNotContain("Look at this.");
  }

  /// Taking over from a person is a person's deed, and names from whom.
  @Test
  void whatSomebodyLooksIntoIsTakenOverByAPersonWhoNamesThem() {
    var id =
        db.fetchSingle(
                "insert into payouts.exception (kind, subject, sentence, opened_at) values ('a_test', 'owned', 'Ada has this.', '2020-01-02Z') returning exception_id")
            .get(0, Long.class);
    var path = "/exceptions/" + id + "/take";
    var ada = new Caller();
    var bob = new Caller();
    var program = new Caller(Accounts.key(server, Role.FINANCE, null));
    assertThat(ada.status("POST", path, "")).isEqualTo(200);
    assertThat(ada.status("POST", path, "")).as("hers already").isEqualTo(200);
    var owner = ownerOf(id);

    var from = "{\"from\":\"%s\"}".formatted(owner);
    assertThat(program.status("POST", path, "")).isEqualTo(409);
    assertThat(program.status("POST", path, from)).isEqualTo(409);
    var told = bob.send("POST", path, "");
    assertThat(told.statusCode()).isEqualTo(409);
    assertThat(told.body()).contains(owner);
    assertThat(bob.status("POST", path, "{\"from\":\"somebody-else\"}")).isEqualTo(409);
    assertThat(bob.status("POST", path, "{\"owner\":\"me\"}")).isEqualTo(400);
    assertThat(ownerOf(id)).isEqualTo(owner);
    assertThat(bob.status("POST", path, from)).isEqualTo(200);
    assertThat(ownerOf(id)).isNotEqualTo(owner).startsWith("finance-");
  }

  private String ownerOf(long exceptionId) {
    return db.fetchSingle("select owner from payouts.exception where exception_id = ?", exceptionId)
        .get(0, String.class);
  }

  @Test
  void creatorsReadTheirOwnStatementsAndNothingOfFinance() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 40_000, "USD");
    creators.earn(id, 10_000, "EUR");
    var month =
        db.fetchSingle(
            """
            select to_char(max(e.effective_at at time zone 'UTC'), 'YYYY-MM')
            from ledger.entry as e
            join ledger.posting as p on p.entry_id = e.entry_id
            join ledger.account as a on a.account_id = p.account_id
            where a.path = ?
            """,
            "liabilities:creators:%d:available".formatted(id));
    var own = Accounts.key(server, Role.CREATOR, id);
    var client = new Client(port);
    var path = "/api/creator/" + id + "/statements/";

    var statement = JSON.readTree(client.get(path + month.get(0), "Authorization", own).body());
    assertThat(statement.get("opening").asString()).isEqualTo("0.00");
    assertThat(statement.get("closing").asString()).isEqualTo("400.00");
    assertThat(statement.get("movements").get(0).get("amount").asString()).isEqualTo("400.00");
    assertThat(client.get(path + month.get(0) + "?currency=EUR", "Authorization", own).body())
        .contains("\"closing\":\"100.00\"");
    assertThat(client.get(path + "2031-13", "Authorization", own).statusCode()).isEqualTo(400);
    assertThat(client.get(path + "2031-01?currency=XXX", "Authorization", own).statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .get("/api/creator/" + (id - 1) + "/statements/2031-01", "Authorization", own)
                .statusCode())
        .isEqualTo(403);
    for (var each : new String[] {"/runs", "/preview", "/batches", "/results", "/exceptions"}) {
      assertThat(client.get(API + each, "Authorization", own).statusCode()).as(each).isEqualTo(403);
    }
  }

  private HttpResponse<String> upload(String path, String content, String key) {
    return new Client(port)
        .multipart(API + path, Map.of(), "a list.csv", content, "Authorization", key);
  }

  private long payoutOf(long creatorId) {
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creatorId)
        .get(0, Long.class);
  }

  /// Somebody of finance: a program with its key, or a person who is logged in.
  private final class Caller {
    private final Client client = new Client(port);
    private final String header;
    private final String value;

    Caller(String key) {
      header = "Authorization";
      value = key;
    }

    Caller() {
      client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
      header = "X-XSRF-TOKEN";
      value = client.token("/payouts");
    }

    JsonNode get(String path) {
      return json(client.get(API + path, header, value));
    }

    HttpResponse<String> send(String method, String path, String body) {
      return client.send(
          method, API + path, body, header, value, "Content-Type", "application/json");
    }

    int status(String method, String path, String body) {
      return send(method, path, body).statusCode();
    }

    JsonNode json(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    }
  }
}
