package ai.profithack.analytics;

import static ai.profithack.events.EventType.LIKE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshJobTests {
  private static final LocalDate TODAY = LocalDate.of(2025, 3, 10);

  private final Platform platform = new Platform();
  private final RefreshJob job = new RefreshJob(platform.rollups, platform.clock, platform.frame);

  @BeforeEach
  void start() {
    platform
        .now("2025-03-10T12:00:00Z")
        .users(3, "2025-03-01")
        .on("2025-03-10T09:00")
        .by(1)
        .to(2)
        .is(LIKE);
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void computesTheDaysThatEventsTouched() {
    assertThat(job.run(null)).isEqualTo("Computed 2025-03-10 into all daily tables.");
    assertThat(job.run(null)).isEqualTo("Nothing was due.");
    platform.on("2025-03-08").by(1).to(2).is(LIKE).on("2025-03-10T10:00").by(3).to(2).is(LIKE);
    assertThat(job.run(null))
        .isEqualTo("Computed 2 days from 2025-03-08 to 2025-03-10 into all daily tables.");
    assertThat(activeUsersOfToday()).isEqualTo("2");
  }

  @Test
  void restsAfterALongRunAndThenComputesWhatCameMeanwhile() {
    var before = platform.instant();
    platform.clock.goOnBy(Duration.ofSeconds(1));
    job.run(null);
    platform.clock.goOnBy(Duration.ZERO);
    var finished = platform.instant();
    platform.on("2025-03-10T10:00").by(3).to(2).is(LIKE);

    assertThat(job.run(null)).startsWith("Rests until 10 Mar 2025, 12:0");
    assertThat(activeUsersOfToday()).isEqualTo("1");

    // The first reading of the clock was before the run began.
    var took = Duration.between(before.plusSeconds(2), finished);
    platform.now(finished.plus(took.multipliedBy(9)).minusNanos(1).toString());
    assertThat(job.run(null)).startsWith("Rests until");
    platform.now(finished.plus(took.multipliedBy(9)).toString());
    assertThat(job.run(null)).isEqualTo("Computed 2025-03-10 into all daily tables.");
    assertThat(activeUsersOfToday()).isEqualTo("2");
  }

  @Test
  void aDayThatIsAskedForIsComputedAlsoInARest() {
    platform.clock.goOnBy(Duration.ofSeconds(1));
    job.run(null);
    platform.clock.goOnBy(Duration.ZERO);
    platform.on("2025-03-10T10:00").by(3).to(2).is(LIKE);
    assertThat(job.run(null)).startsWith("Rests until");
    assertThat(job.run(TODAY)).isEqualTo("Computed 2025-03-10 into all daily tables.");
    assertThat(activeUsersOfToday()).isEqualTo("2");
  }

  private String activeUsersOfToday() {
    return platform.value(
        "select active_users from daily_analytics where date = '2025-03-10' and not superseded");
  }
}
