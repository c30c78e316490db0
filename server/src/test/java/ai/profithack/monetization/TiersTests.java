package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.Tiers.Moment;
import ai.profithack.testing.ServerTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/// A tier holds from the moment it was decided until the next decision.
@ServerTest
@DirtiesContext
class TiersTests {
  private static final Instant PROMOTED = Instant.parse("2026-03-10T02:00:00.123456Z");
  private static final Instant DEMOTED = Instant.parse("2026-05-01T02:00:00Z");

  @Autowired private Tiers tiers;
  @Autowired private JdbcClient db;

  @BeforeEach
  void fill() {
    db.sql("delete from creator_tiers").update();
    db.sql(
            "insert into users (id, is_creator) values (1, true), (2, true), (3, true) on conflict do nothing")
        .update();
    row(1, "platinum", PROMOTED);
    row(1, "gold", DEMOTED);
    row(2, "bronze", PROMOTED);
  }

  @Test
  void eachCreatorHasTheTierAndTheShareOfThatMoment() {
    var at = tiers.at(List.of(1L, 2L, 3L), PROMOTED);

    assertThat(at.get(1L)).isEqualTo(new Tiers.Standing(Tier.PLATINUM, PROMOTED, 1, 60));
    assertThat(at.get(2L)).isEqualTo(new Tiers.Standing(Tier.BRONZE, PROMOTED, 1, 55));
    assertThat(at.get(3L)).isEqualTo(new Tiers.Standing(Tier.STARTER, null, 1, 55));
  }

  @Test
  void aDecisionCountsFromItsOwnMicrosecondOn() {
    var before = new Moment(1, PROMOTED.minusNanos(1000));
    var last = new Moment(1, DEMOTED.minusNanos(1));
    var after = new Moment(1, DEMOTED);

    var at = tiers.at(List.of(before, last, after, before));

    assertThat(at).hasSize(3);
    assertThat(at.get(before)).isEqualTo(Tiers.Standing.BEGINNING);
    assertThat(at.get(last)).isEqualTo(new Tiers.Standing(Tier.PLATINUM, PROMOTED, 1, 60));
    assertThat(at.get(after)).isEqualTo(new Tiers.Standing(Tier.GOLD, DEMOTED, 1, 55));
  }

  @Test
  void ofTwoDecisionsOfOneMomentTheLaterRowCounts() {
    row(2, "gold", PROMOTED);
    row(2, "silver", PROMOTED);

    assertThat(tiers.at(2, PROMOTED).tier()).isEqualTo(Tier.SILVER);
  }

  /// An earlier installation could write any word.
  @Test
  void wordsThatNameNoTierArePassedOver() {
    row(3, "Legend", PROMOTED);
    assertThat(tiers.at(3, DEMOTED).tier()).isEqualTo(Tier.STARTER);
    row(3, "Gold", DEMOTED);
    assertThat(tiers.at(3, DEMOTED).tier()).isEqualTo(Tier.GOLD);
  }

  @Test
  void nobodyIsAskedForNothing() {
    assertThat(tiers.at(List.of())).isEmpty();
  }

  private void row(long creator, String tier, Instant earned) {
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at)
            values (?, ?, 0, 0, 0, ?::timestamptz)
            """)
        .params(creator, tier, earned.toString())
        .update();
  }
}
