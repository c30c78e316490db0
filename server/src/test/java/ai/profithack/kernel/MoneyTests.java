package ai.profithack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MoneyTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Currency JPY = Currency.getInstance("JPY");
  private static final Currency KWD = Currency.getInstance("KWD");

  @Test
  void countsInTheMinorUnitsOfItsCurrency() {
    assertThat(Money.of(new BigDecimal("12.30"), USD).minor()).isEqualTo(1230);
    assertThat(Money.of(new BigDecimal("12"), JPY).minor()).isEqualTo(12);
    assertThat(Money.of(new BigDecimal("1.234"), KWD).minor()).isEqualTo(1234);
    assertThat(new Money(1230, USD)).hasToString("12.30 USD");
  }

  @Test
  void refusesDecimalsThatTheCurrencyDoesNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Money.of(new BigDecimal("0.001"), USD))
        .withMessageContaining("at most 2 decimals");
    assertThatIllegalArgumentException().isThrownBy(() -> Money.of(new BigDecimal("0.5"), JPY));
  }

  @Test
  void refusesAmountsBeyondSixtyFourBits() {
    assertThatIllegalArgumentException().isThrownBy(() -> Money.of(new BigDecimal("1e30"), USD));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Money.of(new BigDecimal("1e999999"), USD));
    assertThatThrownBy(() -> new Money(Long.MAX_VALUE, USD).plus(new Money(1, USD)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void neverMixesCurrencies() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Money(1, USD).plus(new Money(1, JPY)));
  }

  @Test
  void tenDimesAreADollar() {
    var sum = Money.zero(USD);
    for (var i = 0; i < 10; i++) {
      sum = sum.plus(Money.of(new BigDecimal("0.1"), USD));
    }
    assertThat(sum.toDecimal()).isEqualTo("1.00");
  }

  @Test
  void convertsWithOneRounding() {
    assertThat(Money.of(new BigDecimal("10.00"), USD).convertedAt(new BigDecimal("149.505"), JPY))
        .isEqualTo(new Money(1495, JPY));
    assertThat(new Money(1, JPY).convertedAt(new BigDecimal("0.005"), USD))
        .isEqualTo(new Money(1, USD));
  }

  @Property
  void writingAndReadingIsLossless(@ForAll long minor) {
    var money = new Money(minor, USD);
    assertThat(Money.of(money.toDecimal(), USD)).isEqualTo(money);
  }

  @Property
  void allocationNeverCreatesOrLosesAUnit(
      @ForAll long total, @ForAll @IntRange(min = 1, max = 400) int parts) {
    var shares = Allocation.even(total, parts);
    var sum = 0L;
    var least = Long.MAX_VALUE;
    var most = Long.MIN_VALUE;
    for (var share : shares) {
      sum += share;
      least = Math.min(least, share);
      most = Math.max(most, share);
    }
    assertThat(sum).isEqualTo(total);
    assertThat(most - least).isLessThanOrEqualTo(1);
  }

  @Property
  void allocationOfANegativeTotalMirrorsThePositive(
      @ForAll @LongRange(min = 0) long total, @ForAll @IntRange(min = 1, max = 50) int parts) {
    var positive = Allocation.even(total, parts);
    var negative = Allocation.even(-total, parts);
    for (var i = 0; i < parts; i++) {
      assertThat(negative[i]).isEqualTo(-positive[i]);
    }
  }
}
