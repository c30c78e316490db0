package ai.profithack.analytics;

import static ai.profithack.events.EventType.COMMENT;
import static ai.profithack.events.EventType.FOLLOW;
import static ai.profithack.events.EventType.GIFT;
import static ai.profithack.events.EventType.GIFT_REFUNDED;
import static ai.profithack.events.EventType.LIKE;
import static ai.profithack.events.EventType.SESSION;
import static ai.profithack.events.EventType.UNFOLLOW;
import static ai.profithack.events.EventType.VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.DayRange;
import java.time.LocalDate;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Small platforms whose figures a reader can check by hand; among them the mistakes that this
/// product exists to not make.
class RollupsTests {
  private final Platform platform = new Platform();

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void aDayHoldsWhatHappenedThatDayAndNothingElse() {
    platform.users(2, "2025-02-28");
    for (var day = 1; day <= 4; day++) {
      platform.on("2025-03-0" + day).by(1).to(2).type(7).worth(1000).is(GIFT);
    }
    platform.rollups.close(DayRange.of(LocalDate.parse("2025-03-03")));
    assertThat(
            platform.rows(
                "select total_gifts_sent || ' ' || total_revenue as row from daily_analytics"))
        .singleElement()
        .hasToString("{row=1 10.00}");
  }

  @Test
  void closingADayTwiceWritesItOnce() {
    platform.users(2, "2025-02-28").on("2025-03-03").by(1).to(2).worth(1000).is(GIFT);
    var day = DayRange.of(LocalDate.parse("2025-03-03"));
    platform.rollups.close(day);
    platform.rollups.close(day);
    for (var table :
        new String[] {
          "daily_analytics", "creator_metrics", "gift_analytics", "revenue_breakdown"
        }) {
      assertThat(platform.value("select count(*) from " + table)).as(table).isEqualTo("1");
    }
    assertThat(platform.value("select count(*) from user_engagement")).isEqualTo("2");
  }

  @Test
  void eightAtOnceWriteADayOnce() {
    platform.users(9, "2025-03-03");
    for (var id = 2; id <= 9; id++) {
      platform.on("2025-03-03").by(id).to(1).type(3).worth(333).is(GIFT);
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      IntStream.range(0, 8)
          .mapToObj(i ->
              threads.submit(() ->
                  i % 2 == 0
                      ? platform.rollups.catchUp()
                      : platform.rollups.close(DayRange.of(LocalDate.parse("2025-03-03")))))
          .toList()
          .forEach(run -> assertThat(run).succeedsWithin(java.time.Duration.ofSeconds(20)));
    }
    assertThat(
            platform.value(
                "select count(*) || ' ' || sum(total_revenue) from daily_analytics where date = '2025-03-03'"))
        .isEqualTo("1 26.64");
    assertThat(platform.value("select count(*) from user_engagement")).isEqualTo("9");
  }

  @Test
  void aLateEventCorrectsItsDay() {
    platform.users(2, "2025-03-03").on("2025-03-03").by(1).to(2).worth(1000).is(GIFT);
    platform.rollups.catchUp();
    platform.on("2025-03-03").by(1).to(2).worth(500).is(GIFT);
    assertThat(platform.rollups.refresh().computed())
        .containsExactly(LocalDate.parse("2025-03-03"));
    assertThat(
            platform.value("select total_revenue from daily_analytics where date = '2025-03-03'"))
        .isEqualTo("15.00");
    assertThat(platform.rollups.refresh().computed()).isEmpty();
  }

  @Test
  void whoRegisteredLongAgoBelongsToTheDayOfRegistration() {
    platform.users(2, "1997-03-01");
    platform.user(3, "2025-03-03");
    platform.on("1997-03-01").by(1).to(2).worth(1000).is(GIFT);
    platform.on("1997-03-31").by(1).to(2).worth(1000).is(GIFT);
    platform.rollups.close(DayRange.of(LocalDate.parse("1997-03-01")));
    platform.rollups.close(DayRange.of(LocalDate.parse("1997-03-31")));
    assertThat(
            platform.value(
                "select string_agg(cohort_date::date || ' ' || cohort_size || ' ' || retained_30, ', ') from retention_cohorts where cohort_date < '2025-01-01'"))
        .isEqualTo("1997-03-01 2 1");
    assertThat(
            platform.value(
                "select string_agg(new_users || '/' || total_users, ' ' order by date) from daily_analytics"))
        .isEqualTo("2/2 0/2");
  }

  @Test
  void whoRegisteredBeforeAllHistoryIsInTheTotalAndOnNoDay() {
    platform.user(1, "1985-05-05").user(2, "2025-03-08").user(3, "2025-03-09");
    platform.on("2025-03-09").by(1).lasting(5).is(SESSION);
    platform.rollups.catchUp();
    assertThat(newAndTotalUsers()).isEqualTo("08:1/2 09:1/3 10:0/3");
    assertThat(cohortSizes()).isEqualTo("08:1 09:1");

    platform.user(3, "2025-03-07");
    platform.rollups.catchUp();
    assertThat(newAndTotalUsers()).isEqualTo("07:1/2 08:1/3 09:0/3 10:0/3");
    assertThat(cohortSizes()).isEqualTo("07:1 08:1");

    platform.rollups.close(DayRange.of(RegistrationRepository.EARLIEST.minusDays(1)));
    platform.rollups.close(DayRange.of(LocalDate.parse("2025-03-06")));
    assertThat(newAndTotalUsers())
        .as("days before history leave nothing")
        .isEqualTo("07:1/2 08:1/3 09:0/3 10:0/3");
    assertThat(cohortSizes()).isEqualTo("07:1 08:1");

    platform.user(1, "2025-03-08");
    platform.rollups.catchUp();
    assertThat(newAndTotalUsers()).isEqualTo("07:1/1 08:2/3 09:0/3 10:0/3");
    assertThat(cohortSizes()).isEqualTo("07:1 08:2");
  }

  private String newAndTotalUsers() {
    return platform.value(
        "select string_agg(to_char(date, 'DD') || ':' || new_users || '/' || total_users, ' ' order by date) from daily_analytics");
  }

  private String cohortSizes() {
    return platform.value(
        "select string_agg(to_char(cohort_date, 'DD') || ':' || cohort_size, ' ' order by cohort_date) from retention_cohorts");
  }

  @Test
  void activeUsersAreThoseOfTheDay() {
    platform.users(5, "2025-03-01");
    for (var day = 1; day <= 3; day++) {
      for (var id = 1; id <= 5; id++) {
        platform.on("2025-03-0" + day).by(id).lasting(60).is(SESSION);
      }
    }
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(active_users || '/' || new_users || '/' || total_users || '/' || engagement_rate, ' ' order by date) from daily_analytics where date < '2025-03-05'"))
        .isEqualTo("5/5/5/100.00 5/0/5/100.00 5/0/5/100.00 0/0/5/0.00");
  }

  @Test
  void centsAreSharedWithoutMakingOrLosingOne() {
    platform.users(2, "2025-03-03").on("2025-03-03").by(1).to(2).worth(10).is(GIFT);
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select creator_earnings || ' + ' || platform_earnings || ' = ' || total_revenue from daily_analytics where date = '2025-03-03'"))
        .isEqualTo("0.06 + 0.04 = 0.10");
  }

  @Test
  void aRefundTakesBackExactlyWhatItsGiftGave() {
    platform.users(2, "2025-03-03").on("2025-03-03").by(1).to(2).type(4).worth(1).is(GIFT);
    platform.on("2025-03-04").by(1).to(2).type(4).worth(1).is(GIFT_REFUNDED);
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(creator_earnings || ' ' || platform_earnings || ' ' || total_gifts_sent || ' ' || coalesce(top_spark_id, -1), ', ' order by date) from daily_analytics where date < '2025-03-05'"))
        .isEqualTo("0.01 0.00 1 4, -0.01 0.00 0 -1");
    assertThat(
            platform.value(
                "select string_agg(sent_count || ' ' || revenue, ', ' order by date) from gift_analytics"))
        .isEqualTo("1 0.01, 0 -0.01");
  }

  @Test
  void billionsOfViewsAndRatesOutOfRangeFit() {
    platform.users(3, "2025-03-03");
    platform.on("2025-03-03").to(1).times(1_500_000_000).is(VIEW);
    platform.on("2025-03-03").to(1).times(1_500_000_000).is(VIEW);
    platform.on("2025-03-03").to(2).times(3).is(VIEW).on("2025-03-03").to(2).times(40).is(LIKE);
    platform.on("2025-03-03").to(3).times(1).is(COMMENT);
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(creator_id || ': ' || video_views || ' ' || engagement_rate, ', ' order by creator_id) from creator_metrics"))
        .isEqualTo("1: 3000000000 0.00, 2: 3 999.99, 3: 0 0.00");
  }

  @Test
  void followersOfLaterDaysFollowACorrection() {
    platform.users(4, "2025-03-01");
    platform.on("2025-03-02").by(2).to(1).is(FOLLOW);
    platform.on("2025-03-04").by(3).to(1).is(FOLLOW);
    platform.on("2025-03-06").by(3).to(1).is(UNFOLLOW);
    platform.rollups.catchUp();
    assertThat(followers()).isEqualTo("02:1 04:2 06:1");
    platform.on("2025-03-03").by(4).to(1).is(FOLLOW);
    platform.on("2025-03-05").by(4).to(1).is(UNFOLLOW);
    platform.on("2025-03-01").by(4).to(1).is(FOLLOW);
    platform.rollups.refresh();
    assertThat(followers()).isEqualTo("01:1 02:2 03:3 04:4 05:3 06:2");
  }

  private String followers() {
    return platform.value(
        "select string_agg(to_char(date, 'DD') || ':' || followers, ' ' order by date) from creator_metrics where creator_id = 1");
  }

  @Test
  void aRegistrationThatMovesTakesItsDayItsCohortAndAllTotalsWithIt() {
    platform.now("2025-03-20T12:00:00Z").user(1, "2025-03-01").user(2, "2025-03-05");
    platform
        .on("2025-03-05")
        .by(2)
        .lasting(5)
        .is(SESSION)
        .on("2025-03-12")
        .by(2)
        .lasting(5)
        .is(SESSION);
    platform.on("2025-03-08").by(1).lasting(5).is(SESSION);
    platform.rollups.catchUp();
    assertThat(cohorts()).isEqualTo("01: 1 0 1, 05: 1 1 1");
    platform.user(2, "2025-03-01").on("2025-03-01").by(2).lasting(5).is(SESSION);
    platform.rollups.refresh();
    assertThat(cohorts()).isEqualTo("01: 2 1 1");
    assertThat(
            platform.value(
                "select string_agg(new_users || '/' || total_users, ' ' order by date) from daily_analytics where date < '2025-03-07'"))
        .isEqualTo("2/2 0/2 0/2 0/2 0/2 0/2");
  }

  private String cohorts() {
    return platform.value(
        "select string_agg(to_char(cohort_date, 'DD') || ': ' || cohort_size || ' ' || retained_0 || ' ' || retained_7, ', ' order by cohort_date) from retention_cohorts");
  }

  @Test
  void anAgeThatIsNotReachedIsUnknown() {
    platform.now("2025-03-08T12:00:00Z").user(1, "2025-03-01").on("2025-03-08").by(1).is(VIEW);
    platform.rollups.catchUp();
    assertThat(platform.value("select count(retained_7) from retention_cohorts")).isEqualTo("0");
    platform.now("2025-03-09T00:05:00Z").rollups.catchUp();
    assertThat(
            platform.value(
                "select retained_7 || ' ' || day_7 || ' ' || coalesce(retained_14, -1) from retention_cohorts"))
        .isEqualTo("1 100.00 -1");
  }

  @Test
  void todayIsComputedAgainWhenItIsOver() {
    platform.now("2025-03-03T10:00:00Z").users(2, "2025-03-03T09:00:00").rollups.catchUp();
    assertThat(platform.value("select total_revenue from daily_analytics")).isEqualTo("0.00");
    platform.on("2025-03-03T23:59:59.999999").by(1).to(2).worth(100).is(GIFT);
    platform.on("2025-03-04T00:00:00").by(1).to(2).worth(200).is(GIFT);
    platform.now("2025-03-04T00:05:00Z").rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(total_revenue::text, ' ' order by date) from daily_analytics"))
        .isEqualTo("1.00 2.00");
  }

  @Test
  void daysOfAnEarlierInstallationStay() {
    platform.users(2, "2025-03-01");
    platform
        .sql
        .sql(
            "insert into daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings, platform_earnings, average_gift_value, engagement_rate) values ('2025-03-02 00:05', 9, 9, 9, 9, 9, 9, 0, 9, 9)")
        .update();
    platform
        .sql
        .sql(
            "insert into creator_metrics (creator_id, date, followers) values (1, '2025-03-02 00:15', 50)")
        .update();
    platform
        .sql
        .sql("insert into analytics.computed_day values ('2025-03-02', 'adopted', now())")
        .update();
    platform
        .on("2025-03-02")
        .by(1)
        .to(2)
        .worth(100)
        .is(GIFT)
        .on("2025-03-03")
        .by(2)
        .to(1)
        .is(FOLLOW);
    var closing = platform.rollups.catchUp();
    assertThat(closing.keptAdopted()).containsExactly(LocalDate.parse("2025-03-02"));
    platform.on("2025-03-02").by(1).to(2).worth(100).is(GIFT);
    assertThat(platform.rollups.refresh())
        .hasToString(
            "Nothing was due. 1 day taken over from an earlier installation stayed as it was.");
    assertThat(
            platform.value(
                "select total_revenue from daily_analytics where date::date = '2025-03-02'"))
        .isEqualTo("9.00");
    assertThat(
            platform.value("select followers from creator_metrics where date::date = '2025-03-03'"))
        .isEqualTo("51");
    platform.rollups.close(DayRange.of(LocalDate.parse("2025-03-02")));
    assertThat(
            platform.value(
                "select total_revenue from daily_analytics where date::date = '2025-03-02'"))
        .isEqualTo("2.00");
    assertThat(
            platform.value(
                "select followers from creator_metrics where creator_id = 1 and date::date = '2025-03-03'"))
        .isEqualTo("1");
  }

  /// Two years with an event now and then, computed in one run, and computed day by day. Among them
  /// cohorts that come of age on quiet days, a payout on one, and a day that becomes quiet.
  @Test
  void quietDaysInARowAreWhatEachIsByItself() {
    platform.now("2025-03-10T12:00:00Z").users(3, "2023-01-05").user(4, "2024-02-29");
    for (var day : new String[] {"2023-01-05", "2023-01-12", "2024-01-31", "2024-03-07"}) {
      platform.on(day).by(1).to(2).type(7).worth(1000).is(GIFT).on(day).by(3).to(2).is(FOLLOW);
    }
    platform
        .sql
        .sql(
            "insert into creator_payouts (creator_id, amount, payout_method, status, payout_date) values (2, 12.34, 'bank', 'paid', '2023-06-15 23:59:59+00')")
        .update();
    var closing = platform.rollups.catchUp();
    assertThat(closing.computed()).hasSize(796);
    var together = DailyTables.of(platform.sql);
    assertThat(
            platform.value(
                "select creator_payouts from revenue_breakdown where date = '2023-06-15'"))
        .isEqualTo("12.34");
    assertThat(
            platform.value(
                "select concat_ws(' ', retained_7, retained_14, retained_90) from retention_cohorts where cohort_date = '2023-01-05'"))
        .isEqualTo("2 0 0");

    closing.computed().forEach(day -> platform.rollups.close(DayRange.of(day)));
    DailyTables.of(platform.sql).assertEqual(together, "day by day");
  }

  @Test
  void aDayWhoseEventsAreGoneBecomesQuiet() {
    platform.users(3, "2025-03-01");
    platform.on("2025-03-02").by(1).to(2).is(FOLLOW).on("2025-03-06").by(3).to(2).is(FOLLOW);
    platform.rollups.catchUp();
    platform.sql.sql("delete from events.event where day = '2025-03-02'").update();
    platform.sql.sql("delete from analytics.computed_day where day < '2025-03-05'").update();
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(date::date || ' ' || followers, ', ' order by date) from creator_metrics"))
        .isEqualTo("2025-03-06 1");
    assertThat(
            platform.value(
                "select string_agg(active_users::text, ' ' order by date) from daily_analytics where date < '2025-03-07'"))
        .isEqualTo("0 0 0 0 0 1");
  }

  @Test
  void aDayThatHasNotBegunIsRefused() {
    assertThatThrownBy(() -> platform.rollups.close(DayRange.of(LocalDate.parse("2025-03-11"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2025-03-11 has not begun; the last day with figures is today, 2025-03-10.");
  }
}
