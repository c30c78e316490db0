package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.SharingRules.Party;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// Shares of creators and platform, whoever stands first, and what a refund takes of each.
class SharingRulesTests {
  @Test
  void theSmallestUnitGoesToTheCreator() {
    for (var percent : new int[] {55, 60}) {
      var shares = SharingRules.divide(1, List.of(new Party(7, 1, "starter", percent)));
      assertThat(shares.creatorsMinor()).isEqualTo(1);
      assertThat(shares.platformMinor()).isZero();
    }
  }

  /// Another order moves at most one unit, and the same order always gives the same shares.
  @Property
  void anotherOrderChangesNobodysShareByMoreThanOneUnit(
      @ForAll @LongRange(max = 1_000_000_000) long amount,
      @ForAll @IntRange(min = 2, max = 6) int parties,
      @ForAll long seed) {
    var random = new Random(seed);
    var inOrder = new ArrayList<Party>();
    for (var i = 0; i < parties; i++) {
      inOrder.add(new Party(i, 1 + random.nextInt(10_000), "any", random.nextBoolean() ? 55 : 60));
    }
    var shuffled = new ArrayList<>(inOrder);
    Collections.shuffle(shuffled, random);

    var first = byCreator(amount, inOrder);
    var second = byCreator(amount, shuffled);

    assertThat(byCreator(amount, inOrder)).isEqualTo(first);
    first.forEach((creator, minor) ->
        assertThat(Math.abs(minor - second.getOrDefault(creator, 0L)))
            .as("creator %d", creator)
            .isLessThanOrEqualTo(1));
  }

  /// However a gift is refunded in pieces, in the end each gave back exactly what they had.
  @Property
  void refundsInAnyPiecesTakeBackExactlyWhatWasShared(
      @ForAll @LongRange(min = 1, max = 100_000) long amount,
      @ForAll @IntRange(min = 1, max = 4) int parties,
      @ForAll long seed) {
    var random = new Random(seed);
    var all = new ArrayList<Party>();
    for (var i = 0; i < parties; i++) {
      all.add(new Party(i, 1 + random.nextInt(100), "any", random.nextBoolean() ? 55 : 60));
    }
    var shares = SharingRules.divide(amount, all);
    var left = new HashMap<Long, Long>();
    shares.parts().forEach(part -> left.put(part.creatorId(), part.minor()));
    var platform = shares.platformMinor();
    for (var open = amount; open > 0; ) {
      var piece = 1 + random.nextLong(open);
      var taken = SharingRules.takeBack(piece, left, platform);
      taken.byCreator().forEach((creator, minor) -> left.merge(creator, -minor, Long::sum));
      platform -= taken.fromPlatform();
      open -= piece;
      assertThat(left.values()).allMatch(minor -> minor >= 0);
      assertThat(platform).isNotNegative();
    }
    assertThat(left.values()).containsOnly(0L);
    assertThat(platform).isZero();
  }

  private static Map<Long, Long> byCreator(long amount, List<Party> parties) {
    var shares = SharingRules.divide(amount, parties);
    var all = new HashMap<Long, Long>();
    shares.parts().forEach(part -> all.put(part.creatorId(), part.minor()));
    all.put(-1L, shares.platformMinor());
    assertThat(all.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(amount);
    return all;
  }
}
