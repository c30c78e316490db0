package ai.profithack.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.jobs.SampleJobs.SampleJob;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/// A job that meets an error did not succeed, and whoever asks is told why.
@ServerTest
@Import(SampleJobs.class)
class FailedJobTests {
  @Autowired private ApplicationContext server;
  @Autowired private JobRunner runner;
  @Autowired private SampleJob sample;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private JsonMapper json;
  @LocalServerPort private int port;

  @Test
  void aJobThatFailsIsShownAsFailedWithItsReason() {
    clock.set(SampleJobs.MONDAY_NOON);
    sample.work =
        _ -> {
          db.execute("select amount from table_that_is_not_there");
          return "Counted everything.";
        };
    var ending = runner.run("sample-figures", null, "ada");
    assertThat(ending).isInstanceOf(JobEnding.Failed.class);
    var answer =
        new Client(port)
            .get("/api/jobs", "Authorization", Accounts.key(server, Role.ADMIN, null))
            .body();
    assertThat(json.readTree(answer).get("jobs"))
        .as(answer)
        .anySatisfy(job -> {
          assertThat(job.get("name").stringValue()).isEqualTo("sample-figures");
          assertThat(job.get("lastRun").get("outcome").stringValue()).isEqualTo("failed");
          assertThat(job.get("lastRun").get("message").stringValue())
              .contains("table_that_is_not_there");
        });
    sample.work = _ -> "Did nothing.";
  }
}
