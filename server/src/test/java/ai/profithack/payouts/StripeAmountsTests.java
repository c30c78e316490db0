package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Amounts in Stripe's units, and what one payout can carry.
class StripeAmountsTests {
  @Test
  void writesWhatStripeReads() {
    assertThat(units(1_234, "USD")).isEqualTo(1_234);
    assertThat(units(1_234, "JPY")).isEqualTo(1_234);
    assertThat(units(1_234, "ISK")).as("two decimals that are always 00").isEqualTo(123_400);
    assertThat(units(1_234, "UGX")).isEqualTo(123_400);
    assertThat(units(123_400, "HUF")).as("whole forint, in fillér").isEqualTo(123_400);
    assertThat(units(123_400, "MGA"))
        .as("two decimals for ISO 4217, none for Stripe")
        .isEqualTo(1_234);
    for (var code : List.of("USD", "JPY", "ISK", "UGX", "HUF", "TWD", "MGA", "KRW", "EUR")) {
      var amount = new Money(500_000, Currency.getInstance(code));
      assertThat(StripeAmounts.money(StripeAmounts.units(amount), StripeAmounts.code(amount)))
          .isEqualTo(amount);
    }
    assertThatThrownBy(() -> units(1_234, "HUF")).hasMessageContaining("Stripe cannot carry");
    assertThatThrownBy(() -> StripeAmounts.money(150, "isk")).hasMessageContaining("no whole");
  }

  @Test
  void knowsNoCurrencyWithThreeDecimalsAndNoneThatStripeDoesNot() {
    assertThat(StripeAmounts.knows(Currency.getInstance("USD"))).isTrue();
    assertThat(StripeAmounts.knows(Currency.getInstance("JPY"))).isTrue();
    assertThat(StripeAmounts.knows(Currency.getInstance("KWD"))).isFalse();
    assertThat(StripeAmounts.knows(Currency.getInstance("UYI"))).isFalse();
    assertThat(StripeAmounts.knows(Currency.getInstance("XAU"))).isFalse();
  }

  @Test
  void whatCannotBeCarriedIsLeftAndNeverDropped() {
    assertThat(within(123_456, "HUF")).isEqualTo(123_400);
    assertThat(within(99, "TWD")).isZero();
    assertThat(within(123_456, "USD")).isEqualTo(123_456);
    assertThat(within(123_456_789, "USD")).as("eight digits a payout").isEqualTo(99_999_999);
    assertThat(within(123_456_789, "HUF")).isEqualTo(99_999_900);
    assertThat(within(123_456_789, "ISK")).isEqualTo(999_999);
    assertThat(within(123_456_789, "JPY")).isEqualTo(99_999_999);
    for (var code : List.of("USD", "JPY", "ISK", "UGX", "HUF", "TWD", "MGA")) {
      var currency = Currency.getInstance(code);
      for (var minor = 1L; minor < 1_000_000_000L; minor = minor * 7 + 3) {
        var carried = within(minor, code);
        assertThat(carried).isBetween(0L, minor);
        if (carried > 0) {
          assertThat(StripeAmounts.units(new Money(carried, currency))).isBetween(1L, 99_999_999L);
        }
      }
    }
  }

  private static long units(long minor, String code) {
    return StripeAmounts.units(new Money(minor, Currency.getInstance(code)));
  }

  private static long within(long minor, String code) {
    return StripeAmounts.limits(Currency.getInstance(code)).within(minor);
  }
}
