package ai.profithack.analytics.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/// What the endpoints of figures refuse: bad input, and those who may not ask.
@FigureServer
class AnalyticsRefusalsTests {
  private static final Actor ADMIN = new Actor("root", Role.ADMIN, 1L, null, false);

  @Autowired private MockMvcTester http;
  @Autowired private FigureRows rows;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient db;

  @BeforeEach
  void empty() {
    clock.set(FigureServer.NOON);
    rows.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 400",
    "-1, 400",
    "0, 400",
    "1.5, 400",
    "9223372036854775808, 400",
    "99999999999999999999999, 400",
    "+1, 400",
    "0x1, 400",
    "%20, 400",
    "999, 404",
    "999999999999999999, 404"
  })
  void aCreatorIdThatIsNoneIsRefusedOrUnknown(String id, int status) throws Exception {
    var answer = get("/api/analytics/creator/" + id);
    assertThat(answer).hasStatus(status).hasContentType("application/problem+json");
    assertThat(answer).bodyJson().extractingPath("$.error").asString().contains("creator");
  }

  @Test
  void aUserWhoIsNoCreatorIsUnknown() {
    db.sql("insert into public.users (id) values (5)").update();
    assertThat(get("/api/analytics/creator/5")).hasStatus(404);
  }

  @ParameterizedTest
  @CsvSource({
    "days=0, days",
    "days=-7, days",
    "days=x, days",
    "days=99999, days",
    "days=3661, days",
    "from=2026-02-30, from",
    "from=today, from",
    "from=1969-12-31, from",
    "from=2026-03-30&to=2026-03-29, from",
    "to=2026-04-01, to",
    "from=1980-01-01&to=2026-03-01, from",
    "days=7&from=2026-03-01, days",
    "from=%00, from"
  })
  void aRangeThatIsNoneIsRefusedNamingTheField(String query, String field) throws Exception {
    var answer = get("/api/analytics/daily?" + query);
    assertThat(answer).hasStatus(400).hasContentType("application/problem+json");
    assertThat(answer).bodyJson().extractingPath("$.field").isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "sort=name, sort",
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "cursor=1;drop, cursor",
    "cursor=1_2_3, cursor",
    "search=%00, search"
  })
  void aListThatCannotBeIsRefusedNamingTheField(String query, String field) throws Exception {
    var answer = get("/api/analytics/creators?" + query);
    assertThat(answer).hasStatus(400);
    assertThat(answer).bodyJson().extractingPath("$.field").isEqualTo(field);
  }

  @Test
  void anUnknownTableIsNotFound() {
    assertThat(get("/api/analytics/download/pg_authid.csv")).hasStatus(404);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATOR, /api/analytics/creator/17, 200",
    "CREATOR, /api/analytics/creator/18, 403",
    "CREATOR, /api/analytics/creator/999, 403",
    "CREATOR, /api/analytics/dashboard, 403",
    "CREATOR, /api/analytics/revenue/forecast, 403",
    "CREATOR, /api/analytics/creators, 403",
    "CREATOR, /api/analytics/download/daily_analytics.csv, 403",
    "CREATOR, /api/analytics/download/creator_metrics.csv, 403",
    "CREATOR, /api/analytics/download/creator_metrics.csv?creatorId=18, 403",
    "CREATOR, /api/analytics/download/creator_metrics.csv?creatorId=17, 200",
    "SERVICE, /api/analytics/dashboard, 403",
    "SERVICE, /api/analytics/creator/17, 403",
    "MODERATOR, /api/analytics/dashboard, 200",
    "FINANCE, /api/analytics/creator/18, 200"
  })
  void eachRoleReadsWhatIsItsOwn(Role role, String path, int status) {
    rows.creator(17, "Ada");
    rows.creator(18, "Bob");
    // Downloads come with the analytics of this tier.
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (17, 'bronze', 0, 0, 0, '2026-01-01T00:00Z')
            """)
        .update();
    var actor = new Actor("key:x", role, null, role == Role.CREATOR ? 17L : null, false);
    assertThat(get(path, actor)).hasStatus(status);
  }

  private MvcTestResult get(String path) {
    return get(path, ADMIN);
  }

  private MvcTestResult get(String path, Actor actor) {
    var token = new TestingAuthenticationToken(actor, null, "ROLE_X");
    return http.get().uri(java.net.URI.create(path)).with(authentication(token)).exchange();
  }
}
