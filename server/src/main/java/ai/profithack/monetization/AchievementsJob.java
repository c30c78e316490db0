package ai.profithack.monetization;

import ai.profithack.analytics.Rollups;
import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The marks that creators have passed, with their bonuses.
@Component
class AchievementsJob implements Job {
  private final Rollups rollups;
  private final Achievements achievements;

  AchievementsJob(Rollups rollups, Achievements achievements) {
    this.rollups = rollups;
    this.achievements = achievements;
  }

  @Override
  public String name() {
    return "achievements";
  }

  @Override
  public String schedule() {
    return "0 0 5 * * *";
  }

  @Override
  public String description() {
    return "Unlocks the marks that creators have passed, each once, and gives their bonus credits.";
  }

  /// A mark counts everything up to now: for another day there is nothing to do again.
  @Override
  public String run(@Nullable LocalDate day) {
    rollups.catchUp();
    var awarded = achievements.award();
    return "%s unlocked, %s given."
        .formatted(
            Counted.of(awarded.unlocked(), "mark was", "marks were"),
            Counted.of(awarded.rewarded(), "bonus", "bonuses"));
  }
}
