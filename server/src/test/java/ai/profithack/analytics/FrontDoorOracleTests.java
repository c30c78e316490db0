package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.analytics.Facts.Fact;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.TestPostgres;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generated platforms whose events come in by the front door, in any order, in lots of any size,
/// some of them several times: the daily tables hold what a slow, obvious computation says.
///
/// Users and videos are those that the events speak of. A failure names its seed.
class FrontDoorOracleTests {
  private static final int PLATFORMS = 10;
  private static final long VIDEOS = 1_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"America/New_York", "Australia/Lord_Howe"})
  void whatCameInInAnyOrderGivesTheFiguresOfTheOracle(String zone) {
    try (var server =
        LiveServer.start(
            TestPostgres.migratedDatabase(), zone, Instant.parse("2024-12-31T00:00:00Z"))) {
      var nameless = 0L;
      for (var seed = 0; seed < PLATFORMS; seed++) {
        nameless += compare(server, seed);
      }
      assertThat(nameless).as("refunds that name no gift").isPositive();
    }
  }

  /// Returns how many refunds named no gift.
  private static long compare(LiveServer server, long seed) {
    empty(server);
    var facts = new Facts(seed, server.bean(ReportingFrame.class), seed * 100);
    facts.happen(1);
    facts.payouts.clear();
    facts.log.replaceAll(FrontDoorOracleTests::sendable);
    var gifts = nameGifts(facts.log);
    var registrations = registrations(facts.log);
    facts.registrations.clear();
    facts.registrations.putAll(registrations);
    server.now(facts.later(1));
    live(server, facts, gifts);
    var today = facts.frame.dayOf(facts.later(1));
    DailyTables.of(server.sql())
        .assertEqual(
            DailyTables.of(new Oracle(facts, today)),
            "seed %d, %s, today %s".formatted(seed, facts.frame, today));
    return facts.log.stream()
        .filter(fact -> fact.type() == EventType.GIFT_REFUNDED && !gifts.containsKey(fact.id()))
        .count();
  }

  /// A session is nobody's but the user's.
  private static Fact sendable(Fact fact) {
    return fact.type() != EventType.SESSION
        ? fact
        : new Fact(
            fact.id(),
            fact.type(),
            fact.time(),
            fact.day(),
            fact.user(),
            null,
            null,
            1,
            fact.seconds(),
            0);
  }

  /// Makes each refund one of a whole gift, as long as there are gifts, and leaves out the others.
  /// What a refund takes back is what its gift earned, whichever of them comes in first.
  ///
  /// Returns the gifts that refunds name, by refund. It is for the books to find the gift of a
  /// refund that names none, where there is one alone that it can be of.
  private static Map<String, String> nameGifts(List<Fact> log) {
    var left =
        new ArrayDeque<>(
            log.stream()
                .filter(fact -> fact.type() == EventType.GIFT && fact.minor() > 0)
                .toList());
    var alike =
        log.stream()
            .filter(fact -> fact.type() == EventType.GIFT)
            .collect(Collectors.groupingBy(Alike::of, Collectors.counting()));
    var named = new HashMap<String, String>();
    for (var each = log.listIterator(); each.hasNext(); ) {
      var fact = each.next();
      if (fact.type() != EventType.GIFT_REFUNDED) {
        continue;
      }
      var gift = left.poll();
      if (gift == null) {
        each.remove();
        continue;
      }
      each.set(refund(fact, gift));
      if (fact.time().isBefore(gift.time()) || alike.getOrDefault(Alike.of(gift), 0L) > 1) {
        named.put(fact.id(), gift.id());
      }
    }
    return named;
  }

  /// What a refund that names no gift tells of it.
  private record Alike(@Nullable Long user, @Nullable Long creator, @Nullable Long gift) {
    static Alike of(Fact fact) {
      return new Alike(fact.user(), fact.creator(), fact.gift());
    }
  }

  private static Fact refund(Fact fact, Fact gift) {
    return new Fact(
        fact.id(),
        fact.type(),
        fact.time(),
        fact.day(),
        gift.user(),
        gift.creator(),
        gift.gift(),
        fact.quantity(),
        fact.seconds(),
        gift.minor());
  }

  /// When each user registered: at the earliest time that a registration reports, else when it was
  /// first seen.
  private static Map<Long, Instant> registrations(List<Fact> log) {
    var reported = new HashMap<Long, Instant>();
    var seen = new HashMap<Long, Instant>();
    for (var fact : log) {
      if (fact.type() == EventType.USER_REGISTERED) {
        earliest(reported, fact.user(), fact.time());
      }
      earliest(seen, fact.user(), fact.time());
      earliest(seen, fact.creator(), fact.time());
    }
    seen.putAll(reported);
    return seen;
  }

  private static void earliest(Map<Long, Instant> times, @Nullable Long user, Instant time) {
    if (user != null) {
      times.merge(user, time, (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  private static void live(LiveServer server, Facts facts, Map<String, String> gifts) {
    var log = server.bean(EventLog.class);
    var rollups = server.bean(Rollups.class);
    var events = new ArrayList<Event>();
    for (var fact : facts.log) {
      var event = event(fact, facts, events.size(), gifts.get(fact.id()));
      events.add(event);
      if (facts.random.nextInt(5) == 0) {
        events.add(event);
      }
    }
    Collections.shuffle(events, facts.random);
    var accepted = 0;
    for (var from = 0; from < events.size(); ) {
      var until = Math.min(events.size(), from + 1 + facts.random.nextInt(40));
      var receipt = log.accept(events.subList(from, until), "test");
      assertThat(receipt.refusals()).isEmpty();
      accepted += receipt.accepted();
      from = until;
      if (facts.random.nextInt(6) == 0) {
        rollups.refresh();
      }
    }
    assertThat(accepted).isEqualTo(facts.log.size());
    rollups.catchUp();
  }

  /// The event that the fact is. Each creator has one video that is watched; one that is published
  /// is a new one.
  private static Event event(Fact fact, Facts facts, int number, @Nullable String refundOf) {
    var creator = fact.creator();
    var video =
        switch (fact.type()) {
          case VIEW, LIKE, UNLIKE, COMMENT, SHARE -> VIDEOS + Objects.requireNonNull(creator);
          case VIDEO_PUBLISHED -> (10 + Objects.requireNonNull(creator)) * VIDEOS + number;
          case FOLLOW,
              UNFOLLOW,
              SESSION,
              GIFT,
              GIFT_REFUNDED,
              SUBSCRIPTION,
              AD_REVENUE,
              USER_REGISTERED,
              GIFT_DISPUTED,
              GIFT_DISPUTE_WON,
              GIFT_DISPUTE_LOST ->
              null;
        };
    return Event.of(fact.id(), fact.type(), fact.time())
        .user(fact.user())
        .video(video)
        .creator(creator)
        .gift(fact.gift())
        .refundOf(refundOf)
        .giftName(Objects.equals(fact.gift(), 1L) ? "Rose" : null)
        .amount(fact.type().isMoney() ? new Money(fact.minor(), facts.frame.currency()) : null)
        .quantity(fact.quantity())
        .durationSeconds(fact.seconds())
        .build();
  }

  private static void empty(LiveServer server) {
    server
        .sql()
        .sql(
            """
            -- Payments refer to users and can't be emptied otherwise.
            set session_replication_role = replica;
            truncate users, videos, daily_analytics, creator_metrics, gift_analytics, user_engagement,
              revenue_breakdown, retention_cohorts, revenue_forecasts, events.event, events.touched_day,
              analytics.computed_day, analytics.registered_day, analytics.registration,
              analytics.follower_correction cascade;
            set session_replication_role = origin
            """)
        .update();
  }
}
