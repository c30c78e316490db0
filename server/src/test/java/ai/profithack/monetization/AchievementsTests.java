package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

  @Test
  void aMarkIsReachedAtItsExactCountAndAJumpOverTwoGivesBoth() {
    var below = facts.creator();
    var at = facts.creator();
    var far = facts.creator();
    facts.day(below, DAY, 999, 0);
    facts.day(at, DAY, 600, 0);
    facts.day(at, DAY.plusDays(1), 400, 0);
    facts.day(far, DAY, 100_000, 0);

    achievements.award();

    assertThat(marks(below)).isEmpty();
    assertThat(marks(at)).isEqualTo("views 1K");
    assertThat(marks(far)).isEqualTo("views 1K,views 10K,views 100K");
    assertThat(credits.balance(far).orElseThrow().remaining()).isEqualTo(100 + 50 + 100 + 250);
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
