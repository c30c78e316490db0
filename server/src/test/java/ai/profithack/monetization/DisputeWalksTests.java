package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.kernel.DayRange;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to gifts, in any order.
class DisputeWalksTests extends DisputedGifts {
  private static final Actor FINANCE = new Actor("finance-of-tests", Role.FINANCE, 1L, null, false);

  /// Gifts, refunds, disputes, releases, payouts and decisions in any order: nothing is lost,
  /// nothing is taken twice, and each place holds what its parts say.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noWalkLosesOrTakesACentTwice(long seed) {
    var random = new Random(seed);
    var day = LocalDate.of(2024, 1, 10).plusDays(20 * seed);
    var start = day.atTime(0, 0).toInstant(ZoneOffset.UTC);
    var creators = List.of(20_000 + 10 * seed, 20_001 + 10 * seed, 20_002 + 10 * seed);
    var gifts = new ArrayList<Event>();
    var late = new ArrayList<Event>();
    var reported = new HashMap<String, List<String>>();
    for (var step = 0; step < 120; step++) {
      var at = start.plusSeconds(step * 600L);
      var id = "walk-%d-%d".formatted(seed, step);
      var creator = creators.get(random.nextInt(3));
      var some = gifts.isEmpty() ? null : gifts.get(random.nextInt(gifts.size()));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> {
          // One in three is a gift to oneself, which raises a signal.
          var giver = random.nextInt(3) == 0 ? creator : Long.valueOf(creator + 500);
          var gift =
              event(id, EventType.GIFT, at, giver, creator, 1 + random.nextInt(5_000), null, null);
          gifts.add(gift);
          // One in four arrives when others have said things about it already.
          if (random.nextInt(4) == 0) {
            late.add(gift);
          } else {
            send(gift);
          }
        }
        case 4 -> {
          if (some != null) {
            var paid = java.util.Objects.requireNonNull(some.amount()).minor();
            reported.computeIfAbsent(some.id(), _ -> new ArrayList<>()).add(id);
            send(
                event(
                    id,
                    EventType.GIFT_REFUNDED,
                    at,
                    some.userId(),
                    some.creatorId(),
                    random.nextBoolean() ? paid : 1 + random.nextLong(paid),
                    some.id(),
                    null));
          }
        }
        case 5, 6 -> {
          if (some != null) {
            var type =
                List.of(
                        EventType.GIFT_DISPUTED,
                        EventType.GIFT_DISPUTE_WON,
                        EventType.GIFT_DISPUTE_LOST)
                    .get(random.nextInt(3));
            send(event(id, type, at, null, null, 0, null, some.id()));
          }
        }
        case 7 -> books.release(at.plus(Duration.ofDays(random.nextInt(10))));
        case 8 -> {
          var there = -balance(new CreatorAccounts(creator, DOLLARS).available());
          if (there > 0) {
            move(creator, "available", null, 1 + random.nextLong(there));
          }
        }
        default -> {
          for (var open : cases.all(RiskCase.State.OPEN, 100)) {
            if (creators.contains(open.creatorId())) {
              cases.decide(
                  open.caseId(),
                  random.nextBoolean() ? RiskCases.Verdict.RELEASE : RiskCases.Verdict.CONFIRM,
                  "decided by a walk",
                  Long.MAX_VALUE,
                  FINANCE);
            }
          }
          settle();
        }
      }
      if (!late.isEmpty() && random.nextInt(10) == 0) {
        send(late.removeFirst());
      }
      if (random.nextBoolean()) {
        books.book();
      }
    }
    send(late.toArray(Event[]::new));
    settle();
    settle();
    for (var gift : gifts) {
      var paid = java.util.Objects.requireNonNull(gift.amount()).minor();
      var byPlatform = reported.getOrDefault(gift.id(), List.of());
      assertThat(
              givenBack(byPlatform)
                  + givenBack(List.of("refund-of:" + MoneyEvent.keyOf(gift.id()))))
          .as("given back for %s, of which %d was paid", gift.id(), paid)
          .isLessThanOrEqualTo(Math.max(paid, sent(byPlatform)));
    }
    for (var creator : creators) {
      assertThat(-balance(new CreatorAccounts(creator, DOLLARS).pending()))
          .isEqualTo(left(creator, "pending"));
      assertThat(-balance(new CreatorAccounts(creator, DOLLARS).withheld()))
          .isEqualTo(left(creator, "withheld"));
    }
    // What viewers owe is what they gave less what was refunded and not only repeated.
    assertThat(
            creators.stream()
                .flatMap(creator -> List.of(creator, creator + 500).stream())
                .mapToLong(this::receivable)
                .sum())
        .isEqualTo(
            db.fetchSingle(
                    """
                    select (select coalesce(sum(amount_minor), 0) from monetization.earning where event_id like ?)
                      - (select coalesce(sum(r.amount_minor - r.repeated_minor), 0) from monetization.refund as r
                         where r.event_id like ? or r.refunds in (select event_key from monetization.earning where event_id like ?))
                    """,
                    "walk-" + seed + "-%",
                    "walk-" + seed + "-%",
                    "walk-" + seed + "-%")
                .get(0, Long.class));
    rollups.close(DayRange.of(day));
    assertThat(new BigDecimal(revenue(day).split(" ", 2)[1]))
        .isEqualByComparingTo(
            db.fetchSingle(
                    "select coalesce(sum(owed_minor), 0) from ledger.event_share where effective_at >= ?::timestamptz and effective_at < ?::timestamptz",
                    start.toString(),
                    start.plus(Duration.ofDays(1)).toString())
                .get(0, BigDecimal.class)
                .movePointLeft(2));
  }

  private long left(long creator, String state) {
    return db.fetchSingle(
            "select coalesce(sum(earned_minor - taken_back_minor), 0) from monetization.earning_part where creator_id = ? and state = ?",
            creator,
            state)
        .get(0, Long.class);
  }

  /// What these refunds gave back together; what only repeats another gives back nothing.
  private long givenBack(List<String> refunds) {
    return sum("amount_minor - repeated_minor", refunds);
  }

  private long sent(List<String> refunds) {
    return sum("amount_minor", refunds);
  }

  private long sum(String amount, List<String> refunds) {
    return db.fetchSingle(
            "select coalesce(sum(%s), 0) from monetization.refund where event_id = any (?)"
                .formatted(amount),
            (Object) refunds.toArray(String[]::new))
        .get(0, Long.class);
  }
}
