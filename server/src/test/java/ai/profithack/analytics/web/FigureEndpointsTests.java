package ai.profithack.analytics.web;

import static ai.profithack.analytics.web.FigureServer.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.SettableClock;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/// Figures over ranges, and tables as files.
@FigureServer
class FigureEndpointsTests {
  @Autowired private MockMvcTester http;
  @Autowired private FigureRows rows;
  @Autowired private SettableClock clock;

  @BeforeEach
  void empty() {
    clock.set(FigureServer.NOON);
    rows.clear();
  }

  @Test
  void aRangeHoldsItsFirstAndLastDayAndThePeriodBefore() {
    for (var day = 0; day < 10; day++) {
      rows.day(TODAY.minusDays(day), "1.10", "0.60", "2.00");
    }
    var answer = get("/api/analytics/daily?from=2026-03-28&to=2026-03-30");
    assertThat(answer).bodyJson().extractingPath("$.data.days.length()").isEqualTo(3);
    assertThat(answer).bodyJson().extractingPath("$.data.totals.totalRevenue").isEqualTo("3.30");
    assertThat(answer).bodyJson().extractingPath("$.data.range.provisional").isEqualTo(false);
    assertThat(answer).bodyJson().extractingPath("$.data.previous.from").isEqualTo("2026-03-25");
    assertThat(answer).bodyJson().extractingPath("$.data.previous.to").isEqualTo("2026-03-27");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.data.previous.totals.totalRevenue")
        .isEqualTo("3.30");
  }

  @Test
  void theLastDaysEndWithTheLastClosedDay() {
    rows.day(TODAY, "5.00", "2.50", "2.00");
    rows.day(TODAY.minusDays(1), "1.00", "0.50", "2.00");
    assertThat(get("/api/analytics/daily?days=1"))
        .bodyJson()
        .extractingPath("$.data.totals.totalRevenue")
        .isEqualTo("1.00");
  }

  @Test
  void everyCreatorIsOnExactlyOnePageAlsoAmongEquals() throws Exception {
    for (var creator = 1; creator <= 11; creator++) {
      rows.creator(creator, "Creator " + creator);
      rows.creatorDay(creator, TODAY.minusDays(1), 10, 1, creator <= 3 ? "9.00" : "-1.50", creator);
    }
    for (var sort : new String[] {"revenue", "views", "followers"}) {
      var seen = new ArrayList<Integer>();
      var next = "";
      while (next != null) {
        var answer =
            get(
                "/api/analytics/creators?limit=4&sort="
                    + sort
                    + (next.isEmpty() ? "" : "&cursor=" + next));
        var body = com.jayway.jsonpath.JsonPath.parse(answer.getResponse().getContentAsString());
        seen.addAll(body.<java.util.List<Integer>>read("$.data.creators[*].creatorId"));
        next = body.read("$.data.next");
      }
      assertThat(seen).hasSize(11).doesNotHaveDuplicates();
      assertThat(seen.getFirst()).isEqualTo("followers".equals(sort) ? 11 : 1);
    }
  }

  @Test
  void searchFindsByNameAndIdAlsoWhoWasIdle() {
    rows.creator(17, "Ada Alder");
    rows.creator(170, "100% Bob_");
    rows.creatorDay(17, TODAY.minusDays(60), 10, 1, "1.00", 8);
    assertThat(get("/api/analytics/creators?search=ADA"))
        .bodyJson()
        .extractingPath("$.data.creators[0]")
        .asMap()
        .containsEntry("creatorId", 17)
        .containsEntry("name", "Ada Alder")
        .containsEntry("giftRevenue", "0.00")
        .containsEntry("followers", 8);
    assertThat(get("/api/analytics/creators?search=170"))
        .bodyJson()
        .extractingPath("$.data.creators.length()")
        .isEqualTo(1);
    assertThat(get("/api/analytics/creators?search=0%25%20b"))
        .bodyJson()
        .extractingPath("$.data.creators.length()")
        .isEqualTo(1);
    assertThat(get("/api/analytics/creators?search=%25%25"))
        .bodyJson()
        .extractingPath("$.data.creators.length()")
        .isEqualTo(0);
  }

  @Test
  void anAgeThatIsNotReachedIsNull() {
    rows.youngCohort(TODAY.minusDays(8));
    assertThat(get("/api/analytics/cohorts"))
        .bodyJson()
        .extractingPath("$.data.cohorts[0]")
        .asMap()
        .containsEntry("day0", "100.00")
        .containsEntry("day7", "40.00")
        .containsEntry("day14", null)
        .containsEntry("day90", null);
  }

  @Test
  void aFileIsFramedCompleteAndHarmlessInASpreadsheet() throws Exception {
    rows.gift(TODAY.minusDays(2), 1, "=HYPERLINK(\"x\")", 3, "1.50");
    rows.gift(TODAY.minusDays(1), 2, "Rose, red", 4, "-2.00");
    rows.gift(TODAY, 2, "Rose, red", 4, "9.00");
    var answer = get("/api/analytics/download/gift_analytics.csv?from=2026-03-29&to=2026-03-30");
    assertThat(answer)
        .hasStatusOk()
        .hasHeader(
            "Content-Disposition",
            "attachment; filename=\"gift_analytics_2026-03-29_2026-03-30.csv\"");
    assertThat(answer.getResponse().getContentAsString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("# ProfitHack, table gift_analytics"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "# days 2026-03-29 to 2026-03-30 of the zone UTC, both included; money in USD"),
            line -> assertThat(line).isEqualTo("# as of 2026-03-31T12:00:00Z"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "id,date,gift_id,gift_name,sent_count,revenue,creator_earnings,popularity,created_at"),
            line ->
                assertThat(line).startsWith("1,2026-03-29,1,\"'=HYPERLINK(\"\"x\"\")\",3,1.50,"),
            line -> assertThat(line).startsWith("2,2026-03-30,2,\"Rose, red\",4,-2.00,"),
            line -> assertThat(line).isEqualTo("# rows 2"));
  }

  @Test
  void everyTableOfFiguresCanBeDownloaded() {
    for (var table : ai.profithack.analytics.FigureTable.names()) {
      assertThat(get("/api/analytics/download/" + table + ".csv"))
          .as(table)
          .hasStatusOk()
          .bodyText()
          .contains("# rows 0");
    }
  }

  private MvcTestResult get(String path) {
    var token =
        new TestingAuthenticationToken(
            new Actor("root", Role.ADMIN, 1L, null, false), null, "ROLE_X");
    return http.get().uri(java.net.URI.create(path)).with(authentication(token)).exchange();
  }
}
