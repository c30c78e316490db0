package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.EventType;
import ai.profithack.kernel.DayRange;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Mistakes that systems like this one made with daily figures; docs/mistakes.md lists them all.
class MistakesTests {
  private static final LocalDate DAY = LocalDate.parse("2025-03-03");

  private final CountedDatabase database = new CountedDatabase();
  private final Platform platform = new Platform(database, ZoneOffset.UTC, "USD");

  MistakesTests() {
    platform.sql.sql("create table events.event_any partition of events.event default").update();
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void aDailyFigureIsNoRunningTotal() {
    platform.users(2, "2025-03-01");
    for (var day = 1; day <= 5; day++) {
      platform.on("2025-03-0" + day).by(1).to(2).worth(100L * day).is(EventType.GIFT);
    }
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(total_revenue::text, ' ' order by date) from daily_analytics where total_gifts_sent = 1"))
        .isEqualTo("1.00 2.00 3.00 4.00 5.00");
  }

  @Test
  void lifetimeCountersOfVideosAreNoFiguresOfADay() {
    platform.users(2, "2025-03-01");
    platform
        .sql
        .sql(
            "insert into videos (id, creator_id, views, likes, comments) values (1, 2, 1000000, 5000, 70)")
        .update();
    platform.on("2025-03-03").by(1).to(2).is(EventType.VIEW);
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(date::date || ' ' || video_views || ' ' || video_likes || ' ' || video_comments, ', ') from creator_metrics"))
        .isEqualTo("2025-03-03 1 0 0");
  }

  @Test
  void newUsersAreThoseWhoRegisteredThatDay() {
    platform.user(1, "2025-03-01").user(2, "2025-03-03").user(3, "2025-03-03");
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(new_users || '/' || total_users, ' ' order by date) from daily_analytics where date < '2025-03-05'"))
        .isEqualTo("1/1 0/1 2/3 0/3");
  }

  @Test
  void fiftyThousandEventsAreCountedWithoutComingToJava() {
    happen(50_000, 100);
    var fetched = rowsFetchedFor(DayRange.of(DAY));
    assertThat(platform.value("select total_gifts_sent from daily_analytics")).isEqualTo("50000");
    assertThat(fetched).isLessThan(50);
  }

  @Test
  void statementsOfADayAreAsManyForTwoCreatorsAsForAThousand() {
    happen(2_000, 2);
    var ofTwo = statementsSentFor(DayRange.of(DAY));
    assertThat(platform.value("select count(*) from creator_metrics")).isEqualTo("2");
    happen(2_000, 1_000);
    var ofThousand = statementsSentFor(DayRange.of(DAY));
    assertThat(platform.value("select count(*) from creator_metrics")).isEqualTo("1000");
    assertThat(ofThousand).isEqualTo(ofTwo);
  }

  @Test
  void aSecondRunOfADayAddsNoRow() {
    happen(100, 10);
    platform.rollups.close(DayRange.of(DAY));
    var once = DailyTables.of(platform.sql);
    platform.rollups.close(DayRange.of(DAY));
    platform.rollups.catchUp();
    platform.rollups.close(DayRange.of(DAY));
    var again = DailyTables.of(platform.sql);
    assertThat(again.creatorMetrics()).isEqualTo(once.creatorMetrics());
    assertThat(again.userEngagement()).isEqualTo(once.userEngagement());
    assertThat(again.giftAnalytics()).isEqualTo(once.giftAnalytics());
    assertThat(again.dailyAnalytics().stream().filter(row -> row.startsWith(DAY + "|")))
        .containsExactlyElementsOf(once.dailyAnalytics());
  }

  @Test
  void tenCentsAThousandTimesAreExactlyAHundred() {
    happen(1_000, 1);
    platform.rollups.close(DayRange.of(DAY));
    assertThat(
            platform.value(
                "select total_revenue || ' = ' || creator_earnings || ' + ' || platform_earnings from daily_analytics"))
        .isEqualTo("100.00 = 60.00 + 40.00");
  }

  @Test
  void anEventAtAnyTimeOfTheDayIsThatDays() {
    platform.users(2, "2025-03-01");
    for (var time :
        new String[] {"T00:00:00Z", "T00:00:00.000001Z", "T12:00:00Z", "T23:59:59.999999Z"}) {
      platform.on(DAY + time).by(1).to(2).worth(100).is(EventType.GIFT);
    }
    platform.on("2025-03-04T00:00:00Z").by(1).to(2).worth(100).is(EventType.GIFT);
    platform.rollups.catchUp();
    assertThat(
            platform.value(
                "select string_agg(total_gifts_sent::text, ' ' order by date) from daily_analytics where date < '2025-03-05'"))
        .isEqualTo("0 0 4 1");
  }

  /// As many gifts of ten cents, to each of the creators in turn, in place of those before.
  private void happen(int gifts, int creators) {
    platform.sql.sql("truncate events.event").update();
    platform
        .sql
        .sql(
            "insert into users (id, created_at) select n, timestamptz '2025-03-01T12:00:00Z' from generate_series(1, :creators) as n on conflict do nothing")
        .param("creators", creators)
        .update();
    platform
        .sql
        .sql(
            """
            insert into events.event (day, occurred_at, accepted_at, type, user_id, creator_id, gift_id, quantity, amount_minor, id)
            select date '2025-03-03', timestamptz '2025-03-03T12:00:00Z', timestamptz '2025-03-03T12:00:00Z', 10,
              1, 1 + n % :creators, 7, 1, 10, 'g' || n
            from generate_series(1, :gifts) as n
            """)
        .param("creators", creators)
        .param("gifts", gifts)
        .update();
  }

  private long rowsFetchedFor(DayRange days) {
    database.forget();
    platform.rollups.close(days);
    return database.rows();
  }

  private long statementsSentFor(DayRange days) {
    database.forget();
    platform.rollups.close(days);
    return database.statements();
  }
}
