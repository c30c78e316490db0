package ai.profithack.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The pages and endpoints of jobs over HTTP, on the job that every server has.
@ServerTest
class JobPagesTests {
  private static final String JOB = "job-history";

  @Autowired ApplicationContext server;
  @Autowired DSLContext db;
  @Autowired JsonMapper json;
  @LocalServerPort int port;

  @BeforeEach
  void startAfresh() {
    db.execute("delete from jobs.run where job = ?", JOB);
  }

  @Test
  void anAdminRunsAJobFromItsPageAndSeesHowItEnded() throws InterruptedException {
    var admin = loggedIn(Role.ADMIN);
    assertThat(admin.get("/jobs").body())
        .contains("job-history")
        .contains("daily at 05:30 UTC")
        .contains("never run")
        .contains("Run now");
    assertThat(admin.get("/jobs/" + JOB).body()).contains("Not run yet");

    var answer = admin.submit("/jobs", "/jobs/" + JOB + "/run", Map.of("date", ""));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(admin.get("/jobs/" + JOB).body()).contains("was started as run");
    awaitEnd(admin);
    assertThat(admin.get("/jobs/" + JOB).body()).contains("succeeded").contains("Forgot ");
    assertThat(admin.get("/jobs/live").body())
        .contains("hx-swap-oob=\"true\"")
        .contains("id=\"state-job-history\"")
        .contains("<rect class=\"good\"");
    assertThat(
            db.fetchSingle(
                    "select count(*) from access.audit_entry where action = 'job.run' and subject = ?",
                    JOB)
                .get(0, long.class))
        .isPositive();
  }

  @Test
  void financeLooksAndDoesNotRun() {
    var finance = loggedIn(Role.FINANCE);

    assertThat(finance.get("/jobs").statusCode()).isEqualTo(200);
    assertThat(finance.get("/jobs").body()).doesNotContain("Run now");
    assertThat(finance.submit("/password", "/jobs/" + JOB + "/run", Map.of()).statusCode())
        .isEqualTo(403);
    assertThat(runs()).isZero();
  }

  @Test
  void nobodyElseSeesAnything() {
    for (var role : List.of(Role.MODERATOR, Role.SERVICE)) {
      var key = Accounts.key(server, role, null);
      var client = new Client(port);
      assertThat(client.get("/api/jobs", "Authorization", key).statusCode()).isEqualTo(403);
      assertThat(
              client
                  .send("POST", "/api/jobs/" + JOB + "/run", "", "Authorization", key)
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(new Client(port).get("/api/jobs").statusCode()).isEqualTo(401);
    assertThat(new Client(port).get("/jobs").statusCode()).isEqualTo(302);
    assertThat(runs()).isZero();
  }

  @Test
  void programsListRunAndPage() throws InterruptedException {
    var key = Accounts.key(server, Role.ADMIN, null);
    var client = new Client(port);

    assertThat(read(client.get("/api/jobs", "Authorization", key).body()).get("jobs"))
        .anySatisfy(job -> {
          assertThat(job.get("name").stringValue()).isEqualTo(JOB);
          assertThat(job.get("nextAt").stringValue()).endsWith("T05:30:00Z");
          assertThat(job.get("lastRun").isNull()).isTrue();
        });
    for (var i = 0; i < 3; i++) {
      var started = post(client, key, JOB, "{}");
      assertThat(started.get("success").booleanValue()).isTrue();
      assertThat(started.get("run").get("triggeredBy").stringValue()).startsWith("key:");
      while (running(client, key)) {
        Thread.sleep(20);
      }
    }

    var first = runs(client, key, "?limit=2");
    assertThat(first.get("runs")).hasSize(2);
    var second = runs(client, key, "?limit=2&before=" + first.get("nextBefore").longValue());
    assertThat(second.get("runs")).hasSize(1);
    assertThat(second.get("nextBefore").isNull()).isTrue();
  }

  @Test
  void whatIsWrongIsSaidInOneSentence() {
    var key = Accounts.key(server, Role.ADMIN, null);
    var client = new Client(port);

    assertThat(problem(client, key, "POST", "/api/jobs/no-such-job/run", "{}", 404))
        .contains("no job no-such-job");
    assertThat(
            problem(
                client, key, "POST", "/api/jobs/" + JOB + "/run", "{\"date\":\"9999-01-01\"}", 400))
        .contains("date 9999-01-01 has not begun");
    assertThat(
            problem(client, key, "POST", "/api/jobs/" + JOB + "/run", "{\"date\":\"soon\"}", 400))
        .contains("date");
    assertThat(
            problem(
                client, key, "POST", "/api/jobs/" + JOB + "/run", "{\"day\":\"2026-01-01\"}", 400))
        .contains("day");
    assertThat(problem(client, key, "GET", "/api/jobs/" + JOB + "/runs?limit=0", "", 400))
        .contains("limit");
    assertThat(problem(client, key, "GET", "/api/jobs/no-such-job/runs", "", 404))
        .contains("no job no-such-job");
    assertThat(runs()).isZero();
  }

  private Client loggedIn(Role role) {
    var client = new Client(port);
    client.logIn(Accounts.person(server, role, null), Accounts.PASSWORD);
    return client;
  }

  private static void awaitEnd(Client client) throws InterruptedException {
    while (client.get("/jobs/" + JOB).body().contains("badge info")) {
      Thread.sleep(20);
    }
  }

  private boolean running(Client client, String key) {
    return runs(client, key, "").get("runs").get(0).get("outcome").stringValue().equals("running");
  }

  private JsonNode runs(Client client, String key, String query) {
    return read(client.get("/api/jobs/" + JOB + "/runs" + query, "Authorization", key).body());
  }

  private JsonNode post(Client client, String key, String job, String body) {
    var answer =
        client.send(
            "POST",
            "/api/jobs/" + job + "/run",
            body,
            "Authorization",
            key,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return read(answer.body());
  }

  private String problem(
      Client client, String key, String method, String path, String body, int status) {
    var answer =
        client.send(method, path, body, "Authorization", key, "Content-Type", "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return read(answer.body()).get("error").stringValue();
  }

  private JsonNode read(String body) {
    return json.readTree(body);
  }

  private long runs() {
    return db.fetchSingle("select count(*) from jobs.run where job = ?", JOB).get(0, long.class);
  }
}
