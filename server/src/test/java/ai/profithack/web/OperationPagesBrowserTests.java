package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.imports.ImportProgress;
import ai.profithack.imports.Imports;
import ai.profithack.jobs.Job;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Browser;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The pages of operations, filled, in a real Chromium: refused events, imports, jobs and their
/// runs, the audit trail. Pictures of each page are kept in `target/screenshots`.
@ServerTest
@Import(OperationPagesBrowserTests.Jobs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationPagesBrowserTests {
  private static final List<String> PAGES =
      List.of(
          "/events/refused",
          "/events/refused?state=replayed",
          "/events/refused?state=discarded",
          "/imports",
          "/jobs",
          "/jobs/archive-check",
          "/audit",
          "/keys",
          "/people");

  @Autowired private ApplicationContext server;
  @Autowired private Imports imports;
  @Autowired private JdbcClient sql;
  @Autowired private ArchiveCheck archiveCheck;
  @LocalServerPort private int port;

  private @Nullable Browser browser;

  /// A job that a test holds up or makes fail.
  static final class ArchiveCheck implements Job {
    private volatile CompletableFuture<Boolean> mayEnd = CompletableFuture.completedFuture(true);

    @Override
    public String name() {
      return "archive-check";
    }

    @Override
    public String schedule() {
      return "0 40 5 * * *";
    }

    @Override
    public String description() {
      return "Compares the archive of closed days with the event log, and says which days differ.";
    }

    @Override
    public String run(@Nullable LocalDate day) {
      mayEnd.join();
      return "Compared 212 days; all of them are equal.";
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    ArchiveCheck archiveCheck() {
      return new ArchiveCheck();
    }
  }

  @BeforeAll
  void fill(@TempDir Path folder) throws IOException {
    refuseEvents();
    importFiles(folder);
    runJobs();
  }

  @AfterEach
  void close() {
    archiveCheck.mayEnd.complete(true);
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }

  @ParameterizedTest
  @MethodSource("ai.profithack.testing.Browser#looks")
  void everyPageIsReadableAndFitsItsWidth(int width, boolean dark) {
    var page = logIn(width, dark);
    for (var path : PAGES) {
      visit(page, path);
      browser()
          .screenshot(
              "operations%s-%d-%s"
                  .formatted(path.replaceAll("[^a-z0-9]+", "-"), width, dark ? "dark" : "light"));
      assertThat(browser().overflows()).as("%s at %d", path, width).isFalse();
      assertThat(browser().faintTexts()).as("%s at %d", path, width).isEmpty();
      if (width == Browser.DESK) {
        assertThat(browser().scrollingTables()).as(path).isEmpty();
      }
    }
  }

  @Test
  void aJobIsRunByHandWithTheKeyboardAndItsPageFollowsItToTheEnd() {
    archiveCheck.mayEnd = new CompletableFuture<>();
    var page = logIn(Browser.DESK, false);
    visit(page, "/jobs");
    page.locator("[data-dialog=run-archive-check]").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("#run-archive-check").isVisible()).isTrue();
    assertThat(page.evaluate("document.activeElement.closest('dialog').id"))
        .isEqualTo("run-archive-check");
    assertThat(browser().faintTexts()).isEmpty();
    assertThat(
            page.evaluate(
                "() => { const d = document.querySelector('dialog[open]'); return d.scrollWidth > d.clientWidth; }"))
        .as("the dialog is cut off")
        .isEqualTo(false);
    browser().screenshot("operations-jobs-dialog-1280-light");
    page.locator("#run-archive-check button[type=submit]").focus();
    page.keyboard().press("Enter");

    page.waitForURL("**/jobs/archive-check");
    page.getByText("archive-check was started as run").waitFor();
    var newest = page.locator("#runs tbody tr").first();
    assertThat(newest.innerText()).contains("running");
    browser().screenshot("operations-jobs-running-1280-light");
    page.evaluate("window.sameDocument = true");
    archiveCheck.mayEnd.complete(true);
    page.locator("#runs tbody tr:first-child .badge.good").waitFor();
    assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    assertThat(page.locator("#runs tbody tr").first().innerText())
        .contains("succeeded", "Compared 212 days", "admin-");
  }

  @Test
  void aJobsLinkLeadsToItsPage() {
    var page = logIn(Browser.PHONE, true);
    visit(page, "/jobs");
    page.locator("#jobs a", new Page.LocatorOptions().setHasText("archive-check")).click();
    page.locator("#runs").waitFor();
    assertThat(page.locator("h1").innerText()).isEqualTo("archive-check");
  }

  @Test
  void refusedEventsAreReplayedWhenTheReasonIsGoneAndOthersDiscarded() {
    server
        .getBean(ExchangeRates.class)
        .load(
            List.of(
                new ExchangeRates.Rate(
                    LocalDate.of(2026, 3, 1),
                    Currency.getInstance("EUR"),
                    new BigDecimal("1.10"))));
    var page = logIn(Browser.PHONE, false);
    visit(page, "/events/refused");
    page.locator("#reasons a", new Page.LocatorOptions().setHasText("no_exchange_rate")).click();
    page.getByText("Only events refused with").waitFor();
    assertThat(page.locator("#refused tbody tr").count()).isEqualTo(2);
    page.locator("#refused summary").first().click();
    assertThat(page.locator("#refused pre").first().innerText()).contains("\"EUR\"");
    assertThat(browser().overflows()).isFalse();

    page.locator("[data-dialog=replay-no_exchange_rate]").click();
    page.locator("#replay-no_exchange_rate button[type=submit]").click();
    page.getByText("no_exchange_rate: 2 counted now, 0 counted already, 0 still refused.")
        .waitFor();
    assertThat(
            sql.sql("select sum(amount_minor) from events.event where id like 'order-2026-03-01-%'")
                .query(Long.class)
                .single())
        .as("0.50 and 1.50 EUR at 1.10, in cents")
        .isEqualTo(220);

    var session =
        page.locator("#refused tbody tr", new Page.LocatorOptions().setHasText("session-77"));
    session.getByText("Replay", new Locator.GetByTextOptions().setExact(true)).first().click();
    page.locator("dialog[open] button[type=submit]").click();
    page.getByText("is still refused: session needs durationSeconds.").waitFor();
    session.getByText("Discard", new Locator.GetByTextOptions().setExact(true)).first().click();
    page.locator("dialog[open] button[type=submit]").click();
    page.getByText("is put aside.").waitFor();

    page.locator(".segments a", new Page.LocatorOptions().setHasText("Replayed")).click();
    page.locator("#refused td", new Page.LocatorOptions().setHasText("order-2026-03-01-0002"))
        .first()
        .waitFor();
    page.locator(".segments a", new Page.LocatorOptions().setHasText("Discarded")).click();
    page.locator("#refused td", new Page.LocatorOptions().setHasText("session-77"))
        .first()
        .waitFor();
    browser().screenshot("operations-discarded-390-light");
    assertThat(browser().faintTexts()).isEmpty();
  }

  private void refuseEvents() {
    var key = Accounts.key(server, Role.SERVICE, null);
    var client = new Client(port);
    var answer =
        client.send(
            "POST",
            "/api/events",
            """
            {"id":"order-2026-03-01-0001","type":"gift","time":"2026-03-01T12:00:00Z","userId":7,"creatorId":17,"giftId":1,"giftName":"Rose","amount":"0.50","currency":"EUR"}
            {"id":"order-2026-03-01-0002","type":"gift","time":"2026-03-01T12:05:00Z","userId":8,"creatorId":17,"giftId":1,"giftName":"Rose","amount":"1.50","currency":"EUR"}
            {"id":"session-77","type":"session","time":"2026-03-01T12:00:00Z","userId":7}
            {"id":"view-1","type":"view","time":"yesterday at noon","userId":7,"videoId":3}
            {"id":"view-2","type":"view","time":"2099-03-01T12:00:00Z","userId":7,"videoId":3}
            {"id":"view-3","type":"viewed","time":"2026-03-01T12:00:00Z","userId":7,"videoId":3,"title":"A description that goes on and on, because somebody pasted a whole text into it, without any thought for whoever has to read it in a table"}
            this is no JSON at all
            """,
            "Authorization",
            key,
            "Content-Type",
            "application/x-ndjson");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private void importFiles(Path folder) throws IOException {
    var events = folder.resolve("platform-events-2026-02.csv");
    Files.writeString(
        events,
        """
        id,type,time,userId,videoId,creatorId,amount,currency,giftId,giftName,durationSeconds
        i-1,view,2026-02-01T10:00:00Z,7,3,17,,,,,
        i-2,like,2026-02-02T10:00:00Z,7,3,17,,,,,
        i-3,gift,2026-02-03T10:00:00Z,7,,17,5.00,USD,1,Rose,
        """);
    imports.run(events, null, ImportProgress.silent());
    var mixed = folder.resolve("events-with-mistakes.jsonl");
    Files.writeString(
        mixed,
        """
        {"id":"j-1","type":"like","time":"2026-02-04T10:00:00Z","videoId":3,"userId":7}
        {"id":"j-2","type":"like","time":"later","videoId":3,"userId":7}
        {"id":"i-1","type":"view","time":"2026-02-01T10:00:00Z","videoId":3,"userId":7,"creatorId":17}
        not json
        """);
    imports.run(mixed, "events", ImportProgress.silent());
    var broken =
        folder.resolve("a-file-with-quite-a-long-name-that-somebody-exported-2026-02-28.csv");
    Files.writeString(
        broken,
        """
        id,type,time,userId,videoId,creatorId,amount,currency,giftId,giftName,durationSeconds
        k-1,view,2026-02-05T10:00:00Z,7,3,17,,,,,
        k-2,"view,2026-02-05T10:00:00Z,7,3,17,,,,,
        """);
    imports.run(broken, null, ImportProgress.silent());
    sql.sql(
            """
            insert into imports.run (sha256, file_name, byte_count, mapping, started_at, read_count, kept_count, event_count)
            values (repeat('a', 64), 'gifts-2025.csv', 734003200, 'gifts', '2026-03-01T09:00:00Z', 1240000, 1240000, 1240000)
            """)
        .update();
    sql.sql("insert into imports.run_day select max(run_id), date '2025-01-01' from imports.run")
        .update();
  }

  private void runJobs() {
    sql.sql(
            """
            insert into jobs.run (job, target_day, triggered_by, instance, started_at, finished_at, outcome, message)
            select 'archive-check', null, 'the schedule', 'backoffice-1:4711', t, t + n * interval '700 milliseconds',
              case when n = 4 then 'failed' when n = 7 then 'abandoned' else 'succeeded' end,
              case when n = 4 then 'The connection to the archive was refused: archive.internal:9000 did not answer within 30 s.'
                when n = 7 then 'Its process ended first.' else 'Compared 212 days; all of them are equal.' end
            from generate_series(1, 12) as n, lateral (select timestamptz '2026-03-01T05:40:00Z' + n * interval '1 day' as t) as at
            """)
        .update();
  }

  private Page logIn(int width, boolean dark) {
    browser = Browser.open(port, width, dark);
    var page = browser.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    page.waitForURL(current -> !current.contains("/login"));
    return page;
  }

  private void visit(Page page, String path) {
    assertThat(page.navigate("http://localhost:" + port + path).status()).as(path).isEqualTo(200);
  }

  private Browser browser() {
    return Objects.requireNonNull(browser);
  }
}
