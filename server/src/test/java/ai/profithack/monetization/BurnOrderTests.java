package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.BurnOrder.Slice;
import ai.profithack.monetization.BurnOrder.Usable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BurnOrderTests {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");

  @Test
  void priorityThenEarlierExpiryThenOlder() {
    var grants =
        List.of(
            new Usable(1, 20, MAY, MAY, 10),
            new Usable(2, 10, null, MAY, 10),
            new Usable(3, 10, JUNE, MAY, 10),
            new Usable(4, 10, JUNE, MAY.minusSeconds(1), 10),
            new Usable(5, 10, MAY, JUNE, 10));

    assertThat(BurnOrder.slices(grants, 45))
        .containsExactly(
            new Slice(5, 10),
            new Slice(4, 10),
            new Slice(3, 10),
            new Slice(2, 10),
            new Slice(1, 5));
    assertThat(BurnOrder.slices(grants, 51)).hasSize(5);
  }

  /// Spending in two steps is spending at once, and the order in which grants are read plays no
  /// part.
  @Property
  void twoHalvesMakeTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 60) int first,
      @ForAll @IntRange(min = 0, max = 60) int second) {
    var random = new Random(seed);
    var grants = new ArrayList<Usable>();
    for (var i = 0; i < random.nextInt(8); i++) {
      grants.add(
          new Usable(
              i,
              10 * (1 + random.nextInt(2)),
              random.nextBoolean() ? null : MAY.plusSeconds(random.nextInt(3)),
              MAY.minusSeconds(random.nextInt(3)),
              random.nextInt(30)));
    }
    var whole = sums(BurnOrder.slices(grants, first + second), List.of());
    Collections.shuffle(grants, random);
    var one = BurnOrder.slices(grants, first);
    var left =
        grants.stream()
            .map(grant ->
                new Usable(
                    grant.grantId(),
                    grant.priority(),
                    grant.expiresAt(),
                    grant.grantedAt(),
                    grant.remaining() - sums(one, List.of()).getOrDefault(grant.grantId(), 0)))
            .toList();

    assertThat(sums(one, BurnOrder.slices(left, second))).isEqualTo(whole);
  }

  private static Map<Long, Integer> sums(List<Slice> some, List<Slice> others) {
    var sums = new HashMap<Long, Integer>();
    some.forEach(slice -> sums.merge(slice.grantId(), slice.credits(), Integer::sum));
    others.forEach(slice -> sums.merge(slice.grantId(), slice.credits(), Integer::sum));
    return sums;
  }
}
