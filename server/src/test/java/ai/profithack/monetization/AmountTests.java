package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import ai.profithack.monetization.Amount.Match;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// What a refund takes of its gift, in whatever currency both were sent and at whatever rate.
class AmountTests {
  private static final Currency USD = Currency.getInstance("USD");

  @Test
  void aRefundInTheCurrencyOfItsGiftTakesWhatThatPartBrought() {
    var gift = new Amount(1100, 1000, "EUR");

    assertThat(Match.between(gift, new Amount(1050, 1000, "EUR")))
        .isEqualTo(new Match(gift, new Amount(1050, 1000, "EUR")));
    assertThat(Match.between(gift, new Amount(1150, 1000, "EUR")).exchangeDifferenceMinor())
        .isEqualTo(50);
    assertThat(Match.between(gift, new Amount(345, 300, "EUR")))
        .isEqualTo(new Match(new Amount(330, 300, "EUR"), new Amount(345, 300, "EUR")));
    // Of more than its gift only what the gift has.
    assertThat(Match.between(gift, new Amount(1725, 1500, "EUR")))
        .isEqualTo(new Match(gift, new Amount(1150, 1000, "EUR")));
  }

  @Test
  void aRefundInAnotherCurrencyTakesWhatItCounts() {
    var gift = new Amount(1100, 1000, "EUR");

    assertThat(Match.between(gift, Amount.of(1050, null)))
        .isEqualTo(new Match(new Amount(1050, 954, "EUR"), Amount.of(1050, null)));
    assertThat(Match.between(gift, new Amount(1150, 2000, "CAD")))
        .isEqualTo(new Match(gift, new Amount(1100, 1913, "CAD")));
    // Something stays as sent for what stays.
    assertThat(Match.between(new Amount(150, 1, "KWD"), Amount.of(149, null)).ofGift())
        .isEqualTo(new Amount(149, 0, "KWD"));
    assertThat(Match.between(gift, new Amount(0, 3, "VND")).isNothing()).isTrue();
  }

  @Test
  void inTheReportingCurrencyItIsOneNumber() {
    assertThat(Match.between(Amount.of(1000, null), Amount.of(1500, null)))
        .isEqualTo(new Match(Amount.of(1000, null), Amount.of(1000, null)));
    assertThat(Match.between(Amount.NOTHING, new Amount(500, 450, "EUR")).isNothing()).isTrue();
    assertThatThrownBy(() -> new Amount(1, 2, null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Amount.of(5, null).minus(new Amount(5, 5, "EUR")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// However it is refunded in pieces, at whatever rates and in the gift's currency or others, in
  /// the end nothing is left of the gift, and never was more taken than it had.
  @Property
  void refundsInAnyPiecesAddUpToTheGift(
      @ForAll @LongRange(min = 1, max = 5_000_000_000L) long original, @ForAll long seed) {
    var random = new Random(seed);
    var currency =
        Currency.getInstance(new String[] {"JPY", "EUR", "KWD", "VND"}[random.nextInt(4)]);
    var gift = counted(original, currency, random);
    var left = gift;
    var back = 0L;
    while (left.original() > 0) {
      var foreign = random.nextInt(4) == 0;
      var refund =
          foreign
              ? Amount.of(1 + random.nextLong(1 + left.minor()), null)
              : counted(
                  random.nextInt(3) == 0 ? left.original() : 1 + random.nextLong(left.original()),
                  currency,
                  random);
      var match = Match.between(left, refund);
      assertThat(match.ofRefund().minor()).isBetween(0L, refund.minor());
      assertThat(match.ofRefund().original()).isBetween(0L, refund.original());
      if (!foreign) {
        assertThat(match.ofRefund()).as("all of a refund within its gift").isEqualTo(refund);
      }
      left = left.minus(match.ofGift());
      back += match.ofGift().minor();
    }
    assertThat(left.minor()).isZero();
    assertThat(back).isEqualTo(gift.minor());
  }

  private static Amount counted(long original, Currency currency, Random random) {
    var money = new Money(original, currency);
    var rate = BigDecimal.valueOf(1 + random.nextInt(300_000), 5);
    return Amount.of(money.convertedAt(rate, USD).minor(), money);
  }
}
