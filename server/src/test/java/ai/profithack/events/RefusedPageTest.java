package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// The page of refused events, as an admin uses it.
@ServerTest
class RefusedPageTest {
  private static final String PAGE = "/events/refused";

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private EventLog log;
  @Autowired private DSLContext db;

  @Test
  void showsWhatWasRefusedAndLetsAnAdminDiscardIt() {
    var browser = new Client(port);
    browser.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    log.accept(
        List.of(
            Event.of(
                    "<script>alert(1)</script>",
                    EventType.SESSION,
                    Instant.parse("2026-03-01T12:00:00Z"))
                .user(1L)
                .build()),
        "test");
    var page = browser.get(PAGE).body();
    assertThat(page).contains("missing_field").contains("session needs durationSeconds.");
    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
    var id = db.fetchOne("select max(refusal_id) from events.refused_event").get(0, Long.class);
    assertThat(browser.submit(PAGE, PAGE + "/" + id + "/discard", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(browser.get(PAGE + "?state=discarded").body()).contains("missing_field");
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'events.discard' and subject = ?",
                "refused event " + id))
        .isEqualTo(1L);
  }

  @Test
  void isClosedToOthers() {
    var browser = new Client(port);
    browser.logIn(Accounts.person(server, Role.MODERATOR, null), Accounts.PASSWORD);
    assertThat(browser.get(PAGE).statusCode()).isEqualTo(403);
  }
}
