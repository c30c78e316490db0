package ai.profithack.analytics.web;

import static ai.profithack.analytics.web.FigureServer.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/// The three endpoints whose shapes are fixed: whole answers.
@FigureServer
class AnalyticsEndpointsTests {
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

  @Test
  void dashboardOfAnEmptyPlatformIsZerosAndEmptyLists() throws Exception {
    assertJson(
        "/api/analytics/dashboard",
        """
        {"success": true, "data": {"today": null, "last30Days": [], "forecast": [], "metrics": {
          "totalRevenue": "0.00", "avgDailyRevenue": "0.00", "totalCreatorEarnings": "0.00",
          "avgEngagementRate": "0.00"}}}\
        """);
  }

  @Test
  void dashboardHoldsTodayThirtyDaysNewestFirstAndExactSums() throws Exception {
    rows.day(TODAY, "0.10", "0.06", "10.00");
    rows.day(TODAY.minusDays(29), "0.20", "0.11", "20.01");
    rows.day(TODAY.minusDays(30), "1000000.00", "1.00", "99.00");
    rows.day(TODAY.plusDays(1), "1000000.00", "1.00", "99.00");
    rows.forecast(TODAY, TODAY, "12.30");
    assertJson(
        "/api/analytics/dashboard",
        """
        {"success": true, "data": {
          "today": {"id": 1, "date": "2026-03-31T00:00:00Z", "totalUsers": 100, "activeUsers": 40,
            "newUsers": 3, "totalGiftsSent": 7, "totalRevenue": "0.10", "creatorEarnings": "0.06",
            "platformEarnings": "0.04", "averageGiftValue": "1.50", "topSparkId": 5655,
            "engagementRate": "10.00", "createdAt": "2026-03-01T00:05:01Z"},
          "last30Days": [
            {"id": 1, "date": "2026-03-31T00:00:00Z", "totalUsers": 100, "activeUsers": 40,
              "newUsers": 3, "totalGiftsSent": 7, "totalRevenue": "0.10", "creatorEarnings": "0.06",
              "platformEarnings": "0.04", "averageGiftValue": "1.50", "topSparkId": 5655,
              "engagementRate": "10.00", "createdAt": "2026-03-01T00:05:01Z"},
            {"id": 2, "date": "2026-03-02T00:00:00Z", "totalUsers": 100, "activeUsers": 40,
              "newUsers": 3, "totalGiftsSent": 7, "totalRevenue": "0.20", "creatorEarnings": "0.11",
              "platformEarnings": "0.09", "averageGiftValue": "1.50", "topSparkId": 5655,
              "engagementRate": "20.01", "createdAt": "2026-03-01T00:05:01Z"}],
          "forecast": [
            {"id": 1, "forecastDate": "2026-03-31T00:00:00Z", "projectedRevenue": "12.30",
              "confidence": "80.00", "method": "linear_regression", "actualRevenue": null,
              "accuracy": null, "createdAt": "2026-03-02T00:30:00Z", "issuedOn": "2026-03-31",
              "lo80": "11.30", "hi80": "13.30", "lo95": "10.30", "hi95": "14.30"}],
          "metrics": {"totalRevenue": "0.30", "avgDailyRevenue": "0.15",
            "totalCreatorEarnings": "0.17", "avgEngagementRate": "15.01"}}}\
        """);
  }

  @Test
  void aRowThatWasReplacedIsNeverRead() throws Exception {
    rows.day(TODAY, "50.00", "27.50", "10.00");
    rows.supersedeDay(TODAY);
    rows.day(TODAY, "10.00", "5.50", "10.00");
    assertThat(get("/api/analytics/dashboard"))
        .bodyJson()
        .extractingPath("$.data.metrics.totalRevenue")
        .isEqualTo("10.00");
  }

  @Test
  void tenCentsAThousandTimesAreExactlyAHundred() throws Exception {
    for (var creator = 1; creator <= 30; creator++) {
      rows.day(TODAY.minusDays(creator - 1L), "33.33", "18.33", "1.11");
    }
    assertThat(get("/api/analytics/dashboard"))
        .bodyJson()
        .extractingPath("$.data.metrics")
        .asMap()
        .containsEntry("totalRevenue", "999.90")
        .containsEntry("avgDailyRevenue", "33.33")
        .containsEntry("totalCreatorEarnings", "549.90");
  }

  @Test
  void aDayIsPresentWhateverTimeItsRowCarries() throws Exception {
    rows.day(TODAY, "10.00", "5.50", "1.00");
    db.sql("update public.daily_analytics set date = date + interval '5 minutes'").update();
    assertThat(get("/api/analytics/dashboard"))
        .bodyJson()
        .extractingPath("$.data.today.date")
        .isEqualTo("2026-03-31T00:00:00Z");
  }

  @Test
  void creatorHasDaysNewestFirstAndTheBestDayNotTheLast() throws Exception {
    rows.creator(17, "Ada");
    rows.creatorDay(17, TODAY, 50, 5, "1.00", 12);
    rows.creatorDay(17, TODAY.minusDays(29), 100, 17, "2.30", 10);
    rows.creatorDay(17, TODAY.minusDays(30), 9_000_000_000L, 5, "99.00", 9);
    assertJson(
        "/api/analytics/creator/17",
        """
        {"success": true, "data": {
          "metrics": [
            {"id": 1, "creatorId": 17, "date": "2026-03-31T00:00:00Z", "videoViews": 50, "videoLikes": 5,
              "videoComments": 2, "videoShares": 1, "giftsReceived": 4, "giftRevenue": "1.00",
              "followers": 12, "followersGained": 1, "engagementRate": "16.00",
              "createdAt": "2026-03-01T00:15:01Z"},
            {"id": 2, "creatorId": 17, "date": "2026-03-02T00:00:00Z", "videoViews": 100, "videoLikes": 17,
              "videoComments": 2, "videoShares": 1, "giftsReceived": 4, "giftRevenue": "2.30",
              "followers": 10, "followersGained": 1, "engagementRate": "20.00",
              "createdAt": "2026-03-01T00:15:01Z"}],
          "summary": {"totalViews": 150, "totalLikes": 22, "totalComments": 4, "totalRevenue": "3.30",
            "avgEngagement": "18.00", "topDay":
            {"id": 2, "creatorId": 17, "date": "2026-03-02T00:00:00Z", "videoViews": 100, "videoLikes": 17,
              "videoComments": 2, "videoShares": 1, "giftsReceived": 4, "giftRevenue": "2.30",
              "followers": 10, "followersGained": 1, "engagementRate": "20.00",
              "createdAt": "2026-03-01T00:15:01Z"}}}}\
        """);
  }

  @Test
  void creatorWithoutFiguresIsZerosAndAnEmptyList() throws Exception {
    rows.creator(17, "Ada");
    assertJson(
        "/api/analytics/creator/17",
        """
        {"success": true, "data": {"metrics": [], "summary": {"totalViews": 0, "totalLikes": 0,
          "totalComments": 0, "totalRevenue": "0.00", "avgEngagement": "0.00", "topDay": null}}}\
        """);
  }

  @Test
  void forecastIsTheNewestIssueFromTodayOnAndAtMostThirtyDays() throws Exception {
    for (var day = 0; day < 35; day++) {
      rows.forecast(TODAY.minusDays(1), TODAY.minusDays(1).plusDays(day), "10.00");
      rows.forecast(TODAY.minusDays(8), TODAY.minusDays(8).plusDays(day), "77.00");
    }
    var answer = get("/api/analytics/revenue/forecast");
    assertThat(answer).bodyJson().extractingPath("$.forecast.length()").isEqualTo(30);
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.forecast[0].forecastDate")
        .isEqualTo("2026-03-31T00:00:00Z");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.forecast[*].projectedRevenue")
        .asArray()
        .containsOnly("10.00");
    assertThat(answer).bodyJson().doesNotHavePath("$.message");
  }

  @Test
  void withoutAForecastTheAnswerSaysWhy() throws Exception {
    rows.day(TODAY.minusDays(2), "1.00", "0.55", "1.00");
    assertJson(
        "/api/analytics/revenue/forecast",
        """
        {"success": true, "forecast": [],
          "message": "Not enough data: a forecast needs 7 days of history, and there are 2."}\
        """);
  }

  @Test
  void theDayIsThatOfTheReportingZoneAtItsVeryEdges() throws Exception {
    rows.day(TODAY, "10.00", "5.50", "1.00");
    clock.set(java.time.Instant.parse("2026-03-31T23:59:59.999999Z"));
    assertThat(get("/api/analytics/dashboard"))
        .bodyJson()
        .extractingPath("$.data.today")
        .isNotNull();
    clock.set(java.time.Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(get("/api/analytics/dashboard")).bodyJson().extractingPath("$.data.today").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/analytics/dashboard",
        "/api/analytics/creator/17",
        "/api/analytics/revenue/forecast",
        "/api/analytics/daily",
        "/api/analytics/creators",
        "/api/analytics/gifts",
        "/api/analytics/cohorts",
        "/api/analytics/revenue"
      })
  void readingWritesNothing(String path) throws Exception {
    rows.creator(17, "Ada");
    rows.day(TODAY, "10.00", "5.50", "1.00");
    var before = everything();
    for (var i = 0; i < 3; i++) {
      assertThat(get(path)).hasStatusOk();
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void nobodyReadsWithoutCredentials() {
    for (var path :
        new String[] {
          "/api/analytics/dashboard",
          "/api/analytics/creator/17",
          "/api/analytics/revenue/forecast",
          "/api/analytics/daily",
          "/api/analytics/download/daily_analytics.csv"
        }) {
      assertThat(http.get().uri(path).exchange()).hasStatus(401);
    }
  }

  private String everything() {
    return db.sql(
            """
            select coalesce(string_agg(t::text, ',' order by t::text), '') from (
              select id, date, xmin from public.daily_analytics
              union all select id, date, xmin from public.creator_metrics
              union all select id, forecast_date, xmin from public.revenue_forecasts
              union all select id, created_at::timestamp, xmin from public.users) as t\
            """)
        .query(String.class)
        .single();
  }

  private void assertJson(String path, String expected) throws Exception {
    var answer = get(path);
    assertThat(answer).hasStatusOk().hasContentType("application/json");
    JSONAssert.assertEquals(
        expected, answer.getResponse().getContentAsString(), JSONCompareMode.STRICT);
  }

  private MvcTestResult get(String path) {
    return get(path, ADMIN);
  }

  private MvcTestResult get(String path, Actor actor) {
    var token = new TestingAuthenticationToken(actor, null, "ROLE_X");
    return http.get().uri(java.net.URI.create(path)).with(authentication(token)).exchange();
  }
}
