package ai.profithack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AllocationTests {
  @Test
  void givesTheSmallestCoinToTheLargestShare() {
    assertThat(Allocation.proportional(1, 55, 45)).containsExactly(1, 0);
    assertThat(Allocation.proportional(10, 55, 45))
        .containsExactly(6, 4); // 5.5 : 4.5, the earlier part
    assertThat(Allocation.proportional(999, 55, 45)).containsExactly(549, 450); // 549.45 : 449.55
    assertThat(Allocation.proportional(-999, 55, 45)).containsExactly(-549, -450);
    assertThat(Allocation.proportional(100, 1, 1, 1)).containsExactly(34, 33, 33);
    assertThat(Allocation.proportional(0, 3, 4)).containsExactly(0, 0);
    assertThat(Allocation.proportional(Long.MAX_VALUE, 60, 40))
        .containsExactly(5534023222112865484L, 3689348814741910323L);
  }

  @Test
  void refusesWeightsThatDivideNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> Allocation.proportional(5, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Allocation.proportional(5, -1, 2));
  }

  @Test
  void addsUpForEveryAmountToAMillionAtBothRates() {
    for (var rate : new int[] {55, 60}) {
      for (var amount = 0L; amount <= 1_000_000; amount++) {
        var parts = Allocation.proportional(amount, rate, 100 - rate);
        if (parts[0] + parts[1] != amount || parts[0] != (amount * rate + 50) / 100) {
          throw new AssertionError(amount + " at " + rate + ": " + Arrays.toString(parts));
        }
      }
    }
  }

  @Property
  void neverCreatesOrLosesAndStaysWithinOneOfTheExactQuota(
      @ForAll @LongRange(min = -1_000_000_000, max = 1_000_000_000) long total,
      @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 1, max = 10_000) Long> weights) {
    var parts = Allocation.proportional(total, array(weights));
    var sum = weights.stream().mapToLong(Long::longValue).sum();

    assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
    for (var i = 0; i < parts.length; i++) {
      assertThat(Math.abs(parts[i] * sum - total * weights.get(i))).isLessThan(sum);
      assertThat(parts[i] * Long.signum(total)).isNotNegative();
    }
  }

  @Property
  void takesNoMoreFromAShareThanItHas(
      @ForAll @Size(min = 2, max = 6) List<@LongRange(min = 0, max = 1_000) Long> shares,
      @ForAll @LongRange(min = 0, max = 6_000) long wanted) {
    var total = shares.stream().mapToLong(Long::longValue).sum();
    if (total > 0) {
      var taken = Allocation.proportional(Math.min(wanted, total), array(shares));
      for (var i = 0; i < taken.length; i++) {
        assertThat(taken[i]).isBetween(0L, shares.get(i));
      }
    }
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
