package ai.profithack.analytics;

import ai.profithack.events.EventType;
import ai.profithack.kernel.ReportingFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A platform made up from a seed: who registered when, what happened, and what came late.
///
/// Shape: half of the days see nothing; times prefer the edges of days; zones change their clocks
/// within the span, some of them at midnight, some by half an hour.
final class Facts {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "America/New_York",
          "Europe/Berlin",
          "Asia/Kolkata",
          "Asia/Kathmandu",
          "Australia/Lord_Howe",
          "Pacific/Chatham",
          "Africa/Cairo",
          "Asia/Beirut",
          "Pacific/Apia",
          "Pacific/Kiritimati",
          "America/St_Johns");

  /// Days on or around which some of the zones change their clocks, or leave a day out.
  private static final List<String> TURNS =
      List.of(
          "2024-03-10",
          "2024-03-31",
          "2024-04-26",
          "2024-10-06",
          "2024-10-27",
          "2024-11-03",
          "2011-12-30",
          "2024-02-29");

  private static final List<EventType> TYPES =
      Arrays.stream(EventType.values()).filter(type -> !type.isDispute()).toList();

  final Random random;
  final ReportingFrame frame;
  final LocalDate first;
  final int span;
  final Map<Long, Instant> registrations = new TreeMap<>();
  final List<Fact> log = new ArrayList<>();
  final List<Payout> payouts = new ArrayList<>();
  private final long before;
  private final long people;

  record Fact(
      String id,
      EventType type,
      Instant time,
      LocalDate day,
      @Nullable Long user,
      @Nullable Long creator,
      @Nullable Long gift,
      long quantity,
      @Nullable Integer seconds,
      long minor) {}

  record Payout(long creator, long minor, String status, Instant paid) {}

  Facts(long seed) {
    this(new Random(seed), null, 0);
  }

  /// A platform with a frame that is given, whose people have the ids after `before`.
  Facts(long seed, ReportingFrame frame, long before) {
    this(new Random(seed), frame, before);
  }

  private Facts(Random random, @Nullable ReportingFrame given, long before) {
    this.random = random;
    this.before = before;
    frame =
        given == null
            ? new ReportingFrame(
                ZoneId.of(pick(ZONES)),
                Currency.getInstance(random.nextInt(5) == 0 ? "JPY" : "USD"))
            : given;
    span = random.nextInt(12) == 0 ? 20 + random.nextInt(80) : 1 + random.nextInt(6);
    first = LocalDate.parse(pick(TURNS)).minusDays(random.nextInt(Math.min(span, 5) + 1));
    people = 1L + random.nextInt(9);
    for (var id = before + 1; id <= before + people; id++) {
      registrations.put(id, someTime());
    }
    happen(random.nextInt(90));
    for (var i = random.nextInt(3); i > 0; i--) {
      payouts.add(
          new Payout(
              somebody(),
              random.nextInt(100_000),
              pick(List.of("paid", "pending", "failed")),
              someTime()));
    }
  }

  /// More events at any time of the span; some take their gifts back, some move a registration.
  List<Fact> happen(int count) {
    var added = new ArrayList<Fact>();
    for (var i = 0; i < count; i++) {
      var fact = fact();
      added.add(fact);
      if (fact.type() == EventType.GIFT && random.nextInt(4) == 0) {
        added.add(refund(fact));
      }
    }
    log.addAll(added);
    return added;
  }

  /// Lets a user have registered at another time, and has something happen then.
  Fact move() {
    var user = somebody();
    var time = someTime();
    registrations.put(user, time);
    var fact =
        new Fact(
            "m" + log.size(),
            EventType.USER_REGISTERED,
            time,
            frame.dayOf(time),
            user,
            null,
            null,
            1,
            null,
            0);
    log.add(fact);
    return fact;
  }

  /// An instant within the last day of the span or the days after it.
  Instant later(int days) {
    return frame.startOf(first.plusDays(span - 1L + days)).plus(Duration.ofHours(6));
  }

  private Fact fact() {
    var type = TYPES.get(random.nextInt(TYPES.size()));
    var time = someTime();
    var counter =
        switch (type) {
          case VIEW, LIKE, COMMENT, SHARE, FOLLOW -> random.nextInt(6) == 0;
          case UNLIKE,
              UNFOLLOW,
              SESSION,
              VIDEO_PUBLISHED,
              GIFT,
              GIFT_REFUNDED,
              SUBSCRIPTION,
              AD_REVENUE,
              USER_REGISTERED,
              GIFT_DISPUTED,
              GIFT_DISPUTE_WON,
              GIFT_DISPUTE_LOST ->
              false;
        };
    var named =
        counter
            || (type != EventType.AD_REVENUE && type != EventType.SESSION)
            || random.nextBoolean();
    var money = type.isMoney() ? money() : 0;
    return new Fact(
        "e" + log.size() + "-" + random.nextLong(),
        type,
        time,
        frame.dayOf(time),
        counter || (type == EventType.AD_REVENUE && random.nextBoolean()) ? null : somebody(),
        named
                && type != EventType.USER_REGISTERED
                && !(type == EventType.SUBSCRIPTION && random.nextBoolean())
            ? somebody()
            : null,
        type == EventType.GIFT || type == EventType.GIFT_REFUNDED ? gift() : null,
        counter ? random.nextLong(-3_000_000_000L, 9_000_000_000L) : 1,
        type == EventType.SESSION ? random.nextInt(100_000) : null,
        money);
  }

  private Fact refund(Fact gift) {
    var time = someTime();
    return new Fact(
        "r" + gift.id(),
        EventType.GIFT_REFUNDED,
        time,
        frame.dayOf(time),
        gift.user(),
        gift.creator(),
        gift.gift(),
        1,
        null,
        gift.minor());
  }

  private long money() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(4);
      case 1 -> random.nextInt(100);
      case 2 -> random.nextInt(1_000_000);
      default -> random.nextLong(5_000_000_000L);
    };
  }

  private @Nullable Long gift() {
    return random.nextInt(5) == 0 ? null : (Long) (long) random.nextInt(3);
  }

  private long somebody() {
    return before + 1 + random.nextLong(people);
  }

  private Instant someTime() {
    var start = frame.startOf(first.plusDays(random.nextInt(span)));
    return switch (random.nextInt(4)) {
      case 0 -> start;
      case 1 -> start.minusNanos(1000);
      default -> start.plusMillis(random.nextLong(Duration.ofDays(1).toMillis()));
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
