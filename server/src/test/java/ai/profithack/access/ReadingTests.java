package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Whoever only looks leaves every table as it was.
@ServerTest
class ReadingTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private DSLContext db;
  @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

  @Test
  void noGetWritesARow() {
    var admin = new Client(port);
    admin.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    // What is asked for below is there, so that the answers are real ones.
    Accounts.creator(server, 1);
    var paths = new ArrayList<String>();
    requestMappingHandlerMapping
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          if (handler.getBeanType().getPackageName().startsWith("ai.profithack")
              && mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET)) {
            mapping
                .getPatternValues()
                .forEach(pattern -> paths.add(pattern.replaceAll("\\{[^}]+}", "1")));
          }
        });
    // Those go on until somebody leaves.
    paths.removeIf(path -> path.contains("stream") || path.contains("live"));
    assertThat(paths).hasSizeGreaterThan(20);
    var before = versions();
    var answered = new ArrayList<String>();
    for (var path : paths) {
      var status = admin.get(path).statusCode();
      assertThat(status).as(path).isLessThan(500);
      assertThat(versions()).as(path).isEqualTo(before);
      if (status == 200) {
        answered.add(path);
      }
    }
    assertThat(answered)
        .contains(
            "/api/creator/1/tier",
            "/api/creator/1/payouts",
            "/api/creator/1/credits",
            "/creators/1/earnings",
            "/creators/1/payouts",
            "/growth/1");
    Accounts.key(server, Role.SERVICE, null);
    assertThat(versions()).as("one new key").isNotEqualTo(before);
  }

  /// Each table of ours with a number that changes when one of its rows is written. Sessions are
  /// left out: they remember when they were last used.
  private Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    db.fetch(
            """
            select c.oid::regclass::text, (xpath('//v/text()', query_to_xml(
              format('select count(*) || '' '' || coalesce(sum(hashtext(concat(ctid, '' '', xmin))), 0) as v from %s',
                c.oid::regclass), false, true, '')))[1]::text
            from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
              and c.relname not like '%session%'
            """)
        .forEach(row -> versions.put(row.get(0, String.class), row.get(1, String.class)));
    return versions;
  }
}
