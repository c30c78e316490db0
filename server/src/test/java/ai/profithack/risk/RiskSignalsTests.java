package ai.profithack.risk;

import static ai.profithack.risk.Gifts.address;
import static ai.profithack.risk.Gifts.device;
import static ai.profithack.risk.Gifts.gift;
import static ai.profithack.risk.Gifts.method;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.jobs.JobRunner;
import ai.profithack.monetization.GrowthServer;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Each signal with a case that is found and one like it that is not, and its windows at their
/// edges.
@GrowthServer
class RiskSignalsTests {
  private static final Duration TICK = Duration.ofNanos(1_000);

  @Autowired private EventLog log;
  @Autowired private JobRunner jobs;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private Gifts gifts;
  private Instant start;

  @BeforeEach
  void beginsAStretchOfTime() {
    gifts = new Gifts(log, jobs, clock, db);
    start = gifts.start;
  }

  @AfterEach
  void setsTheClockBack() {
    clock.set(GrowthServer.NIGHT);
  }

  @Test
  void aGiftToOneselfIsFound() {
    gifts.give("self-1", 31_001, 31_001, 0.01, start);
    gifts.give("self-2", 31_002, 31_001, 5, start);
    look();
    assertThat(gifts.named(RiskRule.SELF_GIFT, "self-")).containsExactly("self-1");
    assertThat(gifts.state("self-1")).isEqualTo("withheld");
    assertThat(gifts.state("self-2")).isEqualTo("released");
  }

  @Test
  void giftsFromADeviceOfTheReceiverAreFoundAndAFamilysAreNot() {
    // The receiver gives from this device too.
    gifts.give("dev-own", 31_101, 31_199, 1, start, device("tablet"));
    gifts.give("dev-1", 31_102, 31_101, 30, at(24), device("tablet"));
    gifts.give("dev-2", 31_103, 31_101, 20, at(48), device("tablet"));
    // A family on one device: below the limit.
    gifts.give("dev-family-own", 31_111, 31_199, 1, start, device("family"));
    gifts.give("dev-family-1", 31_112, 31_111, 25, at(24), device("family"));
    gifts.give("dev-family-2", 31_113, 31_111, 24.99, at(48), device("family"));
    // The receiver's own gift is exactly a window away.
    gifts.give("dev-edge-own", 31_121, 31_199, 1, start, device("edge"));
    gifts.give("dev-edge", 31_122, 31_121, 60, start.plus(Duration.ofDays(30)), device("edge"));
    gifts.give("dev-near-own", 31_131, 31_199, 1, start, device("near"));
    gifts.give(
        "dev-near",
        31_132,
        31_131,
        60,
        start.plus(Duration.ofDays(30)).minus(TICK),
        device("near"));
    look();
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "dev-"))
        .containsExactly("dev-1", "dev-2", "dev-near");
  }

  @Test
  void giftsFromADeviceThatTheReceiverUsesWithoutGivingAreFound() {
    gifts.send(
        List.of(
            used("use-session", EventType.SESSION, 31_141, at(1), "phone-1"),
            used("use-registered", EventType.USER_REGISTERED, 31_142, at(2), "phone-2"),
            used("use-published", EventType.VIDEO_PUBLISHED, 31_143, at(3), "phone-3"),
            used("use-long-ago", EventType.SESSION, 31_144, at(1), "phone-4"),
            used("use-elsewhere", EventType.SESSION, 31_145, at(1), "phone-5"),
            used("use-by-who-got-little", EventType.SESSION, 31_146, at(1), "phone-9"),
            used("use-of-giver", EventType.SESSION, 31_151, at(1), "phone-6")));
    for (var i = 1; i <= 3; i++) {
      gifts.give("use-gift-" + i, 31_150, 31_140 + i, 50, at(24), device("phone-" + i));
    }
    gifts.give("use-late", 31_150, 31_144, 50, at(24).plus(Duration.ofDays(30)), device("phone-4"));
    gifts.give("use-little", 31_150, 31_146, 49.99, at(24), device("phone-9"));
    gifts.give("use-other", 31_150, 31_145, 50, at(24), device("phone-7"));
    gifts.give("use-giver", 31_151, 31_145, 50, at(24), device("phone-6"));
    look();
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "use-"))
        .containsExactly("use-gift-1", "use-gift-2", "use-gift-3");
  }

  @Test
  void aDeviceThatIsHeardOfAfterTheGiftWasLookedAtIsFoundBeforeItsRelease() {
    gifts.give("heard-gift", 31_160, 31_161, 50, at(24), device("shared"));
    gifts.give("heard-released", 31_162, 31_163, 50, at(24), device("shared-2"));
    gifts.look(at(48));
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "heard-")).isEmpty();

    gifts.send(List.of(used("heard-session", EventType.SESSION, 31_161, at(47), "shared")));
    gifts.look(at(50));
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "heard-")).containsExactly("heard-gift");
    assertThat(gifts.state("heard-gift")).isEqualTo("withheld");

    look();
    assertThat(gifts.state("heard-released")).isEqualTo("released");
    gifts.send(List.of(used("heard-too-late", EventType.SESSION, 31_163, at(47), "shared-2")));
    look();
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "heard-")).containsExactly("heard-gift");
  }

  @Test
  void aDeviceThatIsUsedAgainAfterLongBringsItsGiftBackForALook() {
    gifts.send(List.of(used("again-first", EventType.SESSION, 31_171, at(1), "old phone")));
    var late = start.plus(Duration.ofDays(40));
    gifts.give("again-gift", 31_170, 31_171, 50, late, device("old phone"));
    gifts.look(late.plus(Duration.ofDays(1)));
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "again-")).isEmpty();

    var lateOn = late.plus(Duration.ofHours(3));
    gifts.send(List.of(used("again-second", EventType.SESSION, 31_171, lateOn, "old phone")));
    gifts.look(late.plus(Duration.ofDays(2)));
    assertThat(gifts.named(RiskRule.SHARED_DEVICE, "again-")).containsExactly("again-gift");
    assertThat(gifts.state("again-gift")).isEqualTo("withheld");
  }

  private static Event used(String id, EventType type, long account, Instant at, String device) {
    var event = Event.of(id, type, at).context(device(device));
    return switch (type) {
      case SESSION -> event.user(account).durationSeconds(60).build();
      case VIDEO_PUBLISHED -> event.video(account).creator(account).build();
      default -> event.user(account).build();
    };
  }

  @Test
  void giftsPaidWithTheReceiversPaymentMethodAreFound() {
    gifts.give("card-own", 31_201, 31_299, 1, start, method("card", null));
    gifts.give("card-1", 31_202, 31_201, 50, at(1), method("card", null));
    gifts.give("card-other", 31_202, 31_201, 80, at(1), method("another", null));
    look();
    assertThat(gifts.named(RiskRule.SHARED_METHOD, "card-")).containsExactly("card-1");
  }

  @Test
  void ringsOfThreeAndFourAreFoundAndChainsAndFriendsAreNot() {
    ring("ring3", 31_301, 3, 20, at(0), at(50), at(100));
    ring("ring4", 31_311, 4, 20, at(0), at(50), at(100), at(167));
    // Friends give each other little; a chain does not close; five are more than are walked.
    ring("ring-little", 31_321, 3, 19.99, at(0), at(1), at(2));
    ring("ring5", 31_331, 5, 50, at(0), at(1), at(2), at(3), at(4));
    gifts.give("ring-chain-1", 31_341, 31_342, 50, at(0));
    gifts.give("ring-chain-2", 31_342, 31_343, 50, at(1));
    // Exactly a window apart; one step of time less.
    ring("ring-edge", 31_351, 3, 20, at(0), at(50), at(168));
    ring("ring-near", 31_361, 3, 20, at(0), at(50), at(168).minus(TICK));
    // Each step in many small gifts.
    for (var i = 0; i < 10; i++) {
      ring("ring-many-" + i, 31_371, 3, 2, at(i), at(10 + i), at(20 + i));
    }
    look();
    assertThat(gifts.named(RiskRule.RING, "ring"))
        .contains("ring3-0", "ring3-1", "ring3-2", "ring4-0", "ring4-3", "ring-near-2")
        .contains("ring-many-0-0", "ring-many-9-2")
        .hasSize(3 + 4 + 3 + 30);
  }

  @Test
  void giftsThatComeBackSoonAreFoundAndABirthdayGiftIsNot() {
    gifts.give("kick-1", 31_401, 31_402, 50, at(0));
    gifts.give("kick-2", 31_402, 31_401, 25, at(48).minus(TICK));
    gifts.give("kick-edge-1", 31_411, 31_412, 50, at(0));
    gifts.give("kick-edge-2", 31_412, 31_411, 49, at(48));
    gifts.give("kick-birthday", 31_421, 31_422, 90, at(0));
    gifts.give("kick-thanks", 31_422, 31_421, 44.99, at(1));
    gifts.give("kick-little-1", 31_431, 31_432, 49.99, at(0));
    gifts.give("kick-little-2", 31_432, 31_431, 49.99, at(1));
    look();
    assertThat(gifts.named(RiskRule.KICKBACK, "kick-")).containsExactly("kick-1", "kick-2");
  }

  @Test
  void tooMuchFromOneAccountIsFoundInSlidingWindowsExactAtTheirEdges() {
    gifts.give("acc-1", 31_501, 31_591, 500, at(10));
    gifts.give("acc-2", 31_501, 31_592, 500, at(34).minus(TICK));
    gifts.give("acc-edge-1", 31_502, 31_591, 500, at(10));
    gifts.give("acc-edge-2", 31_502, 31_592, 500, at(34));
    gifts.give("acc-below-1", 31_503, 31_591, 500, at(10));
    gifts.give("acc-below-2", 31_503, 31_592, 499.99, at(11));
    look();
    assertThat(gifts.named(RiskRule.VELOCITY_ACCOUNT, "acc-")).containsExactly("acc-1", "acc-2");
    // What arrives late is looked at with what was there.
    gifts.give("acc-below-late", 31_503, 31_593, 0.01, at(10).plusSeconds(1));
    look();
    assertThat(gifts.named(RiskRule.VELOCITY_ACCOUNT, "acc-below"))
        .containsExactly("acc-below-1", "acc-below-2", "acc-below-late");
  }

  @Test
  void tooManyFromOneAccountAreFoundAndAPopularStreamersManyGiversAreNot() {
    var many = new ArrayList<Event>();
    for (var i = 0; i < 500; i++) {
      many.add(gift("many-" + i, 31_601, 31_691, 0.01, start.plusSeconds(i), null));
      many.add(gift("crowd-" + i, 41_000 + i, 31_692, 5, start.plusSeconds(i), null));
    }
    for (var i = 0; i < 499; i++) {
      many.add(gift("fewer-" + i, 31_602, 31_691, 0.01, start.plusSeconds(i), null));
    }
    gifts.send(many);
    look();
    assertThat(gifts.named(RiskRule.VELOCITY_ACCOUNT, "many-")).hasSize(500);
    assertThat(gifts.named(RiskRule.VELOCITY_ACCOUNT, "fewer-")).isEmpty();
    assertThat(
            db.fetchSingle(
                    "select count(*) from risk.signal_gift as s join risk.gift as g on g.event_key = s.event_key where g.event_id like 'crowd-%'")
                .get(0, Long.class))
        .isZero();
  }

  @Test
  void devicesPaymentMethodsAndAddressesHaveLimitsOfTheirOwn() {
    for (var i = 0; i < 4; i++) {
      gifts.give("vel-device-" + i, 31_701 + i, 31_791 + i, 500, at(i), device("farm"));
      gifts.give("vel-method-" + i, 31_711 + i, 31_791 + i, 500, at(i), method("shared", null));
      gifts.give("vel-below-" + i, 31_721 + i, 31_791 + i, 499.99, at(i), device("home"));
    }
    for (var i = 0; i < 6; i++) {
      // One customer has a whole /64 of IPv6.
      gifts.give("vel-v6-" + i, 31_731 + i, 31_791, 900, at(i), address("2001:db8::" + i));
      gifts.give("vel-v4-" + i, 31_741 + i, 31_791, 900, at(i), address("192.0.2." + i));
    }
    look();
    assertThat(gifts.named(RiskRule.VELOCITY_DEVICE, "vel-"))
        .hasSize(4)
        .allMatch(id -> id.startsWith("vel-device-"));
    assertThat(gifts.named(RiskRule.VELOCITY_METHOD, "vel-"))
        .hasSize(4)
        .allMatch(id -> id.startsWith("vel-method-"));
    assertThat(gifts.named(RiskRule.VELOCITY_ADDRESS, "vel-"))
        .hasSize(6)
        .allMatch(id -> id.startsWith("vel-v6-"));
  }

  @Test
  void aLargeGiftWithANewPaymentMethodIsFoundAndOneWithAnOldOneIsNot() {
    gifts.give("new-1", 31_801, 31_891, 100, start, method("n1", start));
    gifts.give("new-2", 31_802, 31_891, 100, at(24).minus(TICK), method("n2", start));
    gifts.give("new-edge", 31_803, 31_891, 100, at(24), method("n3", start));
    gifts.give("new-before", 31_804, 31_891, 100, start, method("n4", start.plus(TICK)));
    gifts.give("new-little", 31_805, 31_891, 99.99, start, method("n5", start));
    gifts.give("new-unknown", 31_806, 31_891, 500, start, method("n6", null));
    look();
    assertThat(gifts.named(RiskRule.NEW_METHOD, "new-")).containsExactly("new-1", "new-2");
  }

  @Test
  void aCreatorWhomOneGiverNearlyAloneSuppliesIsFound() {
    var now = start.plus(Duration.ofDays(30));
    gifts.give("one-1", 31_901, 31_991, 500, start);
    gifts.give("one-2", 31_901, 31_991, 400, at(48));
    gifts.give("one-others", 31_902, 31_991, 100, at(49));
    // One cent less of it from the one; one cent less in all; one step of time before the window.
    gifts.give("one-share-1", 31_901, 31_992, 899.99, at(100));
    gifts.give("one-share-2", 31_902, 31_992, 100.01, at(100));
    gifts.give("one-little", 31_903, 31_993, 999.99, at(100));
    gifts.give("one-early", 31_904, 31_994, 500, start.minus(TICK));
    gifts.give("one-late", 31_904, 31_994, 500, at(300));
    gifts.look(now);
    assertThat(gifts.named(RiskRule.ONE_GIVER, "one-")).containsExactly("one-1", "one-2");
  }

  @Test
  void aHighIncomeWithFewViewersIsFoundAndAStarsIsNot() {
    var many = new ArrayList<Event>();
    for (var i = 0; i < 99; i++) {
      many.add(gift("few-crowd-" + i, 42_000 + i, 33_000 + i, 2, at(i), null));
    }
    for (var i = 0; i < 39; i++) {
      many.add(gift("few-" + i, 42_200 + i, 32_001, 20, at(i), null));
    }
    gifts.send(many);
    var day = gifts.start.plus(Duration.ofDays(1)).toString().substring(0, 10);
    views(32_001, day, 1_999);
    gifts.look(at(120));
    assertThat(gifts.named(RiskRule.FEW_VIEWERS, "few-")).hasSize(39);
    // A star: the same income, in a stretch where it has the views.
    gifts = new Gifts(log, jobs, clock, db);
    many.clear();
    for (var i = 0; i < 99; i++) {
      many.add(gift("star-crowd-" + i, 42_000 + i, 33_000 + i, 2, gifts.start, null));
    }
    for (var i = 0; i < 39; i++) {
      many.add(gift("star-" + i, 42_200 + i, 32_002, 20, gifts.start, null));
    }
    gifts.send(many);
    views(32_002, gifts.start.plus(Duration.ofDays(1)).toString().substring(0, 10), 2_000);
    gifts.look(gifts.start.plus(Duration.ofDays(3)));
    assertThat(gifts.named(RiskRule.FEW_VIEWERS, "star-")).isEmpty();
  }

  /// Against a reckoning of all cycles in all windows, gift by gift, in any order of arrival.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void ringsAreThoseThatTryingThemAllFinds(long seed) {
    var random = new Random(seed);
    var all = new ArrayList<Event>();
    for (var i = 0; i < 70; i++) {
      var giver = 34_000 + 20 * seed + random.nextInt(6);
      var creator = 34_000 + 20 * seed + random.nextInt(6);
      if (giver != creator) {
        all.add(
            gift(
                "ring-%d-%02d".formatted(seed, i),
                giver,
                creator,
                3 + random.nextInt(12),
                start.plus(Duration.ofDays(random.nextInt(30))),
                null));
      }
    }
    arrive(all, random);
    assertThat(gifts.named(RiskRule.RING, "ring-" + seed + "-"))
        .isEqualTo(ringsByTryingAll(all, Duration.ofDays(7), 2_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void burstsAreThoseThatLookingThroughEachWindowFinds(long seed) {
    var random = new Random(seed);
    var all = new ArrayList<Event>();
    for (var i = 0; i < 150; i++) {
      all.add(
          gift(
              "burst-%d-%03d".formatted(seed, i),
              34_500 + 10 * seed + random.nextInt(3),
              34_700 + 10 * seed + random.nextInt(5),
              random.nextInt(300),
              start.plus(Duration.ofHours(6L * random.nextInt(100))),
              null));
    }
    all.removeIf(event -> minor(event) == 0);
    arrive(all, random);
    assertThat(gifts.named(RiskRule.VELOCITY_ACCOUNT, "burst-" + seed + "-"))
        .isEqualTo(burstsByLookingThroughAll(all, Duration.ofDays(1), 100_000))
        .isNotEmpty();
  }

  private void arrive(List<Event> all, Random random) {
    var order = new ArrayList<>(all);
    Collections.shuffle(order, random);
    for (var from = 0; from < order.size(); ) {
      var until = Math.min(order.size(), from + 1 + random.nextInt(40));
      gifts.send(order.subList(from, until));
      gifts.look(start.plus(Duration.ofDays(60)));
      from = until;
    }
  }

  private static Set<String> burstsByLookingThroughAll(
      List<Event> all, Duration window, long limitMinor) {
    var found = new TreeSet<String>();
    for (var first : all) {
      var within =
          all.stream()
              .filter(one -> Objects.equals(one.userId(), first.userId()))
              .filter(one -> isWithin(one, first.time(), window))
              .toList();
      if (within.stream().mapToLong(RiskSignalsTests::minor).sum() >= limitMinor) {
        within.forEach(one -> found.add(one.id()));
      }
    }
    return found;
  }

  private static Set<String> ringsByTryingAll(List<Event> all, Duration window, long limitMinor) {
    var found = new TreeSet<String>();
    for (var first : all) {
      var within = all.stream().filter(one -> isWithin(one, first.time(), window)).toList();
      var people = new HashSet<Long>();
      within.forEach(one -> people.add(Objects.requireNonNull(one.userId())));
      for (var a : people) {
        for (var b : people) {
          for (var c : people) {
            tryRing(List.of(a, b, c), within, limitMinor, found);
            for (var d : people) {
              tryRing(List.of(a, b, c, d), within, limitMinor, found);
            }
          }
        }
      }
    }
    return found;
  }

  private static void tryRing(
      List<Long> members, List<Event> within, long limitMinor, Set<String> found) {
    if (new HashSet<>(members).size() < members.size()) {
      return;
    }
    var steps = new ArrayList<Event>();
    for (var i = 0; i < members.size(); i++) {
      var giver = members.get(i);
      var creator = members.get((i + 1) % members.size());
      var step =
          within.stream()
              .filter(one -> giver.equals(one.userId()) && creator.equals(one.creatorId()))
              .toList();
      if (step.stream().mapToLong(RiskSignalsTests::minor).sum() < limitMinor) {
        return;
      }
      steps.addAll(step);
    }
    steps.forEach(one -> found.add(one.id()));
  }

  private static boolean isWithin(Event one, Instant from, Duration window) {
    return !one.time().isBefore(from) && one.time().isBefore(from.plus(window));
  }

  private static long minor(Event event) {
    return Objects.requireNonNull(event.amount()).minor();
  }

  /// Each of so many accounts, from `first` on, gives the next, at these times.
  private void ring(String id, long first, int members, double dollars, Instant... times) {
    for (var i = 0; i < members; i++) {
      gifts.give(id + "-" + i, first + i, first + (i + 1) % members, dollars, times[i]);
    }
  }

  private void views(long creator, String day, long views) {
    db.execute(
        "insert into public.users (id, is_creator, created_at) values (%d, true, now()) on conflict do nothing"
            .formatted(creator));
    db.execute(
        "insert into public.creator_metrics (creator_id, date, video_views) values (%d, '%s', %d)"
            .formatted(creator, day, views));
  }

  private Instant at(long hours) {
    return start.plus(Duration.ofHours(hours));
  }

  /// As long after the start as the gifts of these tests are given; the latest at 30 days.
  private void look() {
    gifts.look(start.plus(Duration.ofDays(31)));
  }
}
