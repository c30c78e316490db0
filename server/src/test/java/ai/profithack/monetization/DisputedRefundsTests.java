package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.EventType;
import ai.profithack.kernel.DayRange;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// Refunds, disputes and decisions about the same gift take it once, in books and figures.
class DisputedRefundsTests extends DisputedGifts {
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
}
