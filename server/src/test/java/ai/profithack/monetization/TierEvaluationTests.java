package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.DayRange;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/// Tiers are decided from closed days, by all criteria, and written down when they change.
///
/// It is 31 March 2026: the window is 1 to 30 March.
@GrowthServer
@DirtiesContext
class TierEvaluationTests {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 3, 30);
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  @Autowired private TierEvaluation evaluation;
  @Autowired private TierWhatIf whatIf;
  @Autowired private CreatorFacts facts;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient db;

  @BeforeEach
  void beginAnew() {
    clock.set(GrowthServer.NIGHT);
    db.sql("delete from monetization.tier_decision").update();
    db.sql("delete from monetization.tier_run").update();
    db.sql("delete from creator_tiers").update();
    db.sql("delete from creator_metrics").update();
  }

  /// Each line of the rules, met to the cent and the view, and missed by one of each. Views are of
  /// the whole window, reactions a hundredth of a per cent of them at a time.
  @ParameterizedTest
  @CsvSource({
    "9999,   10000,   200, starter",
    "10000,  10000,   199, starter",
    "10000,  10000,   200, bronze",
    "10000,      0,     0, starter",
    "50000,  299999, 12000, bronze",
    "50000,  300000, 11999, bronze",
    "49999,  300000, 12000, bronze",
    "50000,  300000, 12000, silver",
    "200000, 1499999, 90000, silver",
    "200000, 1500000, 89999, silver",
    "199999, 1500000, 90000, silver",
    "200000, 1500000, 90000, gold",
    "500000, 2999999, 240000, gold",
    "500000, 3000000, 239999, gold",
    "499999, 3000000, 240000, gold",
    "500000, 3000000, 240000, platinum",
    "-500,   3000000, 240000, starter",
  })
  void everyBoundaryIsExactAndAllCriteriaCount(
      long earnedMinor, long views, long reactions, String tier) {
    var creator = facts.creator();
    facts.day(creator, FIRST, views, reactions);
    facts.earned(creator, NOON, earnedMinor);

    evaluation.catchUp();

    assertThat(held(creator)).isEqualTo(tier);
    assertThat(TierRules.ofVersion(1).met(earnedMinor, 2, views, reactions).code())
        .as("the same inputs decided again")
        .isEqualTo(tier);
  }

  /// The first version wrote the creator's own figures where the requirement belongs.
  @Test
  void aTiersRowHoldsWhatTheTierAsksForAndNotWhatTheCreatorDid() {
    var creator = facts.creator();
    facts.day(creator, FIRST, 400_000, 20_000);
    facts.earned(creator, NOON, 77_777);

    evaluation.catchUp();

    assertThat(facts.tiers(creator)).containsExactly("silver 500.00 4.00 10000 1");
    assertThat(
            db.sql("select benefits::text from creator_tiers where creator_id = ?")
                .param(creator)
                .query(String.class)
                .single())
        .contains("trend_predictions", "collaboration_tools", "basic_analytics")
        .doesNotContain("real_time_analytics");
  }

  @Test
  void onlyClosedDaysOfTheWindowCountNetOfRefunds() {
    var creator = facts.creator();
    facts.day(creator, FIRST.minusDays(1), 1_000_000, 500_000);
    facts.day(creator, LAST.plusDays(1), 1_000_000, 500_000);
    facts.day(creator, LAST, 1_000, 30);
    facts.earned(creator, Instant.parse("2026-02-28T23:59:59.999999Z"), 1_000_000);
    facts.earned(creator, Instant.parse("2026-03-31T00:00:00Z"), 1_000_000);
    facts.earned(creator, Instant.parse("2026-03-01T00:00:00Z"), 7_000);
    facts.earned(creator, Instant.parse("2026-03-30T23:59:59.999999Z"), 5_000);
    facts.earned(creator, NOON, -2_001);
    facts.released(creator, NOON, 3_000);

    evaluation.catchUp();

    assertThat(held(creator)).isEqualTo("starter");
    facts.earned(creator, NOON, 1);
    again();
    assertThat(held(creator)).isEqualTo("bronze");
    assertThat(
            db.sql(
                    "select concat_ws(' ', earnings_minor, views, reactions, met_tier) from monetization.tier_decision where creator_id = ?")
                .param(creator)
                .query(String.class)
                .single())
        .isEqualTo("10000 1000 30 bronze");
  }

  @Test
  void whatTheLedgerBookedIsFoldedOnceHoweverOftenItIsLookedAt() {
    var creator = facts.creator();
    facts.earned(creator, NOON, 10_000);
    evaluation.catchUp();
    evaluation.catchUp();
    facts.earned(creator, NOON, 5);
    evaluation.catchUp();

    assertThat(
            db.sql("select sum(net_minor) from monetization.earned_day where creator_id = ?")
                .param(creator)
                .query(Long.class)
                .single())
        .isEqualTo(10_005);
  }

  /// Down after fourteen decisions in a row below, to the best that was met in them; up at once.
  @Test
  void aTierIsKeptForFourteenDecisionsAndNotADayLonger() {
    var creator = facts.creator();
    facts.day(creator, FIRST, 400_000, 20_000);
    facts.earned(creator, Instant.parse("2026-03-01T12:00:00Z"), 60_000);
    evaluation.catchUp();
    assertThat(held(creator)).isEqualTo("silver");

    // From 1 April on the window no longer holds 1 March.
    for (var day = 1; day <= 13; day++) {
      clock.advance(Duration.ofDays(1));
      evaluation.catchUp();
      assertThat(held(creator)).as("after %d decisions below", day).isEqualTo("silver");
    }
    clock.advance(Duration.ofDays(1));
    evaluation.catchUp();
    assertThat(held(creator)).isEqualTo("starter");

    facts.day(creator, LocalDate.of(2026, 4, 13), 1_000, 30);
    facts.earned(creator, Instant.parse("2026-04-13T12:00:00Z"), 10_000);
    clock.advance(Duration.ofDays(1));
    evaluation.catchUp();
    assertThat(facts.tiers(creator))
        .containsExactly(
            "silver 500.00 4.00 10000 1", "starter 0.00 0.00 0 1", "bronze 100.00 2.00 0 1");
  }

  /// A refund that arrives after a promotion changes no decision that was made; it counts in the
  /// windows to come, and the tier then goes after the same fourteen decisions as ever.
  @Test
  void aLateRefundLeavesTheDecisionAndCountsFromTheNextOneOn() {
    var creator = facts.creator();
    facts.day(creator, LAST, 1_000, 30);
    facts.earned(creator, Instant.parse("2026-03-30T12:00:00Z"), 10_000);
    evaluation.catchUp();
    facts.earned(creator, Instant.parse("2026-03-30T13:00:00Z"), -10_000);
    assertThat(evaluation.catchUp()).isEmpty();
    assertThat(held(creator)).isEqualTo("bronze");

    clock.advance(Duration.ofDays(13));
    assertThat(evaluation.catchUp()).hasSize(13);
    assertThat(held(creator)).isEqualTo("bronze");
    clock.advance(Duration.ofDays(1));
    evaluation.catchUp();
    assertThat(held(creator)).isEqualTo("starter");
  }

  @Test
  void missedDaysAreDecidedOneByOneAndALongGapByItsLastFourteen() {
    evaluation.catchUp();
    clock.advance(Duration.ofDays(3));
    assertThat(evaluation.catchUp().stream().map(TierEvaluation.Decided::day))
        .containsExactly(
            LocalDate.of(2026, 4, 1), LocalDate.of(2026, 4, 2), LocalDate.of(2026, 4, 3));
    clock.advance(Duration.ofDays(100));
    assertThat(evaluation.catchUp()).hasSize(14);
  }

  @Test
  void whoeverRacesToDecideADayOneDoes() throws Exception {
    var creator = facts.creator();
    facts.day(creator, FIRST, 400_000, 20_000);
    facts.earned(creator, NOON, 60_000);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runs =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<Integer>>mapToObj(_ -> () -> evaluation.catchUp().size())
                  .toList());
      var decided = 0;
      for (var run : runs) {
        decided += run.get();
      }
      assertThat(decided).isEqualTo(1);
    }
    assertThat(facts.tiers(creator)).hasSize(1);
  }

  /// Every stored decision follows again from its stored inputs, under the rules of its version:
  /// the tier that was met, and the one that was held after it, also where it was kept for a time
  /// of grace or lost at its end.
  @Test
  void everyDecisionCanBeMadeAgainFromWhatWasStored() {
    for (var i = 0; i < 40; i++) {
      var creator = facts.creator();
      facts.day(creator, FIRST.plusDays(i % 30), 70_001L * i, 3_003L * i);
      facts.earned(
          creator, FIRST.plusDays(i % 30).atTime(12, 0).toInstant(ZoneOffset.UTC), 13_337L * i + 1);
    }
    for (var day = 0; day < 25; day++) {
      evaluation.catchUp();
      clock.advance(Duration.ofDays(1));
    }

    var decisions =
        db.sql(
                """
                select d.creator_id, d.day, d.earnings_minor, d.views, d.reactions, d.met_tier::text as met, d.held_tier::text as held,
                  r.rules_version as version
                from monetization.tier_decision as d join monetization.tier_run as r using (day) order by d.day
                """)
            .query(Decision.class)
            .list();
    var runs =
        db.sql("select day from monetization.tier_run order by day").query(LocalDate.class).list();
    assertThat(runs).hasSize(25);
    assertThat(decisions).hasSizeGreaterThanOrEqualTo(40);
    var met = new HashMap<Long, TreeMap<LocalDate, Tier>>();
    var held = new HashMap<Long, Tier>();
    for (var day : runs) {
      var grace = day.minusDays(14);
      var known = runs.stream().filter(run -> run.isAfter(grace) && !run.isAfter(day)).count();
      var before = Map.copyOf(held);
      held.clear();
      for (var decision : decisions.stream().filter(one -> one.day().equals(day)).toList()) {
        var anew =
            TierRules.ofVersion(decision.version())
                .met(decision.earningsMinor(), 2, decision.views(), decision.reactions());
        assertThat(anew.code()).as("met, %s", decision).isEqualTo(decision.met());
        var all = met.computeIfAbsent(decision.creatorId(), _ -> new TreeMap<>());
        all.put(day, anew);
        var highest = Collections.max(all.tailMap(grace, false).values());
        var last = before.getOrDefault(decision.creatorId(), Tier.STARTER);
        var kept = known < 14 && last.compareTo(highest) > 0 ? last : highest;
        assertThat(kept.code()).as("held, %s", decision).isEqualTo(decision.held());
        held.put(decision.creatorId(), kept);
      }
    }
    assertThat(decisions).as("kept").anyMatch(one -> !one.held().equals(one.met()));
    assertThat(decisions)
        .as("lost")
        .anyMatch(one ->
            one.held().equals("starter")
                && met.getOrDefault(one.creatorId(), new TreeMap<>()).values().stream()
                    .anyMatch(tier -> tier != Tier.STARTER));
  }

  private record Decision(
      long creatorId,
      LocalDate day,
      long earningsMinor,
      long views,
      long reactions,
      String met,
      String held,
      int version) {}

  /// 55.00 earned by a silver creator on 100.00 of gifts: at 60 % it would have been 60.00.
  @Test
  void otherRulesReplayedSayWhatTheyWouldHaveCostAndWhomTheyWouldHaveMoved() {
    var creator = facts.creator();
    facts.day(creator, FIRST.plusDays(5), 400_000, 20_000);
    facts.earned(creator, NOON, 60_000);
    evaluation.catchUp();
    clock.advance(Duration.ofDays(1));
    facts.earned(creator, Instant.parse("2026-03-31T12:00:00Z"), 5_500);
    evaluation.catchUp();
    var days = new DayRange(LocalDate.of(2026, 3, 31), LocalDate.of(2026, 4, 2));

    var dearer = whatIf.replay(withSilver(new BigDecimal("500"), 60), days);
    assertThat(dearer.earnedMinor()).isEqualTo(5_500);
    assertThat(dearer.differenceMinor()).isEqualTo(500);
    assertThat(dearer.movedUp() + dearer.movedDown()).isZero();
    assertThat(dearer.moved()).isEmpty();

    var stricter = whatIf.replay(withSilver(new BigDecimal("700"), 55), days);
    assertThat(stricter.differenceMinor()).isZero();
    assertThat(stricter.movedDown()).isEqualTo(1);
    assertThat(stricter.moved())
        .containsExactly(new TierWhatIf.Moved(creator, Tier.SILVER, Tier.BRONZE, 5_500));
    assertThat(stricter.creditsThen() - stricter.creditsNow()).isEqualTo(500 - 1_000);
    assertThat(facts.tiers(creator)).hasSize(1);
  }

  private static TierRules withSilver(BigDecimal earnings, int sharePercent) {
    return new TierRules(
        1,
        TierRules.CURRENT.lines().stream()
            .map(line ->
                line.tier() == Tier.SILVER
                    ? new TierRules.Line(
                        Tier.SILVER,
                        earnings,
                        line.engagement(),
                        line.averageViews(),
                        line.credits(),
                        sharePercent)
                    : line)
            .toList());
  }

  private void again() {
    db.sql("delete from monetization.tier_decision").update();
    db.sql("delete from monetization.tier_run").update();
    evaluation.catchUp();
  }

  private String held(long creator) {
    return db.sql(
            "select coalesce((select tier from creator_tiers where creator_id = ? order by earned_at desc, id desc limit 1), 'starter')")
        .param(creator)
        .query(String.class)
        .single();
  }
}
