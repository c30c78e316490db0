package ai.profithack.monetization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.ledger.Verification;
import ai.profithack.testing.ServerTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// From an event to the accounts of its creator, and back again when it is refunded.
@ServerTest
@DirtiesContext
class EarningBooksTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Asset DOLLARS = Asset.of(USD);
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final Instant A_WEEK_LATER = Instant.parse("2026-03-17T12:00:00Z");

  @Autowired private EventLog log;
  @Autowired private EarningBooks books;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Rollups rollups;
  @Autowired private DSLContext db;
  @Autowired private PlatformTransactionManager transactions;

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  @Test
  void giftIsTheCreatorsAndThePlatformsToTheCent() {
    send(gift("c1-1", 71, 101, 1), gift("c1-2", 71, 101, 999));
    books.book();

    assertThat(pending(101)).isEqualTo(1 + 549);
    assertThat(balance(Account.free("assets:receivable:viewers:71", DOLLARS))).isEqualTo(1000);
    var entry = ledger.find("event:c1-2").orElseThrow();
    assertThat(entry.kind()).isEqualTo("gift");
    assertThat(entry.effectiveAt()).isEqualTo(NOON);
    assertThat(entry.explanation())
        .contains("\"percent\": 55", "\"tier\": \"starter\"", "\"rule\": 1");
  }

  @Test
  void nothingIsHeldForLessThanNoTime() {
    assertThat(EarningBooks.hold(0)).isZero();
    for (var days : new int[] {-1, -7, 366}) {
      assertThatThrownBy(() -> EarningBooks.hold(days))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PROFITHACK_EARNINGS_HOLD_DAYS is " + days);
    }
  }

  @Test
  void theDatabaseHoldsThatPartsAddUp() {
    send(gift("c0-1", 71, 171, 1000));
    books.book();
    for (var change :
        List.of(
            "update monetization.earning_part set earned_minor = earned_minor - 1",
            "update monetization.earning_part set taken_back_minor = 1",
            "delete from monetization.earning_part",
            "update monetization.earning set platform_minor = platform_minor + 1",
            "update monetization.earning set refunded_minor = 7")) {
      assertThatThrownBy(() ->
              db.execute(
                  change
                      + " where event_key = (select event_key from monetization.earning where event_id = 'c0-1')"))
          .as(change)
          .hasMessageContaining("earning c0-1 of 1000");
    }
  }

  @Test
  void giftIsSharedAtTheTierOfItsMomentWhateverComesLater() {
    reach(102, "gold", "2026-03-01T00:00:00Z");
    reach(102, "platinum", "2026-03-10T00:00:00Z");
    send(
        event(
            "c5-before",
            EventType.GIFT,
            Instant.parse("2026-03-09T23:59:59Z"),
            7L,
            102L,
            1000,
            null),
        event(
            "c5-after",
            EventType.GIFT,
            Instant.parse("2026-03-10T00:00:00Z"),
            7L,
            102L,
            1000,
            null));
    books.book();
    reach(102, "bronze", "2026-03-10T13:00:00Z");
    books.book();

    assertThat(pending(102)).isEqualTo(550 + 600);
    assertThat(
            db.fetch(
                    "select tier, share_percent, earned_minor from monetization.earning_part where creator_id = 102 order by earned_minor")
                .formatCSV()
                .lines()
                .skip(1))
        .containsExactly("gold,55.00,550", "platinum,60.00,600");
    // A refund takes back what was given, not what would be given now.
    send(refund("c5-refund", 7, 102, 1000, "c5-after"));
    books.book();
    assertThat(pending(102)).isEqualTo(550);
  }

  @Test
  void sameGiftIsBookedOnceHoweverOftenItIsSentAndBooked() throws Exception {
    for (var i = 0; i < 5; i++) {
      send(gift("c9", 7, 103, 1000));
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var done : threads.invokeAll(Collections.nCopies(16, () -> books.book()))) {
        done.get();
      }
    }
    // And if the queue gave it out a second time.
    db.execute(
        """
        insert into events.money_event (id, type, occurred_at, user_id, creator_id, amount_minor)
        values ('c9', 10, '2026-03-10T12:00:00Z', 7, 103, 1000)
        """);
    books.book();

    assertThat(pending(103)).isEqualTo(550);
  }

  @Test
  void earningIsHeldForSevenDaysAndThenAvailable() {
    send(gift("hold", 7, 104, 1000));
    books.book();

    books.release(A_WEEK_LATER.minusMillis(1));
    assertThat(pending(104)).isEqualTo(550);
    assertThat(available(104)).isZero();

    books.release(A_WEEK_LATER);
    books.release(A_WEEK_LATER);
    assertThat(pending(104)).isZero();
    assertThat(available(104)).isEqualTo(550);
  }

  @Test
  void refundBeforeReleaseComesOutOfPending() {
    send(gift("c7a", 7, 105, 1000), gift("c7a-other", 7, 105, 300));
    books.book();
    send(refund("c7a-refund", 7, 105, 1000, null));
    books.book();
    books.release(A_WEEK_LATER);

    assertThat(pending(105)).isZero();
    assertThat(available(105)).isEqualTo(165);
    assertThat(debt(105)).isZero();
  }

  @Test
  void refundAfterReleaseComesOutOfAvailable() {
    send(gift("c7b", 7, 106, 1000));
    books.book();
    books.release(A_WEEK_LATER);
    send(refund("c7b-refund", 7, 106, 1000, "c7b"));
    books.book();

    assertThat(available(106)).isZero();
    assertThat(debt(106)).isZero();
  }

  @Test
  void refundAfterPayoutIsADebtThatTheNextEarningsRepayFirst() {
    send(gift("c7c", 7, 107, 1000));
    books.book();
    books.release(A_WEEK_LATER);
    payOut(107, 500);
    send(refund("c7c-refund", 7, 107, 1000, "c7c"));
    books.book();
    assertThat(available(107)).isZero();
    assertThat(debt(107)).isEqualTo(500);

    send(gift("c7c-2", 7, 107, 800)); // 4.40 for the creator
    books.book();
    books.release(A_WEEK_LATER);
    assertThat(available(107)).isZero();
    assertThat(debt(107)).isEqualTo(60);

    send(gift("c7c-3", 7, 107, 200)); // 1.10 for the creator
    books.book();
    books.release(A_WEEK_LATER);
    assertThat(available(107)).isEqualTo(50);
    assertThat(debt(107)).isZero();
  }

  @Test
  void releaseAndRefundsOfTheSameCreatorNeverWaitForEachOtherInACircle() throws Exception {
    send(gift("circle-b1", 7, 111, 1000), gift("circle-a1", 7, 112, 1000));
    books.book();
    books.release(A_WEEK_LATER);
    send(gift("circle-b2", 7, 111, 1000), gift("circle-a2", 7, 112, 1000));
    books.book();
    send(
        refund("circle-r1", 7, 112, 1000, "circle-a1"), // out of what is available
        refund("circle-r2", 7, 112, 1000, "circle-a2")); // of a part that is being released

    try (var threads = Executors.newFixedThreadPool(2)) {
      var both =
          new TransactionTemplate(transactions)
              .execute(_ -> {
                // What the release needs in its midst is kept back until both are on their way.
                ledger.lockedBalance(new CreatorAccounts(111, DOLLARS).available());
                var release = threads.submit(() -> books.release(A_WEEK_LATER));
                awaitWaiting(1);
                var book = threads.submit(() -> books.book());
                awaitWaiting(2);
                return List.of(release, book);
              });
      for (var one : both) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(2L);
      }
    }

    assertThat(available(111)).isEqualTo(1100);
    assertThat(available(112)).isZero();
    assertThat(pending(112)).isZero();
    assertThat(debt(112)).isZero();
  }

  /// A payout run locks accounts in the ledger's order; refunds arrive in any.
  @Test
  void refundsAndPayoutsOfTheSameCreatorsNeverWaitForEachOtherInACircle() throws Exception {
    send(gift("order-a", 7, 131, 1000), gift("order-b", 7, 132, 1000));
    books.book();
    books.release(A_WEEK_LATER);
    var first = new CreatorAccounts(131, DOLLARS).available();
    var second = new CreatorAccounts(132, DOLLARS).available();
    send(refund("order-rb", 7, 132, 1000, null), refund("order-ra", 7, 131, 1000, "order-a"));

    try (var threads = Executors.newFixedThreadPool(1)) {
      var booking =
          new TransactionTemplate(transactions)
              .execute(_ -> {
                ledger.lockedBalance(first);
                var book = threads.submit(() -> books.book());
                awaitWaiting(1);
                ledger.lockedBalance(second);
                return book;
              });
      assertThat(booking.get(30, TimeUnit.SECONDS)).isEqualTo(2L);
    }
    assertThat(available(131)).isZero();
    assertThat(available(132)).isZero();
  }

  private void awaitWaiting(int sessions) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (db.fetchSingle("select count(distinct pid) from pg_locks where not granted")
            .get(0, Long.class)
        < sessions) {
      assertThat(System.nanoTime()).as("both wait in time").isLessThan(deadline);
    }
  }

  @Test
  void partsOfAGiftAreTakenBackUntilNothingIsLeftAndNoFurther() {
    var before = suspense();
    send(gift("c6", 7, 108, 1001)); // 5.51 and 4.50
    books.book();
    for (var i = 0; i < 4; i++) {
      send(refund("c6-" + i, 7, 108, 250, "c6"));
    }
    books.book();
    assertThat(pending(108)).isEqualTo(1);

    // One cent is left of the gift; the rest of this refund has nothing to take back.
    send(refund("c6-too-much", 7, 108, 250, "c6"));
    books.book();
    assertThat(pending(108)).isZero();
    assertThat(
            db.fetchValue(
                "select unmatched_minor from monetization.refund where event_id = 'c6-too-much'"))
        .isEqualTo(249L);
    assertThat(
            db.fetchValue("select refunded_minor from monetization.earning where event_id = 'c6'"))
        .isEqualTo(1001L);
    assertThat(debt(108)).isZero();
    assertThat(suspense()).isEqualTo(before + 249);
  }

  @Test
  void refundThatNamesAnotherViewersGiftTakesNothingFromIt() {
    send(gift("other", 7, 111, 1000));
    books.book();
    send(
        refund("other-viewer", 8, 111, 1000, "other"),
        refund("other-nothing", 7, 111, 1000, "no-such-gift"));
    books.book();

    assertThat(pending(111)).isEqualTo(550);
    assertThat(
            db.fetchValue(
                "select sum(unmatched_minor) from monetization.refund where event_id like 'other-%'"))
        .isEqualTo(new BigDecimal(2000));
  }

  @Test
  void refundThatNamesNoGiftTakesBackTheNewestThatFits() {
    send(
        event("match-1", EventType.GIFT, NOON.minusSeconds(60), 7L, 109L, 500, null),
        event("match-2", EventType.GIFT, NOON.minusSeconds(30), 7L, 109L, 500, null),
        event("match-3", EventType.GIFT, NOON.minusSeconds(10), 7L, 109L, 400, null),
        event("match-4", EventType.GIFT, NOON.minusSeconds(5), 8L, 109L, 500, null),
        event("match-5", EventType.GIFT, NOON.plusSeconds(90), 7L, 109L, 500, null));
    books.book();
    send(refund("match-refund", 7, 109, 500, null));
    books.book();

    assertThat(
            db.fetchValue(
                "select e.event_id from monetization.refund r join monetization.earning e on e.event_key = r.refunds where r.event_id = 'match-refund'"))
        .isEqualTo("match-2");
  }

  @Test
  void giftOfAVideoWhoseCreatorBecomesKnownLaterIsSharedThen() {
    send(
        Event.of("late-gift", EventType.GIFT, NOON)
            .user(7L)
            .video(9_110L)
            .amount(new Money(1000, USD))
            .build());
    books.book();
    assertThat(pending(110)).isZero();

    send(
        Event.of("late-video", EventType.VIDEO_PUBLISHED, NOON.minusSeconds(60))
            .video(9_110L)
            .creator(110L)
            .build());
    books.book();
    books.book();
    assertThat(pending(110)).isEqualTo(550);
    assertThat(owed("late-gift")).isEqualTo(550);
  }

  /// Refunds took of it while it was the platform's alone: they are borne along the parts then, and
  /// the figures of their own days follow.
  @Test
  void whatIsLeftOfARefundedGiftIsSharedWhenItsCreatorBecomesKnown() {
    var gift = LocalDate.of(2026, 4, 6);
    var nextDay = gift.plusDays(1);
    send(
        Event.of("left-gift", EventType.GIFT, at(gift, 9))
            .user(7L)
            .video(9_114L)
            .amount(new Money(1000, USD))
            .build(),
        nobodys("left-cent", at(gift, 10), 1),
        nobodys("left-more", at(nextDay, 10), 300));
    books.book();
    rollups.close(DayRange.of(gift));
    rollups.close(DayRange.of(nextDay));

    send(
        Event.of("left-video", EventType.VIDEO_PUBLISHED, at(gift, 8))
            .video(9_114L)
            .creator(114L)
            .build());
    books.book();
    books.book();

    // 550 of 1000; of the cent all is the creator's, by the largest remainder, then 165 of 300.
    assertThat(owed("left-gift")).isEqualTo(550);
    assertThat(owed("left-cent")).isEqualTo(-1);
    assertThat(owed("left-more")).isEqualTo(-165);
    assertThat(pending(114)).isEqualTo(384);
    assertThat(
            db.fetchSingle(
                    """
                    select e.refunded_minor, e.platform_minor, e.platform_refunded_minor, p.earned_minor, p.taken_back_minor
                    from monetization.earning as e join monetization.earning_part as p on p.event_key = e.event_key
                    where e.event_id = 'left-gift'
                    """)
                .intoList())
        .isEqualTo(List.of(301L, 450L, 135L, 550L, 166L));
    rollups.close(DayRange.of(gift));
    rollups.close(DayRange.of(nextDay));
    assertThat(earnedOn(gift)).isEqualByComparingTo("5.49");
    assertThat(earnedOn(nextDay)).isEqualByComparingTo("-1.65");

    send(nobodys("left-rest", at(nextDay, 11), 699));
    books.book();
    assertThat(pending(114)).isZero();
  }

  /// A gift whose creator became known under a version that left it to the platform.
  @Test
  void whatWasLeftToThePlatformIsSharedByTheUpgrade() throws Exception {
    var day = LocalDate.of(2026, 4, 13);
    send(
        Event.of("kept-gift", EventType.GIFT, at(day, 9))
            .user(7L)
            .video(9_115L)
            .amount(new Money(1000, USD))
            .build(),
        nobodys("kept-cent", at(day, 10), 1, 9_115, "kept-gift"));
    books.book();
    rollups.close(DayRange.of(day));
    db.execute("update events.event set creator_id = 115 where id in ('kept-gift', 'kept-cent')");
    books.book();
    assertThat(pending(115)).isZero();

    try (var migration =
        getClass()
            .getResourceAsStream("/db/migration/monetization/V150__refunded_gifts_shared.sql")) {
      var sql = new String(Objects.requireNonNull(migration).readAllBytes(), UTF_8);
      db.execute(sql);
      books.book();
      db.execute(sql);
    }

    assertThat(db.fetchValue("select count(*) from events.money_event")).isEqualTo(0L);
    assertThat(pending(115)).isEqualTo(549);
    rollups.close(DayRange.of(day));
    assertThat(earnedOn(day)).isEqualByComparingTo("5.49");
  }

  private static Event nobodys(String id, Instant time, long minor) {
    return nobodys(id, time, minor, 9_114, "left-gift");
  }

  private static Event nobodys(String id, Instant time, long minor, long video, String gift) {
    return Event.of(id, EventType.GIFT_REFUNDED, time)
        .user(7L)
        .video(video)
        .amount(new Money(minor, USD))
        .refundOf(gift)
        .build();
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
  }

  private BigDecimal earnedOn(LocalDate day) {
    return db.fetchSingle(
            "select creator_earnings from public.daily_analytics where date = ?::date",
            day.toString())
        .get(0, BigDecimal.class);
  }

  /// The ids are the platform's: whatever they look like, no event stands in another's way.
  @Test
  void bookingAgainMeetsNoOtherEventWhateverItsIdLooksLike() {
    send(
        gift("again:2", 7, 112, 1000),
        gift("again:1:back", 7, 112, 1000),
        Event.of("again", EventType.GIFT, NOON)
            .user(7L)
            .video(9_112L)
            .amount(new Money(1000, USD))
            .build());
    books.book();
    send(
        Event.of("again-video", EventType.VIDEO_PUBLISHED, NOON.minusSeconds(60))
            .video(9_112L)
            .creator(113L)
            .build());
    books.book();

    assertThat(pending(112)).isEqualTo(2 * 550);
    assertThat(pending(113)).isEqualTo(550);
    assertThat(owed("again")).isEqualTo(550);
  }

  @Test
  void figuresOfTheDayAgreeWithTheLedgerToTheCent() {
    reach(120, "platinum", "2026-01-01T00:00:00Z");
    var random = new Random(5);
    var day = LocalDate.of(2026, 2, 14);
    var events = new ArrayList<Event>();
    for (var i = 0; i < 400; i++) {
      var time = day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(random.nextLong(86_400));
      var viewer = 1 + random.nextLong(5);
      var creator = random.nextInt(6) == 0 ? null : (Long) (120 + random.nextLong(4));
      var amount = 1 + random.nextLong(5_000);
      events.add(
          switch (random.nextInt(6)) {
            case 0 ->
                event("fig-" + i, EventType.SUBSCRIPTION, time, viewer, creator, amount, null);
            case 1 -> event("fig-" + i, EventType.AD_REVENUE, time, null, creator, amount, null);
            case 2 ->
                event(
                    "fig-" + i,
                    EventType.GIFT_REFUNDED,
                    time,
                    viewer,
                    120 + random.nextLong(4),
                    amount,
                    i > 5 ? "fig-" + (i - 5) : null);
            default ->
                event(
                    "fig-" + i,
                    EventType.GIFT,
                    time,
                    viewer,
                    120 + random.nextLong(4),
                    amount,
                    null);
          });
    }
    Collections.shuffle(events, random);
    events.forEach(this::send);

    rollups.close(DayRange.of(day));

    var figures =
        db.fetchSingle(
            "select creator_earnings, platform_earnings, total_revenue from public.daily_analytics where date = ?::date",
            day.toString());
    var ledgerMinor =
        db.fetchSingle(
                "select sum(owed_minor) from ledger.event_share where effective_at >= '2026-02-14T00:00Z' and effective_at < '2026-02-15T00:00Z'")
            .get(0, BigDecimal.class);
    assertThat(figures.get("creator_earnings", BigDecimal.class))
        .isEqualByComparingTo(ledgerMinor.movePointLeft(2));
    assertThat(
            figures
                .get("creator_earnings", BigDecimal.class)
                .add(figures.get("platform_earnings", BigDecimal.class)))
        .isEqualByComparingTo(figures.get("total_revenue", BigDecimal.class));
    // Every creator's accounts together are what the day's events gave.
    assertThat(db.fetchValue("select count(*) from events.money_event")).isEqualTo(0L);
  }

  private void send(Event... events) {
    assertThat(log.accept(List.of(events), "test").refusals()).isEmpty();
  }

  private static Event gift(String id, long viewer, long creator, long minor) {
    return event(id, EventType.GIFT, NOON, viewer, creator, minor, null);
  }

  private static Event refund(
      String id, long viewer, long creator, long minor, @Nullable String gift) {
    return event(id, EventType.GIFT_REFUNDED, NOON.plusSeconds(60), viewer, creator, minor, gift);
  }

  private static Event event(
      String id,
      EventType type,
      Instant time,
      @Nullable Long viewer,
      @Nullable Long creator,
      long minor,
      @Nullable String refundOf) {
    return Event.of(id, type, time)
        .user(viewer)
        .creator(creator)
        .amount(new Money(minor, USD))
        .refundOf(refundOf)
        .build();
  }

  private void reach(long creator, String tier, String at) {
    db.execute(
        "insert into public.users (id, is_creator, created_at) values (%d, true, now()) on conflict do nothing"
            .formatted(creator));
    db.execute(
        """
        insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
          monthly_earnings_required, earned_at) values (%d, '%s', 0, 0, 0, '%s')
        """
            .formatted(creator, tier, at));
  }

  private void payOut(long creator, long minor) {
    var accounts = new CreatorAccounts(creator, DOLLARS);
    ledger
        .book(
            new Entry(
                "paid-" + creator,
                "test",
                NOON,
                List.of(
                    new Line(accounts.available(), minor),
                    new Line(Account.free("assets:bank", DOLLARS), -minor)),
                Map.of()))
        .entryIdOrThrow();
  }

  private long owed(String eventId) {
    return db.fetchSingle(
            "select sum(owed_minor) from ledger.event_share where event_id = ?", eventId)
        .get(0, Long.class);
  }

  private long pending(long creator) {
    return -balance(new CreatorAccounts(creator, DOLLARS).pending());
  }

  private long available(long creator) {
    return -balance(new CreatorAccounts(creator, DOLLARS).available());
  }

  private long debt(long creator) {
    return balance(new CreatorAccounts(creator, DOLLARS).debt());
  }

  private long suspense() {
    return balance(Account.free("assets:suspense:refunds", DOLLARS));
  }

  private long balance(Account account) {
    return ledger.balance(account);
  }
}
