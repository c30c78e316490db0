package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.ledger.Verification;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import ai.profithack.testing.ServerTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Disputes about gifts before, during and after release and payout, in any order of arrival.
@ServerTest
class DisputesTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Asset DOLLARS = Asset.of(USD);
  private static final Instant NOON = Instant.parse("2025-03-10T12:00:00Z");
  private static final Instant RELEASED = NOON.plus(Duration.ofDays(8));
  private static final Actor FINANCE = new Actor("finance-of-tests", Role.FINANCE, 1L, null, false);

  @Autowired private EventLog log;
  @Autowired private EarningBooks books;
  @Autowired private JobRunner jobs;
  @Autowired private RiskCases cases;
  @Autowired private CreatorEarnings earnings;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Rollups rollups;
  @Autowired private DSLContext db;

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void disputedBeforeReleaseIsWithheldAndAWonOneIsReleasedWhenItWouldHaveBeen() {
    send(gift("d1", 901, 1_000), gift("d1-other", 901, 200), disputed("d1", 1));
    books.book();
    assertThat(places(901)).isEqualTo("pending 110, withheld 550");
    assertThat(earnings.withheldWhy(901).disputedMinor()).isEqualTo(550);

    books.release(RELEASED);
    assertThat(places(901)).isEqualTo("available 110, withheld 550");
    send(won("d1", 2));
    books.book();
    assertThat(places(901)).isEqualTo("pending 550, available 110");
    books.release(RELEASED);
    assertThat(places(901)).isEqualTo("available 660");
  }

  @Test
  void disputedAfterReleaseIsTakenFromWhatIsAvailableAndALostOneGivenBack() {
    send(gift("d2", 902, 1_000));
    books.book();
    books.release(RELEASED);
    send(disputed("d2", 1));
    books.book();
    assertThat(places(902)).isEqualTo("withheld 550");

    send(lost("d2", 2));
    settle();
    assertThat(places(902)).isEmpty();
    assertThat(receivable(71_902)).isZero();
    assertThat(refundOf("d2")).isEqualTo("1000 0 0");
  }

  @Test
  void disputedWhileAPayoutIsOnItsWayIsADebtThatIsRepaidWhenTheDisputeIsWon() {
    send(gift("d3", 903, 1_000));
    books.book();
    books.release(RELEASED);
    move(903, "available", "in-payout", 400);
    send(disputed("d3", 1));
    books.book();
    assertThat(places(903)).isEqualTo("in-payout 400, withheld 550, debt 400");

    move(903, "in-payout", null, 400);
    send(won("d3", 2));
    books.book();
    books.release(RELEASED);
    assertThat(places(903)).isEqualTo("available 150");
  }

  @Test
  void disputedAfterPayoutAndLostStaysADebtThatTheNextEarningsRepay() {
    send(gift("d4", 904, 1_000));
    books.book();
    books.release(RELEASED);
    move(904, "available", null, 550);
    send(disputed("d4", 1), lost("d4", 2));
    settle();
    assertThat(places(904)).isEqualTo("debt 550");
    assertThat(receivable(71_904)).isZero();

    send(gift("d4-next", 904, 2_000));
    books.book();
    books.release(RELEASED);
    assertThat(places(904)).isEqualTo("available 550");
  }

  @Test
  void whatWasPaidOutAndWonComesBackToTheCreatorsBalanceOfNow() {
    send(gift("d5", 905, 1_000));
    books.book();
    books.release(RELEASED);
    move(905, "available", null, 550);
    send(disputed("d5", 1));
    books.book();
    assertThat(places(905)).isEqualTo("withheld 550, debt 550");
    // Meanwhile other earnings repaid a part of it.
    send(gift("d5-next", 905, 400));
    books.book();
    books.release(RELEASED);
    assertThat(places(905)).isEqualTo("withheld 550, debt 330");

    send(won("d5", 2));
    books.book();
    books.release(RELEASED);
    assertThat(places(905)).isEqualTo("available 220");
  }

  @Test
  void aDisputeThatArrivesBeforeItsGiftWithholdsItFromTheBeginning() {
    send(disputed("d6", 1));
    books.book();
    send(gift("d6", 906, 1_000));
    books.book();
    assertThat(places(906)).isEqualTo("withheld 550");

    send(lost("d7", 1));
    settle();
    send(gift("d7", 907, 1_000));
    books.book();
    assertThat(places(907)).isEqualTo("withheld 550");
    settle();
    assertThat(places(907)).isEmpty();
  }

  @Test
  void wonAfterLostIsRefusedAndShown() {
    send(gift("d8", 908, 1_000), disputed("d8", 1), lost("d8", 2));
    settle();
    send(won("d8", 3));
    books.book();

    assertThat(places(908)).isEmpty();
    assertThat(cases.contradictions(100))
        .anyMatch(one -> one.giftEventId().equals("d8") && one.word().equals("won"));
    assertThat(state("d8")).isEqualTo("lost");
  }

  /// The latest in event time holds, and lost for good: whatever the order of arrival.
  @Test
  void anyOrderAndNumberOfArrivalsHasTheSameEnd() {
    var orders = new ArrayList<List<String>>();
    var ends = new ArrayList<String>();
    for (var words :
        List.of(
            List.of("disputed 1", "won 2"),
            List.of("disputed 1", "won 2", "disputed 3"),
            List.of("disputed 1", "won 2", "disputed 3", "won 4"),
            List.of("disputed 1", "won 2", "disputed 3", "lost 4"))) {
      orders.addAll(permutations(words));
      while (ends.size() < orders.size()) {
        ends.add(words.getLast().split(" ", 2)[0]);
      }
    }
    for (var i = 0; i < orders.size(); i++) {
      send(gift("order-" + i, 10_000 + i, 1_000));
    }
    for (var step = 0; step < 4; step++) {
      for (var i = 0; i < orders.size(); i++) {
        if (step < orders.get(i).size()) {
          var word = orders.get(i).get(step).split(" ", 2);
          var minutes = Integer.parseInt(word[1]);
          send(
              word(word[0], "order-" + i, minutes, "-first"),
              word(word[0], "order-" + i, minutes, "-again"));
        }
      }
      books.book();
    }
    settle();
    for (var i = 0; i < orders.size(); i++) {
      var end = ends.get(i);
      assertThat(state("order-" + i))
          .as("%s", orders.get(i))
          .isEqualTo(end.equals("disputed") ? "open" : end);
      assertThat(places(10_000 + i))
          .as("%s", orders.get(i))
          .isEqualTo(
              switch (end) {
                case "disputed" -> "withheld 550";
                case "won" -> "pending 550";
                default -> "";
              });
    }
  }

  @Test
  void aRefundAndALostDisputeOfTheSameGiftTakeItOnce() {
    send(gift("d9", 909, 1_000), gift("d9-other", 909, 300));
    books.book();
    send(disputed("d9", 1), lost("d9", 2));
    settle();
    send(refund("d9-refund", "d9", 909, 1_000));
    books.book();
    assertThat(places(909)).isEqualTo("pending 165");
    assertThat(receivable(71_909)).isEqualTo(300);
    assertThat(refund("d9-refund")).isEqualTo("1000 0 1000");

    send(gift("d10", 910, 1_000), gift("d10-other", 910, 300));
    books.book();
    send(refund("d10-refund", "d10", 910, 400));
    send(disputed("d10", 1), lost("d10", 2));
    settle();
    send(refund("d10-again", "d10", 910, 600));
    books.book();
    assertThat(places(910)).isEqualTo("pending 165");
    assertThat(receivable(71_910)).isEqualTo(300);
    // What is more than the gift was is no repetition.
    send(refund("d10-too-much", "d10", 910, 50));
    books.book();
    assertThat(refund("d10-too-much")).isEqualTo("50 50 0");
  }

  @Test
  void aRefundDuringADisputeLeavesNothingToBeTakenByItsEnd() {
    send(gift("d11", 911, 1_000), disputed("d11", 1));
    books.book();
    send(refund("d11-refund", "d11", 911, 1_000));
    books.book();
    assertThat(places(911)).isEmpty();
    send(lost("d11", 2));
    settle();
    assertThat(places(911)).isEmpty();
    assertThat(receivable(71_911)).isZero();
  }

  @Test
  void figuresOfTheDayCountALostDisputeOnce() {
    var day = LocalDate.of(2025, 4, 2);
    var at = day.atTime(9, 0).toInstant(ZoneOffset.UTC);
    send(
        event("f1", EventType.GIFT, at, 71_912L, 912L, 1_000, null, null),
        event("f1-d", EventType.GIFT_DISPUTED, at.plusSeconds(60), null, null, 0, null, "f1"),
        event("f1-l", EventType.GIFT_DISPUTE_LOST, at.plusSeconds(90), null, null, 0, null, "f1"));
    rollups.close(DayRange.of(day));
    assertThat(revenue(day)).isEqualTo("10.00 5.50");
    settle();
    rollups.close(DayRange.of(day));
    assertThat(revenue(day)).isEqualTo("0.00 0.00");
    send(
        event(
            "f1-refund",
            EventType.GIFT_REFUNDED,
            at.plusSeconds(120),
            71_912L,
            912L,
            1_000,
            "f1",
            null));
    rollups.close(DayRange.of(day));
    assertThat(revenue(day)).isEqualTo("0.00 0.00");
  }

  /// A gift of 10.00 at 60 %, whose refund came before it.
  @Test
  void aRefundThatArrivesBeforeItsGiftTakesThatGiftBackWhateverIsDecidedLater() {
    reach(921, "platinum");
    send(refund("e1-refund", "e1", 921, 1_000));
    books.book();
    assertThat(places(921)).isEmpty();
    assertThat(refund("e1-refund")).isEqualTo("1000 1000 0");
    send(gift("e1", 921, 1_000));
    books.book();
    assertThat(places(921)).isEmpty();
    assertThat(receivable(71_921)).isZero();
    assertThat(refund("e1-refund")).isEqualTo("1000 0 0");

    send(disputed("e1", 1), lost("e1", 2));
    settle();
    assertThat(places(921)).isEmpty();
    assertThat(receivable(71_921)).isZero();
    send(refund("e1-again", "e1", 921, 1_000));
    books.book();
    assertThat(refund("e1-again")).isEqualTo("1000 1000 0");
  }

  @Test
  void aRefundTakesNothingUntilItsGiftArrivesAndThenNoMoreThanThat() {
    send(gift("e2-other", 922, 1_000));
    books.book();
    books.release(RELEASED);
    move(922, "available", null, 250);
    send(refund("e2-refund", "e2", 922, 1_200));
    books.book();
    assertThat(places(922)).isEqualTo("available 300");
    send(gift("e2-repays", 922, 200));
    books.book();
    books.release(RELEASED);
    assertThat(places(922)).isEqualTo("available 410");

    // 12.00 were refunded of a gift of 10.00: the other 2.00 are nobody's.
    send(gift("e2", 922, 1_000));
    books.book();
    assertThat(places(922)).isEqualTo("available 410");
    assertThat(refund("e2-refund")).isEqualTo("1200 200 0");
    // 10.00, 2.00 and 10.00 were given and 12.00 refunded.
    assertThat(receivable(71_922)).isEqualTo(1_000);
  }

  @Test
  void aRefundAndADisputeThatBothArriveBeforeTheirGiftTakeItOnce() {
    send(refund("e3-part", "e3", 923, 400), refund("e3-rest", "e3", 923, 600), disputed("e3", 1));
    send(lost("e3", 2));
    settle();
    send(gift("e3", 923, 1_000), gift("e3-other", 923, 300));
    settle();
    assertThat(places(923)).isEqualTo("pending 165");
    assertThat(receivable(71_923)).isEqualTo(300);
    assertThat(refund("e3-part")).isEqualTo("400 0 0");
    assertThat(refund("e3-rest")).isEqualTo("600 0 0");
  }

  @Test
  void figuresOfTheDayOfARefundFollowWhenItsGiftArrives() {
    reach(924, "platinum");
    var day = LocalDate.of(2025, 5, 6);
    var at = day.atTime(9, 0).toInstant(ZoneOffset.UTC);
    var gift = event("e4", EventType.GIFT, at, 71_924L, 924L, 1_000, null, null);
    send(
        event(
            "e4-refund",
            EventType.GIFT_REFUNDED,
            at.plus(Duration.ofDays(1)),
            71_924L,
            924L,
            1_000,
            "e4",
            null));
    rollups.catchUp();
    assertThat(revenue(day.plusDays(1))).isEqualTo("-10.00 0.00");
    send(gift);
    rollups.catchUp();
    rollups.catchUp();
    assertThat(revenue(day)).isEqualTo("10.00 6.00");
    assertThat(revenue(day.plusDays(1))).isEqualTo("-10.00 -6.00");
  }

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

  private void settle() {
    books.book();
    assertThat(jobs.run("decided-refunds", null, "test")).isInstanceOf(JobEnding.Succeeded.class);
  }

  private void reach(long creator, String tier) {
    db.execute(
        "insert into public.users (id, is_creator, created_at) values (%d, true, now()) on conflict do nothing"
            .formatted(creator));
    db.execute(
        """
        insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
          monthly_earnings_required, earned_at) values (%d, '%s', 0, 0, 0, '2025-01-01T00:00Z')
        """
            .formatted(creator, tier));
  }

  private long left(long creator, String state) {
    return db.fetchSingle(
            "select coalesce(sum(earned_minor - taken_back_minor), 0) from monetization.earning_part where creator_id = ? and state = ?",
            creator,
            state)
        .get(0, Long.class);
  }

  private String revenue(LocalDate day) {
    var row =
        db.fetchSingle(
            "select total_revenue, creator_earnings from public.daily_analytics where date = ?::date",
            day.toString());
    return row.get(0) + " " + row.get(1);
  }

  private String state(String gift) {
    return db.fetchSingle("select state from monetization.dispute where gift_event_id = ?", gift)
        .get(0, String.class);
  }

  /// Amount, unmatched and repeated minor units of a refund.
  private String refund(String id) {
    var row =
        db.fetchSingle(
            "select amount_minor, unmatched_minor, repeated_minor from monetization.refund where event_id = ?",
            id);
    return row.get(0) + " " + row.get(1) + " " + row.get(2);
  }

  private String refundOf(String gift) {
    return refund("refund-of:" + MoneyEvent.keyOf(gift));
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

  /// Where a creator has something, in words.
  private String places(long creator) {
    var accounts = new CreatorAccounts(creator, DOLLARS);
    var places = new ArrayList<String>();
    add(places, "pending", -balance(accounts.pending()));
    add(places, "available", -balance(accounts.available()));
    add(places, "in-payout", -balance(accounts.inPayout()));
    add(places, "withheld", -balance(accounts.withheld()));
    add(places, "debt", balance(accounts.debt()));
    return String.join(", ", places);
  }

  private static void add(List<String> places, String name, long minor) {
    if (minor != 0) {
      places.add(name + " " + minor);
    }
  }

  private long receivable(long viewer) {
    return balance(Account.free("assets:receivable:viewers:" + viewer, DOLLARS));
  }

  private long balance(Account account) {
    return ledger.balance(account);
  }

  private void move(long creator, String from, @Nullable String to, long minor) {
    var accounts = new CreatorAccounts(creator, DOLLARS);
    var places = Map.of("available", accounts.available(), "in-payout", accounts.inPayout());
    ledger
        .book(
            new Entry(
                "test:" + UUID.randomUUID(),
                "test",
                NOON,
                List.of(
                    new Line(java.util.Objects.requireNonNull(places.get(from)), minor),
                    new Line(
                        to == null
                            ? Account.free("assets:bank", DOLLARS)
                            : java.util.Objects.requireNonNull(places.get(to)),
                        -minor)),
                Map.of()))
        .entryIdOrThrow();
  }

  private void send(Event... events) {
    assertThat(log.accept(List.of(events), "test").refusals()).isEmpty();
  }

  private static Event gift(String id, long creator, long minor) {
    return event(id, EventType.GIFT, NOON, 71_000 + creator, creator, minor, null, null);
  }

  private static Event refund(String id, String gift, long creator, long minor) {
    return event(
        id,
        EventType.GIFT_REFUNDED,
        NOON.plusSeconds(600),
        71_000 + creator,
        creator,
        minor,
        gift,
        null);
  }

  private static Event disputed(String gift, int minutes) {
    return word("disputed", gift, minutes, "");
  }

  private static Event won(String gift, int minutes) {
    return word("won", gift, minutes, "");
  }

  private static Event lost(String gift, int minutes) {
    return word("lost", gift, minutes, "");
  }

  private static Event word(String word, String gift, int minutes, String suffix) {
    var type =
        switch (word) {
          case "disputed" -> EventType.GIFT_DISPUTED;
          case "won" -> EventType.GIFT_DISPUTE_WON;
          default -> EventType.GIFT_DISPUTE_LOST;
        };
    return event(
        "%s-%s-%d%s".formatted(gift, word, minutes, suffix),
        type,
        NOON.plusSeconds(minutes * 60L),
        null,
        null,
        0,
        null,
        gift);
  }

  private static Event event(
      String id,
      EventType type,
      Instant at,
      @Nullable Long viewer,
      @Nullable Long creator,
      long minor,
      @Nullable String refundOf,
      @Nullable String disputeOf) {
    return Event.of(id, type, at)
        .user(viewer)
        .creator(creator)
        .amount(minor == 0 ? null : new Money(minor, USD))
        .refundOf(refundOf)
        .disputeOf(disputeOf)
        .build();
  }

  private static List<List<String>> permutations(List<String> words) {
    if (words.isEmpty()) {
      return List.of(List.of());
    }
    var all = new ArrayList<List<String>>();
    for (var i = 0; i < words.size(); i++) {
      var rest = new ArrayList<>(words);
      var first = rest.remove(i);
      for (var tail : permutations(rest)) {
        var one = new ArrayList<>(List.of(first));
        one.addAll(tail);
        all.add(Collections.unmodifiableList(one));
      }
    }
    return all;
  }
}
