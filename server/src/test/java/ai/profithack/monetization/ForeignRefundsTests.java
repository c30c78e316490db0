package ai.profithack.monetization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.monetization.RefundExceptions.Ending;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.platform.ExchangeRates.Rate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gifts and refunds in other currencies than the reporting one: a refund takes back what its gift
/// brought, whatever the rate of its own day is.
class ForeignRefundsTests extends DisputedGifts {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final Currency DONG = Currency.getInstance("VND");
  private static final LocalDate GIVEN = LocalDate.of(2025, 7, 1);
  private static final LocalDate FALLEN = LocalDate.of(2025, 7, 2);
  private static final LocalDate RISEN = LocalDate.of(2025, 7, 3);
  private static final LocalDate LAST = LocalDate.of(2025, 7, 9);
  private static final Actor PERSON = new Actor("rita", Role.FINANCE, 4L, null, false);

  @Autowired private ExchangeRates rates;
  @Autowired private RefundExceptions exceptions;
  @Autowired private Agreement agreement;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void ratesOfTheDays() {
    rates.load(
        List.of(
            new Rate(GIVEN, EUR, new BigDecimal("1.10")),
            new Rate(FALLEN, EUR, new BigDecimal("1.05")),
            new Rate(RISEN, EUR, new BigDecimal("1.15")),
            new Rate(GIVEN, DONG, new BigDecimal("0.00004")),
            new Rate(FALLEN, DONG, new BigDecimal("0.00003"))));
  }

  @AfterEach
  void figuresAndBooksAgree() {
    for (var day = GIVEN; !day.isAfter(LAST); day = day.plusDays(1)) {
      rollups.close(DayRange.of(day));
    }
    assertThat(agreement.days(new DayRange(GIVEN, LAST.plusDays(1))))
        .allSatisfy(day -> assertThat(day.agrees()).as("%s", day).isTrue());
  }

  @Test
  void atALowerRateTheGiftIsTakenBackAsAWhole() {
    var before = Places.now(this);
    send(gift("fx-low", 6_001, euros(1000)), gift("fx-low-2", 6_002, euros(1000)));
    send(
        refund("fx-low-back", FALLEN, 6_001, euros(1000), "fx-low"),
        refund("fx-low-back-2", FALLEN, 6_002, euros(1000), null));
    books.book();

    assertThat(places(6_001) + places(6_002)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, -100));
    assertThat(receivable(71_000 + 6_001)).isEqualTo(50);
    assertThat(openOf("fx-low")).isEmpty();
  }

  @Test
  void atAHigherRateNothingWaitsForAPerson() {
    var before = Places.now(this);
    send(gift("fx-high", 6_011, euros(1000)), gift("fx-high-2", 6_012, euros(1000)));
    send(
        refund("fx-high-back", RISEN, 6_011, euros(1000), "fx-high"),
        refund("fx-high-back-2", RISEN, 6_012, euros(1000), null));
    books.book();

    assertThat(places(6_011) + places(6_012)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, 100));
    assertThat(openOf("fx-high")).isEmpty();
    assertThat(ledger.find("event:fx-high-back").orElseThrow().explanation())
        .contains("\"original\": \"10.00 EUR\"", "\"exchangeDifferenceMinor\": 50");
    // Sent once more it changes nothing, and for another refund nothing is left.
    send(
        refund("fx-high-back", RISEN, 6_011, euros(1000), "fx-high"),
        refund("fx-high-more", FALLEN, 6_011, euros(100), "fx-high"));
    books.book();
    assertThat(openOf("fx-high")).containsExactly("fx-high-more 105");
    assertThat(places(6_011)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 105, 100));
  }

  /// The revenue falls by what the refund was worth on its day, creators' earnings by what the gift
  /// had brought them, and the platform has the rest.
  @Test
  void theDayOfTheRefundHasItsOwnRateAndCreatorsTheGifts() {
    var day = LocalDate.of(2025, 7, 8);
    rates.load(List.of(new Rate(day, EUR, new BigDecimal("1.15"))));
    send(gift("fx-day", 6_021, euros(1000)), refund("fx-day-b", day, 6_021, euros(500), "fx-day"));
    books.book();
    rollups.close(DayRange.of(day));

    assertThat(revenue(day)).isEqualTo("-5.75 -3.03"); // half of 6.05, by the largest remainder
    assertThat(places(6_021)).isEqualTo("pending 302");
  }

  @Test
  void whatIsBeyondTheGiftWaitsAtItsOwnRateAndIsGivenByWhatWasSent() {
    var before = Places.now(this);
    send(gift("fx-more", 6_031, euros(1000)), gift("fx-more-2", 6_032, 6_031, euros(400)));
    send(refund("fx-more-back", RISEN, 6_031, euros(1600), "fx-more"));
    books.book();
    assertThat(openOf("fx-more")).containsExactly("fx-more-back 690"); // 6.00 EUR
    assertThat(places(6_031)).isEmpty();

    assertThat(exceptions.give("fx-more-back", "fx-more-2", "A test.", PERSON))
        .isEqualTo(new Ending.Done(460, 230));
    assertThat(places(6_032)).isEmpty();
    assertThat(exceptions.bear("fx-more-back", "A test.", PERSON))
        .isEqualTo(new Ending.Done(230, 0));
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, 50 + 20));
  }

  @Test
  void aRefundBeforeItsGiftIsTakenBackAtTheGiftsRateToo() {
    var before = Places.now(this);
    send(
        refund("fx-early-1", RISEN, 6_041, euros(300), "fx-early"),
        refund("fx-early-2", FALLEN, 6_042, euros(1000), null));
    books.book();
    assertThat(Places.now(this).minus(before).suspense()).isEqualTo(345 + 1050);
    send(gift("fx-early", 6_041, euros(1000)), gift("fx-early-other", 6_042, euros(999)));
    books.book();
    assertThat(places(6_041)).isEqualTo("pending 423"); // 6.05 less 55 % of 3.30, rounded up
    assertThat(places(6_042)).isEqualTo("pending 604");
    send(gift("fx-early-fits", 6_042, euros(1000)));
    books.book();

    assertThat(places(6_042)).isEqualTo("pending 604");
    assertThat(Places.now(this).minus(before).suspense()).isZero();
    assertThat(Places.now(this).minus(before).exchange()).isEqualTo(15 - 50);
  }

  /// The decision gives back what the gift had brought; what the platform tells of it later, at
  /// another rate, is the same refund.
  @Test
  void aDecidedRefundThatThePlatformReportsTooCountsOnce() {
    var before = Places.now(this);
    send(gift("fx-lost", 6_051, euros(1000)));
    send(
        lost(
            "fx-lost", (int) (GIVEN.toEpochDay() - LocalDate.of(2025, 3, 10).toEpochDay()) * 1440));
    settle();
    assertThat(places(6_051)).isEmpty();
    send(
        refund("fx-lost-told", RISEN, 6_051, euros(600), "fx-lost"),
        refund("fx-lost-told-2", RISEN, 6_051, euros(500), "fx-lost"));
    settle();

    assertThat(refund("fx-lost-told")).isEqualTo("690 0 690");
    assertThat(refund("fx-lost-told-2")).isEqualTo("575 115 460"); // 1.00 EUR beyond the gift
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 115, 0));
    assertThat(receivable(71_000 + 6_051)).isEqualTo(-115);
  }

  @Test
  void inAnotherCurrencyThanItsGiftItTakesWhatItCounts() {
    var before = Places.now(this);
    send(gift("fx-other", 6_061, euros(1000)));
    send(refund("fx-other-usd", FALLEN, 6_061, new Money(550, USD), "fx-other"));
    books.book();
    assertThat(Places.now(this).minus(before).exchange()).isZero();
    assertThat(places(6_061)).isEqualTo("pending 302");
    send(refund("fx-other-eur", FALLEN, 6_061, euros(500), "fx-other"));
    books.book();

    assertThat(places(6_061)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, 525 - 550));
  }

  @Test
  void ofAnUnnamedRefundTheGiftIsOfItsCurrencyWhereThereIsOne() {
    send(
        gift("fx-mine", 6_071, euros(1000)),
        event("fx-newer", EventType.GIFT, GIVEN, 13, 77_071, 6_071, new Money(2000, USD), null));
    send(refund("fx-mine-back", RISEN, 6_071, euros(1000), null));
    books.book();

    assertThat(places(6_071)).isEqualTo("pending 1100");
  }

  @Test
  void refundsThatCountAsNothingTakeTheirPartOfTheGift() {
    var before = Places.now(this);
    send(gift("fx-tiny", 6_081, new Money(1000, DONG))); // 4 cents
    for (var i = 0; i < 10; i++) {
      send(refund("fx-tiny-" + i, FALLEN, 6_081, new Money(100, DONG), "fx-tiny"));
    }
    books.book();

    assertThat(places(6_081)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, -4));
  }

  @Test
  void whoeverBecomesKnownLaterBearsWhatWasTakenOfTheGift() {
    var before = Places.now(this);
    send(ofVideo("fx-late", EventType.GIFT, GIVEN, euros(1000), null));
    send(ofVideo("fx-late-1", EventType.GIFT_REFUNDED, RISEN, euros(301), "fx-late"));
    books.book();
    send(
        Event.of("fx-late-video", EventType.VIDEO_PUBLISHED, at(GIVEN, 8))
            .video(69_091L)
            .creator(6_091L)
            .build());
    books.book();
    assertThat(places(6_091)).isEqualTo("pending 423");
    send(ofVideo("fx-late-2", EventType.GIFT_REFUNDED, FALLEN, euros(699), "fx-late"));
    books.book();

    assertThat(places(6_091)).isEmpty();
    assertThat(Places.now(this).minus(before)).isEqualTo(new Places(0, 0, 346 + 734 - 1100));
  }

  /// What was booked by a version that did not keep it: the log has it still.
  @Test
  void theUpgradeTakesFromTheLogWhatWasSent() throws Exception {
    send(
        gift("fx-up", 6_095, euros(1000)),
        gift("fx-up-2", 6_096, 6_095, euros(400)),
        refund("fx-up-back", GIVEN, 6_095, euros(300), "fx-up"),
        refund("fx-up-back-2", GIVEN, 6_095, euros(1000), "fx-up"));
    books.book();
    assertThat(exceptions.give("fx-up-back-2", "fx-up-2", "A test.", PERSON))
        .isEqualTo(new Ending.Done(330, 0));
    var kept = kept();
    assertThat(kept).contains("700");
    String migration;
    try (var file =
        getClass()
            .getResourceAsStream(
                "/db/migration/monetization/V162__refunds_in_the_currency_of_their_gift.sql")) {
      migration = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
    }

    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          status.setRollbackOnly();
          // None were kept that count as nothing.
          db.execute("delete from monetization.refund where amount_minor = 0");
          db.execute(
              "update monetization.earning set original_minor = null, original_currency = null, refunded_original_minor = null");
          db.execute(
              """
              update monetization.refund set original_minor = null, original_currency = null, unmatched_original_minor = null,
                repeated_original_minor = null, decided_original_minor = null, taken_minor = 0, taken_original_minor = null
              """);
          db.execute(
              "update monetization.refund_decision set taken_minor = 0, taken_original_minor = null where gift_key is not null");
          assertThat(kept()).isNotEqualTo(kept);
          Pattern.compile("^update .*?;", Pattern.MULTILINE | Pattern.DOTALL)
              .matcher(migration)
              .results()
              .forEach(update -> db.execute(update.group()));
          assertThat(kept()).isEqualTo(kept);
        });
  }

  private String kept() {
    return db.fetch(
            """
            select r.event_id, r.original_minor, r.original_currency, r.unmatched_original_minor, r.repeated_original_minor,
              r.decided_original_minor, r.taken_minor, r.taken_original_minor, e.original_minor as gift_minor,
              e.original_currency as gift_currency, e.refunded_original_minor, d.taken_minor as given_minor,
              d.taken_original_minor as given_original_minor
            from monetization.refund as r left join monetization.earning as e on e.event_key = r.refunds
            left join monetization.refund_decision as d on d.event_key = r.event_key
            where r.event_id like 'fx-up-%' order by r.event_id
            """)
        .formatCSV();
  }

  /// Gifts in currencies with no, two and three decimals at rates of any day, each refunded in
  /// pieces, in any order, before and after it: nothing is left of any, and nothing waits.
  @Test
  void whateverTheRatesAreARefundedGiftLeavesNothing() {
    var random = new Random(41);
    var currencies =
        List.of("JPY", "EUR", "KWD", "VND").stream().map(Currency::getInstance).toList();
    var table = new ArrayList<Rate>();
    for (var day = GIVEN; !day.isAfter(LAST); day = day.plusDays(1)) {
      for (var currency : currencies) {
        var scale = currency.getCurrencyCode().equals("VND") ? 7 : 4;
        table.add(new Rate(day, currency, BigDecimal.valueOf(50 + random.nextInt(30_000), scale)));
      }
    }
    rates.load(table);
    var before = Places.now(this);
    var events = new ArrayList<Event>();
    for (var i = 0; i < 40; i++) {
      var currency = currencies.get(i % currencies.size());
      var creator = 6_100 + i % 8;
      var viewer = 60_000 + i; // each gift is the only one of its viewer
      var original = 100 + random.nextLong(20_000);
      var name = "fx-any-" + i;
      var day = GIVEN.plusDays(random.nextInt(4));
      var gift =
          event(name, EventType.GIFT, day, 9, viewer, creator, new Money(original, currency), null);
      events.add(gift);
      for (var piece = 0; original > 0; piece++) {
        var part = piece == 4 ? original : 1 + random.nextLong(original);
        original -= part;
        events.add(
            event(
                name + "-" + piece,
                EventType.GIFT_REFUNDED,
                day.plusDays(random.nextInt(5)),
                10 + piece,
                viewer,
                creator,
                new Money(part, currency),
                random.nextInt(4) == 0 ? null : name));
      }
    }
    Collections.shuffle(events, random);
    for (var from = 0; from < events.size(); from += 20) {
      send(events.subList(from, Math.min(events.size(), from + 20)).toArray(Event[]::new));
      books.book();
    }

    assertThat(openOf("fx-any")).isEmpty();
    for (var creator = 6_100; creator < 6_108; creator++) {
      assertThat(places(creator)).as("creator %d", creator).isEmpty();
    }
    var after = Places.now(this).minus(before);
    assertThat(after.income()).isZero();
    assertThat(after.suspense()).isZero();
    assertThat(
            db.fetchValue(
                """
                select count(*) from monetization.earning
                where event_id like 'fx-any-%' and (refunded_minor, refunded_original_minor) is distinct from (amount_minor, original_minor)
                """))
        .isEqualTo(0L);
  }

  /// What the platform has of gifts, what nobody bears yet, and what rates cost.
  private record Places(long income, long suspense, long exchange) {
    static Places now(ForeignRefundsTests tests) {
      return new Places(
          tests.at("income:platform:gifts"),
          tests.at(Refunds.SUSPENSE),
          tests.at("expenses:exchange-differences"));
    }

    Places minus(Places before) {
      return new Places(
          income - before.income, suspense - before.suspense, exchange - before.exchange);
    }
  }

  private long at(String path) {
    return balance(Account.free(path, DOLLARS));
  }

  private List<String> openOf(String prefix) {
    return exceptions.open(null, 200).stream()
        .filter(each -> each.eventId().startsWith(prefix))
        .map(each -> each.eventId() + " " + each.openMinor())
        .toList();
  }

  private static Money euros(long cents) {
    return new Money(cents, EUR);
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
  }

  private static Event gift(String id, long creator, Money amount) {
    return gift(id, creator, creator, amount);
  }

  private static Event gift(String id, long creator, long ofViewer, Money amount) {
    return event(id, EventType.GIFT, GIVEN, 12, 71_000 + ofViewer, creator, amount, null);
  }

  private static Event refund(
      String id, LocalDate day, long creator, Money amount, @Nullable String gift) {
    return event(id, EventType.GIFT_REFUNDED, day, 15, 71_000 + creator, creator, amount, gift);
  }

  private static Event event(
      String id,
      EventType type,
      LocalDate day,
      int hour,
      long viewer,
      long creator,
      Money amount,
      @Nullable String refundOf) {
    return Event.of(id, type, at(day, hour))
        .user(viewer)
        .creator(creator)
        .amount(amount)
        .refundOf(refundOf)
        .build();
  }

  private static Event ofVideo(
      String id, EventType type, LocalDate day, Money amount, @Nullable String refundOf) {
    return Event.of(id, type, at(day, 12))
        .user(77_777L)
        .video(69_091L)
        .amount(amount)
        .refundOf(refundOf)
        .build();
  }
}
