package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Verification;
import ai.profithack.monetization.RefundException.Why;
import ai.profithack.monetization.RefundExceptions.Ending;
import ai.profithack.testing.ServerTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A refund stays with its gift: what is beyond it, or of no gift of theirs, nobody is charged for
/// until a person decides.
@ServerTest
class RefundExceptionsTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Asset DOLLARS = Asset.of(USD);
  private static final LocalDate DAY = LocalDate.of(2025, 6, 10);
  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Actor PERSON = new Actor("rita", Role.FINANCE, 4L, null, false);
  private static final Actor KEY = new Actor("key:7", Role.FINANCE, null, null, false);

  @Autowired private EventLog log;
  @Autowired private EarningBooks books;
  @Autowired private RefundExceptions exceptions;
  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Rollups rollups;
  @Autowired private Agreement agreement;
  @Autowired private AuditTrail audit;

  @AfterEach
  void theBooksAreSoundAndAgreeWithTheFigures() {
    assertThat(verification.verify(null).problems()).isEmpty();
    rollups.close(DayRange.of(DAY));
    assertThat(agreement.days(DayRange.of(DAY)))
        .singleElement()
        .satisfies(day -> assertThat(day.agrees()).as("%s", day).isTrue());
  }

  @Test
  void aRefundBeyondItsGiftTakesWhatTheGiftEarnedAndNoMore() {
    var before = suspense();
    send(gift("beyond", 3_107, 3_101, 1000), gift("beyond-other", 3_107, 3_101, 5000));
    send(refund("beyond-back", 3_107, 3_101L, 2500, "beyond"));

    assertThat(pending(3_101)).isEqualTo(2750); // all of the other gift
    assertThat(debt(3_101)).isZero();
    assertThat(suspense() - before).isEqualTo(1500);
    assertThat(receivable(3_107)).isEqualTo(6000 - 2500);
    assertThat(open("beyond-back").why()).isEqualTo(Why.BEYOND_GIFT);
    assertThat(open("beyond-back").openMinor()).isEqualTo(1500);
  }

  @Test
  void aRefundThatNamesAnotherCreatorThanItsGiftTakesFromNeither() {
    send(gift("theirs", 3_117, 3_111, 1000), gift("theirs-2", 3_117, 3_112, 1000));
    send(refund("theirs-back", 3_117, 3_112L, 1000, "theirs"));

    assertThat(pending(3_111)).isEqualTo(550);
    assertThat(pending(3_112)).isEqualTo(550);
    assertThat(debt(3_112)).isZero();
    assertThat(open("theirs-back").why()).isEqualTo(Why.GIFT_OF_OTHERS);
  }

  @Test
  void aRefundOfAnUnknownGiftWaitsForItAndIsThenTakenBackAlongIt() {
    var before = suspense();
    send(refund("early-back", 3_127, 3_121L, 1000, "early"));
    assertThat(pending(3_121) + available(3_121) + debt(3_121)).isZero();
    assertThat(suspense() - before).isEqualTo(1000);
    assertThat(open("early-back").why()).isEqualTo(Why.GIFT_UNKNOWN);

    send(gift("early", 3_127, 3_121, 1500));
    assertThat(pending(3_121)).isEqualTo(275);
    assertThat(suspense()).isEqualTo(before);
    assertThat(exceptions.open(null, 200)).extracting("eventId").doesNotContain("early-back");
  }

  @Test
  void aRefundWithoutANameWaitsForAGiftThatItFitsAndForNoOther() {
    var before = suspense();
    send(refund("nameless-back", 3_128, 3_122L, 1000, null));
    assertThat(open("nameless-back").why()).isEqualTo(Why.NO_GIFT_FITS);

    send(gift("too-small", 3_128, 3_122, 999), gift("of-another", 3_128, 3_123, 1000));
    send(gift("by-another", 3_129, 3_122, 1000));
    send(
        event(
            "after-it", EventType.GIFT, NOON.plus(2, ChronoUnit.HOURS), 3_128, 3_122L, 1000, null));
    assertThat(open("nameless-back").openMinor()).isEqualTo(1000);

    send(gift("fits", 3_128, 3_122, 1000));
    assertThat(suspense()).isEqualTo(before);
    assertThat(pending(3_122)).isEqualTo(549 + 550 + 550);
    assertThat(pending(3_123)).isEqualTo(550); // of a gift that nobody took back
    assertThat(exceptions.open(null, 200)).extracting("eventId").doesNotContain("nameless-back");
  }

  @Test
  void ofTwoRefundsWithoutANameTheEarlierHasTheGift() {
    var before = suspense();
    send(
        event(
            "second-back",
            EventType.GIFT_REFUNDED,
            NOON.plus(2, ChronoUnit.HOURS),
            3_138,
            3_133L,
            600,
            null));
    send(refund("first-back", 3_138, 3_133L, 700, null));
    send(gift("one-alone", 3_138, 3_133, 1000));

    assertThat(suspense() - before).isEqualTo(600);
  }

  @Test
  void whatArrivesLaterButIsOfAnotherCreatorStaysOpen() {
    send(refund("wrong-back", 3_137, 3_131L, 1000, "wrong"));
    send(gift("wrong", 3_137, 3_132, 1000));

    assertThat(pending(3_132)).isEqualTo(550);
    assertThat(debt(3_131)).isZero();
    assertThat(open("wrong-back").why()).isEqualTo(Why.GIFT_OF_OTHERS);
  }

  /// What is told was told: the viewer has that money. Nobody else is charged for it, neither now
  /// nor by the gift of the refund that it names.
  @Test
  void aRefundOfARefundTakesNothingFromAnybodyAndIsShown() {
    var before = suspense();
    send(gift("plain", 3_139, 3_134, 1000));
    send(refund("plain-back", 3_139, 3_134L, 400, "plain"));
    send(refund("back-of-back", 3_139, 3_134L, 400, "plain-back"));

    assertThat(pending(3_134)).isEqualTo(330);
    assertThat(debt(3_134)).isZero();
    assertThat(suspense() - before).isEqualTo(400);
    assertThat(open("back-of-back").why()).isEqualTo(Why.REFUND_OF_A_REFUND);
    assertThat(exceptions.give("back-of-back", "plain-back", "A test.", PERSON))
        .isInstanceOf(Ending.WrongGift.class);

    // In the other order too, and as often as it is sent.
    send(refund("back-first", 3_139, 3_134L, 100, "back-later"));
    assertThat(open("back-first").why()).isEqualTo(Why.GIFT_UNKNOWN);
    send(refund("back-later", 3_139, 3_134L, 100, "plain"));
    send(refund("back-first", 3_139, 3_134L, 100, "back-later"));
    assertThat(open("back-first").why()).isEqualTo(Why.REFUND_OF_A_REFUND);
    assertThat(pending(3_134)).isEqualTo(275);
    assertThat(suspense() - before).isEqualTo(500);
    assertThat(exceptions.bear("back-first", "A test.", PERSON)).isEqualTo(new Ending.Done(100, 0));
    assertThat(exceptions.bear("back-of-back", "A test.", PERSON))
        .isEqualTo(new Ending.Done(400, 0));
  }

  @Test
  void thePlatformCanBearIt() {
    var before = suspense();
    var expense = balance("expenses:refunds");
    send(refund("borne", 3_147, 3_141L, 700, null));
    assertThat(open("borne").why()).isEqualTo(Why.NO_GIFT_FITS);

    assertThat(exceptions.bear("borne", "A test.", KEY)).isInstanceOf(Ending.NotPossible.class);
    assertThat(exceptions.take("borne", null, PERSON)).isEqualTo(new Ending.Done(0, 700));
    assertThat(open("borne").owner()).isEqualTo("rita");
    assertThat(exceptions.bear("borne", "Goodwill.", PERSON)).isEqualTo(new Ending.Done(700, 0));
    assertThat(exceptions.bear("borne", "Goodwill.", PERSON))
        .isInstanceOf(Ending.NotPossible.class);

    assertThat(suspense()).isEqualTo(before);
    assertThat(balance("expenses:refunds") - expense).isEqualTo(700);
    assertThat(audit.page("borne", 0, 10)).extracting("action").contains("refund.borne");
  }

  @Test
  void whatWasToldTwiceCountsOnce() {
    var before = suspense();
    send(gift("twice", 3_149, 3_142, 1000));
    send(refund("once-back", 3_149, 3_142L, 1000, "twice"));
    send(refund("twice-back", 3_149, 3_142L, 1000, "twice"));
    assertThat(open("twice-back").openMinor()).isEqualTo(1000);
    assertThat(receivable(3_149)).isEqualTo(-1000);

    assertThat(exceptions.repeat("twice-back", "A test.", KEY))
        .isInstanceOf(Ending.NotPossible.class);
    assertThat(exceptions.repeat("twice-back", "once-back", PERSON))
        .isEqualTo(new Ending.Done(1000, 0));
    assertThat(exceptions.repeat("twice-back", "once-back", PERSON))
        .isInstanceOf(Ending.NotPossible.class);

    assertThat(receivable(3_149)).isZero();
    assertThat(suspense()).isEqualTo(before);
    assertThat(pending(3_142) + debt(3_142)).isZero();
    assertThat(audit.page("twice-back", 0, 10)).extracting("action").contains("refund.repeated");
  }

  @Test
  void aPersonGivesItToTheGiftsThatItBelongsTo() {
    var before = suspense();
    send(
        gift("right-1", 3_157, 3_151, 1000),
        gift("right-2", 3_157, 3_152, 1000),
        gift("right-other", 3_158, 3_151, 1000));
    send(refund("given", 3_157, 3_151L, 1800, "right"));

    assertThat(exceptions.give("given", "right-other", "A test.", PERSON))
        .isInstanceOf(Ending.WrongGift.class);
    assertThat(exceptions.give("given", "nowhere", "A test.", PERSON))
        .isInstanceOf(Ending.WrongGift.class);
    assertThat(exceptions.give("nobody", "right-1", "A test.", PERSON))
        .isInstanceOf(Ending.Unknown.class);
    assertThat(exceptions.give("given", "right-1", "Wrong id.", PERSON))
        .isEqualTo(new Ending.Done(1000, 800));
    assertThat(exceptions.give("given", "right-1", "Wrong id.", PERSON))
        .isInstanceOf(Ending.WrongGift.class);
    assertThat(exceptions.give("given", "right-2", "Both.", PERSON))
        .isEqualTo(new Ending.Done(800, 0));

    assertThat(pending(3_151)).isEqualTo(550);
    assertThat(pending(3_152)).isEqualTo(110);
    assertThat(suspense()).isEqualTo(before);
    // What was decided stays decided, also when the gift that it named arrives after all.
    send(gift("right", 3_157, 3_151, 1800));
    assertThat(pending(3_151)).isEqualTo(550 + 990);
  }

  @Test
  void ofManyWhoDecideAtOnceOneDoes() throws Exception {
    var expense = balance("expenses:refunds");
    send(gift("race", 3_167, 3_161, 400));
    send(refund("race-back", 3_167, 3_161L, 300, "nothing"));
    Callable<Ending> bear = () -> exceptions.bear("race-back", "A race.", PERSON);
    Callable<Ending> give = () -> exceptions.give("race-back", "race", "A race.", PERSON);
    var deeds = new ArrayList<>(Collections.nCopies(4, bear));
    deeds.addAll(Collections.nCopies(4, give));
    var done = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var ending : threads.invokeAll(deeds)) {
        done += ending.get() instanceof Ending.Done ? 1 : 0;
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(balance("expenses:refunds") - expense + (220 - pending(3_161)) * 300 / 165)
        .isEqualTo(300);
  }

  private void send(Event... events) {
    assertThat(log.accept(List.of(events), "test").refusals()).isEmpty();
    books.book();
  }

  private static Event gift(String id, long viewer, long creator, long minor) {
    return event(id, EventType.GIFT, NOON, viewer, creator, minor, null);
  }

  private static Event refund(
      String id, long viewer, @Nullable Long creator, long minor, @Nullable String gift) {
    return event(
        id, EventType.GIFT_REFUNDED, NOON.plus(1, ChronoUnit.HOURS), viewer, creator, minor, gift);
  }

  private static Event event(
      String id,
      EventType type,
      Instant time,
      long viewer,
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

  private RefundException open(String eventId) {
    return exceptions.open(null, 200).stream()
        .filter(each -> Objects.equals(each.eventId(), eventId))
        .findFirst()
        .orElseThrow();
  }

  private long pending(long creator) {
    return -ledger.balance(new CreatorAccounts(creator, DOLLARS).pending());
  }

  private long available(long creator) {
    return -ledger.balance(new CreatorAccounts(creator, DOLLARS).available());
  }

  private long debt(long creator) {
    return ledger.balance(new CreatorAccounts(creator, DOLLARS).debt());
  }

  private long receivable(long viewer) {
    return balance("assets:receivable:viewers:" + viewer);
  }

  private long suspense() {
    return balance(Refunds.SUSPENSE);
  }

  private long balance(String path) {
    return ledger.balance(Account.free(path, DOLLARS));
  }
}
