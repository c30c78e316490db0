package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/// A mark belongs to each creator once, with its bonus.
@GrowthServer
@DirtiesContext
class AchievementsTests {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

  @Autowired private Achievements achievements;
  @Autowired private Credits credits;
  @Autowired private CreatorFacts facts;
  @Autowired private EventLog log;
  @Autowired private Rollups rollups;
  @Autowired private JdbcClient db;

  /// In the first version, what one creator had nobody else could get.
  @Test
  void whatOneCreatorHasEveryOtherCanGet() {
    var first = facts.creator();
    var second = facts.creator();
    facts.day(first, DAY, 1_500, 0);
    achievements.award();
    facts.day(second, DAY, 1_500, 0);
    achievements.award();

    assertThat(marks(first)).isEqualTo("views 1K");
    assertThat(marks(second)).isEqualTo("views 1K");
  }

  @ParameterizedTest
  @CsvSource({
    "999, ''",
    "1000, views 1K",
    "9999, views 1K",
    "10000, 'views 1K,views 10K'",
    "99999, 'views 1K,views 10K'",
    "100000, 'views 1K,views 10K,views 100K'",
    "999999, 'views 1K,views 10K,views 100K'",
    "1000000, 'views 1K,views 10K,views 100K,views 1M'",
  })
  void aMarkIsReachedAtItsExactCount(long views, String marks) {
    var atOnce = facts.creator();
    var inTwoDays = facts.creator();
    facts.day(atOnce, DAY, views, 0);
    facts.day(inTwoDays, DAY, views - 1, 0);

    achievements.award();
    assertThat(marks(atOnce)).isEqualTo(marks);
    facts.day(inTwoDays, DAY.plusDays(1), 1, 0);
    achievements.award();

    assertThat(marks(inTwoDays)).isEqualTo(marks);
    assertThat(credits.balance(atOnce).orElseThrow().remaining())
        .isEqualTo(credits.balance(inTwoDays).orElseThrow().remaining());
  }

  @Test
  void aJumpOverMarksGivesEachOfThem() {
    var far = facts.creator();
    facts.day(far, DAY, 2_000, 0);
    achievements.award();
    facts.day(far, DAY.plusDays(1), 1_500_000, 0);
    achievements.award();
    achievements.award();

    assertThat(marks(far)).isEqualTo("views 1K,views 10K,views 100K,views 1M");
    assertThat(credits.balance(far).orElseThrow().remaining())
        .isEqualTo(100 + 50 + 100 + 250 + 1_000);
  }

  /// The same views as events, sent again whole and in part while others are sent, counted and
  /// awarded at the same time: each counts once, and so does each mark.
  @Test
  void viewsThatAreSentAgainAndAgainGiveEachMarkOnce() throws Exception {
    var creator = facts.creator();
    var video = facts.video(creator);
    var at = GrowthServer.NIGHT.minus(Duration.ofDays(3));
    var views =
        IntStream.range(0, 1_000)
            .mapToObj(i ->
                Event.of("mark-%d-%d".formatted(creator, i), EventType.VIEW, at.plusSeconds(i))
                    .user(900_000L + i)
                    .creator(creator)
                    .video(video)
                    .build())
            .toList();
    log.accept(views.subList(0, 999), "test");
    log.accept(views.subList(0, 999), "again");
    log.accept(views.subList(500, 999), "again");
    rollups.catchUp();
    achievements.award();
    assertThat(marks(creator)).isEmpty();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, 6)
              .<Callable<Object>>mapToObj(i ->
                  () -> {
                    log.accept(views.subList(100 * i, 1_000), "again");
                    rollups.catchUp();
                    return achievements.award();
                  })
              .toList();
      for (var call : threads.invokeAll(calls)) {
        call.get();
      }
    }
    rollups.catchUp();
    achievements.award();

    assertThat(
            db.sql(
                    "select sum(video_views) from creator_metrics where creator_id = ? and not superseded")
                .param(creator)
                .query(Long.class)
                .single())
        .isEqualTo(1_000);
    assertThat(marks(creator)).isEqualTo("views 1K");
    assertThat(credits.balance(creator).orElseThrow().remaining()).isEqualTo(100 + 50);
  }

  @Test
  void runsAtOnceGiveEachMarkAndEachBonusOnce() throws Exception {
    var creators = IntStream.range(0, 30).mapToObj(_ -> facts.creator()).toList();
    creators.forEach(creator -> facts.day(creator, DAY, 12_000, 0));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var run :
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<Achievements.Awarded>>mapToObj(_ -> achievements::award)
                  .toList())) {
        run.get();
      }
    }
    achievements.award();

    for (var creator : creators) {
      assertThat(marks(creator)).isEqualTo("views 1K,views 10K");
      assertThat(credits.balance(creator).orElseThrow().remaining()).isEqualTo(250);
    }
    assertThat(
            db.sql("select count(*) from creator_achievements where rewarded_at is null")
                .query(Long.class)
                .single())
        .isZero();
  }

  /// Views that are found to be false revoke nothing, and passing the mark again gives nothing.
  @Test
  void aMarkIsKeptWhenViewsAreTakenAwayAndNotGivenTwice() {
    var creator = facts.creator();
    facts.day(creator, DAY, 1_500, 0);
    achievements.award();
    credits.reserve(creator, "spend-" + creator, 150, java.time.Duration.ofHours(1));
    credits.capture("spend-" + creator);

    facts.day(creator, DAY.plusDays(1), -1_400, 0);
    achievements.award();
    assertThat(marks(creator)).isEqualTo("views 1K");
    assertThat(credits.balance(creator).orElseThrow().remaining()).isZero();

    facts.day(creator, DAY.plusDays(2), 1_400, 0);
    achievements.award();
    assertThat(marks(creator)).isEqualTo("views 1K");
    assertThat(credits.balance(creator).orElseThrow().remaining()).isZero();
  }

  @Test
  void followersAndGiftsHaveMarksOfTheirOwn() {
    var creator = facts.creator();
    db.sql(
            "insert into creator_metrics (creator_id, date, followers, gifts_received) values (?, ?, 1200, 99), (?, ?, 90, 1)")
        .params(creator, DAY, creator, DAY.plusDays(1))
        .update();

    achievements.award();

    assertThat(marks(creator)).isEqualTo("gifts 1,gifts 100");
  }

  private String marks(long creator) {
    return db.sql(
            "select coalesce(string_agg(achievement || ' ' || milestone, ',' order by id), '') from creator_achievements where creator_id = ?")
        .param(creator)
        .query(String.class)
        .single();
  }
}
